"""How far the totals would come out the same with other questions of the same kind."""

from fractions import Fraction
from math import sqrt

from lms.quizzes.statistics.figures import UNITS_IN_A_POINT, Figure, Undefined, too_few
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
    n, k = len(table.persons), len(table.columns)
    squared = Fraction(k * table.variation_of_items - table.variation, (k - 1) * n * (n - 1))  # s²·(1 − alpha), which is never negative
    return Figure(sqrt(squared / UNITS_IN_A_POINT**2))


def _no_reliability(table: MarksTable[P]) -> Undefined | None:
    if len(table.persons) < 2:
        return too_few(len(table.persons))
    if len(table.columns) < 2:
        return Undefined.ONE_ITEM
    return None if table.variation else Undefined.SAME_TOTALS
