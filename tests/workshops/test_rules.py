from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workshops.rules import CONFLICT, AttendanceRecord, Mark, Marking, Status, has_come, is_attended, latest_heads, seen_with, standing

START = datetime(2022, 9, 13, 8, 0, tzinfo=UTC)


def mark(number: int, status: str, replaces: Iterable[int] = (), minute: int | None = None) -> Mark:
    said_at = START + timedelta(minutes=number if minute is None else minute)
    return Mark(id=UUID(int=number), status=status, said_at=said_at, replaces=tuple(UUID(int=one) for one in replaces))


@pytest.mark.parametrize(
    ("marks", "status", "head"),
    [
        ([mark(1, "present")], "present", 1),
        ([mark(1, "present"), mark(2, "late", replaces=(1,))], "late", 2),
        ([mark(1, "present"), mark(2, "late", replaces=(1,)), mark(3, "excused", replaces=(2,))], "excused", 3),
        ([mark(1, "present"), mark(2, "present")], "present", 2),
        ([mark(1, "present"), mark(2, "absent")], CONFLICT, 2),
        ([mark(1, "present", minute=9), mark(2, "absent", minute=3)], CONFLICT, 1),
        ([mark(1, "present", minute=5), mark(2, "present", minute=5)], "present", 2),
        # Two helpers correct the same mark: the same correction is merged, another one is in conflict.
        ([mark(1, "present"), mark(2, "late", replaces=(1,)), mark(3, "late", replaces=(1,))], "late", 3),
        ([mark(1, "present"), mark(2, "late", replaces=(1,)), mark(3, "absent", replaces=(1,))], CONFLICT, 3),
        # A conflict is settled once the mark that says otherwise is replaced, and leaves one mark when all of them are.
        ([mark(1, "present"), mark(2, "absent"), mark(3, "absent", replaces=(1,))], "absent", 3),
        ([mark(1, "present"), mark(2, "absent"), mark(3, "late"), mark(4, "absent", replaces=(1, 2, 3))], "absent", 4),
        ([mark(1, "present"), mark(2, "absent"), mark(3, "late"), mark(4, "absent", replaces=(1, 2))], CONFLICT, 4),
        # Two people settle the same conflict in different ways: two marks contradict, however many there were.
        ([mark(1, "present"), mark(2, "absent"), mark(3, "late", replaces=(1, 2)), mark(4, "absent", replaces=(1, 2))], CONFLICT, 4),
        # A correction may arrive before what it corrects, or without it.
        ([mark(3, "late", replaces=(2,))], "late", 3),
        # No page can make these; they must not make a person vanish.
        ([mark(1, "present", replaces=(1,))], "present", 1),
        ([mark(1, "present", replaces=(2,)), mark(2, "present", replaces=(1,))], "present", 2),
    ],
)
def test_standing(marks: list[Mark], status: str, head: int) -> None:
    assert standing(marks) == (status, UUID(int=head))


statuses = st.sampled_from([status.value for status in Status])
numbers = st.integers(1, 6)


@st.composite
def histories(draw: st.DrawFn, *, may_ring: bool = True) -> list[Mark]:
    """Draw marks said at any time; unless they may ring, each replaces only those made before it, whatever the clocks said."""
    size = draw(numbers)
    return [
        mark(n, draw(statuses), replaces=draw(st.sets(numbers if may_ring else st.sampled_from(range(n)))) - {0}, minute=draw(st.integers(0, 3)))
        for n in range(1, size + 1)
    ]


@given(histories(), st.randoms())
def test_standing_does_not_depend_on_the_order_of_the_marks(marks: list[Mark], random: object) -> None:
    shuffled = list(marks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing(shuffled) == standing(marks)


@given(histories(), statuses)
def test_one_mark_that_replaces_every_head_is_the_only_head(marks: list[Mark], chosen: str) -> None:
    settled = [*marks, mark(100, chosen, replaces=[head.id.int for head in latest_heads(marks)])]
    assert [head.id.int for head in latest_heads(settled)] == [100]
    assert standing(settled) == (chosen, UUID(int=100))


@given(histories(may_ring=False))
def test_a_page_opened_now_shows_every_head(marks: list[Mark]) -> None:
    heads = latest_heads(marks)
    assert latest_heads(seen_with(standing(marks)[1], marks)) == heads


@given(histories(may_ring=False), st.lists(st.integers(0, 3), max_size=3))
def test_corrections_made_since_do_not_change_what_a_page_showed(marks: list[Mark], minutes: list[int]) -> None:
    seen_id, since = standing(marks)[1], list(marks)
    for n, minute in enumerate(minutes):
        since.append(mark(100 + n, "late", replaces=[head.id.int for head in latest_heads(since)], minute=minute))
    assert seen_with(seen_id, since) == seen_with(seen_id, marks)


def test_a_screen_showed_the_marks_said_until_the_one_it_named() -> None:
    marks = [mark(1, "present"), mark(2, "absent"), mark(3, "late")]
    assert [one.id.int for one in seen_with(UUID(int=2), marks)] == [1, 2]
    assert seen_with(UUID(int=9), marks) == []


def test_a_screen_knows_what_was_replaced_by_a_mark_of_a_clock_that_is_ahead() -> None:
    marks = [mark(1, "present", minute=0), mark(2, "absent", replaces=(1,), minute=60), mark(3, "late", replaces=(2,), minute=1)]
    assert [one.id.int for one in seen_with(UUID(int=3), marks)] == [1, 2, 3]
    assert seen_with(UUID(int=2), marks) == marks[:2], "what replaced the mark shown came later"


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
