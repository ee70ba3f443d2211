from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.home.rules import HalfDaySituation, Matter, Situation, Task, task_of_half_day, tasks_of, urgency

START, END = date(2026, 6, 10), date(2026, 6, 12)
READY = Situation(starts_on=START, ends_on=END, is_draft=False, is_closed=False, has_venue=True, trainers=2, confirmed=30, capacity=40, half_days=6,
                  half_days_printed=6, answers=12, qualified=0)  # fmt: skip
NOTHING = replace(READY, has_venue=False, trainers=0, confirmed=0, half_days_printed=0, answers=0)


def matters(workshop: Situation, today: date) -> list[Matter]:
    return [task.matter for task in tasks_of(workshop, today)]


@pytest.mark.parametrize("days", range(-40, 60))
def test_a_workshop_that_is_ready_needs_nothing_before_or_after(days: int) -> None:
    assert tasks_of(READY, START + timedelta(days=days)) == []


@pytest.mark.parametrize(
    ("changes", "matter"),
    [
        ({"has_venue": False}, Matter.VENUE), ({"trainers": 0}, Matter.TRAINER), ({"confirmed": 23}, Matter.CONFIRMED),
        ({"half_days_printed": 5}, Matter.SHEETS_TO_PRINT), ({"half_days_printed": 0}, Matter.SHEETS_TO_PRINT),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("days_before", "is_named"), [(22, False), (21, False), (20, True), (1, True), (0, True), (-1, False)])
def test_what_is_missing_under_three_weeks_before(changes: dict[str, int], matter: Matter, days_before: int, is_named: bool) -> None:
    is_named = is_named and (matter, days_before) != (Matter.CONFIRMED, 0)  # on the day itself nobody is invited any more
    assert matters(replace(READY, **changes), START - timedelta(days=days_before)) == ([matter] if is_named else [])


@pytest.mark.parametrize(("confirmed", "capacity", "is_enough"), [(24, 40, True), (23, 40, False), (6, 10, True), (5, 9, False), (2, 3, True)])
def test_sixty_percent_of_the_places_are_enough(confirmed: int, capacity: int, is_enough: bool) -> None:
    found = matters(replace(READY, confirmed=confirmed, capacity=capacity), START - timedelta(days=5))
    assert (Matter.CONFIRMED in found) is not is_enough


def test_sheets_are_not_asked_for_while_nobody_comes() -> None:
    assert matters(NOTHING, START - timedelta(days=5)) == [Matter.TRAINER, Matter.VENUE, Matter.CONFIRMED]


@pytest.mark.parametrize(("days_before", "is_named"), [(21, False), (20, True), (0, True), (-2, True), (-3, False)])
def test_a_draft_is_to_be_opened_until_it_is_over(days_before: int, is_named: bool) -> None:
    found = matters(replace(READY, is_draft=True), START - timedelta(days=days_before))
    assert found == ([Matter.OPENING] if is_named else [])


def test_a_draft_is_at_risk_like_any_other() -> None:
    assert Matter.VENUE in matters(replace(NOTHING, is_draft=True), START - timedelta(days=5))


@pytest.mark.parametrize(("days_after", "is_named"), [(0, False), (1, True), (30, True), (31, False)])
def test_the_evaluation_is_asked_for_while_one_may_answer(days_after: int, is_named: bool) -> None:
    assert matters(replace(READY, answers=4), END + timedelta(days=days_after)) == ([Matter.EVALUATION] if is_named else [])


@pytest.mark.parametrize(
    ("confirmed", "answers", "is_named"), [(30, 0, True), (30, 4, True), (30, 5, False), (5, 4, True), (4, 2, False), (0, 0, False)]
)
def test_answers_are_enough_when_figures_can_be_shown_and_a_group_that_never_can_is_not_asked(confirmed: int, answers: int, is_named: bool) -> None:
    found = matters(replace(READY, confirmed=confirmed, answers=answers), END + timedelta(days=2))
    assert (Matter.EVALUATION in found) is is_named


@pytest.mark.parametrize(("days_after", "is_named"), [(0, False), (1, True), (90, True), (91, False)])
def test_certificates_are_asked_for_after_the_workshop_and_not_for_ever(days_after: int, is_named: bool) -> None:
    assert matters(replace(READY, qualified=2), END + timedelta(days=days_after)) == ([Matter.CERTIFICATES] if is_named else [])


def test_certificates_are_issued_after_closing_too_and_never_of_a_draft() -> None:
    assert matters(replace(READY, qualified=2, is_closed=True), END + timedelta(days=2)) == [Matter.CERTIFICATES]
    assert matters(replace(READY, qualified=2, is_draft=True), END + timedelta(days=2)) == []


def test_a_workshop_of_one_day_that_is_closed_that_evening_is_no_longer_at_risk() -> None:
    assert tasks_of(replace(NOTHING, ends_on=START, is_closed=True), START) == []


def test_nobody_evaluates_a_draft() -> None:
    assert matters(replace(NOTHING, is_draft=True, confirmed=9), END + timedelta(days=2)) == []


@pytest.mark.parametrize(
    ("is_printed", "to_settle", "expected"),
    [
        (False, 0, Task(Matter.ATTENDANCE, START)), (True, 0, Task(Matter.SHEETS_TO_TYPE, START + timedelta(days=1))),
        (True, 2, Task(Matter.ATTENDANCE, START)),
    ],
)  # fmt: skip
def test_a_sheet_that_was_printed_waits_to_be_typed_and_what_contradicts_for_the_grid(is_printed: bool, to_settle: int, expected: Task) -> None:
    assert task_of_half_day(HalfDaySituation(START, is_printed=is_printed, to_settle=to_settle)) == expected


def test_what_should_have_been_done_longest_ago_comes_first() -> None:
    due = [Task(Matter.EVALUATION, START), Task(Matter.VENUE, END), Task(Matter.TRAINER, END), Task(Matter.ATTENDANCE, START - timedelta(days=1))]
    assert [task.matter for task in sorted(due, key=urgency)] == [Matter.ATTENDANCE, Matter.EVALUATION, Matter.TRAINER, Matter.VENUE]


@pytest.mark.parametrize(("days", "is_due"), [(-1, False), (0, True), (1, True)])
def test_a_task_is_due_from_its_day_on(days: int, is_due: bool) -> None:
    assert Task(Matter.VENUE, START).is_due(START + timedelta(days=days)) is is_due
