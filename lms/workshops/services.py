"""Actions on attendance."""

from collections.abc import Mapping
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
    no mark. A status equal to the one seen says nothing new. A changed one is a correction and names the mark it replaces; where
    the screen showed a conflict, every mark that says otherwise is replaced. Sent twice, a form is one record and one answer.
    Raises NotInWorkshop when the half-day or somebody in the form belongs to another workshop, HalfDayNotBegun before its day; then
    nothing is recorded.
    """
    if not has_come(half_day.on, local_day(now)):
        raise HalfDayNotBegun(_l("This half-day has not begun. Nothing was saved. Mark the attendance on the day itself or later."))
    _refuse_strangers(workshop, half_day, statuses)
    shown = marks_of(half_day.id) if any(seen.values()) else {}
    events: dict[UUID, list[NewEvent]] = {}
    for enrolment_id, status in statuses.items():
        seen_id = seen.get(enrolment_id)
        replaced = _replaced(form_id, enrolment_id, status, seen_id, shown.get(enrolment_id, [])) if seen_id else [None]
        events[enrolment_id] = [
            attendance_marked(
                id=derived_id(form_id, str(enrolment_id) if n == 0 else f"{enrolment_id}:{replaces_id}"), enrolment_id=enrolment_id,
                half_day_id=half_day.id, status=status, source=source, replaces_id=replaces_id, programme=programme,
                account_id=account_id, now=now,
            )
            for n, replaces_id in enumerate(replaced)
        ]  # fmt: skip
    return _summary(events, now=now)


def _refuse_strangers(workshop: Workshop, half_day: HalfDay, statuses: Mapping[UUID, Status]) -> None:
    # Whoever was withdrawn while the page was open may still be marked: the other marks must not be lost for that.
    enrolled = set(db.session.scalars(_ENROLLED, {"workshop_id": workshop.id}))
    if half_day.workshop_id != workshop.id or not statuses.keys() <= enrolled:
        raise NotInWorkshop(_l("Somebody on this page is not enrolled in this workshop. Nothing was saved. Open the half-day again."))


def _replaced(form_id: UUID, enrolment_id: UUID, status: Status, seen_id: UUID, marks: list[Mark]) -> list[UUID]:
    """Return the marks that a status chosen on a screen showing `seen_id` corrects.

    The form's own mark is left out, so that the answer is the same when the form is sent again.
    """
    own_id = derived_id(form_id, str(enrolment_id))
    on_screen = seen_with(seen_id, [mark for mark in marks if mark.id != own_id])
    if not on_screen:
        raise NotInWorkshop(_l("A mark that this page corrects is not of this half-day. Nothing was saved. Open the half-day again."))
    return [mark.id for mark in latest_heads(on_screen) if mark.status != status]


def _summary(events: Mapping[UUID, list[NewEvent]], *, now: datetime) -> MarkingSummary:
    every = [event for of_one in events.values() for event in of_one]
    outcomes = dict(zip((event.id for event in every), journal.record_all(every, now=now) if every else [], strict=True))
    marked = corrected = refused = 0
    for of_one in filter(None, events.values()):
        if any(outcomes[event.id] is Outcome.REFUSED for event in of_one):
            refused += 1
        elif of_one[0].body["replaces"]:
            corrected += 1
        else:
            marked += 1
    return MarkingSummary(marked=marked, corrected=corrected, refused=refused)
