"""What a cut decides: by hand, as properties of any totals, against scipy, and against the beta-binomial that the normal one stands for."""

from math import asin, erfc, isfinite, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from lms.quizzes.statistics import (
    BadMarks,
    Figure,
    Undefined,
    binomial_error,
    decision_consistency,
    kr20,
    kr21,
    marks_table,
    near_cut,
)

LADDER = [3, 2, 1, 0]
"""Of 3 items: mean 3/2, variance from n 5/4. KR-21 = 3/2·(1 − (3/2·3/2)/(3·5/4)) = 3/2·(1 − 3/5) = 3/5."""


# --- By hand


def test_kr21_of_the_ladder() -> None:
    assert kr21(LADDER, n_items=3) == Figure(3 / 5)


def test_kr21_can_be_exactly_one_nothing_or_negative() -> None:
    assert kr21([0, 4], n_items=4) == Figure(1.0)
    # 0, 1, 1, 2 of 2: mean 1, variance 1/2: 2·(1 − 1/(2·1/2)) = 0. 1, 1, 2 of 2: mean 4/3, variance 2/9: 2·(1 − (4/3·2/3)/(4/9)) = −2.
    assert kr21([0, 1, 1, 2], n_items=2) == Figure(0.0)
    assert kr21([1, 1, 2], n_items=2).value == pytest.approx(-2)


def test_kr21_equals_kr20_where_the_items_are_equally_difficult() -> None:
    rows = [[1, 1, 1], [1, 1, 1], [0, 0, 1], [0, 1, 0], [1, 0, 0]]
    alike = marks_table(dict(enumerate(rows)), [1, 1, 1])
    assert kr21([sum(row) for row in rows], n_items=3) == kr20(alike)
    rows[0] = [1, 0, 1]
    assert (kr21([sum(row) for row in rows], n_items=3).value or 0) < (kr20(marks_table(dict(enumerate(rows)), [1, 1, 1])).value or 0)


def test_a_cut_at_the_mean_decides_alike_as_the_arcsine_of_kr21_says() -> None:
    # Half an answer below a cut of 2 lies the mean, 3/2: z = 0. There Φ(0, 0; r) = 1/4 + arcsin(r)/2π.
    found = decision_consistency(LADDER, n_items=3, cut=2)
    assert found.kr21 == Figure(3 / 5)
    assert found.agreement.value == pytest.approx(1 / 2 + asin(3 / 5) / pi, rel=1e-12)
    assert found.kappa.value == pytest.approx(2 * asin(3 / 5) / pi, rel=1e-12)


def test_without_reliability_two_quizzes_agree_by_chance_alone() -> None:
    # Mean 1, σ = √½, cut 2 less ½: z = ½/√½ = 1/√2, beyond which there is erfc(1/2)/2 of a normal distribution.
    found, beyond = decision_consistency([0, 1, 1, 2], n_items=2, cut=2), erfc(1 / 2) / 2
    assert found.agreement.value == pytest.approx(1 - 2 * beyond * (1 - beyond), rel=1e-12)
    assert found.kappa == Figure(0.0)


@pytest.mark.parametrize("cut", [1, 2, 3, 4])
def test_where_people_know_all_or_nothing_every_quiz_decides_alike(cut: int) -> None:
    found = decision_consistency([0, 4, 4], n_items=4, cut=cut)
    assert found.agreement.value == pytest.approx(1, rel=1e-12)
    assert found.kappa.value == pytest.approx(1, rel=1e-9)


def test_marks_for_a_part_of_a_point_count() -> None:
    # 0, 0.5, 1.5, 2 of 2: mean 1, variance (1 + 1/4 + 1/4 + 1)/4 = 5/8: 2·(1 − 1/(5/4)) = 2/5.
    assert kr21([0, 0.5, 1.5, 2], n_items=2) == Figure(2 / 5)


def test_the_error_at_a_cut_is_lords() -> None:
    assert binomial_error(7, n_items=10) == Figure(sqrt(21 / 9))
    assert binomial_error(8.4, n_items=12).value == pytest.approx(sqrt(8.4 * 3.6 / 11))
    assert binomial_error(10, n_items=10) == Figure(0.0)
    assert binomial_error(1, n_items=1) == Figure(None, Undefined.ONE_ITEM)


