"""Actions on attendance."""

from collections.abc import Collection, Mapping, Sequence
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
from lms.journal.rules import Outcome
from lms.workshops.facts import attendance_marked, counting_enrolments, marks_of
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.rules import MERGED, Mark, Marker, Reason, Source, Status, has_come, is_slip, standing

_ENROLLED = select(Enrolment.id).where(Enrolment.workshop_id == bindparam("workshop_id"), Enrolment.role.in_(("participant", MERGED)))


class NotInWorkshop(DomainError):
    """The half-day or one of the people belongs to another workshop."""


class HalfDayNotBegun(DomainError):
    """The half-day lies in the future: nobody can know yet who will be there."""


class ReasonNeeded(DomainError):
    """A mark that somebody else said, or that was said a while ago, is corrected without a word why."""


@dataclass(frozen=True)
class Choice:
    """What is said of one person, and what it corrects."""

    mark_id: UUID
    enrolment_id: UUID
    status: Status
    corrects: Sequence[Mark]
    is_sent_again: bool
    """The mark is stored already."""


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
    seen: Mapping[UUID, Collection[UUID]],
    by: Marker,
    reason: Reason | None = None,
    programme: str,
    now: datetime,
) -> MarkingSummary:
    """Record what is new or changed against what the person who marked had on the screen.

    statuses: {enrolment: what was chosen}. seen: {enrolment: the marks that the screen showed}; none, or left out, when it showed
    no mark. A status equal to the one seen says nothing new. A changed one is a correction: one mark, which names those that it
    replaces, and no mark that came in unseen; where the screen showed a conflict these are all that contradicted one another, so that
    one remains. Sent twice, a form is one record and one answer.
    Raises NotInWorkshop when the half-day or somebody in the form belongs to another workshop, HalfDayNotBegun before its day,
    ReasonNeeded when a correction that is no slip has no reason; then nothing is recorded.
    """
    refuse_unbegun(half_day, now)
    _refuse_strangers(workshop, half_day, statuses)
    marks = marks_of(half_day.id) if any(seen.values()) else {}
    counting = counting_enrolments(statuses)  # a page may be older than a merge of two people
    choices = []
    for enrolment_id, status in statuses.items():
        mark_id, theirs = derived_id(form_id, str(enrolment_id)), {mark.id: mark for mark in marks.get(counting[enrolment_id], [])}
        shown = _shown(seen.get(enrolment_id, ()), theirs)
        if mark_id in theirs or not shown or standing(shown)[0] != status:
            choices.append(Choice(mark_id, enrolment_id, status, shown, is_sent_again=mark_id in theirs))
    return record_choices(choices, half_day=half_day, source=Source.SCREEN, by=by, reason=reason, said_at=now, programme=programme, now=now)


def record_choices(
    choices: Sequence[Choice], *, half_day: HalfDay, source: Source, by: Marker, reason: Reason | None = None, said_at: datetime, programme: str,
    now: datetime,
) -> MarkingSummary:  # fmt: skip
    """Record what is said of some people on one half-day.

    reason: of the corrections among it. Raises ReasonNeeded, recording nothing, when one that is no slip has none.
    """
    corrections = [choice for choice in choices if choice.corrects and not choice.is_sent_again]
    if reason is None and not all(is_slip(choice.corrects, by=by, now=now) for choice in corrections):
        raise ReasonNeeded(_l("Nothing was saved yet. Say why these marks change: some are older than five minutes or are not yours."))
    events = [
        attendance_marked(
            id=choice.mark_id, enrolment_id=choice.enrolment_id, half_day_id=half_day.id, status=choice.status, source=source,
            replaces=[mark.id for mark in choice.corrects], programme=programme, by=by, said_at=said_at, reason=reason if choice.corrects else None,
        )
        for choice in choices
    ]  # fmt: skip
    outcomes = journal.record_all(events, now=now) if events else []
    kept = [choice for choice, outcome in zip(choices, outcomes, strict=True) if outcome is not Outcome.REFUSED]
    corrected = sum(bool(choice.corrects) for choice in kept)
    return MarkingSummary(marked=len(kept) - corrected, corrected=corrected, refused=len(choices) - len(kept))


def refuse_unbegun(half_day: HalfDay, now: datetime) -> None:
    """Raise HalfDayNotBegun before the day of a half-day."""
    if not has_come(half_day.on, local_day(now)):
        raise HalfDayNotBegun(_l("This half-day has not begun. Nothing was saved. Mark the attendance on the day itself or later."))


def _refuse_strangers(workshop: Workshop, half_day: HalfDay, statuses: Mapping[UUID, Status]) -> None:
    # Whoever was withdrawn while the page was open may still be marked: the other marks must not be lost for that.
    enrolled = set(db.session.scalars(_ENROLLED, {"workshop_id": workshop.id}))
    if half_day.workshop_id != workshop.id or not statuses.keys() <= enrolled:
        raise NotInWorkshop(_l("Somebody on this page is not enrolled in this workshop. Nothing was saved. Open the half-day again."))


def _shown(seen: Collection[UUID], marks: Mapping[UUID, Mark]) -> list[Mark]:
    """Return the marks of one person that a screen showed."""
    if not marks.keys() >= set(seen):
        raise NotInWorkshop(_l("A mark that this page corrects is not of this half-day. Nothing was saved. Open the half-day again."))
    return [marks[mark_id] for mark_id in seen]
