from collections.abc import Iterator

import pytest
from flask import Flask

from lms.accounts.access import public
from lms.app import create_app
from tests.client import CheckingClient
from tests.conftest import settings_in


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with a route that breaks and one that declares no access."""
    app = create_app(settings_in(tmp_path_factory.mktemp("faulty")))
    app.test_client_class = CheckingClient
    app.add_url_rule("/breaks", "breaks", public(lambda: 1 // 0))
    app.add_url_rule("/undeclared", "undeclared", lambda: "secret")
    with app.app_context():
        yield app


def test_a_fault_shows_a_reference_and_nothing_of_the_inside(faulty: Flask) -> None:
    answer = faulty.test_client().get("/breaks", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    for inside in ("ZeroDivisionError", "Traceback", "lms/", "SELECT"):
        assert inside not in answer.text


def test_a_route_that_declares_no_access_is_not_served(faulty: Flask) -> None:
    answer = faulty.test_client().get("/undeclared")
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_a_database_that_is_away_is_said_plainly_and_health_says_503(faulty: Flask) -> None:
    """The tables of this application were never made: every query fails as it would on a broken database."""
    faulty.test_client().set_cookie("relais", "token")
    browser = faulty.test_client()
    browser.set_cookie("relais", "token")
    answer = browser.get("/fr/sign-in", headers={"Accept-Language": "fr"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"


def test_an_unknown_page_is_a_page_in_the_language_of_the_reader(client: CheckingClient) -> None:
    assert "This page does not exist" in client.get("/en/nothing").text
    assert client.get("/fr/nothing").status_code == 404


def test_what_is_too_large_names_how_much_may_be_sent(client: CheckingClient) -> None:
    token = client.get("/en/sign-in").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = client.post("/en/sign-in", data={"csrf_token": token, "identifier": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "Send at most 1 MB at a time." in answer.text
