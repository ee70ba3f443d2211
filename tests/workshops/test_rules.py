from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workshops.rules import (
    CONFLICT,
    SLIP,
    AttendanceRecord,
    Mark,
    Marker,
    Marking,
    Source,
    Status,
    goes_on,
    has_come,
    heads_that_count,
    is_attended,
    is_marked_in_its_time,
    is_slip,
    latest_heads,
    standing,
)

START = datetime(2022, 9, 13, 8, 0, tzinfo=UTC)


def mark(number: int, status: str, replaces: Iterable[int] = (), minute: int | None = None) -> Mark:
    said_at = START + timedelta(minutes=number if minute is None else minute)
    return Mark(id=UUID(int=number), status=status, said_at=said_at, replaces=tuple(UUID(int=one) for one in replaces))


def badge(number: int, status: str, minute: int | None = None) -> Mark:
    return replace(mark(number, status, minute=minute), source=Source.QR)


@pytest.mark.parametrize(
    ("marks", "status", "heads"),
    [
        ([mark(1, "present")], "present", [1]),
        ([mark(1, "present"), mark(2, "late", replaces=(1,))], "late", [2]),
        ([mark(1, "present"), mark(2, "late", replaces=(1,)), mark(3, "excused", replaces=(2,))], "excused", [3]),
        ([mark(1, "present"), mark(2, "present")], "present", [1, 2]),
        ([mark(1, "present"), mark(2, "absent")], CONFLICT, [1, 2]),
        ([mark(1, "present", minute=9), mark(2, "absent", minute=3)], CONFLICT, [2, 1]),
        ([mark(1, "present", minute=5), mark(2, "present", minute=5)], "present", [1, 2]),
        # Two helpers correct the same mark: the same correction is merged, another one is in conflict.
        ([mark(1, "present"), mark(2, "late", replaces=(1,)), mark(3, "late", replaces=(1,))], "late", [2, 3]),
        ([mark(1, "present"), mark(2, "late", replaces=(1,)), mark(3, "absent", replaces=(1,))], CONFLICT, [2, 3]),
        # A conflict is settled once the mark that says otherwise is replaced, and leaves one mark when all of them are.
        ([mark(1, "present"), mark(2, "absent"), mark(3, "absent", replaces=(1,))], "absent", [2, 3]),
        ([mark(1, "present"), mark(2, "absent"), mark(3, "late"), mark(4, "absent", replaces=(1, 2, 3))], "absent", [4]),
        ([mark(1, "present"), mark(2, "absent"), mark(3, "late"), mark(4, "absent", replaces=(1, 2))], CONFLICT, [3, 4]),
        # Two people settle the same conflict in different ways: two marks contradict, however many there were.
        ([mark(1, "present"), mark(2, "absent"), mark(3, "late", replaces=(1, 2)), mark(4, "absent", replaces=(1, 2))], CONFLICT, [3, 4]),
        # A correction may arrive before what it corrects, or without it.
        ([mark(3, "late", replaces=(2,))], "late", [3]),
        # A badge that was read on two telephones: its bearer arrived when the first of them says so.
        ([badge(1, "present"), badge(2, "late")], "present", [1, 2]),
        ([badge(1, "late", minute=50), badge(2, "present", minute=10)], "present", [2, 1]),
        ([badge(1, "present"), badge(2, "late"), mark(3, "absent")], CONFLICT, [1, 2, 3]),
        ([badge(1, "present"), mark(2, "late")], CONFLICT, [1, 2]),
        ([badge(1, "present"), badge(2, "late"), mark(3, "present")], "present", [1, 2, 3]),
        ([badge(1, "present"), mark(2, "absent", replaces=(1,)), badge(3, "late")], CONFLICT, [2, 3]),
        # No page can make these; they must not make a person vanish.
        ([mark(1, "present", replaces=(1,))], "present", [1]),
        ([mark(1, "present", replaces=(2,)), mark(2, "present", replaces=(1,))], "present", [1, 2]),
    ],
)
def test_standing(marks: list[Mark], status: str, heads: list[int]) -> None:
    assert standing(marks) == (status, tuple(UUID(int=head) for head in heads))


statuses = st.sampled_from([status.value for status in Status])
numbers = st.integers(1, 6)


@st.composite
def histories(draw: st.DrawFn) -> list[Mark]:
    """Draw marks of any source said at any time, which may even replace one another in a ring."""
    size = draw(numbers)
    drawn = [mark(n, draw(statuses), replaces=draw(st.sets(numbers)), minute=draw(st.integers(0, 3))) for n in range(1, size + 1)]
    return [replace(one, source=draw(st.sampled_from(list(Source)))) for one in drawn]


