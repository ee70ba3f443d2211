"""Who takes part in a workshop: the page of all of them, the page of one, and what has happened."""

from collections.abc import Callable
from math import ceil
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX
from lms.workshops.access import workshop_to_organise
from lms.workshops.enrolling import wording
from lms.workshops.enrolling.forms import ActionForm, TickForm
from lms.workshops.enrolling.queries.book import Book, Participant, book_of
from lms.workshops.enrolling.queries.history import PAGE_SIZE, history_of
from lms.workshops.enrolling.rules import STEPS, Action, State
from lms.workshops.enrolling.services import places as services
from lms.workshops.enrolling.services.places import Result
from lms.workshops.models import Workshop
from lms.workshops.plan import queries as plan
from lms.workshops.plan import wording as plan_wording
from lms.workshops.plan.groups import institution_types
from lms.workshops.plan.rules.quotas import quota_lines
from lms.workshops.plan.rules.status import Deed, allows

blueprint = Blueprint("enrolling", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_LAST_PAGE = 100_000  # more than there will be, less than a database can count


@blueprint.get("/workshops/<slug>/people")
@requires(Permission.PLAN_WORKSHOPS)
def show_people(slug: str) -> str:
    form = TickForm(formdata=None)
    form.prepare()
    return _people_page(workshop_to_organise(slug, viewer()), form)


@blueprint.post("/workshops/<slug>/people")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def take_answers(slug: str) -> tuple[str, int] | BaseResponse:
    """Take down what several people who are invited have answered."""
    workshop, form = workshop_to_organise(slug, viewer()), TickForm()
    if not form.validate_on_submit():
        return _people_page(workshop, form), 422
    with transactional():
        results = services.change(form_id=form.fact_id(), workshop_id=workshop.id, enrolment_ids=form.chosen(), action=Action(form.action.data or ""),
                                  reason="", account_id=viewer().account_id, now=clock.now())  # fmt: skip
    flash_results(results)
    return redirect(url_for("enrolling.show_people", slug=slug))


@blueprint.get("/workshops/<slug>/people/history")
@requires(Permission.PLAN_WORKSHOPS)
def show_history(slug: str) -> str:
    workshop = workshop_to_organise(slug, viewer())
    note_reading(workshop.audit_subject)
    page = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    found = history_of(workshop, page=page)

    def url_of(number: int) -> str:
        return url_for("enrolling.show_history", slug=slug, page=number)

    return render_template("workshops/enrolling/history.html", workshop=workshop, found=found, page=page, wording=wording, url_of=url_of,
                           page_count=max(ceil(found.count / PAGE_SIZE), 1))  # fmt: skip


@blueprint.get("/workshops/<slug>/people/<uuid:enrolment_id>")
@requires(Permission.PLAN_WORKSHOPS)
def show_person(slug: str, enrolment_id: UUID) -> str | BaseResponse:
    workshop = workshop_to_organise(slug, viewer())
    book = book_of(workshop, today=clock.local_day(clock.now()))
    if book.counting(enrolment_id) != enrolment_id:  # of a record that was merged
        return redirect(url_for("enrolling.show_person", slug=slug, enrolment_id=book.counting(enrolment_id)))
    form = ActionForm(formdata=None)
    form.prepare()
    return _person_page(workshop, book, enrolment_id, form)


@blueprint.post("/workshops/<slug>/people/<uuid:enrolment_id>")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def change_person(slug: str, enrolment_id: UUID) -> tuple[str, int] | BaseResponse:
    workshop, form = workshop_to_organise(slug, viewer()), ActionForm()
    if form.validate_on_submit() and form.action.data in list(wording.ACTION_NAMES):
        try:
            with transactional():
                results = services.change(form_id=form.fact_id(), workshop_id=workshop.id, enrolment_ids=[enrolment_id],
                                          action=Action(form.action.data), reason=(form.reason.data or "").strip(),
                                          account_id=viewer().account_id, now=clock.now())  # fmt: skip
        except services.ReasonMissing as refusal:
            form.reason.errors = [refusal.message]
        else:
            flash_results(results)
            return redirect(url_for("enrolling.show_person", slug=slug, enrolment_id=enrolment_id))
    return _person_page(workshop, book_of(workshop, today=clock.local_day(clock.now())), enrolment_id, form), 422


def flash_results(results: list[Result]) -> None:
    """Say of how many people what became of them, and why of the others nothing did."""
    states = [result.state for result in results]
    sentences: dict[State, Callable[[int], str]] = {
        State.CONFIRMED: lambda n: ngettext("%(num)d person is confirmed.", "%(num)d people are confirmed.", n),
        State.INVITED: lambda n: ngettext("%(num)d person is invited.", "%(num)d people are invited.", n),
        State.DECLINED: lambda n: ngettext("%(num)d person has declined.", "%(num)d people have declined.", n),
        State.WITHDRAWN: lambda n: ngettext("%(num)d person no longer comes.", "%(num)d people no longer come.", n),
        State.WAITING: lambda n: ngettext("%(num)d person is on the waiting list.", "%(num)d people are on the waiting list.", n),
    }
    for state, sentence in sentences.items():
        if state in states:
            flash(sentence(states.count(state)), "done")
    for refusal in dict.fromkeys(result.refusal for result in results if result.refusal):
        flash(wording.REFUSALS[refusal], "error")


def participant_or_404(book: Book, enrolment_id: UUID) -> Participant:
    """Return somebody who takes part, also by an enrolment that was merged into theirs. Raises NotFound."""
    found = book.participants.get(book.counting(enrolment_id))
    if found is None:
        raise NotFound(_("This person does not take part in this workshop. Open the list of its people again."))
    return found


def _people_page(workshop: Workshop, form: TickForm) -> str:
    note_reading(workshop.audit_subject)
    book = book_of(workshop, today=clock.local_day(clock.now()))
    return render_template(
        "workshops/enrolling/people.html", workshop=workshop, book=book, form=form, wording=wording, plan_wording=plan_wording,
        quotas=quota_lines(plan.minima_of(workshop), book.guests), institution_types=institution_types().names, **_doors(workshop, book),
    )  # fmt: skip


def _doors(workshop: Workshop, book: Book) -> dict[str, bool]:
    """Return what may be done with people today."""
    has_begun = book.today > book.register.eve
    return {
        "may_invite": allows(workshop.status, Deed.INVITE) and not has_begun,
        "may_admit": allows(workshop.status, Deed.ADMIT) and has_begun,
        "may_enrol": allows(workshop.status, Deed.ENROL),
    }


def _person_page(workshop: Workshop, book: Book, enrolment_id: UUID, form: ActionForm) -> str:
    note_reading(workshop.audit_subject)
    person = participant_or_404(book, enrolment_id)
    may_enrol = allows(workshop.status, Deed.ENROL)
    form.offer([(action, name) for action, name in wording.ACTION_NAMES.items() if _is_possible(book, person, action)] if may_enrol else [])
    return render_template(
        "workshops/enrolling/person.html", workshop=workshop, book=book, person=person, form=form, wording=wording,
        entries=history_of(workshop, enrolment_id=person.enrolment_id).entries, newcomer=book.newcomers.get(person.enrolment_id),
        replaced=book.replaced_by(person),
        may_be_replaced=may_enrol and book.register.holds(person.seat, book.today),
    )  # fmt: skip


def _is_possible(book: Book, person: Participant, action: Action) -> bool:
    """Tell whether an action is worth offering: a place for whoever is to be confirmed, and a list to wait on that does not lead back at once."""
    has_place = book.register.holds(person.seat, book.today)
    if (person.state, action) not in STEPS:
        return False
    if action is Action.CONFIRM:
        return has_place or book.free > 0
    return action is not Action.WAIT or len(book.waiting) >= book.free + has_place
