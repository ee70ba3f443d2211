from dataclasses import replace
from datetime import date, time, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workshops.plan.rules.days import PlannedHalfDay, half_days_between, replanned, slug_for, when
from lms.workshops.plan.rules.quotas import Axis, Guest, overbooked, quota_lines
from lms.workshops.plan.rules.status import Deed, Obstacle, WorkshopStatus, allows, needs_reason, obstacle, statuses_allowing, steps_from
from lms.workshops.plan.rules.timetable import Hours, HoursFault, Slot, hours_fault, left_outside, next_hours

FIRST, LAST = date(2026, 12, 14), date(2026, 12, 16)
ONE = timedelta(days=1)
DRAFT, PUBLISHED, RUNNING, CLOSED, CANCELLED = WorkshopStatus

# What may be done with a workshop of each status.
DEEDS = {
    DRAFT: {"plan", "enlist"},
    PUBLISHED: {"plan", "invite", "enrol", "enlist", "admit", "mark", "help", "announce", "thank", "evaluate"},
    RUNNING: {"plan", "enrol", "enlist", "admit", "mark", "help", "announce", "thank", "evaluate"},
    CLOSED: {"mark", "thank", "evaluate"},
    CANCELLED: set(),
}

# From where a workshop goes where, and whether somebody must say why.
STEPS = {
    (DRAFT, PUBLISHED): False, (PUBLISHED, RUNNING): False, (RUNNING, CLOSED): False,
    (PUBLISHED, DRAFT): True, (RUNNING, PUBLISHED): True, (CLOSED, RUNNING): True, (CANCELLED, DRAFT): True,
    (DRAFT, CANCELLED): True, (PUBLISHED, CANCELLED): True, (RUNNING, CANCELLED): True,
}  # fmt: skip


@pytest.mark.parametrize(("status", "deed"), list(product(WorkshopStatus, Deed)))
def test_what_may_be_done_with_each_status(status: WorkshopStatus, deed: Deed) -> None:
    assert allows(status, deed) is (deed in DEEDS[status])
    assert (status in statuses_allowing(deed)) is (deed in DEEDS[status])


@pytest.mark.parametrize(("before", "after"), list(product(WorkshopStatus, WorkshopStatus)))
def test_which_steps_there_are_and_which_need_a_reason(before: WorkshopStatus, after: WorkshopStatus) -> None:
    assert (after in steps_from(before)) is ((before, after) in STEPS)
    if (before, after) in STEPS:
        assert needs_reason(before, after) is STEPS[before, after]


@pytest.mark.parametrize("status", [DRAFT, PUBLISHED, RUNNING])
def test_the_way_on_comes_before_the_ways_back(status: WorkshopStatus) -> None:
    reasons = [needs_reason(status, after) for after in steps_from(status)]
    assert reasons == sorted(reasons)
    assert reasons[0] is False


@pytest.mark.parametrize(
    ("before", "after", "half_days", "today", "expected"),
    [
        (DRAFT, PUBLISHED, 0, FIRST, Obstacle.NO_HALF_DAY), (DRAFT, PUBLISHED, 1, FIRST, None),
        (PUBLISHED, RUNNING, 6, FIRST - ONE, Obstacle.NOT_BEGUN), (PUBLISHED, RUNNING, 6, FIRST, None),
        (RUNNING, CLOSED, 6, LAST - ONE, Obstacle.NOT_OVER), (RUNNING, CLOSED, 6, LAST, None),
        (RUNNING, PUBLISHED, 6, LAST, None), (CLOSED, RUNNING, 6, FIRST - ONE, None), (DRAFT, CANCELLED, 0, FIRST, None),
    ],
)  # fmt: skip
def test_what_is_in_the_way_of_a_step(before: WorkshopStatus, after: WorkshopStatus, half_days: int, today: date, expected: Obstacle | None) -> None:
    assert obstacle(before, after, starts_on=FIRST, ends_on=LAST, half_days=half_days, today=today) == expected


