"""The table of marks that every statistic is computed from."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from lms.quizzes.statistics.figures import BadMarks, products, units

P = TypeVar("P", bound=Hashable)
"""What a person is known by: a name, a number, an id."""


@dataclass(frozen=True)
class MarksTable(Generic[P]):
    """Marks in units: one column for each item, in each column one mark for each person, in the order of `persons`."""

    persons: tuple[P, ...]
    columns: tuple[tuple[int, ...], ...]
    maxima: tuple[int, ...]

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """Return the total of each person, in units."""
        return tuple(map(sum, zip(*self.columns, strict=True)))

    @cached_property
    def variation(self) -> int:
        """Return the variance of the totals, times n² or n(n − 1): see `products`."""
        return products(self.totals, self.totals)

    @cached_property
    def variation_of_items(self) -> int:
        """Return the sum of the variances of the items, times the same."""
        return sum(products(column, column) for column in self.columns)

    def only(self, persons: Collection[P]) -> "MarksTable[P]":
        """Return the table of these persons alone, in the same order."""
        places = [place for place, person in enumerate(self.persons) if person in persons]
        columns = tuple(tuple(column[place] for place in places) for column in self.columns)
        return MarksTable(tuple(self.persons[place] for place in places), columns, self.maxima)

    def rests(self, item: int) -> tuple[int, ...]:
        """Return each person's total without the item, in units."""
        return tuple(total - mark for total, mark in zip(self.totals, self.columns[item], strict=True))


def marks_table(marks: Mapping[P, Sequence[float | None]], maxima: Sequence[float]) -> MarksTable[P]:
    """Return the table that every statistic here is computed from.

    marks: {person: mark of each item, in points}; None, left blank, counts 0. Marks below 0 and above the maximum are taken as they are.
    maxima: the most points of each item, in the same order, each more than 0; at least one item.
    Raises BadMarks when a row has not one mark for each item, when a mark is not finite or beyond LARGEST_MARK, when a maximum is not above 0.
    """
    in_units = tuple(map(units, maxima))
    if not in_units or min(in_units) <= 0:
        raise BadMarks("there is at least one item, and every maximum is more than 0")
    if any(len(row) != len(in_units) for row in marks.values()):
        raise BadMarks(f"every person has {len(in_units)} marks, blanks included, one for each item")
    rows = [[units(mark or 0) for mark in row] for row in marks.values()]
    return MarksTable(tuple(marks), tuple(tuple(row[item] for row in rows) for item in range(len(in_units))), in_units)
