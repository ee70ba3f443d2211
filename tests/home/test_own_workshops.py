"""The workshops of a trainer on the page on which they land."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from lms import clock
from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.db import db
from tests import factories
from tests.client import CheckingClient
from tests.counting import counted_queries

SignIn = Callable[[Account], CheckingClient]


@pytest.fixture
def account(app: object) -> Account:
    factories.make_programme()
    return factories.make_account(Role.TRAINER)


def _enrol(account: Account, slug: str, days: int, *, role: str = "participant", status: str = "published") -> None:
    starts_on: date = clock.local_day(clock.now()) + timedelta(days=days)
    person = db.session.get_one(Person, account.person_id)
    factories.make_enrolment(factories.make_workshop(slug, starts_on=starts_on, status=status), person, role=role)


def test_the_next_workshop_is_on_the_first_page_and_one_that_is_over_is_not(account: Account, sign_in: SignIn) -> None:
    browser = sign_in(account)
    assert "Your workshops" not in browser.get("/en/").text
    _enrol(account, "over", -30, status="closed")
    assert "Your workshops" not in browser.get("/en/").text
    _enrol(account, "draft", 20, status="draft")
    _enrol(account, "cancelled", 20, status="cancelled")
    assert "Your workshops" not in browser.get("/en/").text
    _enrol(account, "next", 10)
    page = browser.get("/en/").text
    assert "Your workshops" in page
    assert 'href="/en/calendar"' in page
    assert "/teach-backs" not in page


def test_whoever_trains_finds_the_teach_backs_and_the_way_back(account: Account, sign_in: SignIn) -> None:
    browser = sign_in(account)
    _enrol(account, "now", -1, role="trainer", status="running")
    _enrol(account, "lately", -20, role="trainer", status="closed")
    _enrol(account, "next", 10, role="trainer")
    _enrol(account, "long-ago", -900, role="trainer", status="closed")
    page = browser.get("/en/").text
    shown = {slug: f'href="/en/workshops/{slug}/teach-backs"' in page for slug in ("now", "lately", "next", "long-ago")}
    assert shown == {"now": True, "lately": True, "next": False, "long-ago": False}
    recorded = browser.get("/en/workshops/now/teach-backs")
    assert recorded.status_code == 200
    assert 'href="/en/workshops"' not in recorded.text


def test_the_queries_do_not_grow_with_the_workshops(account: Account, sign_in: SignIn) -> None:
    browser = sign_in(account)
    _enrol(account, "one", 10)
    with counted_queries() as few:
        assert browser.get("/en/").status_code == 200
    for number in range(4):
        _enrol(account, f"more-{number}", 20 + number)
    with counted_queries() as many:
        browser.get("/en/")
    assert len(many) == len(few)