@pytest.mark.parametrize(
    ("place", "taken", "slug"),
    [
        ("Ségou", [], "segou-2026-12-14"),
        ("Ségou", ["segou-2026-12-14"], "segou-2026-12-14-2"),
        ("Ségou", ["segou-2026-12-14", "segou-2026-12-14-2"], "segou-2026-12-14-3"),
        ("Gourma-Rharous", ["segou-2026-12-14"], "gourma-rharous-2026-12-14"),
    ],
)
def test_a_workshop_is_named_after_its_place_and_first_day(place: str, taken: list[str], slug: str) -> None:
    assert slug_for(place, FIRST, taken) == slug


def test_each_day_has_a_morning_and_an_afternoon() -> None:
    assert half_days_between(FIRST, FIRST + ONE) == [(FIRST, "morning"), (FIRST, "afternoon"), (FIRST + ONE, "morning"), (FIRST + ONE, "afternoon")]
    assert half_days_between(FIRST, FIRST - ONE) == []


def half_days(*, marked: int = 0, filled: int = 0) -> list[PlannedHalfDay]:
    """Return the six half-days of three days; the first ones marked, the last ones with two sessions each."""
    return [
        PlannedHalfDay(UUID(int=n), on, part, is_marked=n < marked, sessions=2 if n >= 6 - filled else 0)
        for n, (on, part) in enumerate(half_days_between(FIRST, LAST))
    ]


def after_change(planned: list[PlannedHalfDay], first: date, last: date) -> list[tuple[date, str]]:
    """Return the half-days once a change of dates is carried out, in order of time."""
    replan = replanned(planned, before=(FIRST, LAST), after=(first, last))
    assert (replan.marked, replan.filled, replan.printed) == ((), (), ())
    kept = [(replan.moved.get(one.id, one.on), one.part) for one in planned if one.id not in replan.removed]
    return sorted([*kept, *replan.added], key=lambda day: when(*day))


@given(st.integers(-40, 40), st.integers(0, 9))
def test_whatever_the_dates_become_each_day_has_its_half_days(shift: int, length: int) -> None:
    first = FIRST + timedelta(days=shift)
    last = first + timedelta(days=length)
    assert after_change(half_days(), first, last) == half_days_between(first, last)


def test_the_half_days_move_with_the_first_day() -> None:
    replan = replanned(half_days(filled=6), before=(FIRST, LAST), after=(FIRST + 7 * ONE, LAST + 7 * ONE))
    assert list(replan.moved.values()) == [on for on, _part in half_days_between(FIRST + 7 * ONE, LAST + 7 * ONE)]
    assert (replan.removed, replan.added, replan.filled) == ((), (), ())


@pytest.mark.parametrize(("first", "last", "is_possible"), [(FIRST, LAST - ONE, True), (FIRST, FIRST, False), (FIRST + ONE, LAST + ONE, False)])
def test_half_days_that_are_marked_neither_move_nor_go(first: date, last: date, is_possible: bool) -> None:
    replan = replanned(half_days(marked=3), before=(FIRST, LAST), after=(first, last))
    assert bool(replan.marked) is not is_possible


def test_half_days_with_sessions_do_not_go_unseen() -> None:
    replan = replanned(half_days(filled=1), before=(FIRST, LAST), after=(FIRST, LAST - ONE))
    assert [(one.on, one.part) for one in replan.filled] == [(LAST, "afternoon")]


def test_half_days_with_printed_sheets_do_not_go_and_move_with_the_others() -> None:
    planned = [replace(one, is_printed=one.on == LAST) for one in half_days()]
    replan = replanned(planned, before=(FIRST, LAST), after=(FIRST, LAST - ONE))
    assert [(one.on, one.part) for one in replan.printed] == [(LAST, "morning"), (LAST, "afternoon")]
    assert replanned(planned, before=(FIRST, LAST), after=(FIRST + ONE, LAST + ONE)).printed == ()


def hours(text: str) -> Hours:
    start, end = text.split("-")
    return Hours(time.fromisoformat(start), time.fromisoformat(end))


