from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.questions.rules import Key, path_of
from lms.quizzes.rules import (
    ANY_TOPIC,
    GRACE,
    SHOWN,
    Final,
    Met,
    Rules,
    Said,
    attempts_left,
    continued,
    counting,
    counts_until,
    deadline_of,
    drawn,
    ended_at,
    final_answers,
    form_for,
    is_late,
    is_settled,
    marks,
    may_follow,
    need_of_practice,
    percent_of,
    score,
    wait_until,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
KEYS = {
    "q1": {"type": "single", "rule": "all-or-nothing", "right": ["b"]},
    "q2": {"type": "multiple", "rule": "right-minus-wrong", "right": ["a", "c"]},
    "q3": {"type": "true-false", "rule": "all-or-nothing", "right": ["true"]},
}
CASE = {
    "type": "case",
    "rule": "per-decision",
    "decisions": {
        "d1": {"right": ["a"], "next": {"a": "d2", "b": "d2"}},
        "d2": {"right": ["a"], "next": {"a": "d3"}},
        "d3": {"right": ["a"], "next": {}},
    },
}


@dataclass(frozen=True)
class Item:
    id: str
    topic: str


@dataclass(frozen=True)
class Done:
    submitted_at: datetime | None
    points: float
    points_possible: float = 10


def rules(**changes: int) -> Rules:
    return Rules(**{"attempts": 0, "wait_minutes": 0, "time_limit_minutes": 0, **changes}, shuffle=True, answers_shown="never", counts="best")


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def said(question: str, answer: str, minutes: float, name: str = "x") -> Said:
    return Said(question=question, answer=(answer,) if answer else (), at=at(minutes), id=name)


def test_marks_are_those_of_the_questions_and_a_blank_is_nothing() -> None:
    assert marks(KEYS, {"q1": ["b"], "q2": ["a"]}) == {"q1": 1, "q2": 0.5, "q3": 0}


@pytest.mark.parametrize(("points", "percent", "is_passed"), [(0, 0, False), (6.99, 69, False), (7, 70, True), (10, 100, True)])
def test_the_pass_mark_itself_passes_and_percentages_are_rounded_down(points: float, percent: int, is_passed: bool) -> None:
    result = score(points, 10, pass_mark_percent=70)
    assert (result.percent, result.is_passed) == (percent, is_passed)


def test_thirds_that_make_a_whole_are_a_whole() -> None:
    assert percent_of(1 / 3 + 1 / 3 + 1 / 3, 1) == 100
    assert score(0.7 * 3 / 3 * 10, 10, pass_mark_percent=70).is_passed


def test_where_nothing_is_to_be_passed_nobody_passes() -> None:
    assert not score(10, 10, pass_mark_percent=None).is_passed


def test_an_attempt_without_questions_is_not_passed() -> None:
    assert not score(0, 0, pass_mark_percent=70).is_passed
    assert percent_of(0, 0) == 0


@given(st.permutations([said("q1", "a", 1), said("q1", "b", 2), said("q1", "b", 2), said("q2", "c", 1), said("q2", "", 3), said("q3", "late", 9)]))
def test_the_last_answer_in_time_counts_whatever_the_order_or_number_of_retries(events: list[Said]) -> None:
    assert final_answers(events, keys=KEYS, until=at(5)) == {"q1": Final(("b",)), "q2": Final(())}


def unique(question: str, answer: str, minutes: int, is_explained: bool) -> Said:
    """An answer whose id is that of its fact: two facts of one id say the same."""
    return replace(said(question, answer, minutes, f"{question}{answer}{minutes}{is_explained}"), is_explained=is_explained)


ANSWERS = st.lists(
    st.builds(unique, st.sampled_from(["q1", "q2"]), st.sampled_from(["a", "b", ""]), st.integers(0, 9), st.booleans()),
)


@given(ANSWERS, st.randoms())
def test_final_answers_depend_on_what_was_said_and_not_on_its_order(events: list[Said], dice: Random) -> None:
    mixed = [*events, *events[:3]]
    dice.shuffle(mixed)
    assert final_answers(mixed, keys=KEYS, until=at(5)) == final_answers(events, keys=KEYS, until=at(5))


DECISIONS = st.lists(st.sampled_from(["d1=a", "d1=b", "d2=a", "d2=b", "d3=a"]), unique=True).map(tuple)
CASES = st.lists(st.builds(Said, st.just("q"), DECISIONS, st.integers(0, 9).map(at), st.just(""), st.booleans())).map(
    lambda events: [replace(one, id=str(number)) for number, one in enumerate(events)]
)


@given(CASES, st.randoms())
def test_what_was_explained_of_a_case_stands_whatever_is_said_afterwards_and_in_whatever_order_it_arrives(events: list[Said], dice: Random) -> None:
    mixed = dice.sample(events, len(events))
    final = final_answers(events, keys={"q": CASE})
    assert final_answers(mixed, keys={"q": CASE}) == final
    first = min((one for one in events if one.is_explained), key=lambda one: (one.at, one.id), default=None)
    if first is not None:
        taken = [(name, choice) for name, choice in path_of(CASE, first.answer) if choice]
        assert path_of(CASE, final["q"].answer)[: len(taken)] == taken


@given(st.lists(st.builds(unique, st.just("q1"), st.sampled_from(["a", "b", "c"]), st.integers(0, 9), st.booleans())))
def test_of_explained_answers_the_first_counts_and_of_others_the_last(events: list[Said]) -> None:
    in_order = sorted(events, key=attrgetter("at", "id"))
    explained, others = [one for one in in_order if one.is_explained], [one for one in in_order if not one.is_explained]
    expected = {"q1": Final(explained[0].answer, explained[0].answer)} if explained else {"q1": Final(others[-1].answer)} if others else {}
    assert final_answers(events, keys=KEYS) == expected


def test_an_answer_explained_too_late_does_not_count() -> None:
    events = [said("q1", "a", 1), replace(said("q1", "b", 6), is_explained=True)]
    assert final_answers(events, keys=KEYS, until=at(5)) == {"q1": Final(("a",))}


@pytest.mark.parametrize(
    ("key", "explained", "answer", "may"),
    [
        (KEYS["q1"], None, ("a",), True),
        (KEYS["q1"], ("a",), ("b",), False),
        (KEYS["q1"], ("a",), (), False),
        (KEYS["q2"], ("a",), ("a", "c"), False),
        (CASE, ("d1=a",), ("d1=a", "d2=a"), True),
        (CASE, ("d1=a",), ("d1=b", "d2=a"), False),
        (CASE, ("d1=a", "d2=a"), ("d1=a", "d2=a", "d3=b"), True),
        (CASE, ("d1=a", "d2=b"), ("d1=a", "d2=a"), False),  # «d2=b» ended the case
        (CASE, ("d1=a",), (), False),
    ],
)
def test_an_answer_that_was_explained_stands_but_a_case_goes_on(
    key: Key, explained: tuple[str, ...] | None, answer: tuple[str, ...], may: bool
) -> None:
    assert may_follow(key, explained, answer) is may


def test_only_a_case_that_waits_for_a_decision_is_not_settled() -> None:
    assert is_settled(KEYS["q2"], ("a",))
    assert not is_settled(CASE, ("d1=a",))
    assert is_settled(CASE, ("d1=a", "d2=b"))


def test_a_case_is_continued_from_the_decisions_that_stand() -> None:
    assert continued(CASE, None, ("d1=b",)) == ("d1=b",)
    assert continued(CASE, ("d1=a",), ("d2=b",)) == ("d1=a", "d2=b")
    assert continued(CASE, ("d1=a",), ("d1=b", "d2=b")) == ("d1=a", "d2=b")
    assert continued(KEYS["q1"], ("a",), ("b",)) == ("b",)


def test_a_draw_takes_so_many_of_each_topic_and_prefers_what_was_not_seen() -> None:
    pool = [Item(f"{topic}{number}", topic) for topic in "ab" for number in range(4)]
    first = drawn(pool, {"a": 2, "b": 1}, rank={}, dice=Random(1))
    second = drawn(pool, {"a": 2, "b": 1}, rank=Counter(first), dice=Random(1))
    assert [name[0] for name in first] == ["a", "a", "b"]
    assert not set(first) & set(second)


def test_a_draw_is_fixed_by_its_dice() -> None:
    pool = [Item(str(number), "a") for number in range(20)]
    assert drawn(pool, {"a": 5}, rank={}, dice=Random(7)) == drawn(pool, {"a": 5}, rank={}, dice=Random(7))
    assert drawn(pool, {"a": 5}, rank={}, dice=Random(7)) != drawn(pool, {"a": 5}, rank={}, dice=Random(8))


POOL = [Item(f"{topic}{number}", topic) for topic in "abc" for number in range(4)]


@given(st.dictionaries(st.sampled_from([item.id for item in POOL]), st.integers(0, 3)), st.integers(1, 12), st.randoms())
def test_a_draw_from_whichever_topic_takes_the_lowest_ranks(rank: dict[str, int], number: int, dice: Random) -> None:
    chosen = drawn(POOL, {ANY_TOPIC: number}, rank=rank, dice=dice)
    others = [item.id for item in POOL if item.id not in chosen]
    assert len(chosen) == len(set(chosen)) == number
    assert all(rank.get(one, 0) <= rank.get(other, 0) for one in chosen for other in others)


def test_a_draw_from_whichever_topic_reaches_every_topic() -> None:
    found = {name[0] for seed in range(30) for name in drawn(POOL, {ANY_TOPIC: 2}, rank={}, dice=Random(seed))}
    assert found == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("met", "ranks"),
    [
        ([], {}),
        ([("q1", 1, 1.0)], {"q1": 2}),
        ([("q1", 1, 0.0)], {"q1": 1}),
        ([("q1", 1, 0.5)], {"q1": 1}),
        ([("q1", 1, 0.0), ("q1", 2, 1.0)], {"q1": 2}),
        ([("q1", 1, 1.0), ("q1", 2, 0.0), ("q2", 2, 1.0)], {"q1": 1, "q2": 2}),
        ([("q1", 1, None)], {"q1": 2}),
        ([("q1", 1, 0.0), ("q1", 2, None)], {"q1": 1}),
        ([("q1", 2, 1.0), ("q1", 1, 0.0)], {"q1": 2}),
    ],
)
def test_practice_needs_what_was_not_met_then_what_was_missed_the_last_time(met: list[tuple[str, int, float | None]], ranks: dict[str, int]) -> None:
    assert need_of_practice([Met(question, at(minutes), points) for question, minutes, points in met]) == ranks


