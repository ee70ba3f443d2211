"""What the options that people chose, or the answers that they wrote, say about a question: the distractor table."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.quizzes.statistics.figures import BadMarks, Figure, Undefined, mean_of, products
from lms.quizzes.statistics.table import MarksTable, P

IDLE_BELOW_PERCENT = 5
FREQUENT_FROM_PERCENT = 10
FEWEST_SHOWN = 3
"""What fewer people wrote is shown to nobody: free text may tell who wrote it."""
_MOST_WRITTEN = 12


class OptionFlag(StrEnum):
    """What an author should look at."""

    IDLE = "idle"
    """A wrong option that fewer than 5 % chose: it distracts nobody."""
    ABOVE_KEY = "above-key"
    """A wrong option, not idle, whose choosers did clearly better on the rest than those who answered right: is the key wrong?"""
    FREQUENT = "frequent"
    """A wrong answer that at least 10 % wrote: does it deserve to be accepted?"""


OFFERED = frozenset({OptionFlag.IDLE, OptionFlag.ABOVE_KEY})
"""The flags of options that people choose from."""
WRITTEN = frozenset({OptionFlag.ABOVE_KEY, OptionFlag.FREQUENT})
"""The flags of answers that people write."""


class Others(StrEnum):
    """Answers that are not shown one by one."""

    RIGHT = "other-right"
    WRONG = "other-wrong"


@dataclass(frozen=True)
class OptionFigures:
    """One row of the distractor table. Where several options may be ticked, the shares add up to more than 1."""

    option: str | None
    """None: left blank. Of written answers also one of Others."""
    is_right: bool
    n: int
    share: Figure
    """Of all who had the choice, blanks included; 0 to 1."""
    mean_rest: Figure
    """In points."""
    flags: frozenset[OptionFlag]


def distractor_table(
    table: MarksTable[P], item: int, chosen: Mapping[P, Collection[str]], *, options: Sequence[str], right: Collection[str],
    takes_all: bool = True, flags: Collection[OptionFlag] = OFFERED,
) -> tuple[OptionFigures, ...]:  # fmt: skip
    """Return share, mean rest and flags of each option, in the order of `options`, then of the blank.

    table: of those who had the choice. chosen: {person: options ticked}; somebody of the table who ticked nothing or is not there left it blank.
    The key's mean rest, which wrong options are held against, is that of those who ticked exactly the right options or, unless the key takes all
    of them, any of them. flags: those that make sense here. A wrong option is above the key when its mean lies higher by more than a standard
    error of the difference, from the pooled variance: the better mean of a few is chance as often as not. Neither the right options, nor other
    answers, nor the blank are flagged.
    Raises BadMarks when somebody is not in the table, or an option not in `options`.
    """
    if set(chosen) - set(table.persons) or {*right, *(option for ticked in chosen.values() for option in ticked)} - set(options):
        raise BadMarks("everybody who answers is in the table, and every option chosen is one of the options")
    rests = dict(zip(table.persons, table.rests(item), strict=True))
    key = [rests[person] for person, ticked in chosen.items() if ticked and _is_right(set(ticked), set(right), takes_all=takes_all)]
    blank = [rest for person, rest in rests.items() if not chosen.get(person)]
    return (
        *(_option_figures(table, option, [rests[person] for person, ticked in chosen.items() if option in ticked], key,
                          is_right=option in right, flags=flags) for option in options),
        _option_figures(table, None, blank, key, is_right=False, flags=()),
    )  # fmt: skip


def written_table(table: MarksTable[P], item: int, answers: Mapping[P, str], *, right: Collection[str]) -> tuple[OptionFigures, ...]:
    """Return the same of answers that people wrote, the most frequent first, then of the other right ones, the other wrong ones and the blank.

    answers: {person: what was written, the same for all whose answers are marked as the same}; who is not there left it blank. An answer that
    fewer than FEWEST_SHOWN people gave, one without a letter, and what would make the table too long, is among the others. right: any of the
    answers; each of them is worth the point.
    Raises BadMarks when somebody is not in the table.
    """
    counts = sorted(Counter(answers.values()).items(), key=lambda found: (-found[1], found[0]))
    shown = [answer for answer, n in counts if answer and n >= FEWEST_SHOWN][:_MOST_WRITTEN]
    chosen = {who: [_named(answer, shown, right)] for who, answer in answers.items()}
    options = [*shown, *(other for other in Others if [other] in chosen.values())]
    accepted = [option for option in options if option in right or option == Others.RIGHT]
    return distractor_table(table, item, chosen, options=options, right=accepted, takes_all=False, flags=WRITTEN)


def _is_right(ticked: set[str], right: set[str], *, takes_all: bool) -> bool:
    return ticked == right if takes_all else ticked <= right


def _named(answer: str, shown: Collection[str], right: Collection[str]) -> str:
    if answer in shown:
        return answer
    return Others.RIGHT if answer in right else Others.WRONG


def _option_figures(
    table: MarksTable[P], option: str | None, rests: list[int], key: list[int], *, is_right: bool, flags: Collection[OptionFlag]
) -> OptionFigures:
    n = len(table.persons)
    share = Figure(len(rests) / n) if n else Figure(None, Undefined.NOBODY)
    has_rest = len(table.columns) > 1
    mean_rest = Figure(None, Undefined.NOBODY_CHOSE if has_rest else Undefined.ONE_ITEM) if not (rests and has_rest) else mean_of(rests)
    found = () if is_right or isinstance(option, Others) else _flags(n, rests, key)
    return OptionFigures(option, is_right, len(rests), share, mean_rest, frozenset(found) & frozenset(flags))


def _flags(n: int, rests: list[int], key: list[int]) -> Iterable[OptionFlag]:
    """Yield the flags of a wrong option among n people."""
    is_idle = len(rests) * 100 < IDLE_BELOW_PERCENT * n
    if is_idle:
        yield OptionFlag.IDLE
    elif _is_clearly_higher(rests, key):
        yield OptionFlag.ABOVE_KEY
    if len(rests) * 100 >= FREQUENT_FROM_PERCENT * n:
        yield OptionFlag.FREQUENT


def _is_clearly_higher(ones: Sequence[int], others: Sequence[int]) -> bool:
    """Tell whether the mean of the ones exceeds that of the others by more than its standard error, s·√(1/n + 1/m); in whole numbers throughout."""
    n, m = len(ones), len(others)
    if not n or not m:
        return False
    lead = sum(ones) * m - sum(others) * n  # times n·m
    squares = products(ones, ones) * m + products(others, others) * n  # of the deviations, times n·m
    return lead > 0 and lead**2 * (n + m - 2) > squares * (n + m)
