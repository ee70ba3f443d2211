"""A figure and why there may be none; sums without rounding.

Marks are counted in whole numbers of a very small unit, so that every sum is exact: two people with equal totals are tied, what does
not vary has a variance of nothing, and the order of the people changes no digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

LARGEST_MARK = 1e9
"""What lies beyond is a slip of the hand, not a mark."""
UNITS_IN_A_POINT = 27720 * 10**9
"""Ten decimals are exact, and so are thirds, sixths, sevenths…, 27720 being divisible by 1 to 12; the rest is within 2·10⁻¹⁴ of a point."""


class Undefined(StrEnum):
    """Why a figure has no value."""

    NOBODY = "nobody"
    """Nobody took the quiz, or nobody took both tests."""
    ONE_PERSON = "one-person"
    FEW_PERSONS = "fewer-than-30-persons"
    ONE_ITEM = "one-item"
    SAME_MARKS = "same-marks"
    """Everybody has the same mark for the item."""
    SAME_RESTS = "same-rests"
    SAME_TOTALS = "same-totals"
    NEGATIVE_COVARIANCE = "negative-covariance"
    NEGATIVE_RELIABILITY = "negative-reliability"
    """Totals differ less than if everybody knew equally much and only chance told them apart."""
    ONE_SIDE = "one-side"
    """As good as everybody lies on the same side of the cut."""
    NOT_ZERO_ONE = "not-zero-one"
    """Some mark is neither 0 nor 1."""
    NOBODY_CHOSE = "nobody-chose"
    SAME_DIFFERENCES = "same-differences"
    """Everybody gained equally much."""
    NO_ROOM = "no-room"
    """The mean before is at the maximum already, or above it."""


class BadMarks(ValueError):
    """The marks are not a table of marks; the message says what is wrong with them."""


@dataclass(frozen=True)
class Figure:
    """A finite number, or the reason why there is none. Exactly one of the two is there."""

    value: float | None
    undefined: Undefined | None = None


@dataclass(frozen=True)
class Interval:
    """The ends of an interval, or the reason why there is none."""

    ends: tuple[float, float] | None
    undefined: Undefined | None = None


def units(points: float) -> int:
    """Return a number of points in whole units. Raises BadMarks when it is no finite number or too large."""
    if not -LARGEST_MARK <= points <= LARGEST_MARK:  # neither is NaN within
        raise BadMarks(f"{points} is not a mark: marks lie between -{LARGEST_MARK:.0f} and {LARGEST_MARK:.0f}")
    numerator, denominator = points.as_integer_ratio()
    return (2 * numerator * UNITS_IN_A_POINT + denominator) // (2 * denominator)


def products(xs: Sequence[int], ys: Sequence[int]) -> int:
    """Return n·Σxy − Σx·Σy, exactly: the covariance times n² when it divides by n, times n(n − 1) when it divides by n − 1."""
    return len(xs) * sum(x * y for x, y in zip(xs, ys, strict=True)) - sum(xs) * sum(ys)


def deviation_of(xs: Sequence[int]) -> Figure:
    """Return the standard deviation in points, from n − 1."""
    n = len(xs)
    return Figure(sqrt(products(xs, xs) / (n * (n - 1) * UNITS_IN_A_POINT**2))) if n > 1 else Figure(None, too_few(n))


def mean_of(xs: Sequence[int]) -> Figure:
    """Return the mean in points."""
    return Figure(sum(xs) / (len(xs) * UNITS_IN_A_POINT)) if xs else Figure(None, Undefined.NOBODY)


def too_few(n: int) -> Undefined:
    """Return why nothing can be said about fewer than two people."""
    return Undefined.ONE_PERSON if n else Undefined.NOBODY