MORNING = hours("08:30-13:00")
OPENING = Slot(UUID(int=1), "Opening", hours("08:30-09:00"))
MODULE = Slot(UUID(int=2), "Module", hours("10:00-11:30"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("09:00-10:00", None), ("11:30-13:00", None), ("09:00-09:00", HoursFault.ENDS_BEFORE_START), ("10:00-09:00", HoursFault.ENDS_BEFORE_START),
        ("08:00-08:30", HoursFault.OUTSIDE), ("12:00-13:15", HoursFault.OUTSIDE), ("08:45-09:15", HoursFault.OVERLAPS),
        ("09:30-10:01", HoursFault.OVERLAPS), ("10:15-10:30", HoursFault.OVERLAPS), ("09:30-12:00", HoursFault.OVERLAPS),
    ],
)  # fmt: skip
def test_hours_of_a_session(text: str, fault: HoursFault | None) -> None:
    found = hours_fault(Slot(UUID(int=3), "", hours(text)), within=MORNING, others=[OPENING, MODULE])
    assert (found[0] if found else None) == fault


def test_an_overlap_names_the_other_session_and_a_session_does_not_overlap_with_itself() -> None:
    assert hours_fault(Slot(UUID(int=3), "", hours("08:45-09:15")), within=MORNING, others=[OPENING, MODULE]) == (HoursFault.OVERLAPS, OPENING)
    assert hours_fault(Slot(MODULE.id, "", hours("10:30-12:00")), within=MORNING, others=[OPENING, MODULE]) is None


minutes = st.integers(0, 24 * 60 - 1).map(lambda number: time(number // 60, number % 60))


@given(st.tuples(minutes, minutes), st.tuples(minutes, minutes))
def test_two_sessions_overlap_exactly_when_they_share_a_minute(one: tuple[time, time], other: tuple[time, time]) -> None:
    first, second = (Slot(UUID(int=number), "", Hours(*sorted(pair))) for number, pair in enumerate((one, other)))
    if len(set(one)) == len(set(other)) == 2:
        found = hours_fault(first, within=Hours(time.min, time.max), others=[second])
        shared = max(first.hours.starts_at, second.hours.starts_at) < min(first.hours.ends_at, second.hours.ends_at)
        assert bool(found) is shared


def test_sessions_that_new_hours_of_a_half_day_leave_outside() -> None:
    assert left_outside([OPENING, MODULE], hours("08:45-13:00")) == [OPENING]
    assert left_outside([OPENING, MODULE], hours("08:30-11:30")) == []


@pytest.mark.parametrize(
    ("slots", "offered"),
    [([], "08:30-10:00"), ([OPENING], "09:00-10:30"), ([OPENING, MODULE], "11:30-13:00"), ([Slot(UUID(int=9), "", hours("08:30-13:00"))], None)],
)
def test_the_next_session_is_offered_from_the_end_of_the_last(slots: list[Slot], offered: str | None) -> None:
    assert next_hours(slots, MORNING) == (hours(offered) if offered else None)


def test_the_hours_offered_stay_within_the_half_day_and_the_day() -> None:
    assert next_hours([Slot(UUID(int=9), "", hours("08:30-12:30"))], MORNING) == hours("12:30-13:00")
    assert next_hours([], hours("23:00-23:30")) == hours("23:00-23:30")


def guest(sex: str, institution: str, *, is_confirmed: bool = True) -> Guest:
    return Guest(groups={Axis.SEX: sex, Axis.INSTITUTION: institution}, is_confirmed=is_confirmed)


def test_a_quota_counts_those_confirmed_and_those_who_may_still_say_yes() -> None:
    guests = [guest("F", "police"), guest("F", "health", is_confirmed=False), guest("M", "police"), guest("N", "other")]
    lines = quota_lines({(Axis.SEX, "F"): 4, (Axis.INSTITUTION, "police"): 1, (Axis.INSTITUTION, "justice"): 2}, guests)
    assert [(line.group, line.minimum, line.confirmed, line.invited, line.missing) for line in lines] == [
        ("F", 4, 1, 1, 2), ("police", 1, 2, 0, 0), ("justice", 2, 0, 0, 2)
    ]  # fmt: skip


@pytest.mark.parametrize(("women", "men", "police", "expected"), [(6, 4, 10, {}), (6, 5, 1, {Axis.SEX: 11}), (1, 1, 11, {Axis.INSTITUTION: 11})])
def test_more_places_than_there_are_cannot_be_meant_for_groups(women: int, men: int, police: int, expected: dict[Axis, int]) -> None:
    assert overbooked({(Axis.SEX, "F"): women, (Axis.SEX, "M"): men, (Axis.INSTITUTION, "police"): police}, 10) == expected
