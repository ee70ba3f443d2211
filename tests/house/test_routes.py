"""Every route says who may use it, and only the routes of this list are open to anyone."""

import pytest
from flask import Flask

from lms.accounts.access import Permission
from tests.house.pages import address_of

PUBLIC = {
    "accounts.show_sign_in",
    "accounts.sign_in",
    "badges.show_issuer",
    "badges.show_revocations",
    "calendar.fetch_feed",
    "helpers.begin",
    "helpers.enter_code",
    "helpers.leave",
    "helpers.show_door",
    "helpers.show_link",
    "evaluation.answer",
    "evaluation.show_form",
    "evaluation.show_thanks",
    "home.choose_language",
    "home.show_about",
    "home.show_health",
    "home.show_home",
    "home.show_privacy",
    "verify.check_name",
    "verify.show_certificate",
    "verify.show_form",
    "verify.show_keys",
    "verify.show_list",
    "verify.show_manifest",
    "verify.show_words",
    "verify.show_worker",
}
PERMISSIONS = {permission.value for permission in Permission}


def test_every_route_declares_its_access(built_app: Flask) -> None:
    undeclared = [rule.endpoint for rule in built_app.url_map.iter_rules() if not hasattr(built_app.view_functions[rule.endpoint], "access")]
    assert undeclared == []


def test_the_walk_finds_a_route_that_declares_nothing() -> None:
    """The test above can fail: on an application with such a route it does."""
    app = Flask(__name__)
    app.add_url_rule("/x", "x", lambda: "x")
    assert [rule.endpoint for rule in app.url_map.iter_rules() if not hasattr(app.view_functions[rule.endpoint], "access")] == ["static", "x"]


def test_what_is_declared_is_something_that_exists(built_app: Flask) -> None:
    declared = {getattr(view, "access", None) for view in built_app.view_functions.values()}
    assert declared <= PERMISSIONS | {"public", "signed-in"}


def test_only_the_pages_of_the_list_are_public(built_app: Flask) -> None:
    public = {endpoint for endpoint, view in built_app.view_functions.items() if getattr(view, "access", None) == "public"}
    assert public == PUBLIC


def test_every_other_page_asks_a_stranger_to_sign_in(app: Flask) -> None:
    browser = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC and "GET" in (rule.methods or set()):
            answer = browser.get(address_of(rule, "fr"))
            assert answer.status_code == 302, rule.endpoint
            assert answer.location.startswith("/fr/sign-in"), rule.endpoint


@pytest.mark.parametrize("method", ["POST"])
def test_writes_and_reads_are_different_functions(built_app: Flask, method: str) -> None:
    """A function that both shows and writes would write inside a reading transaction, or lock while it draws a page."""
    both = [rule.endpoint for rule in built_app.url_map.iter_rules() if {"GET", method} <= (rule.methods or set())]
    assert both == []
