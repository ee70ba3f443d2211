"""Actions on attendance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select

from lms.clock import local_day
from lms.db import db
from lms.errors import DomainError
from lms.identifiers import derived_id
from lms.journal import services as journal
from lms.journal.rules import NewEvent, Outcome
from lms.workshops.facts import attendance_marked, marks_of
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.rules import Mark, Source, Status, has_come, latest_heads, seen_with

_ENROLLED = select(Enrolment.id).where(Enrolment.workshop_id == bindparam("workshop_id"), Enrolment.role == "participant")


class NotInWorkshop(DomainError):
    """The half-day or one of the people belongs to another workshop."""


class HalfDayNotBegun(DomainError):
    """The half-day lies in the future: nobody can know yet who will be there."""


@dataclass(frozen=True)
class MarkingSummary:
    """How many people a form said something about. The same when the form is sent again."""

    marked: int
    """Marked for the first time."""
    corrected: int
    """Whose mark was replaced, or whose conflict was settled."""
    refused: int
    """Whose mark was not kept: the same page had already been sent with another one."""


def mark_attendance(
    *,
    form_id: UUID,
    workshop: Workshop,
    half_day: HalfDay,
    statuses: Mapping[UUID, Status],
    seen: Mapping[UUID, UUID | None],
    source: Source = Source.SCREEN,
    account_id: UUID,
    programme: str,
    now: datetime,
) -> MarkingSummary:
    """Record what is new or changed against what the person who marked had on the screen.

    statuses: {enrolment: what was chosen}. seen: {enrolment: the mark that the screen showed}; none, or left out, when it showed
    no mark. A status equal to the one seen says nothing new. A changed one is a correction: one mark, which names all those it
    replaces; where the screen showed a conflict these are all that contradicted one another, so that one remains. Sent twice, a form
    is one record and one answer.
    Raises NotInWorkshop when the half-day or somebody in the form belongs to another workshop, HalfDayNotBegun before its day; then
    nothing is recorded.
    """
    if not has_come(half_day.on, local_day(now)):
        raise HalfDayNotBegun(_l("This half-day has not begun. Nothing was saved. Mark the attendance on the day itself or later."))
    _refuse_strangers(workshop, half_day, statuses)
    marks = marks_of(half_day.id) if any(seen.values()) else {}
    events = []
    for enrolment_id, status in statuses.items():
        mark_id, seen_id = derived_id(form_id, str(enrolment_id)), seen.get(enrolment_id)
        replaced = _replaced(mark_id, status, seen_id, marks.get(enrolment_id, [])) if seen_id else ()
        if replaced is not None:
            events.append(
                attendance_marked(
                    id=mark_id, enrolment_id=enrolment_id, half_day_id=half_day.id, status=status, source=source, replaces=replaced,
                    programme=programme, account_id=account_id, now=now,
                )
            )  # fmt: skip
    return _summary(events, now=now)


def _refuse_strangers(workshop: Workshop, half_day: HalfDay, statuses: Mapping[UUID, Status]) -> None:
    # Whoever was withdrawn while the page was open may still be marked: the other marks must not be lost for that.
    enrolled = set(db.session.scalars(_ENROLLED, {"workshop_id": workshop.id}))
    if half_day.workshop_id != workshop.id or not statuses.keys() <= enrolled:
        raise NotInWorkshop(_l("Somebody on this page is not enrolled in this workshop. Nothing was saved. Open the half-day again."))


def _replaced(own_id: UUID, status: Status, seen_id: UUID, marks: list[Mark]) -> Sequence[UUID] | None:
    """Return the marks that a status chosen on a screen showing `seen_id` corrects, None when it says nothing new.

    own_id: the mark that this choice makes. When the form is sent again that mark is there: it still corrects what it did.
    """
    on_screen = latest_heads(seen_with(seen_id, marks))
    if not on_screen:
        raise NotInWorkshop(_l("A mark that this page corrects is not of this half-day. Nothing was saved. Open the half-day again."))
    own = next((mark for mark in marks if mark.id == own_id), None)
    if own is not None and seen_id in own.replaces:
        return own.replaces
    return None if all(mark.status == status for mark in on_screen) else [mark.id for mark in on_screen]


def _summary(events: Sequence[NewEvent], *, now: datetime) -> MarkingSummary:
    outcomes = journal.record_all(events, now=now) if events else []
    kept = [event for event, outcome in zip(events, outcomes, strict=True) if outcome is not Outcome.REFUSED]
    corrected = sum(bool(event.body["replaces"]) for event in kept)
    return MarkingSummary(marked=len(kept) - corrected, corrected=corrected, refused=len(events) - len(kept))
