from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.rules import Frame, body_plans, plan_faults, session_steps, spread, stretched

FORMS = {"talk": "plenary", "sort": "group", "try": "practice"}
PLANS = {
    "short": [("talk", 15), ("sort", 20)],
    "medium": [("talk", 30), ("sort", 30), ("try", 30)],
    "long": [("talk", 60), ("sort", 90), ("talk", 60), ("try", 90)],
}
DAY = Frame(minutes=450, before=(("welcome", 30),), pauses=(("pause", 15), ("meal", 60), ("pause", 15)), after=(("closing", 30),))


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        ([("talk", 15), ("nothing", 20)], "activity nothing does not exist."),
        ([("talk", 15), ("sort", 15)], "it takes 30 minutes; it must take 35."),
        ([("talk", 17), ("sort", 18)], "minutes are multiples of 5."),
        ([("talk", 10), ("talk", 10), ("sort", 15)], "two plenaries follow one another; put group work or an exercise between them."),
        ([("talk", 35)], "it has neither group work nor a practical exercise."),
    ],
)
def test_a_plan_that_would_not_work_in_a_room_is_refused_with_its_reason(plan: list[tuple[str, int]], fault: str) -> None:
    assert fault in plan_faults(plan, FORMS, minutes=35)


def test_a_sound_plan_has_no_fault() -> None:
    assert plan_faults(PLANS["short"], FORMS, minutes=35) == []


def test_added_time_goes_to_the_exercises() -> None:
    assert stretched(PLANS["medium"], FORMS, minutes=100) == [("talk", 30), ("sort", 35), ("try", 35)]
    assert stretched(PLANS["medium"], FORMS, minutes=95) == [("talk", 30), ("sort", 35), ("try", 30)]


@given(st.lists(st.tuples(st.sampled_from(sorted(FORMS)), st.integers(1, 12)), min_size=1, max_size=8), st.integers(0, 60))
def test_a_stretched_plan_takes_exactly_its_time_and_shortens_nothing(units: list[tuple[str, int]], more: int) -> None:
    plan = [("try", 10), *((name, 5 * number) for name, number in units)]
    minutes = sum(given for _name, given in plan) + 5 * more
    longer = stretched(plan, FORMS, minutes=minutes)
    assert sum(given for _name, given in longer) == minutes
    assert [name for name, _given in longer] == [name for name, _given in plan]
    assert all(new >= old and new % 5 == 0 for (_n, new), (_o, old) in zip(longer, plan, strict=True))
    assert all(new == old for (name, new), (_o, old) in zip(longer, plan, strict=True) if name == "talk")


@pytest.mark.parametrize(
    ("modules", "minutes", "used"),
    [
        (["a"], 35, ["short"]),
        (["a"], 90, ["medium"]),
        (["a", "b"], 90, ["short", "short"]),
        (["a"], 300, ["long"]),
        (["a", "b", "c"], 300, ["medium", "medium", "medium"]),
    ],
)
def test_each_module_uses_the_longest_plan_that_fits_its_share(modules: list[str], minutes: int, used: list[str]) -> None:
    bodies = body_plans(dict.fromkeys(modules, PLANS), dict.fromkeys(modules, FORMS), minutes=minutes)
    assert bodies is not None
    assert [len(plan) for plan in bodies.values()] == [len(PLANS[duration]) for duration in used]
    assert sum(given for plan in bodies.values() for _name, given in plan) == minutes


@pytest.mark.parametrize(("number", "minutes"), [(2, 35), (3, 90)])
def test_too_many_modules_for_the_time_have_no_plan(number: int, minutes: int) -> None:
    modules = [str(one) for one in range(number)]
    assert body_plans(dict.fromkeys(modules, PLANS), dict.fromkeys(modules, FORMS), minutes=minutes) is None


def test_a_session_takes_its_time_and_its_pauses_stand_between_activities() -> None:
    bodies = body_plans(dict.fromkeys("abc", PLANS), dict.fromkeys("abc", FORMS), minutes=DAY.body)
    assert bodies is not None
    steps = session_steps(DAY, bodies)
    assert steps[0].name == "welcome"
    assert steps[-1].name == "closing"
    assert steps[-1].starts + steps[-1].minutes == DAY.minutes
    assert all(one.starts + one.minutes == two.starts for one, two in pairwise(steps))
    rests = [rank for rank, step in enumerate(steps) if step.name in ("pause", "meal")]
    assert [steps[rank].name for rank in rests] == ["pause", "meal", "pause"]
    assert all(steps[rank - 1].module and steps[rank + 1].module for rank in rests)


def test_more_pauses_than_places_lose_none_of_the_activities() -> None:
    frame = Frame(minutes=75, before=(), pauses=(("pause", 15), ("meal", 15)), after=())
    steps = session_steps(frame, {"a": [("talk", 20), ("sort", 25)]})
    assert [step.name for step in steps] == ["talk", "pause", "sort"]


def test_questions_are_taken_from_every_lesson_before_a_second_from_any() -> None:
    assert spread([["a1", "a2"], ["b1"], ["c1", "c2"]], 4) == ["a1", "a2", "b1", "c1"]
    assert spread([["a1"], ["b1"], ["c1"]], 2) == ["a1", "b1"]
    assert spread([["a1"], []], 5) == ["a1"]
