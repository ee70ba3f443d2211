"""Actions at the door and from paper."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.codes import read_code
from lms.db import upsert
from lms.errors import Conflict, DomainError
from lms.identifiers import derived_id
from lms.journal import services as journal
from lms.workshops import services as attendance
from lms.workshops.checkin import queries
from lms.workshops.checkin.models import CheckInHour
from lms.workshops.checkin.queries import SheetPerson
from lms.workshops.checkin.rules import Comparison, TypedRow, compare_row, row_that_counts, status_on_arrival, when_said
from lms.workshops.facts import marks_of
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.rules import Mark, Marker, Reason, Source, Status, heads_that_count, is_arrival, is_slip
from lms.workshops.services import Choice, MarkingSummary


class NotThatDay(DomainError):
    """Somebody checks in on another day than that of the half-day."""


class SaidOtherwise(Conflict):
    """The id of a reading already stands for something else."""


class CheckInOutcome(StrEnum):
    """What became of a badge that was read, or of a code that was typed."""

    ARRIVED = "arrived"
    AGAIN = "again"
    """Its bearer had arrived before."""
    MISTYPED = "mistyped"
    """The code holds a mistake, or is none."""
    UNKNOWN = "unknown"
    """Nobody enrolled in this workshop bears it."""


@dataclass(frozen=True)
class CheckIn:
    """What became of a badge, and the mark by which its bearer arrived."""

    outcome: CheckInOutcome
    mark_id: UUID | None = None


@dataclass(frozen=True)
class SheetLine:
    """What a sheet says of one person, beside what is known of them."""

    number: int
    """The row that says it."""
    further: tuple[int, ...]
    """Other rows in which the same person stands, from before two records were merged."""
    person: SheetPerson
    status: Status
    comparison: Comparison
    needs_reason: bool


def check_in(
    *, scan_id: UUID, workshop: Workshop, half_day: HalfDay, typed: str, said_at: datetime | None, by: Marker, programme: str, now: datetime
) -> CheckIn:  # fmt: skip
    """Record that the bearer of a badge arrived: present, or late after the hour of the half-day.

    scan_id: made where the badge was read; the same reading sent again is one mark and the same answer. said_at: when it was read, where
    that is known. Somebody who had arrived before is not marked again. Somebody whom the grid or a sheet says absent is marked all the same:
    the two marks contradict each other until somebody settles it.
    Raises NotThatDay when it was read on another day than that of the half-day.
    """
    code = read_code(typed)
    if code is None:
        return CheckIn(CheckInOutcome.MISTYPED)
    enrolment_id = queries.enrolment_of_badge(workshop, code)
    if enrolment_id is None:
        return CheckIn(CheckInOutcome.UNKNOWN)
    at = when_said(said_at, now=now)
    if clock.local_day(at) != half_day.on:
        raise NotThatDay(_l("People check in on the day of the half-day itself. Mark this person in the grid of that half-day."))
    journal.lock()
    marks = marks_of(half_day.id).get(enrolment_id, [])
    mark_id = derived_id(scan_id, str(enrolment_id))
    if any(mark.id == mark_id for mark in marks):
        return CheckIn(CheckInOutcome.ARRIVED, mark_id)
    earlier = next((mark for mark in heads_that_count(marks) if is_arrival(mark) and mark.said_at <= at), None)
    if earlier is not None:
        return CheckIn(CheckInOutcome.AGAIN, earlier.id)
    status = status_on_arrival(at.astimezone(clock.BAMAKO).time(), late_after_minutes=queries.hour_of(half_day))
    choice = Choice(mark_id, enrolment_id, status, corrects=(), is_sent_again=False)
    summary = attendance.record_choices([choice], half_day=half_day, source=Source.QR, by=by, said_at=at, programme=programme, now=now)
    if summary.refused:
        raise SaidOtherwise(_l("This reading was sent before as another one. Read the badge again."))
    return CheckIn(CheckInOutcome.ARRIVED, mark_id)


def set_hour(*, workshop: Workshop, half_day: HalfDay, late_after_minutes: int, account_id: UUID, now: datetime) -> None:
    """Choose until when one counts as present on a half-day, in minutes since midnight. Who has arrived keeps their mark."""
    upsert(CheckInHour, [{"half_day_id": half_day.id, "late_after_minutes": late_after_minutes}], key=("half_day_id",))
    accounts.note_audit(account_id=account_id, action="check-in-hour.chosen", subject=workshop.audit_subject, now=now)


def read_sheet(
    *, workshop: Workshop, half_day: HalfDay, rows: Mapping[int, UUID], statuses: Mapping[int, Status], by: Marker, now: datetime
) -> list[SheetLine]:
    """Return what a typed sheet says of those who are still enrolled, each once, beside the marks that they have; in the order of the rows.

    rows: {number: enrolment} as the sheet was printed. statuses: {number: what was typed}.
    """
    marks = marks_of(half_day.id)
    people = queries.people_on_sheet(rows, workshop)
    rows_of: dict[UUID, list[int]] = defaultdict(list)
    for number, person in people.items():
        rows_of[person.enrolment_id].append(number)
    lines = []
    for enrolment_id, numbers in rows_of.items():
        number = row_that_counts({one: statuses[one] for one in numbers})
        comparison = compare_row(statuses[number], marks.get(enrolment_id, []), actor_id=by.actor_id)
        needs_reason = bool(comparison.corrects) and not is_slip(comparison.corrects, by=by, now=now)
        further = tuple(one for one in numbers if one != number)
        lines.append(SheetLine(number, further, people[number], statuses[number], comparison, needs_reason=needs_reason))
    return lines


def type_sheet(
    *, form_id: UUID, workshop: Workshop, half_day: HalfDay, rows: Mapping[int, UUID], statuses: Mapping[int, Status], by: Marker,
    reason: Reason | None, programme: str, now: datetime,
) -> MarkingSummary:  # fmt: skip
    """Record what a sheet says that nobody has said yet. The same form sent again is one record and one answer.

    rows, statuses: as for `read_sheet`. Raises HalfDayNotBegun before the day, and ReasonNeeded when one's own older marks are corrected
    without a reason; then nothing is recorded.
    """
    attendance.refuse_unbegun(half_day, now)
    journal.lock()
    lines = read_sheet(workshop=workshop, half_day=half_day, rows=rows, statuses=statuses, by=by, now=now)
    marks = marks_of(half_day.id)
    choices = [_choice(form_id, line, {mark.id: mark for mark in marks.get(line.person.enrolment_id, [])}) for line in lines]
    return attendance.record_choices([choice for choice in choices if choice], half_day=half_day, source=Source.PAPER, by=by, reason=reason,
                                     said_at=now, programme=programme, now=now)  # fmt: skip


def _choice(form_id: UUID, line: SheetLine, marks: Mapping[UUID, Mark]) -> Choice | None:
    mark_id = derived_id(form_id, str(line.person.enrolment_id))
    if mark_id in marks:
        corrects = [marks[one] for one in marks[mark_id].replaces if one in marks]
        return Choice(mark_id, line.person.enrolment_id, line.status, corrects, is_sent_again=True)
    if line.comparison.kind is TypedRow.SAME:
        return None
    return Choice(mark_id, line.person.enrolment_id, line.status, line.comparison.corrects, is_sent_again=False)