def test_near_the_cut_are_those_within_one_error() -> None:
    # The standard error of the ladder as three items is √(5/12) = 0.645…: from 1.5 the totals 1 and 2 are 0.5 away, from 2 only 2 itself is near.
    assert near_cut(LADDER, cut=1.5, error=sqrt(5 / 12)) == 2
    assert near_cut(LADDER, cut=2, error=sqrt(5 / 12)) == 1
    assert near_cut([], cut=2, error=1) == 0


def test_exactly_one_error_away_is_near() -> None:
    assert near_cut([0, 4], cut=2, error=2.0) == 2
    assert near_cut([0, 4], cut=2.0000001, error=2.0) == 1
    assert near_cut([0.1 + 0.2, 0.7], cut=0.5, error=0.2) == 2, "in floats 0.5 − (0.1 + 0.2) is less than 0.2, and 0.7 − 0.5 as well"
    assert near_cut([0.1], cut=0.4, error=0.3) == 1, "in floats 0.4 − 0.1 is more than 0.3"


# --- Why there is no figure


@pytest.mark.parametrize(
    ("totals", "n_items", "reason"),
    [
        ([], 3, Undefined.NOBODY),
        ([2], 3, Undefined.ONE_PERSON),
        ([0, 1], 1, Undefined.ONE_ITEM),
        ([2, 2, 2], 3, Undefined.SAME_TOTALS),
        ([0.1 + 0.2, 0.3], 3, Undefined.SAME_TOTALS),
    ],
)
def test_why_a_quiz_has_no_consistency(totals: list[float], n_items: int, reason: Undefined) -> None:
    found = decision_consistency(totals, n_items=n_items, cut=1)
    assert {found.kr21, found.agreement, found.kappa} == {Figure(None, reason)}


def test_a_negative_reliability_is_shown_and_says_why_nothing_follows_from_it() -> None:
    found = decision_consistency([1, 1, 2], n_items=2, cut=1)
    assert found.kr21.value == pytest.approx(-2)
    assert {found.agreement, found.kappa} == {Figure(None, Undefined.NEGATIVE_RELIABILITY)}


def test_where_nobody_could_be_on_the_other_side_there_is_agreement_and_no_kappa() -> None:
    # One of 13 000 has 0, the others 10: σ = 10/√13000 nearly, so that the cut lies 3.5·√13000/10 = 39.9 of it below the mean.
    found = decision_consistency([0] + [10] * 13000, n_items=10, cut=7)
    assert found.agreement == Figure(1.0)
    assert found.kappa == Figure(None, Undefined.ONE_SIDE)


@pytest.mark.parametrize(
    ("totals", "n_items", "cut"), [([1, 2], 2, 0), ([1, 2], 2, 3), ([1, 3], 2, 1), ([-1, 1], 2, 1), ([], 0, 1), ([1, float("nan")], 2, 1)]
)
def test_what_lies_outside_its_bounds_is_refused(totals: list[float], n_items: int, cut: int) -> None:
    with pytest.raises(BadMarks):
        decision_consistency(totals, n_items=n_items, cut=cut)


@pytest.mark.parametrize("cut", [-1, 11, float("nan")])
def test_an_error_at_no_cut_is_refused(cut: float) -> None:
    with pytest.raises(BadMarks):
        binomial_error(cut, n_items=10)


# --- Of any totals

WHOLE = st.integers(2, 40).flatmap(lambda k: st.tuples(st.lists(st.integers(0, k), max_size=30), st.just(k), st.integers(1, k)))


@settings(deadline=None)
@given(WHOLE)
def test_a_figure_is_finite_and_within_its_bounds_or_says_why_it_is_not_there(given_: tuple[list[int], int, int]) -> None:
    totals, n_items, cut = given_
    found = decision_consistency(totals, n_items=n_items, cut=cut)
    for figure, least in ((found.kr21, -float("inf")), (found.agreement, 0.5 - 1e-12), (found.kappa, 0)):
        assert (figure.value is None) is (figure.undefined is not None)
        assert figure.value is None or (isfinite(figure.value) and least <= figure.value <= 1)


@settings(deadline=None)
@given(WHOLE)
def test_counting_what_is_wrong_instead_of_what_is_right_changes_nothing(given_: tuple[list[int], int, int]) -> None:
    """Whoever passes has at least `cut` right; whoever fails has at least k − cut + 1 wrong."""
    totals, n_items, cut = given_
    mirrored = decision_consistency([n_items - total for total in totals], n_items=n_items, cut=n_items - cut + 1)
    found = decision_consistency(totals, n_items=n_items, cut=cut)
    assert mirrored.kr21 == found.kr21
    assert mirrored.agreement == found.agreement


