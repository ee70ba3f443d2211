"""How steadily a cut decides: whether another quiz made in the same way would let the same people pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, erfc, exp, fsum, pi, sin, sqrt

from lms.quizzes.statistics.figures import UNITS_IN_A_POINT, BadMarks, Figure, Undefined, products, too_few, units

_STEPS = 400  # even; ten digits are right within six standard deviations of the mean


@dataclass(frozen=True)
class Consistency:
    """How far two quizzes made in the same way would decide alike."""

    kr21: Figure
    """At most 1; can be negative, and then the other two are undefined."""
    agreement: Figure
    """p₀, the probability that both let a person pass, or neither; 0.5 to 1."""
    kappa: Figure
    """The part of the agreement beyond chance, of all that could be beyond it; 0 to 1."""


def kr21(totals: Sequence[float], *, n_items: int) -> Figure:
    """Return Kuder and Richardson's formula 21, k/(k − 1)·(1 − μ(k − μ)/(kσ²)), σ² from n. At most 1; can be negative.

    totals: number of right answers of each person, each of as many items as the others had, not necessarily the same ones: KR-21 holds for items
    drawn at random for each person, KR-20 only for the same items. Where items are of unequal difficulty it lies below KR-20.
    Raises BadMarks when a total does not lie within 0 and `n_items`.
    Source: G. F. Kuder and M. W. Richardson, Psychometrika 2 (1937), 151–160; F. M. Lord, Psychometrika 20 (1955), 1–22, for items drawn at random.
    """
    counts = _counts(totals, n_items)
    if reason := _no_spread(counts, n_items):
        return Figure(None, reason)
    n, total, most = len(counts), sum(counts), n_items * UNITS_IN_A_POINT
    variation = products(counts, counts)  # σ²·n²
    return Figure((n_items * variation - total * (n * most - total)) / ((n_items - 1) * variation))


def decision_consistency(totals: Sequence[float], *, n_items: int, cut: int) -> Consistency:
    """Return how far two quizzes of `n_items` items made in the same way would decide alike about these people, from the one they took.

    cut: the number of right answers that passes, 1 to `n_items`; the normal distribution is cut half an answer below it.
    Presumes that each item is right or wrong, that each quiz is a random draw from the items there could be, and that what people know is spread
    by a beta distribution: the totals are then beta-binomial, as Huynh has it, and two normal variables correlated by KR-21 stand for two of them.
    So it also applies where people had different items; marks for a part of a point make it an approximation, as do very few items.
    With Φ(z) the share below the cut, z = (cut − ½ − μ)/σ, σ from n, and Φ(z, z; r) that below it both times: p₀ = 1 − 2(Φ(z) − Φ(z, z; r)),
    kappa = (Φ(z, z; r) − Φ(z)²)/(Φ(z) − Φ(z)²).
    Raises BadMarks when the cut, or a total, does not lie within its bounds.
    Source: C.-Y. J. Peng and M. J. Subkoviak, Journal of Educational Measurement 17 (1980), 359–368; H. Huynh, ibid. 13 (1976), 253–264.
    """
    if not 1 <= cut <= n_items:
        raise BadMarks(f"the cut lies within 1 and the number of items, {n_items}")
    reliability = kr21(totals, n_items=n_items)
    if reliability.value is None or reliability.value < 0:
        none = Figure(None, reliability.undefined or Undefined.NEGATIVE_RELIABILITY)
        return Consistency(reliability, none, none)
    counts = _counts(totals, n_items)
    n, twice_cut = len(counts), (2 * cut - 1) * UNITS_IN_A_POINT
    z = (n * twice_cut - 2 * sum(counts)) / (2 * sqrt(products(counts, counts)))
    return Consistency(reliability, *_agreement_and_kappa(abs(z), reliability.value))


def _counts(totals: Sequence[float], n_items: int) -> list[int]:
    counts = [units(total) for total in totals]
    if n_items < 1 or (counts and not 0 <= min(counts) <= max(counts) <= n_items * UNITS_IN_A_POINT):
        raise BadMarks(f"there is at least one item, and every total lies within 0 and the number of items, {n_items}")
    return counts


def _no_spread(counts: Sequence[int], n_items: int) -> Undefined | None:
    if len(counts) < 2:
        return too_few(len(counts))
    if n_items < 2:
        return Undefined.ONE_ITEM
    return Undefined.SAME_TOTALS if len(set(counts)) < 2 else None


def _agreement_and_kappa(z: float, r: float) -> tuple[Figure, Figure]:
    """Return both for a cut `z` ≥ 0 standard deviations away; on which side makes no difference.

    Beyond 38 of them nobody is left on the far side, as far as a float can tell: there is agreement, and no kappa.
    """
    beyond = erfc(z / sqrt(2)) / 2
    chance, together = beyond * (1 - beyond), _beyond_chance(z, r)
    agreement = Figure(min(1.0, 1 - 2 * chance + 2 * together))
    return agreement, Figure(min(1.0, together / chance)) if chance else Figure(None, Undefined.ONE_SIDE)


def _beyond_chance(z: float, r: float) -> float:
    """Return Φ(z, z; r) − Φ(z)², for r from 0 to 1: 1/2π·∫ exp(−z²/(1 + sin θ)) dθ from 0 to arcsin r, by Simpson's rule.

    Source: R. L. Plackett, Biometrika 41 (1954), 351–360: the derivative of Φ(z, z; r) by r is the density at (z, z); here with r = sin θ, which
    leaves nothing that grows without bounds as r nears 1.
    """
    end = asin(r)
    heights = [exp(-(z**2) / (1 + sin(end * step / _STEPS))) for step in range(_STEPS + 1)]
    return end / (6 * pi * _STEPS) * fsum([heights[0], heights[-1], *(4 * one for one in heights[1:-1:2]), *(2 * one for one in heights[2:-1:2])])


def binomial_error(cut: float, *, n_items: int) -> Figure:
    """Return the binomial standard error at a cut, in points: √(c(k − c)/(k − 1)), whatever the people are like.

    It holds for items drawn at random; where all had the same items, those of unequal difficulty make the error a little smaller.
    Raises BadMarks when the cut does not lie within 0 and `n_items`.
    Source: F. M. Lord, Psychometrika 20 (1955), 1–22.
    """
    if not 0 <= cut <= n_items:
        raise BadMarks(f"the cut lies within 0 and the number of items, {n_items}")
    return Figure(sqrt(cut * (n_items - cut) / (n_items - 1))) if n_items > 1 else Figure(None, Undefined.ONE_ITEM)


def near_cut(totals: Sequence[float], *, cut: float, error: float) -> int:
    """Return how many totals lie so near the cut that another quiz of the same kind might decide otherwise: within one error, exactly one included.

    cut: the total that passes; error: the standard error of measurement or, where there is none, the binomial one; both in points.
    Raises BadMarks when one of them, or a total, is not finite.
    """
    middle, reach = units(cut), units(error)
    return sum(abs(units(total) - middle) <= reach for total in totals)
