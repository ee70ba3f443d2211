"""The directory: finding people, their pages, and what is recorded of them."""

from math import ceil

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.accounts.models import Person
from lms.db import transactional
from lms.directory import wording
from lms.directory.forms import AnswerForm, PersonForm, SearchForm
from lms.directory.queries.deeds import deeds_of
from lms.directory.queries.particulars import particulars_of
from lms.directory.queries.people import PAGE_SIZE, is_enough, people, person_and_place_or_404, person_or_404
from lms.directory.queries.places import places_of_work
from lms.directory.queries.requests import requests_of
from lms.directory.services import people as services
from lms.directory.telling import steps_of
from lms.i18n import LANGUAGE_PREFIX
from lms.web.forms import EventForm

blueprint = Blueprint("directory", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_LAST_PAGE = 100_000  # more than there will be, less than a database can count


@blueprint.get("/people")
@requires(Permission.SEE_PEOPLE)
def list_people() -> ResponseReturnValue:
    form = SearchForm(formdata=request.args)
    text = (form.q.data or "").strip()
    if text and not (form.validate() and is_enough(text)):
        form.q.errors = [_("Write at least two letters of a name, a code, or the last four digits of a number.")]
        return render_template("directory/people.html", form=form, text=text, found=None, wording=wording,
                               may_administer=viewer().may(Permission.ADMINISTER)), 422  # fmt: skip
    page = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    found = people(viewer(), text, page=page)

    def url_of(number: int) -> str:
        return url_for("directory.list_people", q=text or None, page=number)

    if page > 1 and not found.lines:
        return redirect(url_of(1))
    note_reading(f"people:{viewer().programme}")
    return render_template("directory/people.html", form=form, text=text, found=found, page=page, url_of=url_of, wording=wording,
                           page_count=max(ceil(found.count / PAGE_SIZE), 1), may_administer=viewer().may(Permission.ADMINISTER))  # fmt: skip


@blueprint.get("/people/<code>")
@requires(Permission.SEE_PEOPLE)
def show_person(code: str) -> ResponseReturnValue:
    me = viewer()
    person, place = person_and_place_or_404(code, me)
    if code != person.code:  # of a record that was merged, or typed with hyphens
        return redirect(url_for("directory.show_person", code=person.code))
    note_reading(f"person:{person.id}")
    return render_template(
        "directory/person.html", person=person, place=place, particulars=particulars_of(person.id), wording=wording,
        steps=steps_of(deeds_of(person.id, reader=me), sex=person.sex, reader=me, today=clock.local_day(clock.now())),
        requests=requests_of(person.id, me.programme), answer_form_fields=AnswerForm(formdata=None), separation_form=_separation_form(),
        may_change=me.may(Permission.CHANGE_PEOPLE), may_merge=me.may(Permission.ADMINISTER),
    )  # fmt: skip


@blueprint.get("/people/new")
@requires(Permission.ADMINISTER)
def show_new_person() -> str:
    form = _person_form()
    form.prepare()
    return render_template("directory/new-person.html", form=form)


@blueprint.post("/people/new")
@requires(Permission.ADMINISTER)
@facts_limit
def add_person() -> ResponseReturnValue:
    form, me = _person_form(), viewer()
    if not form.validate_on_submit():
        return render_template("directory/new-person.html", form=form), 422
    with transactional():
        person = services.add_person(form_id=form.fact_id(), data=form.said(), is_demonstration=me.is_demonstration, account_id=me.account_id,
                                     now=clock.now())  # fmt: skip
    flash(_("Person added. Their code is %(code)s.", code=wording.spelt(person.code)), "done")
    return redirect(url_for("directory.show_person", code=person.code))


@blueprint.get("/people/<code>/edit")
@requires(Permission.CHANGE_PEOPLE)
def show_edit_person(code: str) -> str:
    person = person_or_404(code, viewer())
    particulars = particulars_of(person.id)
    form = _person_form(person)
    form.show(person, phones=particulars.phones, emails=particulars.emails)
    form.prepare()
    note_reading(f"person:{person.id}")
    return render_template("directory/edit-person.html", form=form, person=person)


@blueprint.post("/people/<code>/edit")
@requires(Permission.CHANGE_PEOPLE)
@facts_limit
def edit_person(code: str) -> ResponseReturnValue:
    me = viewer()
    person = person_or_404(code, me)
    form = _person_form(person)
    if not form.validate_on_submit():
        note_reading(f"person:{person.id}")
        return render_template("directory/edit-person.html", form=form, person=person), 422
    with transactional():
        person = person_or_404(code, me)
        changed = accounts.change_person(person_id=person.id, data=form.said(), account_id=me.account_id, now=clock.now())
    if changed:
        flash(_("Record corrected. The audit keeps who changed which field."), "done")
    else:
        flash(_("Nothing was changed: the record said this already."), "info")
    return redirect(url_for("directory.show_person", code=person.code))


def _person_form(person: Person | None = None) -> PersonForm:
    form = PersonForm()
    form.offer(places_of_work(person.place_code if person else None))
    return form


def _separation_form() -> EventForm:
    form = EventForm()
    form.prepare()
    return form
