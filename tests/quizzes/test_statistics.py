"""Every figure three times: by hand, as properties of any table, and against numpy and scipy."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from math import isfinite, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from lms.quizzes.statistics import (
    BadMarks,
    Bar,
    Figure,
    Interval,
    MarksTable,
    OptionFigures,
    OptionFlag,
    Others,
    QuizStatistics,
    Undefined,
    cronbach_alpha,
    discriminative_efficiency,
    distractor_table,
    effective_weights,
    facility,
    item_deviation,
    kr20,
    marks_table,
    paired_gain,
    quiz_statistics,
    rest_correlation,
    score_distribution,
    standard_error,
    student_quantile,
    upper_lower_difference,
    written_table,
)

LADDER = {"Awa": [1, 1, 1], "Moussa": [1, 1, 0], "Fanta": [1, 0, 0], "Issa": [0, None, 0]}
"""Four persons, three items; totals 3, 2, 1, 0: mean 1.5, squares of the deviations 2.25 + 0.25 + 0.25 + 2.25 = 5."""


def _table(marks: dict[str, list[float | None]] | None = None, maxima: list[float] | None = None) -> MarksTable[str]:
    marks = marks or LADDER  # type: ignore[assignment]
    return marks_table(marks, maxima or [1.0] * len(next(iter(marks.values()))))


def _columns(*columns: list[float]) -> MarksTable[int]:
    return marks_table(dict(enumerate(zip(*columns, strict=True))), [1.0] * len(columns))


def _is(figure: Figure, value: float) -> bool:
    return figure.undefined is None and figure.value == pytest.approx(value, rel=1e-14, abs=1e-15)


# --- By hand


def test_facility_is_the_mean_mark_over_the_maximum_and_a_blank_counts_nothing() -> None:
    assert [facility(_table(), item).value for item in range(3)] == [3 / 4, 2 / 4, 1 / 4]
    assert facility(_table(maxima=[2, 4, 1]), 0).value == 3 / 8


def test_the_deviation_of_an_item_divides_by_one_less_than_the_persons() -> None:
    # q1: 1, 1, 1, 0; mean 3/4; squares 3·1/16 + 9/16 = 3/4; over 3: 1/4. q2: 1, 1, 0, 0; squares 4·1/4 = 1; over 3: 1/3.
    assert _is(item_deviation(_table(), 0), 1 / 2)
    assert _is(item_deviation(_table(), 1), sqrt(1 / 3))


def test_an_item_is_correlated_with_the_total_of_the_others() -> None:
    # q1: 1, 1, 1, 0 with 2, 1, 0, 0. Products 3 − 4·3/4·3/4 = 3/4; squares 3/4 and 5 − 4·9/16 = 11/4. r² = (3/4)²/(3/4·11/4) = 3/11.
    # q2: 1, 1, 0, 0 with 2, 1, 1, 0. Products 3 − 4·1/2·1 = 1; squares 1 and 6 − 4 = 2. r² = 1/2.
    assert _is(rest_correlation(_table(), 0), sqrt(3 / 11))
    assert _is(rest_correlation(_table(), 1), sqrt(1 / 2))


def test_a_correlation_can_be_exactly_one_or_exactly_minus_one() -> None:
    assert rest_correlation(_columns([0.1, 0.2, 0.3], [0.7, 0.8, 0.9]), 0) == Figure(1.0)
    assert rest_correlation(_columns([0.1, 0.2, 0.3], [0.9, 0.8, 0.7]), 0) == Figure(-1.0)


def test_efficiency_is_the_covariance_over_the_greatest_possible() -> None:
    # 0, 1, 0, 1 with 0, 0, 1, 3: products 3 − 4·1/2·1 = 1. Sorted 0, 0, 1, 1 with 0, 0, 1, 3: 4 − 2 = 2.
    assert discriminative_efficiency(_columns([0, 1, 0, 1], [0, 0, 1, 3]), 0) == Figure(0.5)
    assert [discriminative_efficiency(_table(), item) for item in range(3)] == [Figure(1.0)] * 3


def test_efficiency_can_lie_below_minus_one() -> None:
    # 1, 0, 0 with 0, 0, 1: products 0 − 3·1/3·1/3 = −1/3. Sorted: 1 − 1/3 = 2/3. With 0, 1, 1 instead: −2/3 over 1 − 2/3 = 1/3.
    assert discriminative_efficiency(_columns([1, 0, 0], [0, 0, 1]), 0) == Figure(-0.5)
    assert discriminative_efficiency(_columns([1, 0, 0], [0, 1, 1]), 0) == Figure(-2.0)


def test_effective_weights_are_roots_of_covariances_over_their_sum() -> None:
    # With the totals 3, 2, 1, 0: q1 6 − 4·3/4·3/2 = 3/2; q2 5 − 4·1/2·3/2 = 2; q3 3 − 4·1/4·3/2 = 3/2.
    whole = 2 * sqrt(3 / 2) + sqrt(2)
    first, second, third = effective_weights(_table())
    assert _is(first, sqrt(3 / 2) / whole)
    assert _is(second, sqrt(2) / whole)
    assert third == first


def test_an_item_of_negative_covariance_has_no_weight_and_a_constant_one_weighs_nothing() -> None:
    # 1, 0, 0 and 0, 1, 2 and 5, 5, 5: totals 6, 6, 7. First: 6 − 3·1/3·19/3 = −1/3. Second: 20 − 19 = 1.
    assert effective_weights(_columns([1, 0, 0], [0, 1, 2], [5, 5, 5])) == (Figure(None, Undefined.NEGATIVE_COVARIANCE), Figure(1.0), Figure(0.0))


def test_alpha_and_kr20_of_the_ladder() -> None:
    # Variances of the items 1/4 + 1/3 + 1/4 = 5/6, of the totals 5/3: 3/2·(1 − 1/2). Σpq = 3/16 + 4/16 + 3/16 = 5/8, σ² = 5/4: the same.
    assert cronbach_alpha(_table()) == Figure(0.75)
    assert kr20(_table()) == Figure(0.75)


def test_alpha_as_another_package_computes_it() -> None:
    """Fixed numbers of pingouin 0.7.0, `cronbach_alpha`, which would bring twenty packages with it."""
    likert = {str(n): [*map(float, row)] for n, row in enumerate(["43545", "32234", "55545", "21312", "44353", "12211", "34433", "55455"])}
    assert _is(cronbach_alpha(_table(likert)), 0.9368285345938977)
    choices = {str(n): [*map(float, row)] for n, row in enumerate(["110100", "101110", "111111", "000100", "010011", "110110", "011101"])}
    assert _is(kr20(_table(choices)), 0.4)


def test_alpha_can_be_exactly_one_or_negative() -> None:
    assert cronbach_alpha(_columns([0, 1, 2], [5, 6, 7])) == Figure(1.0)
    # 1, 0, 0 and 0, 1, 2: variances 1/3 and 1; totals 1, 1, 2: 1/3. 2·(1 − 4) = −6.
    assert cronbach_alpha(_columns([1, 0, 0], [0, 1, 2])) == Figure(-6.0)


def test_the_standard_error_of_the_ladder() -> None:
    assert _is(standard_error(_table()), sqrt(5 / 3 * (1 - 3 / 4)))
    assert standard_error(_columns([0, 1, 2], [5, 6, 7])) == Figure(0.0)


def _thirty(*groups: tuple[int, float, float]) -> MarksTable[int]:
    """Thirty persons in groups of (number, mark of the item, mark of another)."""
    rows = [row for number, *row in groups for _ in range(number)]
    assert len(rows) == 30
    return marks_table(dict(enumerate(rows)), [1.0, 10.0])


def test_d_takes_exactly_27_percent_of_the_persons() -> None:
    # 8.1 persons: the eight at the top are right, the ninth, of whom 0.1 counts, is wrong. Nobody at the bottom is right.
    table = _thirty((8, 1, 9), (1, 0, 9), *((1, 0, n / 3) for n in range(21)))
    assert _is(upper_lower_difference(table, 0), 8 / 8.1)


def test_d_lets_those_who_are_tied_in_by_the_same_fraction() -> None:
    # Six have 10; three have 9, one of whom is right, each counting 0.7; the other 21 are tied at 0.
    table = _thirty((6, 1, 9), (1, 1, 8), (2, 0, 9), (21, 0, 0))
    assert _is(upper_lower_difference(table, 0), 6.7 / 8.1)


def test_d_is_nothing_when_everybody_is_tied() -> None:
    assert upper_lower_difference(_thirty((15, 1, 0), (15, 0, 1)), 0) == Figure(0.0)


def test_thirds_that_add_up_to_a_point_are_tied_with_a_point() -> None:
    third = 1 / 3
    assert len(set(_columns([third, 1, 0.1], [third, 0, 0.2], [third, 0, 0.7]).totals)) == 1


def test_d_needs_thirty_persons() -> None:
    table = marks_table({n: [n % 2, n] for n in range(29)}, [1, 29])
    assert upper_lower_difference(table, 0) == Figure(None, Undefined.FEW_PERSONS)


def test_every_whole_score_has_a_bar_full_marks_too() -> None:
    assert score_distribution(_table()) == (Bar(0, 1, 1), Bar(1, 2, 1), Bar(2, 3, 1), Bar(3, 4, 1))
    assert score_distribution(_table(), width=2) == (Bar(0, 2, 2), Bar(2, 4, 2))


def test_what_lies_outside_the_scale_counts_in_the_outer_bars() -> None:
    assert score_distribution(marks_table({"Awa": [-1], "Issa": [9]}, [2])) == (Bar(0, 1, 1), Bar(1, 2, 0), Bar(2, 3, 1))


@pytest.mark.parametrize("width", [0, -1, 0.000001])
def test_bars_too_narrow_are_refused(width: float) -> None:
    with pytest.raises(BadMarks):
        score_distribution(_table(), width=width)


def _options(right: str = "b", chosen: dict[str, list[str]] | None = None) -> dict[str | None, OptionFigures]:
    """Of the second item of the ladder; the rests are 2, 1, 1, 0."""
    chosen = chosen or {"Awa": ["b"], "Moussa": ["b"], "Fanta": ["a"], "Issa": []}
    rows = distractor_table(_table(), 1, chosen, options=["a", "b", "c"], right=[right])
    return {row.option: row for row in rows}


def test_options_and_the_blank_have_their_share_and_mean_rest() -> None:
    rows = _options()
    assert list(rows) == ["a", "b", "c", None]
    assert [(row.n, row.share.value, row.mean_rest.value) for row in rows.values()] == [(1, 0.25, 1), (2, 0.5, 1.5), (0, 0, None), (1, 0.25, 0)]
    assert rows["c"].mean_rest.undefined == Undefined.NOBODY_CHOSE
    assert [row.is_right for row in rows.values()] == [False, True, False, False]


def _chosen_by(*groups: tuple[str, list[float]], options: str = "ab", flags: list[OptionFlag] | None = None) -> dict[str | None, OptionFigures]:
    """The table of an item of which a is right; each group has chosen an option and has these rests."""
    rows = [(option, rest) for option, rests in groups for rest in rests]
    table = marks_table({n: [float(option == "a"), rest] for n, (option, rest) in enumerate(rows)}, [1, 10])
    chosen = {n: [option] for n, (option, _rest) in enumerate(rows)}
    return {row.option: row for row in distractor_table(table, 0, chosen, options=options, right=["a"], flags=flags or [*OptionFlag])}


def test_a_wrong_option_that_the_clearly_better_ones_choose_is_flagged() -> None:
    # a: 1, 3, mean 2; b: 4, 6, mean 5. Squares of the deviations 2 + 2, over 2 degrees: s² = 2. Standard error √(2·(1/2 + 1/2)) = √2 < 3.
    rows = _chosen_by(("a", [1, 3]), ("b", [4, 6]))
    assert OptionFlag.ABOVE_KEY in rows["b"].flags
    assert rows["a"].flags == set()


@pytest.mark.parametrize(("better", "is_above"), [([2.0, 4.0], False), ([2.4, 4.4], False), ([2.5, 4.5], True)])
def test_a_lead_within_one_standard_error_is_chance(better: list[float], is_above: bool) -> None:
    # As above: the key has 2 on average, the error is √2 = 1.414…, the leads are 1, 1.4 and 1.5.
    assert (OptionFlag.ABOVE_KEY in _chosen_by(("a", [1, 3]), ("b", better))["b"].flags) is is_above


def test_a_lead_of_exactly_one_standard_error_is_chance() -> None:
    # a: 0, 0; b: 0, 2: squares of the deviations 0 + 2, over 2 degrees: s² = 1. Standard error √(1·(1/2 + 1/2)) = 1, as is the lead.
    assert OptionFlag.ABOVE_KEY not in _chosen_by(("a", [0, 0]), ("b", [0, 2]))["b"].flags


def test_one_against_one_is_chance() -> None:
    assert OptionFlag.ABOVE_KEY not in _chosen_by(("a", [0]), ("b", [9]))["b"].flags


def test_an_option_that_hardly_anybody_chose_is_idle_and_never_above_the_key() -> None:
    assert _chosen_by(("a", [0] * 20), ("b", [9]))["b"].flags == {OptionFlag.IDLE}


@pytest.mark.parametrize(("persons", "is_frequent"), [(20, True), (21, False)])
def test_a_wrong_answer_from_ten_percent_is_frequent(persons: int, is_frequent: bool) -> None:
    rows = _chosen_by(("a", [5] * (persons - 2)), ("b", [1, 2]))
    assert (OptionFlag.FREQUENT in rows["b"].flags) is is_frequent
    assert rows["a"].flags == set()


def test_only_the_flags_asked_for_are_raised() -> None:
    assert _chosen_by(("a", [1, 3]), ("b", [4, 6]), flags=[OptionFlag.IDLE])["b"].flags == set()


def test_where_one_right_option_is_enough_the_key_is_whoever_chose_any() -> None:
    chosen = {"Awa": ["a"], "Moussa": ["b"], "Fanta": ["c"], "Issa": ["a"]}  # rests of the second item 2, 1, 1, 0
    for takes_all, above in ((True, set()), (False, {OptionFlag.ABOVE_KEY})):
        table = marks_table({"Awa": [1, 2], "Moussa": [1, 2], "Fanta": [0, 9], "Issa": [1, 2]}, [1, 9])
        rows = distractor_table(table, 0, chosen, options=["a", "b", "c"], right=["a", "b"], takes_all=takes_all)
        assert rows[2].flags == above, "nobody ticked both a and b, so that there is no key to be above of"


def test_a_table_of_some_persons_keeps_their_order_and_rests() -> None:
    some = _table().only({"Issa", "Moussa"})
    assert some.persons == ("Moussa", "Issa")
    assert some.rests(0) == tuple(_table().rests(0)[place] for place in (1, 3))
    assert _table().only([]).totals == ()


def _written(*answers: str, right: list[str]) -> list[tuple[str | None, bool, int, float | None]]:
    """The table of an item that people answered thus, with rests 0, 1, 2…; an empty answer is one without a letter, a dash a blank."""
    table = marks_table({n: [float(answer in right), n] for n, answer in enumerate(answers)}, [1, 99])
    rows = written_table(table, 0, {n: answer for n, answer in enumerate(answers) if answer != "-"}, right=right)
    return [(row.option, row.is_right, row.n, row.mean_rest.value) for row in rows]


def test_written_answers_stand_by_frequency_and_what_fewer_than_three_wrote_is_not_shown() -> None:
    found = _written("mrn", "pna", "mrn", "pna", "mrn", "pna", "mrn", "awa", "awa", "", "", "", "-", right=["mrn"])
    assert found == [
        ("mrn", True, 4, 3.0),
        ("pna", False, 3, 3.0),
        (Others.WRONG, False, 5, (7 + 8 + 9 + 10 + 11) / 5),
        (None, False, 1, 12.0),
    ]


def test_right_answers_that_few_gave_are_counted_apart_from_wrong_ones() -> None:
    found = _written("mrn", "le mrn", "x", right=["mrn", "le mrn"])
    assert found == [(Others.RIGHT, True, 2, 0.5), (Others.WRONG, False, 1, 2.0), (None, False, 0, None)]


def test_written_answers_that_tie_stand_in_alphabetical_order() -> None:
    assert [row[0] for row in _written("b", "a", "b", "a", "b", "a", right=["z"])] == ["a", "b", None]


def test_at_most_twelve_written_answers_are_shown() -> None:
    answers = [f"{number:02}" for number in range(15) for _ in range(3)]
    found = _written(*answers, right=["00"])
    assert [row[0] for row in found] == [*(f"{number:02}" for number in range(12)), Others.WRONG, None]
    assert found[-2][2] == 9


def test_a_wrong_answer_that_the_better_ones_wrote_is_above_the_key_and_others_never_are() -> None:
    table = marks_table({n: [float(n < 6), n // 6] for n in range(12)}, [1, 2])  # six right with rest 0, six wrong with rest 1
    accepted = dict.fromkeys(range(6), "mrn")
    rows = written_table(table, 0, {**accepted, **dict.fromkeys(range(6, 12), "pna")}, right=["mrn"])
    assert rows[1].flags == {OptionFlag.ABOVE_KEY, OptionFlag.FREQUENT}
    rows = written_table(table, 0, {**accepted, **{n: f"x{n}" for n in range(6, 12)}}, right=["mrn"])
    assert (rows[1].option, rows[1].flags) == (Others.WRONG, frozenset())


def test_whoever_is_not_in_the_answers_left_it_blank() -> None:
    assert _options(chosen={"Awa": ["b"]})[None].n == 3


def test_of_several_right_options_the_key_is_all_of_them() -> None:
    chosen = {"Awa": ["a", "b"], "Moussa": ["a"], "Fanta": ["c"], "Issa": ["a", "b"]}  # rests 2, 1, 1, 0: the key has 1, not 2, 1 and 0
    rows = {row.option: row for row in distractor_table(_table(), 1, chosen, options=["a", "b", "c"], right=["a", "b"])}
    assert (rows["a"].n, rows["b"].n, rows["c"].n, rows[None].n) == (3, 2, 1, 0)
    assert rows["c"].flags == set(), "equal to the key is not above it"


@pytest.mark.parametrize(("persons", "is_idle"), [(20, False), (21, True)])
def test_a_wrong_option_below_five_percent_is_idle(persons: int, is_idle: bool) -> None:
    table = marks_table({n: [1, n] for n in range(persons)}, [1, persons])
    chosen = {n: ["a" if n == 3 else "b"] for n in range(persons)}
    row = distractor_table(table, 0, chosen, options=["a", "b"], right=["b"])[0]
    assert (OptionFlag.IDLE in row.flags) is is_idle


def test_a_quiz_of_one_item_has_no_rest_to_compare_options_by() -> None:
    table = marks_table({"Awa": [1], "Issa": [0]}, [1])
    rows = distractor_table(table, 0, {"Awa": ["a"], "Issa": ["b"]}, options=["a", "b"], right=["a"])
    assert {row.mean_rest for row in rows} == {Figure(None, Undefined.ONE_ITEM)}


@pytest.mark.parametrize("chosen", [{"nobody": ["a"]}, {"Awa": ["z"]}])
def test_answers_that_do_not_belong_to_the_table_are_refused(chosen: dict[str, list[str]]) -> None:
    with pytest.raises(BadMarks):
        _options(chosen=chosen)


def test_gain_is_of_those_who_took_both_tests() -> None:
    pre = {"Awa": 2, "Moussa": 4, "Fanta": 6, "Issa": 1, "Sira": None}
    post = {"Awa": 5, "Moussa": 5, "Fanta": 8, "Issa": None, "Sira": 9, "Adama": 10}
    gain = paired_gain(pre, post, maximum=10)
    # Differences 3, 1, 2: mean 2, standard deviation 1. With 2 degrees t is (2p − 1)·√(2/(1 − (2p − 1)²)): 4.30265… for p = 0.975.
    reach = 0.95 * sqrt(2 / (1 - 0.95**2)) / sqrt(3)
    assert (gain.n_paired, gain.n_only_before, gain.n_only_after, gain.n_unpaired) == (3, 1, 2, 3)
    assert (gain.mean_pre, gain.mean_post, gain.mean_difference) == (Figure(4.0), Figure(6.0), Figure(2.0))
    assert gain.normalised_gain_of_means == Figure(2 / 6)
    assert gain.d_z == Figure(2.0)
    assert gain.ci95.ends == pytest.approx((2 - reach, 2 + reach), rel=1e-13)


def test_a_loss_shows() -> None:
    gain = paired_gain({"Awa": 5, "Issa": 5}, {"Awa": 4, "Issa": 2}, maximum=10)
    assert (gain.mean_difference.value, gain.normalised_gain_of_means.value) == (-2, -0.4)
    assert gain.d_z.value == pytest.approx(-2 / sqrt(2))


def test_an_equal_gain_of_all_has_an_interval_and_no_effect_size() -> None:
    gain = paired_gain({"Awa": 0.1, "Issa": 0.2}, {"Awa": 0.3, "Issa": 0.4}, maximum=1)
    assert gain.ci95.ends == (0.2, 0.2)
    assert gain.d_z == Figure(None, Undefined.SAME_DIFFERENCES)


def test_where_nothing_is_left_to_gain_there_is_no_normalised_gain() -> None:
    assert paired_gain({"Awa": 1}, {"Awa": 1}, maximum=1).normalised_gain_of_means == Figure(None, Undefined.NO_ROOM)
    assert paired_gain({"Awa": 14}, {"Awa": 16}, maximum=1).normalised_gain_of_means == Figure(None, Undefined.NO_ROOM)


def test_one_pair_has_a_mean_and_nobody_has_nothing() -> None:
    one, none = paired_gain({"Awa": 1}, {"Awa": 2}, maximum=3), paired_gain({"Awa": 1}, {"Issa": 2}, maximum=3)
    assert (one.mean_difference, one.ci95, one.d_z) == (Figure(1.0), Interval(None, Undefined.ONE_PERSON), Figure(None, Undefined.ONE_PERSON))
    assert {none.mean_pre, none.mean_difference, none.d_z, none.normalised_gain_of_means} == {Figure(None, Undefined.NOBODY)}
    assert none.ci95 == Interval(None, Undefined.NOBODY)


# --- Why there is no figure


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({}, {"mean_total": "nobody", "sd_total": "nobody", "alpha": "nobody", "kr20": "nobody", "sem": "nobody"}),
        ({"Awa": [1, 0]}, {"sd_total": "one-person", "alpha": "one-person", "kr20": "one-person", "sem": "one-person"}),
        ({"Awa": [1, 0], "Issa": [0, 1]}, {"alpha": "same-totals", "kr20": "same-totals", "sem": "same-totals"}),
        ({"Awa": [1, 0.5], "Issa": [0, 0]}, {"kr20": "not-zero-one"}),
        ({"Awa": [1, 1], "Issa": [0, 0]}, {}),
    ],
)
def test_why_a_quiz_lacks_a_figure(marks: dict[str, list[float]], expected: dict[str, str]) -> None:
    statistics = quiz_statistics(marks_table(marks, [1, 1]))
    names = ("mean_total", "sd_total", "alpha", "kr20", "sem")
    assert {name: getattr(statistics, name).undefined for name in names if getattr(statistics, name).value is None} == expected


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({}, {"facility": "nobody", "sd": "nobody", "r_rest": "nobody", "discriminative_efficiency": "nobody", "effective_weight": "nobody"}),
        ({"A": [1, 0]}, dict.fromkeys(("sd", "r_rest", "discriminative_efficiency", "effective_weight"), "one-person")),
        ({"A": [1], "B": [0]}, {"r_rest": "one-item", "discriminative_efficiency": "one-item"}),
        ({"A": [1, 0], "B": [1, 1]}, {"r_rest": "same-marks", "discriminative_efficiency": "same-marks"}),
        ({"A": [1, 0], "B": [0, 0]}, {"r_rest": "same-rests", "discriminative_efficiency": "same-rests"}),
        ({"A": [1, 0], "B": [0, 1]}, {"effective_weight": "same-totals"}),
        ({"A": [1, 0], "B": [0, 2]}, {"effective_weight": "negative-covariance"}),
    ],
)
def test_why_an_item_lacks_a_figure(marks: dict[str, list[float]], expected: dict[str, str]) -> None:
    width = len(next(iter(marks.values()), [0, 0]))
    item = quiz_statistics(marks_table(marks, [1] * width)).items[0]
    undefined = {field.name: getattr(item, field.name).undefined for field in fields(item) if getattr(item, field.name).value is None}
    assert undefined == {**expected, "d27": "fewer-than-30-persons"}


def test_a_total_that_differs_only_by_rounding_is_the_same() -> None:
    """In floats 0.1 + 0.2 is not 0.3, and a variance of 10⁻³³ would give an alpha of −10³²."""
    assert cronbach_alpha(_columns([0.1, 0.3], [0.2, 0.0])) == Figure(None, Undefined.SAME_TOTALS)


@pytest.mark.parametrize(
    ("marks", "maxima"),
    [
        ({"Awa": [1, 2]}, [1]),
        ({"Awa": [1], "Issa": []}, [1]),
        ({"Awa": []}, []),
        ({"Awa": [1]}, [0]),
        ({"Awa": [1]}, [-1]),
        ({"Awa": [float("nan")]}, [1]),
        ({"Awa": [float("inf")]}, [1]),
        ({"Awa": [10**400]}, [1]),
        ({"Awa": [1]}, [float("nan")]),
    ],
)
def test_what_is_no_table_of_marks_is_refused(marks: dict[str, list[float]], maxima: list[float]) -> None:
    with pytest.raises(BadMarks):
        marks_table(marks, maxima)


@pytest.mark.parametrize("maximum", [0, -1, float("nan"), float("inf")])
def test_a_maximum_that_is_none_is_refused(maximum: float) -> None:
    with pytest.raises(BadMarks):
        paired_gain({"Awa": 1}, {"Awa": 1}, maximum=maximum)


# --- Of any table

MARKS = st.one_of(st.none(), st.sampled_from([0, 1, 0.5, 1 / 3, 2 / 3, 0.1, 0.2, 0.3]), st.floats(-1e9, 1e9))
MAXIMA = st.sampled_from([1, 2, 0.1, 1e-9, 1e9])


@st.composite
def _tables(draw: st.DrawFn, marks: st.SearchStrategy[float | None] = MARKS) -> MarksTable[int]:
    """Few different rows, each of several persons: ties, and more than thirty persons at times."""
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(marks, min_size=width, max_size=width), max_size=6))
    persons = [row for row in rows for _ in range(draw(st.integers(1, 12)))]
    return marks_table(dict(enumerate(persons)), draw(st.lists(MAXIMA, min_size=width, max_size=width)))


def _figures(value: object) -> Iterator[Figure | Interval]:
    if isinstance(value, Figure | Interval):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _figures(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _figures(getattr(value, field.name))


def _assert_sound(value: object) -> None:
    for figure in _figures(value):
        numbers = figure.ends or () if isinstance(figure, Interval) else () if figure.value is None else (figure.value,)
        assert all(isinstance(number, float) and isfinite(number) for number in numbers)
        assert bool(numbers) == (figure.undefined is None)


@settings(deadline=None)
@given(_tables())
@example(marks_table({0: [1e9, -1e9], 1: [-1e9, 1e9 - 1e-7]}, [1, 1]))
@example(marks_table({0: [5e-324], 1: [0]}, [1]))
def test_a_figure_is_finite_or_says_why_it_is_not_there(table: MarksTable[int]) -> None:
    _assert_sound(quiz_statistics(table))


@settings(deadline=None)
@given(_tables())
def test_figures_keep_within_their_bounds(table: MarksTable[int]) -> None:
    statistics = quiz_statistics(table)
    assert statistics.alpha.value is None or statistics.alpha.value <= 1
    assert statistics.sem.value is None or statistics.sem.value >= 0
    for item in statistics.items:
        assert item.sd.value is None or item.sd.value >= 0
        assert item.r_rest.value is None or -1 <= item.r_rest.value <= 1
        assert item.discriminative_efficiency.value is None or item.discriminative_efficiency.value <= 1
        assert item.effective_weight.value is None or 0 <= item.effective_weight.value <= 1
    weights = [item.effective_weight.value for item in statistics.items if item.effective_weight.value is not None]
    assert not weights or sum(weights) == pytest.approx(1)


@settings(deadline=None)
@given(_tables(st.sampled_from([0, 0.25, 1 / 3, 1, None])))
def test_facility_and_d_of_marks_within_the_maximum(table: MarksTable[int]) -> None:
    within = MarksTable(table.persons, table.columns, tuple(max(1, *column) if column else 1 for column in table.columns))
    for item in quiz_statistics(within).items:
        assert item.facility.value is None or 0 <= item.facility.value <= 1
        assert item.d27.value is None or -1 <= item.d27.value <= 1


@settings(deadline=None)
@given(_tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_persons_changes_no_digit(table: MarksTable[int], random: Random) -> None:
    order = list(range(len(table.persons)))
    random.shuffle(order)
    shuffled = MarksTable(tuple(order), tuple(tuple(column[place] for place in order) for column in table.columns), table.maxima)
    assert quiz_statistics(shuffled) == quiz_statistics(table)


@settings(deadline=None)
@given(_tables(st.sampled_from([0, 1, None])))
def test_kr20_equals_alpha_to_the_last_digit(table: MarksTable[int]) -> None:
    assert kr20(table) == cronbach_alpha(table)


@settings(deadline=None)
@given(_tables(st.sampled_from([0, 0.5, 1, 3])))
def test_every_total_is_in_one_bar(table: MarksTable[int]) -> None:
    assert sum(bar.n for bar in score_distribution(table, width=1e7)) == len(table.persons)


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 9), MARKS), st.dictionaries(st.integers(0, 9), MARKS), st.sampled_from([1e-9, 1, 20, 1e9]))
def test_a_gain_is_finite_or_says_why_it_is_not_there(pre: dict[int, float | None], post: dict[int, float | None], maximum: float) -> None:
    gain = paired_gain(pre, post, maximum=maximum)
    _assert_sound(gain)
    ends, mean = gain.ci95.ends, gain.mean_difference.value
    assert ends is None or (mean is not None and ends[0] <= mean <= ends[1])


# --- Against numpy and scipy


def _random_marks(seed: int) -> np.ndarray:
    """Persons × items: 0/1, thirds, or any number, of 40 to 220 people who differ in what they know."""
    random = np.random.default_rng(seed)
    shape = int(random.integers(40, 220)), int(random.integers(2, 25))
    knows = random.normal(size=(shape[0], 1)) + random.normal(size=shape)
    return [(knows > random.normal(size=shape[1])).astype(float), np.clip(np.round(knows + 1), 0, 3) / 3, knows][seed % 3]


def _statistics_of(marks: np.ndarray, maxima: np.ndarray) -> QuizStatistics:
    return quiz_statistics(marks_table({person: [*map(float, row)] for person, row in enumerate(marks)}, [*map(float, maxima)]))


def _mean_of_group(marks: np.ndarray, totals: np.ndarray, size: float) -> np.ndarray:
    """Return the mean of each item where a person's weight is what is left of the group for those with the same total."""
    totals = np.round(totals, 9)
    above = (totals[:, None] < totals).sum(axis=1)
    tied = (totals[:, None] == totals).sum(axis=1)
    return np.average(marks, axis=0, weights=np.clip((size - above) / tied, 0, 1))


