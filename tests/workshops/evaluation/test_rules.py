from datetime import date
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workshops.evaluation.rules import (
    SMALLEST_GROUP,
    UnreadableLine,
    are_let_in,
    closing_day,
    codes_to_make,
    figures_of,
    ratings_of,
    read_line,
)

ITEMS = ["a", "b", "c", "d"]


@pytest.mark.parametrize("ratings", [[], [5], [5, 5, 5, 5]])
def test_of_fewer_than_five_nothing_is_shown(ratings: list[int]) -> None:
    assert figures_of(ratings) is None


def test_figures_worked_out_by_hand() -> None:
    found = figures_of([1, 2, 4, 5, 5, 5])
    assert found is not None
    assert (found.counts, found.n, found.median, round(found.mean, 3)) == ((1, 1, 0, 1, 3), 6, 4.5, 3.667)


@given(st.lists(st.integers(1, 5), min_size=SMALLEST_GROUP, max_size=60))
def test_figures_agree_with_the_library(ratings: list[int]) -> None:
    found = figures_of(ratings)
    assert found is not None
    assert found.n == len(ratings)
    assert (found.median, round(found.mean, 9)) == (median(ratings), round(mean(ratings), 9))


def test_whoever_left_an_item_blank_is_not_among_its_ratings() -> None:
    assert ratings_of("a", [{"a": 5}, {"b": 1}, {"a": 2, "b": 3}]) == [5, 2]


@pytest.mark.parametrize(("waiting", "is_let_in"), [(0, False), (1, False), (4, False), (5, True), (9, True)])
def test_answers_join_the_figures_in_groups(waiting: int, is_let_in: bool) -> None:
    assert are_let_in(waiting) is is_let_in


@pytest.mark.parametrize(("people", "answers", "codes", "wanted"), [(40, 0, 0, 40), (40, 12, 28, 0), (42, 12, 28, 2), (10, 12, 0, 0), (0, 0, 0, 0)])
def test_nobody_has_two_codes(people: int, answers: int, codes: int, wanted: int) -> None:
    assert codes_to_make(participants=people, answers=answers, open_codes=codes) == wanted


@pytest.mark.parametrize(("today", "closed"), [(date(2022, 9, 1), date(2022, 10, 15)), (date(2022, 12, 1), date(2022, 12, 31))])
def test_it_closes_thirty_days_after_the_workshop_or_after_late_codes(today: date, closed: date) -> None:
    assert closing_day(ends_on=date(2022, 9, 15), today=today) == closed


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5432", {"a": 5, "b": 4, "c": 3, "d": 2}),
        (" 5 4, 3;2 ", {"a": 5, "b": 4, "c": 3, "d": 2}),
        ("5--1", {"a": 5, "d": 1}),
        ("-.0_", {}),
        ("11\t11\n", {"a": 1, "b": 1, "c": 1, "d": 1}),
    ],
)
def test_a_line_is_read_item_by_item(text: str, read: dict[str, int]) -> None:
    assert read_line(text, ITEMS) == read


@pytest.mark.parametrize(
    ("text", "found", "position"), [("543", 3, None), ("54321", 5, None), ("54x1", 4, 3), ("6432", 4, 1), ("", 0, None), ("٥432", 4, 1)]
)
def test_a_line_that_cannot_be_read_says_where(text: str, found: int, position: int | None) -> None:
    with pytest.raises(UnreadableLine) as fault:
        read_line(text, ITEMS)
    assert (fault.value.found, fault.value.position) == (found, position)