def test_each_person_is_given_both_forms() -> None:
    for person in (4, 5):
        assert {form_for(person, is_second=False), form_for(person, is_second=True)} == {"a", "b"}
    assert form_for(4, is_second=False) != form_for(5, is_second=False)


def test_attempts_and_the_wait_between_them() -> None:
    assert attempts_left(rules(), 99) is None
    assert attempts_left(rules(attempts=2), 1) == 1
    assert attempts_left(rules(attempts=2), 3) == 0
    assert wait_until(rules(wait_minutes=15), [at(0), at(30)]) == at(45)
    assert wait_until(rules(wait_minutes=15), []) is None
    assert wait_until(rules(), [at(0)]) is None


def test_the_deadline_is_the_servers_and_a_slow_network_is_forgiven() -> None:
    assert deadline_of(rules(), NOW) is None
    deadline = deadline_of(rules(time_limit_minutes=40), NOW)
    assert deadline == at(40)
    assert ended_at(at(40) + GRACE, deadline) == at(40) + GRACE
    assert ended_at(at(43), deadline) == at(40)
    assert ended_at(at(43), None) == at(43)


def test_answers_count_until_handing_in_and_through_the_grace_only_where_time_ended_the_attempt() -> None:
    assert counts_until(at(30), at(40)) == at(30)
    assert counts_until(at(41), at(40)) == at(41)
    assert counts_until(at(40), at(40)) == at(40) + GRACE
    assert counts_until(at(30), None) == at(30)


@pytest.mark.parametrize(("minutes", "late"), [(39, False), (40, False), (42, False), (42.1, True)])
def test_late_is_what_comes_after_the_grace(minutes: float, late: bool) -> None:
    assert is_late(at(minutes), at(40)) is late
    assert not is_late(at(minutes), None)


@pytest.mark.parametrize(
    ("shown", "when_passed", "when_not"),
    [("after-each", True, True), ("after-attempt", True, True), ("after-passing", True, False), ("never", False, False)],
)
def test_when_right_answers_are_shown(shown: str, when_passed: bool, when_not: bool) -> None:
    assert shown in SHOWN
    found = replace(rules(), answers_shown=shown)
    assert (found.shows_answers(is_passed=True), found.shows_answers(is_passed=False)) == (when_passed, when_not)
    assert found.tells_at_once is (shown == "after-each")


@pytest.mark.parametrize(("counts", "points"), [("best", 8), ("first", 5), ("last", 6)])
def test_which_attempt_counts(counts: str, points: float) -> None:
    attempts = [Done(at(3), 6), Done(at(1), 5), Done(at(2), 8), Done(None, 0)]
    found = counting(attempts, counts)
    assert found is not None
    assert found.points == points
    assert counting([Done(None, 0)], counts) is None