@pytest.mark.parametrize("seed", range(9))
def test_a_quiz_as_numpy_and_scipy_see_it(seed: int) -> None:
    marks = _random_marks(seed)
    (n, k), totals, maxima = marks.shape, marks.sum(axis=1), np.arange(1.0, marks.shape[1] + 1)
    found = _statistics_of(marks, maxima)
    covariances = np.cov(marks, rowvar=False)
    alpha = k / (k - 1) * (1 - np.trace(covariances) / covariances.sum())
    assert (found.n_persons, found.n_items) == (n, k)
    assert _is_near(found.mean_total, totals.mean())
    assert _is_near(found.sd_total, np.std(totals, ddof=1))
    assert _is_near(found.alpha, alpha)
    assert _is_near(found.sem, np.std(totals, ddof=1) * np.sqrt(1 - alpha))
    if seed % 3 == 0:
        p = marks.mean(axis=0)
        assert _is_near(found.kr20, k / (k - 1) * (1 - (p * (1 - p)).sum() / np.var(totals)))


def _is_near(figure: Figure, value: float) -> bool:
    return figure.value == pytest.approx(float(value), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("seed", range(9))
def test_items_as_numpy_and_scipy_see_them(seed: int) -> None:
    marks = _random_marks(seed)
    totals, maxima = marks.sum(axis=1), np.arange(1.0, marks.shape[1] + 1)
    size = 0.27 * len(marks)
    d = (_mean_of_group(marks, totals, size) - _mean_of_group(marks, -totals, size)) / maxima
    with_total = np.array([np.cov(column, totals)[0, 1] for column in marks.T])
    weights = np.sqrt(with_total.clip(0)) / np.sqrt(with_total.clip(0)).sum()
    for place, item in enumerate(_statistics_of(marks, maxima).items):
        column = marks[:, place]
        rest = totals - column
        assert _is_near(item.facility, column.mean() / maxima[place])
        assert _is_near(item.sd, np.std(column, ddof=1))
        assert _is_near(item.r_rest, stats.pearsonr(column, rest).statistic)
        assert _is_near(item.discriminative_efficiency, np.cov(column, rest)[0, 1] / np.cov(np.sort(column), np.sort(rest))[0, 1])
        assert _is_near(item.effective_weight, weights[place])
        assert _is_near(item.d27, d[place])


@pytest.mark.parametrize("n", [2, 3, 12, 220])
def test_a_gain_as_scipy_sees_it(n: int) -> None:
    random = np.random.default_rng(n)
    pre, post = random.integers(0, 11, n).astype(float), random.normal(8, 2, n)
    gain = paired_gain(dict(enumerate(map(float, pre))), dict(enumerate(map(float, post))), maximum=12)
    expected = stats.ttest_rel(post, pre)
    assert gain.ci95.ends == pytest.approx(tuple(expected.confidence_interval(0.95)), rel=1e-9)
    assert _is_near(gain.d_z, expected.statistic / np.sqrt(n))
    assert _is_near(gain.normalised_gain_of_means, (post.mean() - pre.mean()) / (12 - pre.mean()))


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 10, 29, 30, 119, 120, 219, 999, 1000, 1001, 1002, 5000, 10**6])
def test_quantiles_of_student_are_those_of_scipy(degrees: int) -> None:
    for probability in (0.001, 0.025, 0.3, 0.5, 0.75, 0.9, 0.95, 0.975, 0.995, 0.999):
        assert student_quantile(probability, degrees) == pytest.approx(float(stats.t.ppf(probability, degrees)), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize(("degrees", "printed"), [(1, 12.706), (2, 4.303), (10, 2.228), (30, 2.042), (120, 1.980)])
def test_quantiles_of_student_are_those_of_printed_tables(degrees: int, printed: float) -> None:
    assert student_quantile(0.975, degrees) == pytest.approx(printed, abs=0.0005)


@pytest.mark.parametrize(("probability", "degrees"), [(0.0, 5), (1.0, 5), (float("nan"), 5), (0.975, 0)])
def test_a_quantile_out_of_reach_is_refused(probability: float, degrees: int) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        student_quantile(probability, degrees)
