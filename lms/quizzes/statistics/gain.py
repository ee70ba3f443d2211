"""What people gained between two tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import copysign, sqrt

from lms.quizzes.statistics.figures import BadMarks, Figure, Interval, Undefined, deviation_of, mean_of, products, too_few, units
from lms.quizzes.statistics.student import student_quantile
from lms.quizzes.statistics.table import P


@dataclass(frozen=True)
class Gain:
    """How much people gained between two tests. Means, difference and interval are of those who took both, in points."""

    n_paired: int
    n_only_before: int
    n_only_after: int
    mean_pre: Figure
    mean_post: Figure
    mean_difference: Figure
    ci95: Interval
    normalised_gain_of_means: Figure
    d_z: Figure

    @property
    def n_unpaired(self) -> int:
        """Return how many took one of the two only, and are in no other figure here."""
        return self.n_only_before + self.n_only_after


def paired_gain(pre: Mapping[P, float | None], post: Mapping[P, float | None], *, maximum: float) -> Gain:
    """Return what those gained who took both tests. Losses show as they are.

    pre, post: {person: score in points}; None and absence both mean not taken, not 0. maximum: the most points of either test.
    ci95: of the mean difference, by Student's t with n − 1 degrees of freedom; of no width when all gained equally much.
    d_z: mean difference over the standard deviation of the differences, from n − 1.
    normalised_gain_of_means: (mean post − mean pre)/(maximum − mean pre), never a mean of the gains of single persons.
    Raises BadMarks when a score or the maximum is not finite, or the maximum not above 0.
    Source: indicator I21; R. R. Hake, American Journal of Physics 66 (1998), 64–74; D. Lakens, Frontiers in Psychology 4 (2013), 863, for d_z.
    """
    most = units(maximum)
    if most <= 0:
        raise BadMarks("the maximum is more than 0")
    before = {person: units(score) for person, score in pre.items() if score is not None}
    after = {person: units(score) for person, score in post.items() if score is not None}
    both = [person for person in before if person in after]
    firsts, seconds = [before[person] for person in both], [after[person] for person in both]
    differences = [second - first for first, second in zip(firsts, seconds, strict=True)]
    return Gain(
        len(both), len(before) - len(both), len(after) - len(both), mean_of(firsts), mean_of(seconds), mean_of(differences),
        _interval(differences), _normalised_gain(firsts, differences, most), _standardised_gain(differences),
    )  # fmt: skip


def _interval(differences: Sequence[int]) -> Interval:
    n, mean, sd = len(differences), mean_of(differences).value, deviation_of(differences).value
    if mean is None or sd is None:
        return Interval(None, too_few(n))
    reach = student_quantile(0.975, n - 1) * sd / sqrt(n)
    return Interval((mean - reach, mean + reach))


def _normalised_gain(firsts: Sequence[int], differences: Sequence[int], most: int) -> Figure:
    if not firsts:
        return Figure(None, Undefined.NOBODY)
    room = len(firsts) * most - sum(firsts)
    return Figure(sum(differences) / room) if room > 0 else Figure(None, Undefined.NO_ROOM)


def _standardised_gain(differences: Sequence[int]) -> Figure:
    n, total, variation = len(differences), sum(differences), products(differences, differences)
    if n < 2:
        return Figure(None, too_few(n))
    return Figure(copysign(sqrt(total**2 * (n - 1) / (n * variation)), total)) if variation else Figure(None, Undefined.SAME_DIFFERENCES)
