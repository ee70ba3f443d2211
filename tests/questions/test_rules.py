from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.questions.rules import is_right, mark, number_in, path_of

SINGLE = {"type": "single", "rule": "all-or-nothing", "right": ["b"]}
SEVERAL = {"type": "multiple", "rule": "all-or-nothing", "right": ["a", "c"]}
PARTLY = {"type": "multiple", "rule": "right-minus-wrong", "right": ["a", "c"]}
MATCHING = {"type": "matching", "rule": "per-pair", "pairs": {"a": "x", "b": "y", "c": "x", "d": "z"}}
ORDERING = {"type": "ordering", "rule": "order-agreement", "order": ["a", "b", "c"]}
NUMERIC = {"type": "numeric", "rule": "all-or-nothing", "answer": "12.5", "tolerance": "0.5"}
SHORT = {"type": "short", "rule": "all-or-nothing", "accepted": ["mécanisme de référencement national", "MRN"]}
CASE = {
    "type": "case", "rule": "per-decision",
    "decisions": {
        "d1": {"right": ["a"], "next": {"a": "d2", "b": "d3"}},
        "d2": {"right": ["b"], "next": {}},
        "d3": {"right": ["a"], "next": {}},
    },
}  # fmt: skip
KEYS = (SINGLE, SEVERAL, PARTLY, MATCHING, ORDERING, NUMERIC, SHORT, CASE)


@pytest.mark.parametrize(
    ("key", "answer", "worth"),
    [
        (SINGLE, ["b"], 1),
        (SINGLE, ["a"], 0),
        (SEVERAL, ["c", "a"], 1),
        (SEVERAL, ["a"], 0),
        (SEVERAL, ["a", "b", "c"], 0),
        (PARTLY, ["a"], 0.5),
        (PARTLY, ["a", "c"], 1),
        (PARTLY, ["a", "b"], 0),
        (PARTLY, ["a", "b", "c"], 0.5),
        (PARTLY, ["b"], 0),
        (MATCHING, ["a=x", "b=y", "c=x", "d=z"], 1),
        (MATCHING, ["a=x", "b=z"], 0.25),
        ({**MATCHING, "rule": "all-or-nothing"}, ["a=x", "b=y", "c=x"], 0),
        (ORDERING, ["a", "b", "c"], 1),
        (ORDERING, ["b", "a", "c"], 1 / 3),
        (ORDERING, ["c", "b", "a"], 0),
        (ORDERING, ["a", "b"], 0),
        ({**ORDERING, "rule": "all-or-nothing"}, ["b", "a", "c"], 0),
        (NUMERIC, ["12,5"], 1),
        (NUMERIC, [" 13.0 "], 1),
        (NUMERIC, ["13,01"], 0),
        (NUMERIC, ["douze"], 0),
        (SHORT, ["mrn"], 1),
        (SHORT, ["  Mecanisme de REFERENCEMENT   national "], 1),
        (SHORT, ["MNR"], 0),
        (CASE, ["d1=a", "d2=b"], 1),
        (CASE, ["d1=a", "d2=a"], 0.5),
        (CASE, ["d1=b", "d3=a"], 0.5),
        (CASE, ["d1=b", "d2=b"], 0),  # a decision that was never met counts for nothing
        (CASE, ["d1=a"], 0.5),
    ],
)
def test_what_an_answer_is_worth(key: dict[str, Any], answer: list[str], worth: float) -> None:
    assert mark(key, answer) == pytest.approx(worth)
    assert is_right(key, answer) is (worth == 1)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key['type']}-{key['rule']}")
def test_a_blank_is_worth_nothing(key: dict[str, Any]) -> None:
    assert mark(key, []) == 0


@given(
    st.sampled_from(KEYS),
    st.lists(st.sampled_from(["a", "b", "c", "d", "x", "a=x", "b=y", "d1=a", "d1=b", "d2=b", "d3=a", "12.5", "NaN", "1e999", ""]), max_size=6),
)
def test_no_answer_is_worth_less_than_nothing_or_more_than_the_point(key: dict[str, Any], answer: list[str]) -> None:
    assert 0 <= mark(key, answer) <= 1


@given(st.sampled_from((SINGLE, SEVERAL, PARTLY, MATCHING, CASE)), st.permutations(["a", "c", "a=x", "b=y", "d1=a", "d2=b"]))
def test_the_order_of_what_was_chosen_does_not_matter(key: dict[str, Any], answer: list[str]) -> None:
    assert mark(key, answer) == mark(key, sorted(answer))


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("12,5", 12.5), ("1 000", 1000), ("1\u202f000,5", 1000.5), ("-3", -3), ("", None), ("abc", None), ("inf", None),
     ("1e999999", None)]
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, number: float | None) -> None:
    found = number_in(text)
    assert (None if found is None else float(found)) == number


def test_a_case_follows_what_was_decided_and_stops_where_it_is_open() -> None:
    assert path_of(CASE, ["d1=b", "d3=a"]) == [("d1", "b"), ("d3", "a")]
    assert path_of(CASE, ["d1=a"]) == [("d1", "a"), ("d2", None)]
    assert path_of(CASE, []) == [("d1", None)]
    assert path_of(CASE, ["d1=z"]) == [("d1", "z")]
