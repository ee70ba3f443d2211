"""What can be read from answers, and when: figures of one item, and how many answers must stand together before any is shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median

POINTS = (1, 2, 3, 4, 5)
SMALLEST_GROUP = 5
"""Of fewer, a figure could be read as one person's answer."""
OPEN_DAYS = timedelta(days=30)
"""How long after the workshop one may answer."""

_BLANKS = "-_.0"


@dataclass(frozen=True)
class ItemFigures:
    """What was answered to one item."""

    counts: tuple[int, ...]
    """How many chose each of the five points."""
    median: float
    mean: float

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(self.counts)


class UnreadableLine(Exception):
    """A line of ratings cannot be read; `position` is that of the sign that is wrong, from 1, or None when their number is."""

    def __init__(self, *, found: int, sign: str = "", position: int | None = None) -> None:
        super().__init__(found)
        self.found, self.sign, self.position = found, sign, position


def figures_of(ratings: Iterable[int]) -> ItemFigures | None:
    """Return the figures of the ratings of one item, each from 1 to 5; None when they are too few to be shown."""
    given = list(ratings)
    if len(given) < SMALLEST_GROUP:
        return None
    number = Counter(given)
    return ItemFigures(counts=tuple(number[point] for point in POINTS), median=float(median(given)), mean=fmean(given))


def ratings_of(item: str, answers: Iterable[Mapping[str, int]]) -> list[int]:
    """Return the ratings of an item; whoever left it blank is not among them."""
    return [answer[item] for answer in answers if item in answer]


def are_let_in(waiting: int) -> bool:
    """Tell whether the answers that wait may join those that figures show.

    Were each to join at once, whoever looks at the figures before and after somebody answers would read that answer from the difference.
    """
    return waiting >= SMALLEST_GROUP


def codes_to_make(*, participants: int, answers: int, open_codes: int) -> int:
    """Return how many codes are missing so that each participant may answer once, and nobody twice."""
    return max(participants - answers - open_codes, 0)


def closing_day(*, ends_on: date, today: date) -> date:
    """Return from which day on nobody answers: thirty days after the workshop or, where codes are made later, after that."""
    return max(ends_on, today) + OPEN_DAYS


def read_line(text: str, items: Sequence[str]) -> dict[str, int]:
    """Return the ratings typed in one line, a figure for each item in turn, - for a blank; spaces and commas may stand between.

    Raises UnreadableLine when a sign is none of these, or when there are more or fewer than there are items.
    """
    signs = [sign for sign in text if not sign.isspace() and sign not in ",;/"]
    for position, sign in enumerate(signs, start=1):
        if sign not in "12345" and sign not in _BLANKS:
            raise UnreadableLine(found=len(signs), sign=sign, position=position)
    if len(signs) != len(items):
        raise UnreadableLine(found=len(signs))
    return {item: int(sign) for item, sign in zip(items, signs, strict=True) if sign not in _BLANKS}