@given(histories(), st.randoms())
def test_standing_does_not_depend_on_the_order_of_the_marks(marks: list[Mark], random: object) -> None:
    shuffled = list(marks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing(shuffled) == standing(marks)


@given(histories(), statuses)
def test_one_mark_that_replaces_every_head_is_the_only_head(marks: list[Mark], chosen: str) -> None:
    settled = [*marks, mark(100, chosen, replaces=[head.id.int for head in latest_heads(marks)])]
    assert [head.id.int for head in latest_heads(settled)] == [100]
    assert standing(settled) == (chosen, (UUID(int=100),))


@given(histories())
def test_a_head_that_does_not_count_is_a_badge_read_again(marks: list[Mark]) -> None:
    heads, counting = latest_heads(marks), heads_that_count(marks)
    left_out = [head for head in heads if head not in counting]
    assert all(one.source == Source.QR and is_attended(one.status) for one in left_out)
    assert not left_out or any(one.source == Source.QR and one.said_at <= left_out[0].said_at for one in counting)
    assert counting


ME = Marker(UUID(int=1), "K7M4")


@pytest.mark.parametrize(
    ("by", "minutes", "expected"),
    [
        (ME, 0, True),
        (ME, 5, True),
        (ME, 6, False),
        (ME, -6, False),  # a clock that was put right in between
        (replace(ME, device="Q2TR"), 1, False),
        (replace(ME, actor_id=UUID(int=2)), 1, False),
        (replace(ME, helper="Entrance"), 1, False),
        (None, 1, False),
    ],
)
def test_a_slip_is_ones_own_on_the_same_device_and_not_older_than_five_minutes(by: Marker | None, minutes: int, expected: bool) -> None:
    corrected = replace(mark(1, "present", minute=0), by=by)
    assert is_slip([corrected], by=ME, now=START + timedelta(minutes=minutes)) is expected


def test_where_one_of_the_marks_corrected_is_no_slip_none_is() -> None:
    own = replace(mark(1, "present", minute=0), by=ME)
    assert not is_slip([own, replace(own, by=None)], by=ME, now=START + SLIP)


def test_whoever_has_no_device_name_gives_a_reason() -> None:
    nameless = Marker(UUID(int=1))
    assert not is_slip([replace(mark(1, "present", minute=0), by=nameless)], by=nameless, now=START)


@pytest.mark.parametrize(
    ("status", "counts"), [("present", True), ("late", True), ("absent", False), ("excused", False), (CONFLICT, False), (None, False)]
)
def test_present_and_late_count_as_attended(status: str | None, counts: bool) -> None:
    assert is_attended(status) is counts


@pytest.mark.parametrize(("planned", "attended", "share"), [(6, 6, 1.0), (6, 3, 0.5), (6, 0, 0.0), (0, 0, 0.0)])
def test_share_of_attendance(planned: int, attended: int, share: float) -> None:
    assert AttendanceRecord(planned=planned, attended=attended).share == share


@pytest.mark.parametrize(
    ("people", "unmarked", "to_settle", "is_begun", "is_complete", "remaining"),
    [(3, 3, 0, False, False, 3), (3, 2, 0, True, False, 2), (3, 0, 1, True, False, 1), (3, 1, 1, True, False, 2), (3, 0, 0, True, True, 0),
     (0, 0, 0, False, False, 0)],
)  # fmt: skip
def test_how_far_a_half_day_has_been_marked(people: int, unmarked: int, to_settle: int, is_begun: bool, is_complete: bool, remaining: int) -> None:
    marking = Marking(people=people, unmarked=unmarked, to_settle=to_settle)
    assert (marking.is_begun, marking.is_complete, marking.remaining) == (is_begun, is_complete, remaining)


@pytest.mark.parametrize(("day", "may_be_marked"), [(12, False), (13, True), (14, True)])
def test_a_half_day_has_come_on_its_day(day: int, may_be_marked: bool) -> None:
    assert has_come(date(2022, 9, 13), date(2022, 9, day)) is may_be_marked


@pytest.mark.parametrize(("at", "number"), [("07:00", 0), ("12:59", 0), ("13:00", 1), ("15:00", 1), ("20:00", 1)])
def test_the_half_day_of_now_is_the_first_that_is_not_over(at: str, number: int) -> None:
    assert goes_on([(time(8), time(13)), (time(14), time(17))], time.fromisoformat(at)) == number
    assert goes_on([], time.fromisoformat(at)) is None


@pytest.mark.parametrize(
    ("at", "is_usual"), [("13T07:29", False), ("13T07:30", True), ("13T08:30", True), ("13T23:00", True), ("14T08:30", False), ("12T08:30", False)]
)
def test_a_half_day_is_marked_in_its_time_from_an_hour_before_it_until_midnight(at: str, is_usual: bool) -> None:
    assert is_marked_in_its_time(date(2022, 9, 13), time(8, 30), datetime.fromisoformat(f"2022-09-{at}:00+00:00")) is is_usual
