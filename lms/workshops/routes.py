"""Workshops and the attendance grid."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.errors import Conflict
from lms.i18n import LANGUAGE_PREFIX
from lms.workshops import queries, services
from lms.workshops.access import may_mark, may_organise, workshop_or_404
from lms.workshops.desk import Desk, desk_at, organisers_desk_at
from lms.workshops.forms import AttendanceForm, field_name
from lms.workshops.models import HalfDay
from lms.workshops.plan.wording import STATUS_NAMES, STATUS_TAGS
from lms.workshops.queries import Attendee, Room
from lms.workshops.rules import CONFLICT, Status, has_come, is_marked_in_its_time
from lms.workshops.sayings import Saying, contradictions, corrections_of
from lms.workshops.wording import REASON_NAMES, SOURCE_NAMES

blueprint = Blueprint("workshops", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/workshops")
@requires(Permission.SEE_WORKSHOPS)
def list_workshops() -> str:
    return render_template("workshops/workshops.html", lines=queries.workshops_visible_to(viewer()), status_names=STATUS_NAMES,
                           status_tags=STATUS_TAGS, may_plan=viewer().may(Permission.PLAN_WORKSHOPS))  # fmt: skip


@blueprint.get("/workshops/<slug>")
@requires(Permission.SEE_WORKSHOPS)
def show_workshop(slug: str) -> str:
    me = viewer()
    workshop = workshop_or_404(slug, me)
    note_reading(workshop.audit_subject)
    room, today = queries.room(workshop), clock.local_day(clock.now())
    to_come = {half_day.id for half_day in room.half_days if not has_come(half_day.on, today)}
    return render_template(
        "workshops/workshop.html", workshop=workshop, room=room, today=today, to_come=to_come, may_mark=may_mark(workshop, me),
        may_organise=may_organise(workshop, me), status_names=STATUS_NAMES, status_tags=STATUS_TAGS,
    )  # fmt: skip


@blueprint.get("/workshops/<slug>/half-days/<int:position>")
@requires(Permission.MARK_ATTENDANCE, or_helper=True)
def show_attendance(slug: str, position: int) -> str:
    form = AttendanceForm()
    form.prepare()
    return _attendance_page(desk_at(slug, position), form)


@blueprint.post("/workshops/<slug>/half-days/<int:position>")
@requires(Permission.MARK_ATTENDANCE, or_helper=True)
@facts_limit
def mark_attendance(slug: str, position: int) -> tuple[str, int] | BaseResponse:
    form = AttendanceForm()
    if not form.validate_on_submit():
        return _attendance_page(desk_at(slug, position), form), 422
    try:
        with transactional():
            desk = desk_at(slug, position)
            if form.half_day.data not in (None, "", str(desk.half_day.id)):
                raise HalfDaysChanged(
                    _l("The half-days of this workshop were changed while this page was open. Nothing was saved. Open the half-day again.")
                )
            summary = services.mark_attendance(
                form_id=form.fact_id(), workshop=desk.workshop, half_day=desk.half_day, statuses=form.choices.statuses, seen=form.choices.seen,
                by=desk.by, reason=form.given_reason(), programme=desk.workshop.programme, now=clock.now(),
            )  # fmt: skip
            to_settle = queries.people_to_settle(desk.half_day)
    except services.ReasonNeeded as refusal:
        form.reason.errors = [refusal.message]
        return _attendance_page(desk_at(slug, position), form), 422
    _flash(summary, to_settle=to_settle)
    return redirect(url_for("workshops.show_attendance", slug=slug, position=position))


@blueprint.get("/workshops/<slug>/half-days/<int:position>/corrections")
@requires(Permission.MARK_ATTENDANCE)
def list_corrections(slug: str, position: int) -> str:
    desk = organisers_desk_at(slug, position)
    note_reading(desk.workshop.audit_subject)
    return render_template("workshops/corrections.html", workshop=desk.workshop, half_day=desk.half_day,
                           corrections=corrections_of(desk.half_day), reason_names=REASON_NAMES, source_names=SOURCE_NAMES)  # fmt: skip


class HalfDaysChanged(Conflict):
    """The page showed one half-day, and its address is by now that of another."""


@dataclass(frozen=True)
class _Row:
    """One person of the grid."""

    person: Attendee
    field: str
    """Name of the choices; it says which marks they were chosen over."""
    chosen: str | None
    sayings: list[Saying]
    """What contradicts, while it is not settled."""


def _attendance_page(desk: Desk, form: AttendanceForm) -> str:
    workshop, half_day = desk.workshop, desk.half_day
    note_reading(workshop.audit_subject)
    form.half_day.data = str(half_day.id)
    room = queries.room(workshop, only=half_day)
    marking = room.marking(half_day)
    today = clock.local_day(clock.now())
    may_be_marked = has_come(half_day.on, today)
    # Before anything is marked the whole room is offered as present: it is quicker to correct the exceptions.
    default = Status.PRESENT if may_be_marked and not marking.is_begun else None
    following = queries.next_half_day(half_day) if marking.is_begun else None
    return render_template(
        "workshops/attendance.html", desk=desk, workshop=workshop, half_day=half_day, form=form, rows=_rows(room, half_day, form, default),
        counts=room.counts[half_day.id], marking=marking, may_be_marked=may_be_marked, is_today=half_day.on == today, source_names=SOURCE_NAMES,
        exceptions={status.value: room.names(half_day, status) for status in (Status.ABSENT, Status.LATE, Status.EXCUSED)},
        is_usual_time=is_marked_in_its_time(half_day.on, half_day.starts_at, clock.now().astimezone(clock.BAMAKO)), today=today,
        following=following if following and not (desk.is_of_helper and following.on != half_day.on) else None,
    )  # fmt: skip


def _rows(room: Room, half_day: HalfDay, form: AttendanceForm, default: Status | None) -> list[_Row]:
    sayings = contradictions(room, half_day)
    rows = []
    for person in room.people:
        standing = person.standings.get(half_day.id)
        heads = standing.heads if standing else ()
        stored = default if standing is None else None if standing.status == CONFLICT else standing.status
        rows.append(
            _Row(
                person=person,
                field=field_name(person.enrolment_id, heads),
                chosen=form.choices.kept_for(person.enrolment_id, heads) or stored,
                sayings=sayings.get(person.enrolment_id, []),
            )
        )
    return rows


def _flash(summary: services.MarkingSummary, *, to_settle: int) -> None:
    if summary.marked:
        flash(ngettext("Attendance of %(num)d person recorded.", "Attendance of %(num)d people recorded.", summary.marked), "done")
    if summary.corrected:
        flash(ngettext("Attendance of %(num)d person corrected. The former mark stays in the history.",
                       "Attendance of %(num)d people corrected. The former marks stay in the history.", summary.corrected), "done")  # fmt: skip
    if summary.refused:
        flash(ngettext("The mark of %(num)d person was not changed: this page had already been sent with another one. Correct it below.",
                       "The marks of %(num)d people were not changed: this page had already been sent with other ones. Correct them below.",
                       summary.refused), "error")  # fmt: skip
    if to_settle:
        flash(ngettext("%(num)d person remains to be settled.", "%(num)d people remain to be settled.", to_settle), "error")
    elif summary == services.MarkingSummary(marked=0, corrected=0, refused=0):
        flash(_("Nothing was changed: the marks were recorded already."), "info")
