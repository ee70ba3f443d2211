"""Typing the results of a quiz that a workshop took on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse
from wtforms import DateField, StringField
from wtforms.validators import ValidationError

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX
from lms.progress import paper_results as service
from lms.progress.paper_results import PaperResult, Participant
from lms.quizzes import services as quizzes
from lms.quizzes.content import Quiz
from lms.quizzes.sheets import Sheet, UnknownSheet, sheet_named
from lms.quizzes.typed import Typed, Unreadable, read_result
from lms.web.forms import DayField, EventForm
from lms.workshops.access import workshop_to_organise
from lms.workshops.acquaintance import knows
from lms.workshops.deeds import refuse_unless
from lms.workshops.models import Workshop
from lms.workshops.plan.rules.status import Deed

blueprint = Blueprint("paper_results", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

PREFIX = "r-"
_MOST_CHARACTERS = 2000
"""Of one row: more than the answers of any sheet."""


class ResultsForm(EventForm):
    """What all rows have in common; the rows are read by `_rows_sent`."""

    today: date
    quiz: Quiz
    chosen: Sheet | None = None
    """The sheet that was named, once the form has been validated."""

    sheet = StringField(_l("Form or sheet number"), description=_l("As printed: a-3F9A, 7-3F9A; a or 7 will do. Not needed for scores."))
    on = DayField(_l("Day on which it was taken"), _l("Enter the day, the month and the year of the quiz."))

    def validate_sheet(self, field: StringField) -> None:
        """Find the sheet; none is needed for scores."""
        if (field.data or "").strip():
            try:
                self.chosen = sheet_named(self.quiz, str(field.data))
            except UnknownSheet as error:
                raise ValidationError(error.message) from None

    def validate_on(self, field: DateField) -> None:
        """Refuse a day to come."""
        if field.data and field.data > self.today:
            raise ValidationError(_l("This day is still to come. Enter the day on which the quiz was taken."))


@dataclass(frozen=True)
class _Row:
    """A participant, with what was typed and what is wrong with it."""

    person: Participant
    field: str
    result: PaperResult | None
    text: str
    """What was typed and is not recorded."""
    fault: str
    is_known: bool
    """Whether the viewer may know what this person did elsewhere: the result may be of another workshop."""

    @property
    def is_open(self) -> bool:
        """Tell whether something may be typed."""
        return self.result is None or bool(self.text)


@blueprint.get("/workshops/<slug>/quizzes")
@requires(Permission.MARK_ATTENDANCE)
def list_quizzes(slug: str) -> str:
    workshop = _workshop_to_mark(slug)
    return render_template("progress/paper-quizzes.html", workshop=workshop, quizzes=quizzes.quizzes_measured(workshop.programme),
                           typed=service.numbers_on_paper(workshop), people=len(service.participants(workshop)))  # fmt: skip


@blueprint.get("/workshops/<slug>/quizzes/<quiz>/paper")
@requires(Permission.MARK_ATTENDANCE)
def show_results(slug: str, quiz: str) -> str:
    workshop, found = _workshop_to_type(slug), quizzes.measured_quiz_or_404(quiz, viewer().programme)
    today = clock.local_day(clock.now())
    form = ResultsForm(formdata=None, sheet=request.args.get("sheet", ""), on=_day_in(request.args.get("on", "")) or today)
    form.prepare()
    return _page(workshop, found, form, {}, {})


@blueprint.post("/workshops/<slug>/quizzes/<quiz>/paper")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def type_results(slug: str, quiz: str) -> tuple[str, int] | BaseResponse:
    found, form, sent = quizzes.measured_quiz_or_404(quiz, viewer().programme), ResultsForm(), _rows_sent()
    form.today, form.quiz = clock.local_day(clock.now()), found
    if not form.validate_on_submit():
        return _page(_workshop_to_type(slug), found, form, sent, {}), 422
    me, taken_on = viewer(), cast(date, form.on.data)
    with transactional():
        workshop = _workshop_to_type(slug)
        here = {str(one.person_id) for one in service.participants(workshop)}
        read, faults = _read(found, {name: text for name, text in sent.items() if name in here}, form.chosen)
        summary = service.type_results(form_id=form.fact_id(), quiz=found, results=read, account_id=me.account_id, programme=workshop.programme,
                                       taken_on=taken_on, is_again=_is_again(), now=clock.now())  # fmt: skip
    for person_id in summary.refused:
        faults[str(person_id)] = _("Not recorded: another result of this person was typed before. If this one is right, type it as a further result.")
    strangers = [text for name, text in sent.items() if name not in here]
    _flash(summary)
    if faults or strangers:
        _tell_faults(form, len(faults), strangers)
        return _page(workshop, found, form, {name: sent[name] for name in faults}, faults), 422
    return redirect(url_for("paper_results.show_results", slug=slug, quiz=quiz, sheet=form.sheet.data or None, on=taken_on.isoformat()))


def _workshop_to_type(slug: str) -> Workshop:
    """Return a workshop whose results may be typed now. Raises NotFound, Forbidden or NotNow."""
    workshop = _workshop_to_mark(slug)
    refuse_unless(workshop, Deed.MARK)
    return workshop


def _workshop_to_mark(slug: str) -> Workshop:
    refusal = _l("Only the organisers of this workshop type its results. Ask the administrator if you are to be one of them.")
    return workshop_to_organise(slug, viewer(), refusal)


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_again() -> bool:
    return bool(request.args.get("again"))


def _rows_sent() -> dict[str, str]:
    """Return {person: what was typed}; rows left empty are left out."""
    return {name.removeprefix(PREFIX): text.strip() for name, text in request.form.items() if name.startswith(PREFIX) and text.strip()}


def _read(quiz: Quiz, sent: Mapping[str, str], sheet: Sheet | None) -> tuple[dict[UUID, Typed], dict[str, str]]:
    """Return what could be read, and of each other row why not."""
    read, faults = {}, {}
    for name, text in sent.items():
        try:
            if len(text) > _MOST_CHARACTERS:
                raise Unreadable(_("This is longer than the answers of any sheet."))
            read[UUID(name)] = read_result(quiz, text, sheet)
        except (Unreadable, UnknownSheet) as error:
            faults[name] = str(error.message)
    return read, faults


def _tell_faults(form: ResultsForm, faults: int, strangers: list[str]) -> None:
    if faults:
        form.form_errors.append(ngettext("%(num)d row was not recorded. It is marked below, as you typed it.",
                                         "%(num)d rows were not recorded. They are marked below, as you typed them.", faults))  # fmt: skip
    for text in strangers:
        form.form_errors.append(_("“%(text)s” was not recorded: that person is no longer among the participants.", text=text))


def _flash(summary: service.TypingSummary) -> None:
    if summary.recorded:
        flash(ngettext("%(num)d result recorded.", "%(num)d results recorded.", summary.recorded), "done")
    elif summary.known:
        flash(_("Nothing was changed: these results were recorded already."), "info")
    elif not summary.refused:
        flash(_("Nothing was recorded."), "info")


def _page(workshop: Workshop, quiz: Quiz, form: ResultsForm, kept: Mapping[str, str], faults: Mapping[str, str]) -> str:
    """Return the page. kept: what was typed and is not recorded, by person."""
    note_reading(workshop.audit_subject)
    people = service.participants(workshop)
    is_known = knows(viewer())
    results = service.results_on_paper([one.person_id for one in people], quiz.slug)
    rows = [
        _Row(one, f"{PREFIX}{one.person_id}", results.get(one.person_id), kept.get(str(one.person_id), ""), faults.get(str(one.person_id), ""),
             is_known(one.person_id))
        for one in people
    ]  # fmt: skip
    first = next((row.field for row in rows if row.fault or (row.is_open and not row.text)), "")
    return render_template("progress/paper-results.html", workshop=workshop, quiz=quiz, form=form, rows=rows, is_again=_is_again(), first=first,
                           typed=len(results))  # fmt: skip
