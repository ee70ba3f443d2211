from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workshops.checkin.rules import (
    RowsOffSheet,
    RowsTwice,
    TypedRow,
    UnreadableRows,
    compare_row,
    is_access_open,
    rows_in,
    status_on_arrival,
    statuses_of_sheet,
    usual_hour,
    when_said,
)
from lms.workshops.rules import Mark, Marker, Source, Status, heads_that_count, standing

ME, OTHER = UUID(int=1), UUID(int=2)
EIGHT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("starts_at", "hour"), [(time(8, 30), 525), (time(14, 0), 855), (time(0, 0), 15), (time(23, 50), 1439)])
def test_one_is_present_until_a_quarter_of_an_hour_after_the_beginning_within_the_day(starts_at: time, hour: int) -> None:
    assert usual_hour(starts_at) == hour


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", set()),
        ("  , ; ", set()),
        ("3", {3}),
        ("3 7 12-14", {3, 7, 12, 13, 14}),
        ("3,7;12 - 14\n15", {3, 7, 12, 13, 14, 15}),
        ("12–14 16—17", {12, 13, 14, 16, 17}),
        ("12 à 14", {12, 13, 14}),
        ("12 to 14, 12", {12, 13, 14}),
        ("5-5", {5}),
        ("999", {999}),
    ],
)
def test_rows_are_read_as_people_write_them(text: str, rows: set[int]) -> None:
    assert rows_in(text) == rows


@pytest.mark.parametrize(
    ("text", "piece"),
    [("3 x 7", "x"), ("14-12", "14-12"), ("3-", "3-"), ("-3", "-3"), ("0", "0"), ("1000", "1000"), ("1-9999999", "1-9999999"), ("٣", "٣"),
     ("3.5", "3.5"),
     ("1-2-3", "1-2-3")],
)  # fmt: skip
def test_what_is_no_row_is_named(text: str, piece: str) -> None:
    with pytest.raises(UnreadableRows) as refusal:
        rows_in(text)
    assert refusal.value.piece == piece


@given(
    st.lists(st.tuples(st.integers(1, 999), st.integers(0, 20)), max_size=6),
    st.sampled_from([" ", ",", "; ", "\n"]),
    st.sampled_from(["-", " – ", "à"]),
)
def test_rows_written_as_ranges_are_read_back(ranges: list[tuple[int, int]], between: str, dash: str) -> None:
    pairs = [(first, min(999, first + more)) for first, more in ranges]
    text = between.join(f"{first}{dash}{last}" if last > first else str(first) for first, last in pairs)
    assert rows_in(text) == {row for first, last in pairs for row in range(first, last + 1)}


@given(st.text(max_size=12))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableRows):
        assert all(1 <= row <= 999 for row in rows_in(text))


SHEET = {1: UUID(int=11), 2: UUID(int=12), 4: UUID(int=14)}


def test_everybody_on_the_sheet_who_was_not_typed_was_present() -> None:
    said = statuses_of_sheet(SHEET, {Status.ABSENT: {2}, Status.LATE: {4}, Status.EXCUSED: set()})
    assert said == {1: Status.PRESENT, 2: Status.ABSENT, 4: Status.LATE}


def test_a_row_in_two_lists_is_named() -> None:
    with pytest.raises(RowsTwice) as refusal:
        statuses_of_sheet(SHEET, {Status.ABSENT: {1, 2}, Status.LATE: {2, 4}, Status.EXCUSED: {4}})
    assert refusal.value.rows == [2, 4]


def test_rows_without_a_name_are_named() -> None:
    with pytest.raises(RowsOffSheet) as refusal:
        statuses_of_sheet(SHEET, {Status.ABSENT: {3, 5, 1}})
    assert refusal.value.rows == [3, 5]


@pytest.mark.parametrize(
    ("at", "status"),
    [(time(0, 0), Status.PRESENT), (time(8, 45, 59), Status.PRESENT), (time(8, 46), Status.LATE), (time(23, 59), Status.LATE)],
)
def test_one_is_late_after_the_minute_that_was_announced(at: time, status: Status) -> None:
    assert status_on_arrival(at, late_after_minutes=8 * 60 + 45) is status


