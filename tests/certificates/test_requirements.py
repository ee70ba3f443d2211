"""What each kind of requirement asks, waivers, and what other requirements would change."""

from datetime import date
from uuid import uuid4

import pytest

from lms.certificates.rules.requirements import (
    Record,
    Requirement,
    RequirementKind,
    Waived,
    are_all_met,
    evaluate,
    half_days_needed,
    percent_for,
)
from lms.certificates.rules.simulation import compare, with_changes
from lms.progress.rules import Measured, ModuleStanding
from lms.workshops.teachback.rules import Outcome

WAIVED = Waived(by="Awa TRAORÉ", on=date(2026, 11, 21), reason="Essai")
ATTENDANCE, TEACH_BACK = Requirement(RequirementKind.ATTENDANCE, minimum_percent=80), Requirement(RequirementKind.TEACH_BACK)


def make_record(attended: int = 6, *, post_test: int | None = 70, teach_back: Outcome | None = Outcome.CONVINCING, sessions: int = 0) -> Record:
    module = ModuleStanding(module="m", lessons_done=2, lessons_total=2, best_percent=80, pass_mark_percent=70, is_quiz_passed=True)
    tests = (Measured("before", "pre-test", None), Measured("after", "post-test", post_test))
    return Record(half_days_planned=6, half_days_attended=attended, modules=(module,), tests=tests, teach_back=teach_back,
                  sessions_reported=sessions, sessions_verified=sessions // 2)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "record", "is_met", "done"),
    [
        (Requirement(RequirementKind.PRE_TEST), make_record(), False, None),
        (Requirement(RequirementKind.POST_TEST), make_record(post_test=0), True, 0),
        (Requirement(RequirementKind.POST_TEST), make_record(post_test=None), False, None),
        (Requirement(RequirementKind.POST_TEST, minimum_percent=70), make_record(post_test=70), True, 70),
        (Requirement(RequirementKind.POST_TEST, minimum_percent=71), make_record(post_test=70), False, 70),
        (TEACH_BACK, make_record(), True, 1),
        (TEACH_BACK, make_record(teach_back=Outcome.AGAIN), False, 0),
        (TEACH_BACK, make_record(teach_back=None), False, None),
        (Requirement(RequirementKind.SESSION, number=2), make_record(sessions=2), True, 2),
        (Requirement(RequirementKind.SESSION, number=2, is_verified=True), make_record(sessions=2), False, 1),
    ],
)
def test_a_requirement_is_met_by_what_was_done(rule: Requirement, record: Record, is_met: bool, done: int | None) -> None:
    (result,) = evaluate([rule], record)
    assert (result.is_met, result.done) == (is_met, done)


def test_a_programme_without_a_test_never_meets_a_requirement_of_one() -> None:
    record = Record(half_days_planned=6, half_days_attended=6, modules=())
    (result,) = evaluate([Requirement(RequirementKind.POST_TEST)], record)
    assert (result.is_met, result.out_of) == (False, 0)


def test_results_follow_the_training_whatever_the_order_of_the_file() -> None:
    kinds = (RequirementKind.SESSION, RequirementKind.POST_TEST, RequirementKind.QUIZ, RequirementKind.LESSONS, RequirementKind.ATTENDANCE)
    results = evaluate([Requirement(kind) for kind in kinds], make_record())
    assert [one.key for one in results] == ["attendance", "quiz:m", "lessons:m", "session", "post-test:after"]


@pytest.mark.parametrize("planned", [1, 4, 6, 7, 13, 100])
def test_a_number_of_half_days_and_its_share_are_the_same_rule(planned: int) -> None:
    assert [half_days_needed(planned, percent_for(number, planned)) for number in range(1, planned + 1)] == list(range(1, planned + 1))


def test_a_waiver_meets_one_requirement_and_says_so() -> None:
    record = make_record(3, teach_back=None)
    results = evaluate([ATTENDANCE, TEACH_BACK], record, {"teach-back": WAIVED})
    assert [(one.is_met, one.waived) for one in results] == [(False, None), (True, WAIVED)]
    assert results[1].missing == 0
    assert not are_all_met(results)


def test_a_waiver_of_what_is_met_says_nothing() -> None:
    (result,) = evaluate([TEACH_BACK], make_record(), {"teach-back": WAIVED})
    assert (result.is_met, result.waived) == (True, None)


def test_changes_replace_drop_and_add_requirements() -> None:
    four = Requirement(RequirementKind.ATTENDANCE, minimum_percent=66)
    changes = {RequirementKind.ATTENDANCE: four, RequirementKind.TEACH_BACK: None, RequirementKind.PRE_TEST: Requirement(RequirementKind.PRE_TEST)}
    assert with_changes([ATTENDANCE, TEACH_BACK], changes) == (four, Requirement(RequirementKind.PRE_TEST))


def test_a_simulation_says_who_would_gain_and_who_would_lose() -> None:
    attends, observed, neither, waived = (uuid4() for _ in range(4))
    records = {attends: make_record(5, teach_back=None), observed: make_record(4), neither: make_record(2, teach_back=None),
               waived: make_record(5, teach_back=None)}  # fmt: skip
    found = compare(records, {waived: {"teach-back": WAIVED}}, now=[ATTENDANCE], then=with_changes([TEACH_BACK], {}))
    assert (found.before, found.after, found.people) == (2, 2, 4)
    assert (found.gained, found.lost) == ((observed,), (attends,))
