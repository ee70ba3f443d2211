"""Everything about a quiz and its questions at once, and how its totals are spread."""

from dataclasses import dataclass

from lms.quizzes.statistics.figures import UNITS_IN_A_POINT, BadMarks, Figure, deviation_of, mean_of, units
from lms.quizzes.statistics.items import (
    discriminative_efficiency,
    effective_weights,
    facility,
    item_deviation,
    rest_correlation,
    upper_lower_difference,
)
from lms.quizzes.statistics.reliability import cronbach_alpha, kr20, standard_error
from lms.quizzes.statistics.table import MarksTable, P

MOST_BARS = 1000


@dataclass(frozen=True)
class ItemStatistics:
    """What is known of one item."""

    facility: Figure
    sd: Figure
    r_rest: Figure
    d27: Figure
    discriminative_efficiency: Figure
    effective_weight: Figure


@dataclass(frozen=True)
class QuizStatistics:
    """What is known of a quiz. Totals, their standard deviation (from n − 1) and error are in points."""

    n_persons: int
    n_items: int
    mean_total: Figure
    sd_total: Figure
    alpha: Figure
    kr20: Figure
    sem: Figure
    items: tuple[ItemStatistics, ...]


def quiz_statistics(table: MarksTable[P]) -> QuizStatistics:
    """Return every figure about a quiz and its items, items in the order of the table.

    Whose marks: the first finished attempt of each person, items seen, one version of the quiz; this is for the caller to choose.
    """
    items = tuple(
        ItemStatistics(
            facility(table, item), item_deviation(table, item), rest_correlation(table, item), upper_lower_difference(table, item),
            discriminative_efficiency(table, item), weight,
        )
        for item, weight in enumerate(effective_weights(table))
    )  # fmt: skip
    return QuizStatistics(
        len(table.persons), len(table.columns), mean_of(table.totals), deviation_of(table.totals),
        cronbach_alpha(table), kr20(table), standard_error(table), items,
    )  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """How many totals lie at `low` or above and below `high`, in points."""

    low: float
    high: float
    n: int


def score_distribution(table: MarksTable[P], *, width: float = 1) -> tuple[Bar, ...]:
    """Return the histogram of the totals: bars of equal width from 0 to the bar that holds the maximum, empty ones included.

    width: of a bar, in points: 1 gives every whole score its own bar, full marks too. What lies below 0 counts in the first bar, what lies
    above the maximum in the last. Raises BadMarks when the width is not above 0 or gives more than MOST_BARS bars.
    """
    step, most = units(width), sum(table.maxima)
    if step <= 0 or most // step >= MOST_BARS:
        raise BadMarks(f"bars are wider than 0, and there are at most {MOST_BARS}")
    counts = [0] * (most // step + 1)
    for total in table.totals:
        counts[min(max(total // step, 0), len(counts) - 1)] += 1
    return tuple(Bar(place * step / UNITS_IN_A_POINT, (place + 1) * step / UNITS_IN_A_POINT, n) for place, n in enumerate(counts))
