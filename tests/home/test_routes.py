from collections.abc import Callable
from datetime import date

from flask import Flask
from sqlalchemy import select, text

from lms.accounts.models import Account
from lms.db import db, transactional
from lms.db.schema import newest_revision
from lms.workshops.models import HalfDay
from tests import factories
from tests.client import CheckingClient
from tests.workshops.room import make_room, mark


def test_health_names_the_database_and_its_revision(client: CheckingClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": {"dialect": "sqlite", "is_reachable": True, "revision": newest_revision(), "is_current": True}}


def test_the_address_without_language_leads_to_french(client: CheckingClient) -> None:
    assert client.get("/").location == "/fr/"


def test_home_lists_half_days_that_are_not_complete_and_says_what_remains(app: Flask, sign_in: Callable[[Account], CheckingClient]) -> None:
    factories.make_programme()
    room = make_room(4)
    mark(room, "present", "present", "present")
    mark(room, "absent", "absent", minute=1)
    words = sign_in(room.organiser).get("/en/").get_data(as_text=True)
    assert "Bamako, 13 September 2022, morning" in words
    assert "2 to settle, 1 not marked" in words
    assert words.count("Not marked yet") == 5


def test_home_leaves_out_half_days_that_are_complete_or_to_come(app: Flask, sign_in: Callable[[Account], CheckingClient]) -> None:
    factories.make_programme()
    room = make_room(1)
    mark(room, "present")
    with transactional():
        for half_day in db.session.scalars(select(HalfDay).where(HalfDay.position > 1)):
            half_day.on = date(9999, 1, 1)
    assert "Nothing remains to be marked." in sign_in(room.organiser).get("/en/").get_data(as_text=True)


def test_health_fails_on_tables_that_are_not_todays(client: CheckingClient) -> None:
    with transactional():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["status"] == "failing"  # type: ignore[index]
