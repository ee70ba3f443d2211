from datetime import UTC, date, datetime, time

import pytest
from flask import Flask, g

from lms import i18n


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("fr", date(2022, 9, 13), "13 septembre 2022"),
        ("fr", date(2022, 10, 1), "1er octobre 2022"),
        ("fr", date(2022, 10, 11), "11 octobre 2022"),
        ("en", date(2022, 9, 13), "13 September 2022"),
        ("en", date(2022, 10, 1), "1 October 2022"),
    ],
)
def test_days_are_written_in_full(app: Flask, language: str, value: date, written: str) -> None:
    with app.test_request_context("/"):
        g.lang_code = language
        assert i18n.day(value) == written


def test_instants_are_those_of_bamako(app: Flask) -> None:
    with app.test_request_context("/"):
        g.lang_code = "fr"
        assert i18n.instant(datetime(2022, 9, 13, 9, 14, tzinfo=UTC)) == "13 septembre 2022 à 09:14"


def test_numbers_and_shares_are_written_as_the_language_does(app: Flask) -> None:
    with app.test_request_context("/"):
        g.lang_code = "fr"
        assert app.jinja_env.filters["number"](1234.5) == "1\u202f234,5"
        assert i18n.percent(0.3).replace("\u202f", "\u00a0") == "30\u00a0%"


def test_a_language_we_do_not_have_is_no_page(app: Flask) -> None:
    assert app.test_client().get("/de/sign-in").status_code == 404


@pytest.mark.parametrize(
    ("language", "first", "last", "written"),
    [
        ("fr", date(2022, 9, 13), date(2022, 9, 15), ("13", "15 septembre 2022")),
        ("fr", date(2022, 10, 1), date(2022, 10, 3), ("1er", "3 octobre 2022")),
        ("fr", date(2022, 9, 29), date(2022, 10, 1), ("29 septembre", "1er octobre 2022")),
        ("en", date(2022, 12, 30), date(2023, 1, 2), ("30 December 2022", "2 January 2023")),
        ("en", date(2022, 9, 13), date(2022, 9, 13), ("13 September 2022", "13 September 2022")),
        ("fr", date(2022, 9, 13), date(2023, 9, 13), ("13 septembre 2022", "13 septembre 2023")),
    ],
)
def test_a_period_says_once_what_its_days_share(language: str, first: date, last: date, written: tuple[str, str]) -> None:
    assert i18n.period_on_paper(first, last, language) == written


def test_days_of_the_week_hours_and_numbers_on_paper() -> None:
    assert i18n.weekday_on_paper(date(2022, 10, 1), "fr") == "Samedi 1er octobre 2022"
    assert i18n.weekday_on_paper(date(2022, 10, 1), "en") == "Saturday 1 October 2022"
    assert [i18n.hour_on_paper(time(9, 5), language) for language in i18n.LANGUAGES] == ["9\u00a0h\u00a005", "9:05"]
    assert [i18n.number_on_paper(12500, language) for language in i18n.LANGUAGES] == ["12\u202f500", "12,500"]
