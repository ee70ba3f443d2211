"""What the marks of one person on one half-day amount to, and how much of a workshop somebody attended."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

CONFLICT = "conflict"
"""Standing of marks that do not know of each other and differ. Not a status: nobody can mark it."""


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


ATTENDED = frozenset({Status.PRESENT, Status.LATE})


@dataclass(frozen=True)
class Mark:
    """One mark, as far as standing needs it."""

    id: UUID
    status: str
    said_at: datetime
    replaces: tuple[UUID, ...] = ()
    """Every mark that whoever said this one saw and corrects."""


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


def standing(marks: Collection[Mark]) -> tuple[str, UUID]:
    """Return what the marks of one person on one half-day amount to: (status or CONFLICT, the mark a correction would replace).

    Only marks that no other replaces count. When several say the same, the latest said stands for all; when they differ the
    status is CONFLICT until somebody settles it. The order in which marks arrived does not matter.
    marks: all of one person on one half-day, at least one.
    """
    last = latest_heads(marks)
    statuses = {mark.status for mark in last}
    return (statuses.pop() if len(statuses) == 1 else CONFLICT), last[-1].id


def latest_heads(marks: Collection[Mark]) -> list[Mark]:
    """Return the marks that no other replaces, in the order they were said.

    Marks that replace one another in a ring cannot be made by any page; if a machine sends such a ring, all of them count.
    """
    replaced = {replaced_id for mark in marks for replaced_id in mark.replaces if replaced_id != mark.id}
    return sorted([mark for mark in marks if mark.id not in replaced] or marks, key=_when_said)


def seen_with(seen_id: UUID, marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks known to a screen that showed the mark `seen_id`: that one, those said before it, and what these replace.

    Nothing replaced the mark that a screen shows, so whatever replaces it came later, even where a clock that is wrong says otherwise.
    Empty when there is no such mark.
    """
    by_id = {mark.id: mark for mark in marks}
    shown = by_id.get(seen_id)
    if shown is None:
        return []
    replaced_by: dict[UUID, list[UUID]] = defaultdict(list)
    for mark in by_id.values():
        for replaced_id in mark.replaces:
            replaced_by[replaced_id].append(mark.id)
    later = _reached([seen_id], replaced_by) - {seen_id}
    before = [mark.id for mark in by_id.values() if mark.id not in later and _when_said(mark) <= _when_said(shown)]
    known = _reached(before, {mark.id: mark.replaces for mark in by_id.values()})
    return [mark for mark in by_id.values() if mark.id in known]


def is_attended(status: str | None) -> bool:
    """Tell whether this standing counts as having been there: somebody late was there."""
    return status in ATTENDED


def _reached(start: Iterable[UUID], leads_to: Mapping[UUID, Iterable[UUID]]) -> set[UUID]:
    """Return these marks and all that they lead to, one after another."""
    reached: set[UUID] = set()
    ahead = list(start)
    while ahead:
        mark_id = ahead.pop()
        if mark_id not in reached:
            reached.add(mark_id)
            ahead.extend(leads_to.get(mark_id, ()))
    return reached


def _when_said(mark: Mark) -> tuple[datetime, UUID]:
    return mark.said_at, mark.id
