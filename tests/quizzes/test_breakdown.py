"""What people answered, taken apart by type of question. Tables worked out by hand; the rest of the n-th attempt is n points."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from lms.questions.content import Question
from lms.questions.rules import TYPES, mark
from lms.quizzes.breakdown import Part, parts_of
from lms.quizzes.statistics import OptionFlag, Others, marks_table
from tests.factories import make_question, make_questions

QUESTIONS = make_questions()
Row = tuple[str | None, bool, int, float | None]


def parts(question: Question, *answers: Sequence[str], rests: Sequence[float] | None = None, smallest: int = 1) -> list[Part]:
    """Return the parts of a question that people answered thus."""
    given = {UUID(int=n): answer for n, answer in enumerate(answers)}
    known = rests or range(len(answers))
    table = marks_table({who: [mark(question.key, answer), known[who.int]] for who, answer in given.items()}, [1, 99])
    return list(parts_of(question, table, given, smallest=smallest))


def rows(part: Part) -> list[Row]:
    """Return option, whether it is right, n and mean rest of each row."""
    return [(row.option, row.is_right, row.n, row.mean_rest.value) for row in part.rows]


def test_every_type_of_question_can_be_taken_apart() -> None:
    made = {**QUESTIONS, **{kind: make_question(kind, {"rule": "all-or-nothing", "right": ["a"]}, options="abc") for kind in ("single", "multiple")}}
    made["true-false"] = make_question("true-false", {"rule": "all-or-nothing", "right": ["a"]}, options="ab")
    assert set(made) == set(TYPES)
    for question in made.values():
        found = parts(question, question.right, [])
        assert found[0].n == 2
        assert {row.n for row in found[0].rows if row.is_right or row.option is None} >= {1}, question.type


def test_a_matching_question_has_a_table_for_each_prompt() -> None:
    p, q = parts(QUESTIONS["matching"], ["p=x", "q=y"], ["p=y", "q=y"], ["p=y"], [])
    assert (p.id, p.n, p.label["en"], p.texts["z"]["en"]) == ("p", 4, "Option p", "Choice z")
    assert rows(p) == [("x", True, 1, 0.0), ("y", False, 2, 1.5), ("z", False, 0, None), (None, False, 1, 3.0)]
    assert rows(q) == [("x", False, 0, None), ("y", True, 2, 0.5), ("z", False, 0, None), (None, False, 2, 2.5)]


def test_a_wrong_match_of_the_better_ones_is_above_the_key_and_none_is_idle() -> None:
    answers = [["p=x", "q=y"]] * 3 + [["p=y", "q=y"]] * 3
    p, q = parts(QUESTIONS["matching"], *answers)  # rests 0, 1, 2 against 3, 4, 5: the means differ by 3, the error is √(1·2/3) = 0.8
    assert [row.flags for row in p.rows] == [set(), {OptionFlag.ABOVE_KEY}, set(), set()]
    assert {row.flags for row in q.rows} == {frozenset()}


def test_an_ordering_question_has_a_table_for_each_item_in_the_right_order() -> None:
    c, a, b = parts(QUESTIONS["ordering"], ["c", "a", "b"], ["c", "b", "a"], ["a", "c", "b"], [])
    assert [(part.id, part.place, part.mean_place) for part in (c, a, b)] == [("c", 1, 4 / 3), ("a", 2, 2.0), ("b", 3, 8 / 3)]
    assert rows(c) == [("1", True, 2, 0.5), ("2", False, 1, 2.0), (None, False, 1, 3.0)]
    assert rows(b) == [("2", False, 1, 1.0), ("3", True, 2, 1.0), (None, False, 1, 3.0)]


def test_an_item_that_nobody_put_anywhere_has_its_place_and_no_mean_place() -> None:
    found = parts(QUESTIONS["ordering"], [], [])
    assert [part.mean_place for part in found] == [None] * 3
    assert rows(found[2]) == [("3", True, 0, None), (None, False, 2, 0.5)]


def test_numbers_that_are_equal_are_one_answer_and_each_within_the_tolerance_is_right() -> None:
    (part,) = parts(QUESTIONS["numeric"], ["18"], ["18,0"], [" 1 8.00"], ["18.5"], ["18,50"], ["18.5"], ["15"], ["15.0"], ["1.5e1"], ["-0"], [])
    assert rows(part) == [("15", False, 3, 7.0), ("18", True, 3, 1.0), ("18.5", True, 3, 4.0), (Others.WRONG, False, 1, 9.0), (None, False, 1, 10.0)]


def test_short_answers_are_one_where_their_plain_letters_are() -> None:
    (part,) = parts(QUESTIONS["short"], ["MRN"], ["m.r.n"], ["Mrn "], ["Le mécanisme"], ["le MECANISME"], ["Le mécanisme !"], ["…"], ["Awa"], [])
    assert rows(part) == [
        ("le mecanisme", False, 3, 4.0),
        (Others.RIGHT, True, 2, 1.0),
        (Others.WRONG, False, 3, 14 / 3),
        (None, False, 1, 8.0),
    ]


def test_an_accepted_answer_is_told_as_the_file_spells_it() -> None:
    (part,) = parts(QUESTIONS["short"], ["MECANISME"], ["mecanisme"], ["Mécanisme"])
    assert rows(part) == [("mecanisme", True, 3, 1.0), (None, False, 0, None)]
    assert part.texts["mecanisme"]["en"] == "Mécanisme"


def test_a_frequent_wrong_answer_is_flagged() -> None:
    (part,) = parts(QUESTIONS["short"], *[["MRN"]] * 5, *[["PNA"]] * 3)
    assert [row.flags for row in part.rows] == [set(), {OptionFlag.ABOVE_KEY, OptionFlag.FREQUENT}, set()]


def test_a_case_has_a_table_for_each_decision_of_those_who_met_it() -> None:
    d1, d2 = parts(QUESTIONS["case"], ["d1=a", "d2=b"], ["d1=a", "d2=c"], ["d1=a", "d2=a"], ["d1=a"], ["d1=b"], [])
    assert (d1.n, d2.n, d2.label["fr"], d2.texts["c"]["fr"]) == (6, 4, "Decision d2", "Way d2 c")
    assert rows(d1) == [("a", True, 4, 1.5), ("b", False, 1, 4.0), (None, False, 1, 5.0)]
    assert rows(d2) == [("a", False, 1, 2.0), ("b", True, 1, 0.0), ("c", True, 1, 1.0), (None, False, 1, 3.0)]
    assert [row.share.value for row in d2.rows] == [1 / 4] * 4


def test_a_decision_after_a_choice_that_leads_past_it_was_not_met() -> None:
    d1, d2 = parts(QUESTIONS["case"], ["d1=b", "d2=b"], ["d1=b"], smallest=0)
    assert (d1.n, d2.n) == (2, 0)


def test_the_key_of_a_decision_is_any_of_its_right_options() -> None:
    # Right: b and c, rests 0 to 3, mean 1.5; wrong: a, rests 8 and 9.
    answers = [["d1=a", f"d2={choice}"] for choice in "bcbcaa"]
    _d1, d2 = parts(QUESTIONS["case"], *answers, rests=[0, 1, 2, 3, 8, 9])
    assert d2.rows[0].flags == {OptionFlag.ABOVE_KEY}


def test_an_option_is_idle_where_there_are_more_than_two() -> None:
    d1, d2 = parts(QUESTIONS["case"], *[["d1=a", "d2=b"]] * 30)
    assert [row.flags for row in d1.rows] == [set()] * 3
    assert [row.flags for row in d2.rows] == [{OptionFlag.IDLE}, set(), set(), set()]


@pytest.mark.parametrize(("smallest", "is_shown"), [(4, True), (5, False)])
def test_of_a_part_that_too_few_had_only_their_number_is_told(smallest: int, is_shown: bool) -> None:
    _d1, d2 = parts(QUESTIONS["case"], *[["d1=a", "d2=b"]] * 4, *[["d1=b"]] * 3, smallest=smallest)
    assert (d2.n, bool(d2.rows)) == (4, is_shown)
    a_blank, *_others = parts(QUESTIONS["ordering"], *[["c", "a", "b"]] * 4, smallest=smallest)
    assert (a_blank.mean_place is not None) is is_shown
