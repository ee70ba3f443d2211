import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes.rules import mark, score

KEY = {"q1": ("b",), "q2": ("a", "c"), "q3": ("true",)}


@pytest.mark.parametrize(
    ("chosen", "right", "points"),
    [
        (["b"], ["b"], 1),
        (["a"], ["b"], 0),
        ([], ["b"], 0),
        (["a", "c"], ["c", "a"], 1),
        (["a"], ["a", "c"], 0),
        (["a", "b", "c"], ["a", "c"], 0),
    ],
)
def test_an_answer_is_right_when_exactly_the_right_options_are_chosen(chosen: list[str], right: list[str], points: int) -> None:
    assert mark(chosen, right).points == points
    assert mark(chosen, right).is_right is (points == 1)


@pytest.mark.parametrize(
    ("answers", "points", "percent", "is_passed"),
    [
        ({}, 0, 0, False),
        ({"q1": ["b"]}, 1, 33, False),
        ({"q1": ["b"], "q2": ["a", "c"]}, 2, 66, False),
        ({"q1": ["b"], "q2": ["a", "c"], "q3": ["true"]}, 3, 100, True),
    ],
)
def test_a_score_counts_the_right_answers(answers: dict[str, list[str]], points: int, percent: int, is_passed: bool) -> None:
    result = score(answers, KEY, pass_mark_percent=70)
    assert (result.points, result.percent, result.is_passed) == (points, percent, is_passed)


def test_the_pass_mark_itself_passes_and_is_not_rounded() -> None:
    key = {f"q{n}": ("a",) for n in range(3)}
    two_of_three = {"q0": ["a"], "q1": ["a"]}
    assert score(two_of_three, key, pass_mark_percent=66).is_passed
    assert not score(two_of_three, key, pass_mark_percent=67).is_passed


def test_a_quiz_without_questions_cannot_be_passed() -> None:
    assert not score({}, {}, pass_mark_percent=0).is_passed


@given(st.dictionaries(st.sampled_from(["q1", "q2", "q3", "q9"]), st.lists(st.sampled_from(["a", "b", "c", "true"]), max_size=3)))
def test_a_score_lies_between_nothing_and_everything_whatever_is_sent(answers: dict[str, list[str]]) -> None:
    result = score(answers, KEY, pass_mark_percent=70)
    assert 0 <= result.points <= result.possible == 3
    assert result.is_passed == (result.points == 3)
