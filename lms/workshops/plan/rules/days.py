"""The days of a workshop: its name in addresses, its half-days, and what becomes of them when the dates change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import count
from uuid import UUID

from lms.plain import slug

MORNING, AFTERNOON = "morning", "afternoon"
PARTS = (MORNING, AFTERNOON)
HOURS = {MORNING: (time(8, 30), time(12, 30)), AFTERNOON: (time(14, 0), time(16, 30))}
"""From when to when a half-day lasts, until somebody says otherwise."""

MOST_DAYS = 31

YEARS = range(2000, 2101)
"""In which a workshop can be: whatever is typed beyond was mistyped, as 26 for 2026."""

Day = tuple[date, str]
"""A half-day: its date and its part."""


@dataclass(frozen=True)
class PlannedHalfDay:
    """A half-day that is there, as far as a change of dates needs it."""

    id: UUID
    on: date
    part: str
    is_marked: bool
    sessions: int
    is_printed: bool = False
    """A sign-in sheet was printed for it: somebody may have signed it."""


@dataclass(frozen=True)
class Replan:
    """What a change of dates does to the half-days."""

    moved: dict[UUID, date]
    removed: tuple[UUID, ...]
    added: tuple[Day, ...]
    marked: tuple[PlannedHalfDay, ...] = ()
    """Those that would be moved or removed though people are marked on them: the dates cannot be these."""
    filled: tuple[PlannedHalfDay, ...] = ()
    """Those that would be removed though they hold sessions."""
    printed: tuple[PlannedHalfDay, ...] = ()
    """Those that would be removed though sheets with their code go round."""


def slug_for(place: str, starts_on: date, taken: Collection[str]) -> str:
    """Return the slug of a workshop, `segou-2026-12-14`, with a number behind it where that is taken."""
    base = f"{slug(place)}-{starts_on.isoformat()}"
    return next(name for number in count(1) if (name := base if number == 1 else f"{base}-{number}") not in taken)


def half_days_between(first: date, last: date) -> list[Day]:
    """Return a morning and an afternoon for each day, in order of time; none when `last` comes before `first`."""
    return [(first + timedelta(days=number), part) for number in range((last - first).days + 1) for part in PARTS]


def when(on: date, part: str) -> tuple[date, int]:
    """Return what puts half-days in order of time."""
    return on, PARTS.index(part)


def replanned(half_days: Sequence[PlannedHalfDay], *, before: tuple[date, date], after: tuple[date, date]) -> Replan:
    """Return what becomes of the half-days when the first and the last day change.

    All of them move with the first day, so that the timetable stays what it was; those beyond the new last day go, and new days at the
    end bring a morning and an afternoon each.
    """
    shift = after[0] - before[0]
    moved = {one.id: one.on + shift for one in half_days} if shift else {}
    gone = [one for one in half_days if one.on + shift > after[1]]
    first_new = max(before[1] + shift, after[0] - timedelta(days=1)) + timedelta(days=1)
    return Replan(
        moved={id: on for id, on in moved.items() if id not in {one.id for one in gone}},
        removed=tuple(one.id for one in gone),
        added=tuple(half_days_between(first_new, after[1])),
        marked=tuple(one for one in half_days if one.is_marked and (shift or one in gone)),
        filled=tuple(one for one in gone if one.sessions and not one.is_marked),
        printed=tuple(one for one in gone if one.is_printed and not one.is_marked),
    )
