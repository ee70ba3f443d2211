"""Places meant at least for one sex or one type of institution. A number of places, never a share: docs/decisions/0017."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Axis(StrEnum):
    """By what people are counted."""

    SEX = "sex"
    INSTITUTION = "institution"


@dataclass(frozen=True)
class Guest:
    """Somebody who has a place, as far as quotas ask."""

    groups: Mapping[Axis, str]
    is_confirmed: bool
    """Else invited, with a place kept until an answer."""


@dataclass(frozen=True)
class QuotaLine:
    """One group: how many places are meant for it at least, and who has one."""

    axis: Axis
    group: str
    minimum: int
    confirmed: int
    invited: int

    @property
    def missing(self) -> int:
        """Places that nobody of the group has."""
        return max(0, self.minimum - self.confirmed - self.invited)


Minima = Mapping[tuple[Axis, str], int]


def quota_lines(minima: Minima, guests: Iterable[Guest]) -> list[QuotaLine]:
    """Return a line for each group that places are meant for, in the order of `minima`."""
    confirmed: Counter[tuple[Axis, str]] = Counter()
    invited: Counter[tuple[Axis, str]] = Counter()
    for guest in guests:
        (confirmed if guest.is_confirmed else invited).update(guest.groups.items())
    return [QuotaLine(*key, minimum, confirmed[key], invited[key]) for key, minimum in minima.items()]


def overbooked(minima: Minima, capacity: int) -> dict[Axis, int]:
    """Return {axis: places meant for its groups together} where these are more than the workshop has."""
    totals: Counter[Axis] = Counter()
    for (axis, _group), minimum in minima.items():
        totals[axis] += minimum
    return {axis: total for axis, total in totals.items() if total > capacity}
