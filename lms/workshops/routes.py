"""Workshops and the attendance grid."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.db import transactional
from lms.errors import Forbidden
from lms.i18n import LANGUAGE_PREFIX
from lms.workshops import queries, services
from lms.workshops.forms import AttendanceForm
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.queries import Attendee, Room
from lms.workshops.rules import CONFLICT, Status

blueprint = Blueprint("workshops", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/workshops")
@requires(Permission.SEE_WORKSHOPS)
def list_workshops() -> str:
    return render_template("workshops/workshops.html", lines=queries.workshops_visible_to(viewer()))


@blueprint.get("/workshops/<slug>")
@requires(Permission.SEE_WORKSHOPS)
def show_workshop(slug: str) -> str:
    me = viewer()
    workshop = queries.workshop_or_404(slug, me)
    note_reading(f"workshop:{slug}")
    return render_template("workshops/workshop.html", workshop=workshop, room=queries.room(workshop), may_mark=queries.may_mark(workshop, me))


@blueprint.get("/workshops/<slug>/half-days/<int:position>")
@requires(Permission.MARK_ATTENDANCE)
def show_attendance(slug: str, position: int) -> str:
    workshop, half_day = _half_day_to_mark(slug, position)
    note_reading(f"workshop:{slug}")
    form = AttendanceForm()
    form.prepare()
    return _attendance_page(workshop, half_day, form)


@blueprint.post("/workshops/<slug>/half-days/<int:position>")
@requires(Permission.MARK_ATTENDANCE)
@transactional()
def mark_attendance(slug: str, position: int) -> tuple[str, int] | BaseResponse:
    workshop, half_day = _half_day_to_mark(slug, position)
    form = AttendanceForm()
    if not form.validate_on_submit():
        return _attendance_page(workshop, half_day, form), 422
    me = viewer()
    summary = services.mark_attendance(
        form_id=form.fact_id(), workshop=workshop, half_day=half_day, statuses=form.choices.statuses, seen=form.choices.seen,
        account_id=me.account_id, programme=workshop.programme, now=clock.now(),
    )  # fmt: skip
    _flash(summary)
    return redirect(url_for("workshops.show_attendance", slug=slug, position=position))


@dataclass(frozen=True)
class _Row:
    """One person of the grid."""

    person: Attendee
    chosen: str | None
    seen: UUID | None
    contradiction: list[str]


def _half_day_to_mark(slug: str, position: int) -> tuple[Workshop, HalfDay]:
    me = viewer()
    workshop, half_day = queries.half_day_or_404(slug, position, me)
    if not queries.may_mark(workshop, me):
        raise Forbidden(_l("Only the organisers of this workshop mark its attendance. Ask the administrator if you are to be one of them."))
    return workshop, half_day


def _attendance_page(workshop: Workshop, half_day: HalfDay, form: AttendanceForm) -> str:
    room = queries.room(workshop, only=half_day)
    return render_template("workshops/attendance.html", workshop=workshop, half_day=half_day, form=form, rows=_rows(room, half_day, form),
                           counts=room.counts[half_day.id], is_marked=room.is_marked(half_day))  # fmt: skip


def _rows(room: Room, half_day: HalfDay, form: AttendanceForm) -> list[_Row]:
    contradictions = queries.conflicting_statuses(room, half_day)
    # Before anything is marked the whole room is offered as present: it is quicker to correct the exceptions.
    default = None if room.is_marked(half_day) else Status.PRESENT.value
    rows = []
    for person in room.people:
        standing = person.standings.get(half_day.id)
        stored = default if standing is None else None if standing.status == CONFLICT else standing.status
        rows.append(
            _Row(
                person=person,
                chosen=form.choices.statuses.get(person.enrolment_id, stored),
                seen=standing.mark_id if standing else None,
                contradiction=contradictions.get(person.enrolment_id, []),
            )
        )
    return rows


def _flash(summary: services.MarkingSummary) -> None:
    if summary.marked:
        flash(ngettext("Attendance of %(num)d person recorded.", "Attendance of %(num)d people recorded.", summary.marked), "done")
    if summary.corrected:
        flash(ngettext("Mark of %(num)d person corrected. The first mark is kept in the record.",
                       "Marks of %(num)d people corrected. The first marks are kept in the record.", summary.corrected), "done")  # fmt: skip
    if summary.refused:
        flash(ngettext("The mark of %(num)d person was not changed: this page had already been sent with another one. Correct it below.",
                       "The marks of %(num)d people were not changed: this page had already been sent with other ones. Correct them below.",
                       summary.refused), "error")  # fmt: skip
    if summary == services.MarkingSummary(marked=0, corrected=0, refused=0):
        flash(_("Nothing was changed: the marks were recorded already."), "info")
