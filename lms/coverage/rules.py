"""How rates, windows and targets are counted and shown. Conventions: docs/decisions/0007."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from math import sqrt

from lms.cascade.rules import months_before

SMALLEST_TOTAL_WITH_PERCENT = 5
MINIMUM_ATTENDANCE_PERCENT = 80
_Z_95 = 1.959964  # 97.5th percentile of the normal distribution


@dataclass(frozen=True)
class Rate:
    """A count out of a total: n/N. `n` is at most `total`."""

    n: int
    total: int

    @property
    def share(self) -> float | None:
        """Return n/N from 0 to 1, or None below N = 5, where a percentage says more than is known.

        Source: counting convention C8.
        """
        return self.n / self.total if self.total >= SMALLEST_TOTAL_WITH_PERCENT else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the Wilson 95 % interval of the share, from 0 to 1, or None when no percentage is shown.

        Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209–212; recommended for small N by
        Brown, Cai and DasGupta, Statistical Science 16 (2001), 101–133.
        """
        if self.total < SMALLEST_TOTAL_WITH_PERCENT:
            return None
        share, z2 = self.n / self.total, _Z_95**2
        middle = share + z2 / (2 * self.total)
        spread = _Z_95 * sqrt(share * (1 - share) / self.total + z2 / (4 * self.total**2))
        below = 1 + z2 / self.total
        return max((middle - spread) / below, 0.0), min((middle + spread) / below, 1.0)


class Window(StrEnum):
    """How far back a trainer's sessions are looked for."""

    SIX_MONTHS = "6-months"
    TWELVE_MONTHS = "12-months"
    EVER = "ever"


_MONTHS = {Window.SIX_MONTHS: 6, Window.TWELVE_MONTHS: 12}


@lru_cache(maxsize=64)  # asked once for each trainer, with the same few answers
def window_opens_after(window: Window, today: date) -> date:
    """Return the day after which a session lies in the window that ends today."""
    return months_before(today, _MONTHS[window]) if window in _MONTHS else date.min


def is_active(last_verified_on: date | None, *, window: Window, today: date) -> bool:
    """Tell whether a trainer is active: led at least one verified session in the window.

    last_verified_on: when the latest verified session that the trainer led was held; None when there is none.
    Source: indicator I03, windows of 6 and 12 months and ever.
    """
    return last_verified_on is not None and window_opens_after(window, today) < last_verified_on <= today


@dataclass(frozen=True)
class TrainerFacts:
    """What is known of one confirmed participant, as far as coverage asks."""

    half_days_planned: int
    half_days_attended: int
    last_verified_on: date | None
    """When the latest verified session that they led was held."""
    is_certified: bool

    @property
    def attended_enough(self) -> bool:
        """Tell whether at least 80 % of the planned half-days were attended; unrounded."""
        return self.half_days_planned > 0 and self.half_days_attended * 100 >= self.half_days_planned * MINIMUM_ATTENDANCE_PERCENT


@dataclass(frozen=True)
class Trainers:
    """Confirmed participants of the workshops, and how many of them have what."""

    confirmed: int = 0
    certified: int = 0
    present: int = 0
    """Attended at least 80 % of the half-days of the workshop."""
    active_6: int = 0
    active_12: int = 0
    active_ever: int = 0
    certified_active_12: int = 0
    """Of those who hold a certificate, active in the last 12 months."""

    def rate(self, what: str) -> Rate:
        """Return one of the counts out of those confirmed."""
        return Rate(getattr(self, what), self.confirmed)


def better_of(one: TrainerFacts, other: TrainerFacts) -> TrainerFacts:
    """Return the facts of the workshop that a person attended enough, of two in which they were confirmed."""
    return one if one.attended_enough or not other.attended_enough else other


def count_trainers(people: Collection[TrainerFacts], today: date) -> Trainers:
    """Return how many of these people, each given once, have what."""
    certified = [person for person in people if person.is_certified]
    return Trainers(
        confirmed=len(people),
        certified=len(certified),
        present=sum(person.attended_enough for person in people),
        active_6=sum(is_active(person.last_verified_on, window=Window.SIX_MONTHS, today=today) for person in people),
        active_12=sum(is_active(person.last_verified_on, window=Window.TWELVE_MONTHS, today=today) for person in people),
        active_ever=sum(is_active(person.last_verified_on, window=Window.EVER, today=today) for person in people),
        certified_active_12=sum(is_active(person.last_verified_on, window=Window.TWELVE_MONTHS, today=today) for person in certified),
    )


def attained_share(actual: int, target: int | None) -> float | None:
    """Return the actual value as a share of its target, which may exceed 1, or None when there is no target.

    Source: indicator I27; what is over the target is shown as it is.
    """
    return actual / target if target else None


_TILE_BOUNDS = (1, 5, 15, 30)


def tile_shade(sessions: int) -> int:
    """Return the shade of a region's tile, 0 to 4: none, 1–4, 5–14, 15–29, 30 or more verified sessions.

    The bounds are fixed, so that maps of two dates can be laid side by side.
    """
    return sum(sessions >= bound for bound in _TILE_BOUNDS)


class TrainerState(StrEnum):
    """What the list of trainers can be narrowed to."""

    CERTIFIED = "certified"
    WITHOUT_CERTIFICATE = "without-certificate"
    """Begun or not."""
    MISSING = "missing"
    """Has begun, and no certificate has been issued."""
    NEVER_STARTED = "never-started"
    """No lesson of the programme's modules completed, none of their quizzes handed in."""
    ACTIVE = "active"
    """Led a verified session in the last 12 months."""
    NO_SESSION = "no-session"
    """Reported no session, whatever its state."""


NOT_STATED = "not-stated"
"""In place of a region or a profession group: of whom nothing is recorded. No code of a place or of a group is written so."""
