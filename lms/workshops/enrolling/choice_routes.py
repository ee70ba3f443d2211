"""Choosing people for a purpose: to invite them, to add them at the door, to replace somebody, as trainers or observers.

One page for all: a search, what it found, and a short form for somebody it did not find. Who was searched for goes by POST.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.codes import spelt
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX
from lms.identifiers import parse_id
from lms.people.names import tidy
from lms.web.forms import EventForm
from lms.workshops import queries as workshops
from lms.workshops import strangers
from lms.workshops.access import workshop_to_organise
from lms.workshops.deeds import refuse_unless
from lms.workshops.enrolling import wording
from lms.workshops.enrolling.countries import countries
from lms.workshops.enrolling.forms import CHOICE_FORMS, PERSON_FORMS, PURPOSES, ChoiceForm, InvitationFields, ObserverFields, PersonForm, SearchForm
from lms.workshops.enrolling.queries.book import Book, Participant, book_of
from lms.workshops.enrolling.queries.search import FEWEST_LETTERS, Findings, all_exist, is_enough, namesakes, people_found, strangers_among
from lms.workshops.enrolling.routes import flash_results, participant_or_404
from lms.workshops.enrolling.rules import State, reply_day
from lms.workshops.enrolling.services import guests, people, places
from lms.workshops.enrolling.services.places import Result
from lms.workshops.models import HalfDay
from lms.workshops.plan.rules.status import Deed, allows
from lms.workshops.rules import goes_on

blueprint = Blueprint("choosing", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_PAGE = f"/workshops/<slug>/people/<any({', '.join(one for one in PURPOSES if one != 'replace')}):purpose>"
_PAGE_OF_ONE = "/workshops/<slug>/people/<uuid:enrolment_id>/<any(replace):purpose>"
_DEEDS = {"invite": Deed.INVITE, "door": Deed.ADMIT, "replace": Deed.ENROL, "trainer": Deed.PLAN, "observer": Deed.PLAN}


@blueprint.get(_PAGE)
@blueprint.get(_PAGE_OF_ONE)
@requires(Permission.PLAN_WORKSHOPS)
def show_search(slug: str, purpose: str, enrolment_id: UUID | None = None) -> str:
    return _Desk(slug, purpose, enrolment_id).page()


@blueprint.post(f"{_PAGE}/search")
@blueprint.post(f"{_PAGE_OF_ONE}/search")
@requires(Permission.PLAN_WORKSHOPS)
def search_people(slug: str, purpose: str, enrolment_id: UUID | None = None) -> str | tuple[str, int]:
    desk = _Desk(slug, purpose, enrolment_id)
    form = SearchForm()
    if form.validate_on_submit() and not is_enough(form.text.data or ""):
        form.text.errors = [_("Write at least %(num)d letters of a name, or a whole code.", num=FEWEST_LETTERS)]
    if form.errors:
        return desk.page(search=form), 422
    return desk.page(search=form, found=people_found(form.text.data or "", workshop=desk.workshop, viewer=viewer()))


@blueprint.post(_PAGE)
@blueprint.post(_PAGE_OF_ONE)
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def choose_people(slug: str, purpose: str, enrolment_id: UUID | None = None) -> tuple[str, int] | BaseResponse:
    desk = _Desk(slug, purpose, enrolment_id)
    form = desk.choice_form()
    search = SearchForm()
    if form.validate_on_submit():
        if not all_exist(form.chosen(), viewer()):
            raise NotFound(_("Somebody on this page is no longer there. Search for them again."))
        try:
            with transactional():
                now, me = clock.now(), viewer()
                strangers.note_enrolled(strangers_among(form.chosen(), workshop=desk.workshop, viewer=me), account_id=me.account_id, now=now)
                results = desk.carry_out(form, form.chosen(), now=now)
        except places.BadAnswerDay as refusal:
            form["holds_until"].errors = [refusal.message]
        else:
            return desk.say(results)
    found = people_found(search.text.data or "", workshop=desk.workshop, viewer=viewer()) if is_enough(search.text.data or "") else None
    return desk.page(search=search, choice=form, found=found), 422


@blueprint.post(f"{_PAGE}/new")
@blueprint.post(f"{_PAGE_OF_ONE}/new")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def add_person(slug: str, purpose: str, enrolment_id: UUID | None = None) -> tuple[str, int] | BaseResponse:
    desk = _Desk(slug, purpose, enrolment_id)
    form = desk.person_form()
    if not form.validate_on_submit():
        return desk.page(person=form), 422
    new, me = _new_person(form), viewer()
    known = [] if form.is_somebody_else.data else namesakes(new.family_name, new.given_names, workshop=desk.workshop, viewer=me)
    # The same form sent again finds the person whom it has added itself.
    if known and people.person_id_of(form.fact_id()) not in {one.person_id for one in known}:
        return desk.page(person=form, found=Findings(people=known, is_cut=False), are_namesakes=True), 409
    try:
        with transactional():
            now = clock.now()
            person = people.add_person(form_id=form.fact_id(), new=new, place_code=None, is_demonstration=me.is_demonstration, now=now)
            results = desk.carry_out(form, [person.id], now=now)
    except places.BadAnswerDay as refusal:
        form["holds_until"].errors = [refusal.message]
        return desk.page(person=form), 422
    flash(_("%(name)s was added, with the code %(code)s.", name=person.full_name, code=spelt(person.code)), "done")
    return desk.say(results)


class _Desk:
    """One purpose at one workshop: its forms, its page, and what is done with whoever is chosen."""

    def __init__(self, slug: str, purpose: str, enrolment_id: UUID | None) -> None:
        self.workshop = workshop_to_organise(slug, viewer())
        refuse_unless(self.workshop, _DEEDS[purpose])
        self.purpose, self.enrolment_id = purpose, enrolment_id
        self.today = clock.local_day(clock.now())

    def choice_form(self, **given: Any) -> ChoiceForm:
        """Return the form with which people who were found are chosen."""
        form = CHOICE_FORMS[self.purpose](**given)
        self._offer(form)
        return form

    def person_form(self, **given: Any) -> PersonForm:
        """Return the form for somebody who was not found."""
        form = PERSON_FORMS[self.purpose](prefix="new-", **given)  # its fields stand beside those of the other forms
        self._offer(form)
        return form

    def carry_out(self, form: Any, person_ids: list[UUID], *, now: datetime) -> list[Result] | None:
        """Do with these people what they were chosen for; return what became of participants, and None of trainers and observers."""
        by: dict[str, Any] = {"form_id": form.fact_id(), "workshop_id": self.workshop.id, "account_id": viewer().account_id, "now": now}
        match self.purpose:
            case "invite":
                return places.invite(person_ids=person_ids, holds_until=form.holds_until.data, **by)
            case "door":
                return [places.admit(person_id=person_ids[0], **by)]
            case "replace":
                assert self.enrolment_id
                reason = (form.reason.data or "").strip()
                return [places.replace_person(enrolment_id=self.enrolment_id, newcomer_id=person_ids[0], reason=reason, **by)]
            case _:
                origin = {"country": form.country.data, "committee": form.committee.data.strip()} if self.purpose == "observer" else {}
                guests.add_guest(person_id=person_ids[0], role=self.purpose, **origin, **by)
                return None

    def say(self, results: list[Result] | None) -> BaseResponse:
        """Say what became of them, and lead to where the next thing of this kind is done."""
        slug = self.workshop.slug
        if results is None:
            flash(_("Added to the team."), "done")
            return redirect(url_for("team.show_team", slug=slug))
        flash_results(results)
        if self.purpose == "replace":
            return redirect(url_for("enrolling.show_people", slug=slug))
        came = next((result.enrolment_id for result in results if self.purpose == "door" and result.state is State.CONFIRMED), None)
        return redirect(url_for("choosing.show_search", slug=slug, purpose=self.purpose, came=came))

    def page(self, *, search: SearchForm | None = None, found: Findings | None = None, choice: ChoiceForm | None = None,
             person: PersonForm | None = None, are_namesakes: bool = False) -> str:  # fmt: skip
        """Return the page. found: what a search has found, if there was one."""
        if found:
            note_reading(f"people-search {self.workshop.audit_subject}", strangers=sum(not one.role for one in found.people))
        book = book_of(self.workshop, today=self.today)
        choice, person = choice or self.choice_form(formdata=None), person or self.person_form(formdata=None)
        arrival = EventForm(formdata=None)
        for form in (choice, person, arrival):
            form.prepare()
        half_days = workshops.half_days_on(self.workshop, self.today) if self.purpose == "door" else ()
        return render_template(
            "workshops/enrolling/choose.html", workshop=self.workshop, purpose=self.purpose, enrolment_id=self.enrolment_id, book=book,
            left=participant_or_404(book, self.enrolment_id) if self.enrolment_id else None, has_begun=self.today > book.register.eve,
            search=search or SearchForm(formdata=None), found=found, are_namesakes=are_namesakes, choice=choice,
            person=person, wording=wording, half_days=half_days, arrival=arrival,
            came=self._came(book) if half_days else None, may_plan=allows(self.workshop.status, Deed.PLAN), now_on=_now_on(half_days),
        )  # fmt: skip

    def _came(self, book: Book) -> Participant | None:
        """Return who has just been let in, by what the address says: they may be marked at once."""
        enrolment_id = parse_id(request.args.get("came", ""))
        came = book.participants.get(book.counting(enrolment_id)) if enrolment_id else None
        return came if came and came.state is State.CONFIRMED else None

    def _offer(self, form: ChoiceForm | PersonForm) -> None:
        """Fill in what can be chosen, and the day that is usual."""
        if isinstance(form, InvitationFields) and not form.holds_until.raw_data:
            form.holds_until.data = reply_day(self.today, self.workshop.starts_on)
        if isinstance(form, ObserverFields):
            form.offer_countries(countries())


def _now_on(half_days: Sequence[HalfDay]) -> HalfDay | None:
    number = goes_on([(one.starts_at, one.ends_at) for one in half_days], clock.now().astimezone(clock.BAMAKO).time())
    return None if number is None else half_days[number]


def _new_person(form: PersonForm) -> people.NewPerson:
    texts = {name: tidy(form[name].data or "") for name in ("family_name", "given_names", "profession", "institution", "phone")}
    return people.NewPerson(sex=form.sex.data or "N", **texts)
