"""What the options that people chose say about a question: the distractor table."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.quizzes.statistics.figures import BadMarks, Figure, Undefined, mean_of
from lms.quizzes.statistics.table import MarksTable, P

IDLE_BELOW_PERCENT = 5


class OptionFlag(StrEnum):
    """What an author should look at."""

    IDLE = "idle"
    """A wrong option that fewer than 5 % chose: it distracts nobody."""
    ABOVE_KEY = "above-key"
    """A wrong option whose choosers did better on the rest than those who answered right: is the key wrong?"""


@dataclass(frozen=True)
class OptionFigures:
    """One row of the distractor table. Where several options may be ticked, the shares add up to more than 1."""

    option: str | None
    """None: left blank."""
    is_right: bool
    n: int
    share: Figure
    """Of all who took the quiz, blanks included; 0 to 1."""
    mean_rest: Figure
    """In points."""
    flags: frozenset[OptionFlag]


def distractor_table(
    table: MarksTable[P], item: int, chosen: Mapping[P, Collection[str]], *, options: Sequence[str], right: Collection[str]
) -> tuple[OptionFigures, ...]:
    """Return share, mean rest and flags of each option, in the order of `options`, then of the blank.

    chosen: {person: options ticked}; somebody of the table who ticked nothing or is not there left it blank. The key's mean rest, which wrong
    options are held against, is that of those who ticked exactly the right options. Neither the right options nor the blank are flagged.
    Raises BadMarks when somebody is not in the table, or an option not in `options`.
    """
    if set(chosen) - set(table.persons) or {*right, *(option for ticked in chosen.values() for option in ticked)} - set(options):
        raise BadMarks("everybody who answers is in the table, and every option chosen is one of the options")
    rests = dict(zip(table.persons, table.rests(item), strict=True))
    key = [rests[person] for person, ticked in chosen.items() if set(ticked) == set(right) and ticked]
    rows = [(option, [rests[person] for person, ticked in chosen.items() if option in ticked]) for option in options]
    blank = [rest for person, rest in rests.items() if not chosen.get(person)]
    return (
        *(_option_figures(table, option, found, is_right=option in right, flags=() if option in right else _flags(table, found, key))
          for option, found in rows),
        _option_figures(table, None, blank, is_right=False, flags=()),
    )  # fmt: skip


def _option_figures(table: MarksTable[P], option: str | None, rests: list[int], *, is_right: bool, flags: Iterable[OptionFlag]) -> OptionFigures:
    n = len(table.persons)
    share = Figure(len(rests) / n) if n else Figure(None, Undefined.NOBODY)
    if len(table.columns) < 2:
        return OptionFigures(option, is_right, len(rests), share, Figure(None, Undefined.ONE_ITEM), frozenset(flags))
    mean_rest = mean_of(rests) if rests else Figure(None, Undefined.NOBODY_CHOSE)
    return OptionFigures(option, is_right, len(rests), share, mean_rest, frozenset(flags))


def _flags(table: MarksTable[P], rests: list[int], key: list[int]) -> Iterable[OptionFlag]:
    """Yield the flags of a wrong option; means are compared as whole numbers, crosswise."""
    if len(rests) * 100 < IDLE_BELOW_PERCENT * len(table.persons):
        yield OptionFlag.IDLE
    if rests and key and sum(rests) * len(key) > sum(key) * len(rests):
        yield OptionFlag.ABOVE_KEY
