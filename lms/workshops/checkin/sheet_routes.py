"""Typing a sign-in sheet that came back: the exceptions only, with a look at the names before anything is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from lms.i18n import LANGUAGE_PREFIX
from lms.workshops import queries as workshops
from lms.workshops.access import workshop_or_404
from lms.workshops.checkin import services
from lms.workshops.checkin.forms import SheetForm
from lms.workshops.checkin.rules import RowsOffSheet, RowsTwice, TypedRow, statuses_of_sheet
from lms.workshops.checkin.services import SheetLine
from lms.workshops.desk import device, refuse_to_mark
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.prints import services as prints
from lms.workshops.rules import Marker, Status, has_come
from lms.workshops.sayings import Saying, sayings_of
from lms.workshops.services import ReasonNeeded
from lms.workshops.wording import SOURCE_NAMES

blueprint = Blueprint("typed_sheets", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@dataclass(frozen=True)
class _Sheet:
    """A sheet of this workshop, and what was typed from it."""

    half_day: HalfDay
    rows: Mapping[int, UUID]
    statuses: Mapping[int, Status]


@dataclass(frozen=True)
class _Preview:
    """What would be kept of a sheet."""

    half_day: HalfDay
    lines: list[SheetLine]
    sayings: Mapping[UUID, list[Saying]]
    """What was said before of those of whom the sheet says otherwise."""
    gone: int
    """Rows whose people are no longer enrolled: they are left out."""

    def people(self, status: Status) -> list[SheetLine]:
        """Return the rows that say this."""
        return [line for line in self.lines if line.status == status]

    def of_kind(self, kind: TypedRow) -> list[SheetLine]:
        """Return the rows that stand so to the marks there."""
        return [line for line in self.lines if line.comparison.kind == kind]

    @property
    def needs_reason(self) -> bool:
        """Tell whether a mark would be corrected that is no slip."""
        return any(line.needs_reason for line in self.lines)


@blueprint.get("/workshops/<slug>/type-sheet")
@requires(Permission.MARK_ATTENDANCE)
def show_sheet(slug: str) -> str:
    form = SheetForm(formdata=None, sheet=request.args.get("sheet", ""))
    form.prepare()
    return _page(_workshop_to_mark(slug), form, None)


@blueprint.post("/workshops/<slug>/type-sheet")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def type_sheet(slug: str) -> str | tuple[str, int] | BaseResponse:
    form, by, now = SheetForm(), Marker(viewer().account_id, device()), clock.now()
    workshop = _workshop_to_mark(slug)
    sheet = _sheet_typed(form, workshop) if form.validate_on_submit() else None
    if sheet is None:
        return _page(workshop, form, None), 422
    if request.form.get("action") != "keep":
        return _page(workshop, form, _preview(workshop, sheet, by))
    try:
        with transactional():
            workshop = _workshop_to_mark(slug)
            summary = services.type_sheet(
                form_id=form.fact_id(), workshop=workshop, half_day=sheet.half_day, rows=sheet.rows, statuses=sheet.statuses, by=by,
                reason=form.given_reason(), programme=workshop.programme, now=now,
            )  # fmt: skip
            to_settle = workshops.people_to_settle(sheet.half_day)
    except ReasonNeeded as refusal:
        form.reason.errors = [refusal.message]
        return _page(workshop, form, _preview(workshop, sheet, by)), 422
    said = summary.marked + summary.corrected
    flash(ngettext("%(num)d row of the sheet recorded.", "%(num)d rows of the sheet recorded.", said) if said
          else _("Nothing was changed: all of this sheet was recorded already."), "done" if said else "info")  # fmt: skip
    if to_settle:
        flash(ngettext("%(num)d person remains to be settled.", "%(num)d people remain to be settled.", to_settle), "error")
    return redirect(url_for("workshops.show_attendance", slug=slug, position=sheet.half_day.position))


def _workshop_to_mark(slug: str) -> Workshop:
    workshop = workshop_or_404(slug, viewer())
    refuse_to_mark(workshop, viewer())
    return workshop


def _sheet_typed(form: SheetForm, workshop: Workshop) -> _Sheet | None:
    """Return the sheet and what was typed from it; None, with the fault beside its field, when it is of no use."""
    try:
        sheet = prints.sheet_by_code(form.sheet.data or "")
    except prints.UnknownSheet as error:
        form.sheet.errors = [error.message]
        return None
    half_day = workshops.half_day_of(workshop, sheet.half_day_id)
    if half_day is None or not has_come(half_day.on, clock.local_day(clock.now())):
        form.sheet.errors = [_("This sheet is of another workshop. Check the code against the sheet.") if half_day is None
                             else _("The half-day of this sheet has not begun. Type it on its day or later.")]  # fmt: skip
        return None
    try:
        return _Sheet(half_day, sheet.enrolments, statuses_of_sheet(sheet.enrolments, form.exceptions()))
    except (RowsTwice, RowsOffSheet) as error:
        form.blame(error)
        return None


def _preview(workshop: Workshop, sheet: _Sheet, by: Marker) -> _Preview:
    note_reading(workshop.audit_subject)
    lines = services.read_sheet(workshop=workshop, half_day=sheet.half_day, rows=sheet.rows, statuses=sheet.statuses, by=by, now=clock.now())
    otherwise = [line.person.enrolment_id for line in lines if line.comparison.kind in {TypedRow.CORRECTS, TypedRow.CONTRADICTS}]
    return _Preview(sheet.half_day, lines, sayings_of(sheet.half_day, otherwise), gone=len(sheet.rows) - sum(1 + len(line.further) for line in lines))


def _page(workshop: Workshop, form: SheetForm, preview: _Preview | None) -> str:
    return render_template("workshops/checkin/type-sheet.html", workshop=workshop, form=form, preview=preview, source_names=SOURCE_NAMES)
