"""What the marks say about each question. The *rest* is a person's total without the item in question."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from math import copysign, fsum, sqrt
from operator import itemgetter

from lms.quizzes.statistics.figures import Figure, Undefined, deviation_of, products, too_few
from lms.quizzes.statistics.table import MarksTable, P

SMALLEST_GROUP_WITH_D = 30
_D_PERCENT = 27


def facility(table: MarksTable[P], item: int) -> Figure:
    """Return the mean mark of an item as a share of its maximum: 0 to 1 when marks are."""
    n = len(table.persons)
    return Figure(sum(table.columns[item]) / (n * table.maxima[item])) if n else Figure(None, Undefined.NOBODY)


def item_deviation(table: MarksTable[P], item: int) -> Figure:
    """Return the standard deviation of an item in its own points, from n − 1. Needs two persons."""
    return deviation_of(table.columns[item])


def rest_correlation(table: MarksTable[P], item: int) -> Figure:
    """Return the corrected item–rest correlation, −1 to 1: Pearson's r of the item and of the total without it.

    Moodle calls a hundred times this the discrimination index.
    """
    if reason := _no_rest(table, item):
        return Figure(None, reason)
    column, rests = table.columns[item], table.rests(item)
    together = products(column, rests)
    return Figure(copysign(sqrt(together**2 / (products(column, column) * products(rests, rests))), together))


def discriminative_efficiency(table: MarksTable[P], item: int) -> Figure:
    """Return the covariance of item and rest over the greatest possible one, both sorted. At most 1; can lie below −1.

    Source: Moodle, quiz report statistics, «discriminative efficiency», there in per cent.
    """
    if reason := _no_rest(table, item):
        return Figure(None, reason)
    column, rests = table.columns[item], table.rests(item)
    return Figure(products(column, rests) / products(sorted(column), sorted(rests)))


def _no_rest(table: MarksTable[P], item: int) -> Undefined | None:
    """Tell why an item cannot be compared with the rest, or None."""
    if len(table.persons) < 2:
        return too_few(len(table.persons))
    if len(table.columns) < 2:
        return Undefined.ONE_ITEM
    if len(set(table.columns[item])) < 2:
        return Undefined.SAME_MARKS
    return Undefined.SAME_RESTS if len(set(table.rests(item))) < 2 else None


def upper_lower_difference(table: MarksTable[P], item: int) -> Figure:
    """Return D: the facility among the top 27 % by total less that among the bottom 27 %, −1 to 1. Needs 30 persons.

    Each group is exactly 0.27·n persons. Whoever is tied with the last one to enter a group enters it by the same fraction: with n = 30 a group
    is 8.1 persons; if 6 lie above a total that 3 share, those 3 count 0.7 each. So neither order nor rounding decides who is in.
    Source: T. L. Kelley, Journal of Educational Psychology 30 (1939), 17–24, for 27 %.
    """
    n = len(table.persons)
    if n < SMALLEST_GROUP_WITH_D:
        return Figure(None, Undefined.FEW_PERSONS)
    ascending = sorted(zip(table.totals, table.columns[item], strict=True))
    difference = _sum_of_first(reversed(ascending), n) - _sum_of_first(ascending, n)
    return Figure(float(difference * 100 / (_D_PERCENT * n * table.maxima[item])))


def _sum_of_first(ordered: Iterable[tuple[int, int]], n: int) -> Fraction:
    """Return the sum of the marks of the first 0.27·n of (total, mark), those tied at the end entering by equal fractions."""
    left, result = Fraction(_D_PERCENT * n, 100), Fraction(0)
    for _total, tied in groupby(ordered, key=itemgetter(0)):
        marks = [mark for _, mark in tied]
        taken = min(left, Fraction(len(marks)))
        result += taken * sum(marks) / len(marks)
        left -= taken
    return result


def effective_weights(table: MarksTable[P]) -> tuple[Figure, ...]:
    """Return for each item its share of what makes totals differ, 0 to 1: √cov(item, total), over the sum of these roots.

    An item of negative covariance has no weight and is left out of the sum; one that does not vary weighs 0. The weights add up to 1.
    Source: Moodle, quiz report statistics, «effective question weight», there in per cent.
    """
    if not table.variation:
        reason = Undefined.SAME_TOTALS if len(table.persons) > 1 else too_few(len(table.persons))
        return tuple(Figure(None, reason) for _ in table.columns)
    shares = [products(column, table.totals) / table.variation for column in table.columns]
    whole = fsum(sqrt(share) for share in shares if share >= 0)
    return tuple(Figure(sqrt(share) / whole) if share >= 0 else Figure(None, Undefined.NEGATIVE_COVARIANCE) for share in shares)