@pytest.mark.parametrize(("minutes", "believed"), [(None, 0), (-30, -30), (0, 0), (5, 0)])
def test_nothing_was_said_later_than_it_arrived(minutes: int | None, believed: int) -> None:
    said_at = None if minutes is None else EIGHT + timedelta(minutes=minutes)
    assert when_said(said_at, now=EIGHT) == EIGHT + timedelta(minutes=believed)


@pytest.mark.parametrize(("day", "withdrawn_at", "is_open"), [(20, None, False), (21, None, True), (22, None, False), (21, EIGHT, False)])
def test_an_access_is_open_on_its_day_unless_withdrawn(day: int, withdrawn_at: datetime | None, is_open: bool) -> None:
    assert is_access_open(date(2026, 11, 21), withdrawn_at=withdrawn_at, today=date(2026, 11, day)) is is_open


def mark(number: int, status: str, by: UUID = OTHER, replaces: tuple[int, ...] = (), source: Source = Source.SCREEN) -> Mark:
    return Mark(UUID(int=100 + number), status, EIGHT + timedelta(minutes=number), tuple(UUID(int=100 + one) for one in replaces), source, Marker(by))


@pytest.mark.parametrize(
    ("marks", "kind", "corrects"),
    [
        ([], TypedRow.NEW, []),
        ([mark(1, "present")], TypedRow.SAME, []),
        ([mark(1, "present", ME)], TypedRow.SAME, []),
        ([mark(1, "absent")], TypedRow.CONTRADICTS, []),
        ([mark(1, "absent", ME)], TypedRow.CORRECTS, [1]),
        # In a conflict somebody has said so already; one's own other word is taken back.
        ([mark(1, "present"), mark(2, "absent")], TypedRow.SAME, []),
        ([mark(1, "present"), mark(2, "absent", ME)], TypedRow.CORRECTS, [2]),
        ([mark(1, "late"), mark(2, "absent", ME)], TypedRow.CONTRADICTS, [2]),
        ([mark(1, "absent", ME), mark(2, "excused", ME)], TypedRow.CORRECTS, [1, 2]),
        # What was replaced says nothing any more.
        ([mark(1, "absent"), mark(2, "present", replaces=(1,))], TypedRow.SAME, []),
        # A badge read again on another telephone says nothing of its own, and goes with the first reading.
        ([mark(1, "present", source=Source.QR), mark(2, "late", source=Source.QR)], TypedRow.SAME, []),
        ([mark(1, "late", ME, source=Source.QR), mark(2, "late", ME, source=Source.QR)], TypedRow.CORRECTS, [1, 2]),
    ],
)
def test_a_row_that_says_present_beside_the_marks_there(marks: list[Mark], kind: TypedRow, corrects: list[int]) -> None:
    found = compare_row(Status.PRESENT, marks, actor_id=ME)
    assert (found.kind, [one.id.int - 100 for one in found.corrects]) == (kind, corrects)


def arrived(minutes_in_order_of_arrival: tuple[int, ...]) -> str:
    """Return the standing of somebody whose badge was read at these minutes by telephones that sent it in this order, as `check_in` records it."""
    kept: list[Mark] = []
    for minute in minutes_in_order_of_arrival:
        said = EIGHT + timedelta(minutes=minute)
        if not any(one.said_at <= said for one in heads_that_count(kept)):
            status = status_on_arrival(said.time(), late_after_minutes=8 * 60 + 45)
            kept.append(Mark(UUID(int=1000 + minute), status, said, source=Source.QR))
    return standing(kept)[0]


@given(st.sets(st.integers(0, 90), min_size=1, max_size=5))
def test_readings_may_arrive_in_any_order(minutes: set[int]) -> None:
    assert {arrived(order) for order in permutations(minutes)} == {"present" if min(minutes) <= 45 else "late"}
