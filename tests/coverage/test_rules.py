from datetime import date

import pytest

from lms.coverage.rules import Rate, Window, attained_share, is_active, tile_shade, window_opens_after

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(("n", "total", "share"), [(0, 0, None), (4, 4, None), (0, 5, 0.0), (2, 5, 0.4), (220, 220, 1.0)])
def test_below_five_there_is_no_percentage(n: int, total: int, share: float | None) -> None:
    assert Rate(n, total).share == share


@pytest.mark.parametrize(
    ("n", "total", "interval"),
    [
        (0, 10, (0.0, 0.2775)),  # published table of Wilson intervals, as in Newcombe (1998), table I
        (1, 10, (0.0179, 0.4042)),
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (10, 10, (0.7225, 1.0)),
    ],
)
def test_the_interval_is_wilson_s(n: int, total: int, interval: tuple[float, float]) -> None:
    assert Rate(n, total).interval == pytest.approx(interval, abs=0.0001)


def test_below_five_there_is_no_interval() -> None:
    assert Rate(2, 4).interval is None


@pytest.mark.parametrize(
    ("last", "window", "expected"),
    [
        (None, Window.EVER, False),
        (date(2022, 10, 1), Window.EVER, True),
        (date(2022, 10, 1), Window.TWELVE_MONTHS, False),
        (date(2025, 11, 21), Window.TWELVE_MONTHS, False),
        (date(2025, 11, 22), Window.TWELVE_MONTHS, True),
        (date(2026, 5, 21), Window.SIX_MONTHS, False),
        (date(2026, 5, 22), Window.SIX_MONTHS, True),
        (TODAY, Window.SIX_MONTHS, True),
        (date(2026, 11, 22), Window.SIX_MONTHS, False),
    ],
)
def test_active_is_a_verified_session_in_the_window(last: date | None, window: Window, expected: bool) -> None:
    assert is_active(last, window=window, today=TODAY) is expected


def test_ever_opens_before_every_date() -> None:
    assert window_opens_after(Window.EVER, TODAY) == date.min


@pytest.mark.parametrize(("actual", "target", "share"), [(110, 220, 0.5), (330, 220, 1.5), (0, 220, 0.0), (3, None, None), (3, 0, None)])
def test_what_is_over_the_target_is_not_cut(actual: int, target: int | None, share: float | None) -> None:
    assert attained_share(actual, target) == share


@pytest.mark.parametrize(("sessions", "shade"), [(0, 0), (1, 1), (4, 1), (5, 2), (14, 2), (15, 3), (29, 3), (30, 4), (500, 4)])
def test_the_shade_of_a_tile(sessions: int, shade: int) -> None:
    assert tile_shade(sessions) == shade
