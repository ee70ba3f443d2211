"""How far the totals would come out the same with other questions of the same kind."""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Generic

from lms.quizzes.statistics.figures import UNITS_IN_A_POINT, Figure, Undefined, too_few, units
from lms.quizzes.statistics.table import MarksTable, P


def cronbach_alpha(table: MarksTable[P]) -> Figure:
    """Return Cronbach's alpha, k/(k − 1)·(1 − Σs²ᵢ/s²), with variances from n − 1. At most 1; can be negative.

    Source: L. J. Cronbach, Psychometrika 16 (1951), 297–334.
    """
    if reason := _no_reliability(table):
        return Figure(None, reason)
    k = len(table.columns)
    return Figure(k * (table.variation - table.variation_of_items) / ((k - 1) * table.variation))


def kr20(table: MarksTable[P]) -> Figure:
    """Return Kuder and Richardson's formula 20, k/(k − 1)·(1 − Σpq/σ²), σ² from n. Only when every mark is 0 or 1, whatever the maxima.

    Source: G. F. Kuder and M. W. Richardson, Psychometrika 2 (1937), 151–160. The same as alpha, whose variances both divide by n − 1.
    """
    if not all(mark in (0, UNITS_IN_A_POINT) for column in table.columns for mark in column):
        return Figure(None, Undefined.NOT_ZERO_ONE)
    if reason := _no_reliability(table):
        return Figure(None, reason)
    n, k = len(table.persons), len(table.columns)
    right = [sum(column) // UNITS_IN_A_POINT for column in table.columns]
    variation = table.variation // UNITS_IN_A_POINT**2  # σ²·n²
    return Figure(k * (variation - sum(count * (n - count) for count in right)) / ((k - 1) * variation))


def standard_error(table: MarksTable[P]) -> Figure:
    """Return the standard error of measurement in points: SD of the totals·√(1 − alpha). Where alpha is negative it exceeds the SD."""
    if reason := _no_reliability(table):
        return Figure(None, reason)
    return Figure(sqrt(_error_variance(table) / UNITS_IN_A_POINT**2))


def _error_variance(table: MarksTable[P]) -> Fraction:
    """Return the square of the standard error in units: s²·(1 − alpha), put as (kΣs²ᵢ − s²)/(k − 1), which is never negative."""
    n, k = len(table.persons), len(table.columns)
    return Fraction(k * table.variation_of_items - table.variation, (k - 1) * n * (n - 1))


def _no_reliability(table: MarksTable[P]) -> Undefined | None:
    if len(table.persons) < 2:
        return too_few(len(table.persons))
    if len(table.columns) < 2:
        return Undefined.ONE_ITEM
    return None if table.variation else Undefined.SAME_TOTALS


@dataclass(frozen=True)
class NearCut(Generic[P]):
    """Whose total lies so near the cut that another quiz of the same kind might have decided otherwise."""

    persons: tuple[P, ...]
    """In the order of the table; nobody when the share is undefined."""
    share: Figure
    """Of all who took the quiz, 0 to 1."""


def near_cut(table: MarksTable[P], cut: float) -> NearCut[P]:
    """Return who lies within one standard error of measurement of the cut, exactly one included.

    cut: the total that passes, in points. Raises BadMarks when it is not finite.
    """
    if reason := _no_reliability(table):
        return NearCut((), Figure(None, reason))
    error, middle = _error_variance(table), units(cut)
    near = tuple(person for person, total in zip(table.persons, table.totals, strict=True) if (total - middle) ** 2 <= error)
    return NearCut(near, Figure(len(near) / len(table.persons)))
