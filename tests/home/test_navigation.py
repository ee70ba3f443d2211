"""Which entry of the navigation a page stands under."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.home import navigation
from tests import factories
from tests.client import CheckingClient
from tests.house.pages import address_of
from tests.workshops.room import make_room

SignIn = Callable[[Account], CheckingClient]
OPEN = ["home.show_home", "workshops.list_workshops", "directory.list_people"]


def test_every_page_under_a_workshop_stands_under_workshops(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if "/workshops/" in rule.rule and rule.endpoint != "static"]
    assert len({rule.endpoint.split(".")[0] for rule in rules}) >= 14
    for rule in rules:
        method = "GET" if "GET" in (rule.methods or set()) else "POST"
        with app.test_request_context(address_of(rule, "fr"), method=method):
            assert navigation._page_of_navigation(OPEN) == "workshops.list_workshops", rule.endpoint


@pytest.mark.parametrize(
    "path",
    ["", "/papers", "/people", "/plan", "/messages", "/messages/missing", "/evaluation", "/files", "/roster", "/quizzes", "/half-days/1/check-in"],
)
def test_the_page_itself_says_so(app: Flask, sign_in: SignIn, path: str) -> None:
    factories.make_programme()
    page = sign_in(make_room().organiser).get(f"/en/workshops/bamako{path}").text
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page.split("<main")[0]) == ["/en/workshops"]


def test_an_address_that_only_begins_alike_stands_elsewhere(app: Flask, sign_in: SignIn) -> None:
    factories.make_programme()
    page = sign_in(factories.make_account(Role.ORGANISER)).get("/en/calendar").text
    assert "aria-current" not in page.split("<main")[0]


def test_what_is_refused_leads_back_to_its_chapter(app: Flask, sign_in: SignIn) -> None:
    factories.make_programme()
    factories.make_workshop("kayes", status="cancelled", organisers=(organiser := factories.make_account(Role.ORGANISER),))
    page = sign_in(organiser).get("/en/workshops/kayes/messages/reminder")
    assert page.status_code == 409
    assert '<a class="button button--primary" href="/en/workshops">Workshops</a>' in page.text