@settings(deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=2, max_size=30))
def test_kr21_is_at_most_kr20(rows: list[list[bool]]) -> None:
    one, other = kr21([sum(row) for row in rows], n_items=6), kr20(marks_table(dict(enumerate(rows)), [1] * 6))
    assert one.undefined == other.undefined
    assert one.value is None or other.value is None or one.value <= other.value + 1e-12


# --- Against scipy


def _totals(seed: int) -> tuple[list[int], int]:
    """Right answers of 20 to 220 people who differ in what they know, of 5 to 40 items."""
    random = np.random.default_rng(seed)
    n_items = int(random.integers(5, 41))
    shares = random.beta(7, 3, size=int(random.integers(20, 221)))
    return [int(total) for total in random.binomial(n_items, shares)], n_items


@pytest.mark.parametrize("seed", range(12))
def test_consistency_as_scipy_sees_it(seed: int) -> None:
    totals, n_items = _totals(seed)
    mean, sd = np.mean(totals), np.std(totals)
    r = n_items / (n_items - 1) * (1 - mean * (n_items - mean) / (n_items * sd**2))
    for cut in (1, round(0.7 * n_items), n_items):
        z = (cut - 0.5 - mean) / sd
        below = stats.norm.cdf(z)
        both = integrate.quad(lambda x, z=z: stats.norm.pdf(x) * stats.norm.cdf((z - r * x) / sqrt(1 - r**2)), -np.inf, z, epsabs=1e-13)[0]
        assert both == pytest.approx(stats.multivariate_normal.cdf([z, z], cov=[[1, r], [r, 1]]), abs=1e-6), "the two ways of scipy agree"
        found = decision_consistency(totals, n_items=n_items, cut=cut)
        assert found.kr21.value == pytest.approx(r, rel=1e-10)
        assert found.agreement.value == pytest.approx(1 + 2 * (both - below), abs=1e-9)
        if 1e-6 < below < 1 - 1e-6:
            assert found.kappa.value == pytest.approx((both - below**2) / (below - below**2), abs=1e-6)


def _beta_binomial_agreement(mean: float, r: float, n_items: int, cut: int) -> float:
    """Return p₀ as Huynh (1976) has it: what is known is beta-distributed with a = μ(1/r − 1), b = (k − μ)(1/r − 1), answers are binomial."""
    a, b = mean * (1 / r - 1), (n_items - mean) * (1 / r - 1)
    passes = lambda share: stats.binom.sf(cut - 1, n_items, share)  # noqa: E731  a formula
    alike = lambda share: stats.beta.pdf(share, a, b) * (passes(share) ** 2 + (1 - passes(share)) ** 2)  # noqa: E731
    return float(integrate.quad(alike, 0, 1)[0])


@pytest.mark.parametrize(("n_items", "within"), [(10, 0.04), (20, 0.03), (40, 0.02)])
def test_the_normal_approximation_is_near_the_beta_binomial(n_items: int, within: float) -> None:
    random = np.random.default_rng(n_items)
    for known in (0.5, 0.7, 0.8):
        shares = random.beta(12 * known, 12 * (1 - known), size=2000)
        totals = [int(total) for total in random.binomial(n_items, shares)]
        for cut in (n_items // 2, round(0.7 * n_items), round(0.8 * n_items)):
            found = decision_consistency(totals, n_items=n_items, cut=cut)
            assert found.kr21.value is not None
            exact = _beta_binomial_agreement(float(np.mean(totals)), found.kr21.value, n_items, cut)
            assert found.agreement.value == pytest.approx(exact, abs=within)


def test_two_quizzes_drawn_at_random_decide_alike_about_as_often_as_said() -> None:
    """Each person has a share of what could be asked; two draws of ten questions are taken by all of 4000, and one of them is measured."""
    random = np.random.default_rng(70)
    shares = random.beta(8, 3, size=4000)
    one, other = random.binomial(10, shares), random.binomial(10, shares)
    found = decision_consistency([int(total) for total in one], n_items=10, cut=7)
    assert found.agreement.value == pytest.approx(float(np.mean((one >= 7) == (other >= 7))), abs=0.04)
