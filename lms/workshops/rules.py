"""What the marks of one person on one half-day amount to, and how much of a workshop somebody attended."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

CONFLICT = "conflict"
"""Standing of marks that do not know of each other and differ. Not a status: nobody can mark it."""


MERGED = "merged"
"""Role and state of an enrolment of somebody who was enrolled in the same workshop under another record too: that one counts."""


class Status(StrEnum):
    """What can be said of one person on one half-day."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"


class Source(StrEnum):
    """How a mark was taken."""

    SCREEN = "screen"
    QR = "qr"
    PAPER = "paper"


class ReasonKind(StrEnum):
    """Why a mark is corrected."""

    MISTAKE = "mistake"
    """It was marked by mistake."""
    ARRIVED = "arrived"
    """The person came after the marking."""
    LEFT = "left"
    """The person left before the end."""
    EXCUSE = "excuse"
    """An excuse came in later."""
    CHECKED = "checked"
    """Somebody asked the person, or looked at the signed sheet."""
    OTHER = "other"
    """What the words beside it say."""


ATTENDED = frozenset({Status.PRESENT, Status.LATE})
SLIP = timedelta(minutes=5)
"""How long after marking somebody one may still mend one's own slip without a reason."""


@dataclass(frozen=True)
class Reason:
    """Why a mark is corrected, in one of the known ways and in free words."""

    kind: ReasonKind
    words: str = ""


@dataclass(frozen=True)
class Marker:
    """Whoever marks, and from which browser."""

    actor_id: UUID
    """An account, or a helper's access."""
    device: str = ""
    """Short name that a browser was given when it first marked; empty when it is not known."""
    helper: str = ""
    """How the organiser called the helper's access; empty for an account."""


@dataclass(frozen=True)
class Mark:
    """One mark, as far as standing needs it."""

    id: UUID
    status: str
    said_at: datetime
    replaces: tuple[UUID, ...] = ()
    """Every mark that whoever said this one saw and corrects."""
    source: str = Source.SCREEN
    by: Marker | None = None


@dataclass(frozen=True)
class AttendanceRecord:
    """Half-days of a workshop, planned and attended."""

    planned: int
    attended: int

    @property
    def share(self) -> float:
        """The part attended, from 0 to 1; 0 when no half-day is planned yet."""
        return self.attended / self.planned if self.planned else 0.0


@dataclass(frozen=True)
class Marking:
    """How far one half-day has been marked, in confirmed participants. The only place that says what “marked” means."""

    people: int
    unmarked: int
    """Of whom nobody has said anything."""
    to_settle: int
    """Marked in different ways."""

    @property
    def is_begun(self) -> bool:
        """Anybody is marked."""
        return self.unmarked < self.people

    @property
    def remaining(self) -> int:
        """People of whom somebody must still say something."""
        return self.unmarked + self.to_settle

    @property
    def is_complete(self) -> bool:
        """Everybody is marked, and nobody in two ways. Not so while nobody is enrolled: there was nothing to mark."""
        return self.is_begun and not self.remaining


def has_come(on: date, today: date) -> bool:
    """Tell whether a half-day of this day can be marked: on its day and after it, not before."""
    return on <= today


def is_marked_in_its_time(on: date, begins: time, at: datetime) -> bool:
    """Tell whether a half-day is marked on its day, and not more than an hour before it begins.

    at: local time. Whoever marks at another time may have opened the wrong half-day.
    """
    return at.date() == on and at >= datetime.combine(on, begins, at.tzinfo) - timedelta(hours=1)


def goes_on(hours: Sequence[tuple[time, time]], at: time) -> int | None:
    """Return which of the half-days of a day it is at this time of the day: the first that is not over, else the last; None when there is none.

    hours: when each begins and ends, in order.
    """
    return next((number for number, (_begins, ends) in enumerate(hours) if at < ends), len(hours) - 1 if hours else None)


def standing(marks: Collection[Mark]) -> tuple[str, tuple[UUID, ...]]:
    """Return what the marks of one person on one half-day amount to: (status or CONFLICT, the marks that a correction would replace).

    Only marks that no other replaces count, and of several arrivals read from a badge the first one said. When those that count say the
    same, that is the status; when they differ the status is CONFLICT until somebody settles it. The order in which marks arrived does
    not matter.
    marks: all of one person on one half-day, at least one.
    """
    statuses = {mark.status for mark in heads_that_count(marks)}
    return (statuses.pop() if len(statuses) == 1 else CONFLICT), tuple(mark.id for mark in latest_heads(marks))


def latest_heads(marks: Collection[Mark]) -> list[Mark]:
    """Return the marks that no other replaces, in the order they were said.

    Marks that replace one another in a ring cannot be made by any page; if a machine sends such a ring, all of them count.
    """
    replaced = {replaced_id for mark in marks for replaced_id in mark.replaces if replaced_id != mark.id}
    return sorted([mark for mark in marks if mark.id not in replaced] or marks, key=_when_said)


def heads_that_count(marks: Collection[Mark]) -> list[Mark]:
    """Return the marks that no other replaces, without the badges read again: somebody arrives once, when the first reading says so.

    Two telephones without network may both have read a badge; neither contradicts the other.
    """
    heads = latest_heads(marks)
    arrivals = [mark for mark in heads if is_arrival(mark)]
    return [mark for mark in heads if mark not in arrivals[1:]]


def is_arrival(mark: Mark) -> bool:
    """Tell whether this mark says that a badge was read as its bearer came in."""
    return mark.source == Source.QR and mark.status in ATTENDED


def is_slip(corrected: Iterable[Mark], *, by: Marker, now: datetime) -> bool:
    """Tell whether a correction only mends one's own slip, and therefore needs no reason.

    It does when everything it corrects was said by the same person on the same device within the last five minutes. Whatever is
    older, or was said by somebody else or elsewhere, is corrected with a reason.
    """
    return bool(by.device) and all(mark.by == by and abs(now - mark.said_at) <= SLIP for mark in corrected)


def is_attended(status: str | None) -> bool:
    """Tell whether this standing counts as having been there: somebody late was there."""
    return status in ATTENDED


def _when_said(mark: Mark) -> tuple[datetime, UUID]:
    return mark.said_at, mark.id
