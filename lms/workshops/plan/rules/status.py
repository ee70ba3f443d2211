"""How far a workshop has come, what may be done with it then, and how it goes on."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum


class WorkshopStatus(StrEnum):
    """How far a workshop has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    """Invitations are open."""
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Deed(StrEnum):
    """What organisers do with a workshop."""

    PLAN = "plan"
    """Change place, dates, places, half-days, timetable, quotas or team."""
    INVITE = "invite"
    ENROL = "enrol"
    """Take down answers, withdraw, replace, put on the waiting list."""
    ENLIST = "enlist"
    """Take over a list of participants."""
    ADMIT = "admit"
    """Add somebody who stands at the door."""
    MARK = "mark"
    """Mark attendance."""
    HELP = "help"
    """Let helpers mark it."""
    ANNOUNCE = "announce"
    """Write to people of what is to come."""
    THANK = "thank"
    """Write to people of what was, and of what is missing."""
    EVALUATE = "evaluate"
    """Ask participants what they think of it."""


_ALLOWED: Mapping[WorkshopStatus, frozenset[Deed]] = {
    WorkshopStatus.DRAFT: frozenset({Deed.PLAN, Deed.ENLIST}),
    WorkshopStatus.PUBLISHED: frozenset(Deed),
    WorkshopStatus.RUNNING: frozenset(Deed) - {Deed.INVITE},
    WorkshopStatus.CLOSED: frozenset({Deed.MARK, Deed.THANK, Deed.EVALUATE}),  # marked by its own organisers alone: see `workshops.access`
    WorkshopStatus.CANCELLED: frozenset(),
}

STEPS: Mapping[tuple[WorkshopStatus, WorkshopStatus], bool] = {
    (WorkshopStatus.DRAFT, WorkshopStatus.PUBLISHED): False,
    (WorkshopStatus.PUBLISHED, WorkshopStatus.RUNNING): False,
    (WorkshopStatus.RUNNING, WorkshopStatus.CLOSED): False,
    (WorkshopStatus.PUBLISHED, WorkshopStatus.DRAFT): True,
    (WorkshopStatus.RUNNING, WorkshopStatus.PUBLISHED): True,
    (WorkshopStatus.CLOSED, WorkshopStatus.RUNNING): True,
    (WorkshopStatus.DRAFT, WorkshopStatus.CANCELLED): True,
    (WorkshopStatus.PUBLISHED, WorkshopStatus.CANCELLED): True,
    (WorkshopStatus.RUNNING, WorkshopStatus.CANCELLED): True,
    (WorkshopStatus.CANCELLED, WorkshopStatus.DRAFT): True,
}
"""{(from, to): whether a reason must be given}. Whatever is not in here is not a step. The way on comes before the ways back."""


class Obstacle(StrEnum):
    """Why a step cannot be taken yet."""

    NO_HALF_DAY = "no-half-day"
    NOT_BEGUN = "not-begun"
    NOT_OVER = "not-over"


def allows(status: str, deed: Deed) -> bool:
    """Tell whether this may be done with a workshop of this status."""
    return deed in _ALLOWED[WorkshopStatus(status)]


def statuses_allowing(deed: Deed) -> list[WorkshopStatus]:
    """Return every status with which this may be done."""
    return [status for status, deeds in _ALLOWED.items() if deed in deeds]


def steps_from(status: str) -> list[WorkshopStatus]:
    """Return where a workshop of this status may go, the way on first."""
    return [after for before, after in STEPS if before == status]


def needs_reason(before: str, after: WorkshopStatus) -> bool:
    """Tell whether a step goes back or gives up, so that others must be able to read why. Raises KeyError when it is no step."""
    return STEPS[WorkshopStatus(before), after]


def obstacle(before: str, after: WorkshopStatus, *, starts_on: date, ends_on: date, half_days: int, today: date) -> Obstacle | None:
    """Return what is in the way of a step, or None.

    Going back is never in the way of a date. Invitations need a half-day to invite to; a workshop begins on its first day and is closed
    from its last day on.
    """
    if needs_reason(before, after):
        return None
    if after is WorkshopStatus.PUBLISHED and not half_days:
        return Obstacle.NO_HALF_DAY
    if after is WorkshopStatus.RUNNING and today < starts_on:
        return Obstacle.NOT_BEGUN
    if after is WorkshopStatus.CLOSED and today < ends_on:
        return Obstacle.NOT_OVER
    return None
