"""Whatever shows names is counted: once an account has read as much as it may, every page, every form that comes back and every paper is refused."""

import re
from collections.abc import Mapping

import pytest
from flask import Flask
from limits import parse
from sqlalchemy import func, select

from lms.accounts.models import AuditEntry
from lms.db import db
from lms.web.limits import limiter
from tests.client import CheckingClient
from tests.house.conftest import ROLES, account_of_login
from tests.house.pages import Values, address_of, values_of_demonstration

ADMINISTRATOR, ORGANISER, MONITOR = "administrator", "organiser", "monitor"
FORMS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "cascade.decide_session": (MONITOR, {}),
    "checkin.check_in": (ORGANISER, {}),
    "checkin.set_hour": (ORGANISER, {}),
    "choosing.choose_people": (ADMINISTRATOR, {"text": "tra"}),
    "choosing.search_people": (ADMINISTRATOR, {"text": "tra"}),
    "directory.edit_person": (ADMINISTRATOR, {}),
    "duplicates.merge_people": (ADMINISTRATOR, {}),
    "enrolling.change_person": (ADMINISTRATOR, {}),
    "enrolling.take_answers": (ADMINISTRATOR, {}),
    "paper_results.type_results": (ADMINISTRATOR, {}),
    "plan.take_step": (ADMINISTRATOR, {}),
    "team.add_organiser": (ADMINISTRATOR, {}),
    "workshop_papers.type_terms": (ADMINISTRATOR, {}),
    "workshops.mark_attendance": (ORGANISER, {}),
}
"""Forms that come back with names when they are sent as good as empty: who may send them, and with what."""


def _spend_all(role: str) -> None:
    limiter.limiter.hit(parse("300 per 15 minutes"), f"viewer:{account_of_login(ROLES[role]).id}", "readings", cost=300)


def _notes() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action.in_(("names.read", "questions.exported")))) or 0


def _pages(app: Flask, values: Values) -> list[str]:
    return sorted({address_of(rule, "fr", values) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())})


@pytest.mark.parametrize("role", [ORGANISER, MONITOR, ADMINISTRATOR])
def test_every_page_that_shows_names_is_refused_once_all_is_read(role: str, demonstration: Flask, browsers: dict[str, CheckingClient]) -> None:
    browser, noted, before = browsers[role], [], _notes()
    for page in _pages(demonstration, values_of_demonstration()):
        browser.get(page)
        if _notes() > before:
            noted.append(page)
        before = _notes()
    assert len(noted) > 5, noted
    _spend_all(role)
    assert {page: status for page in noted if (status := browser.get(page).status_code) != 429} == {}


@pytest.mark.parametrize("endpoint", sorted(FORMS))
def test_every_form_that_comes_back_with_names_is_refused_once_all_is_read(
    endpoint: str, demonstration: Flask, browsers: dict[str, CheckingClient]
) -> None:
    role, given = FORMS[endpoint]
    browser, values = browsers[role], values_of_demonstration()
    rule = next(rule for rule in demonstration.url_map.iter_rules() if rule.endpoint == endpoint)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/fr/account").text)
    assert token
    address, data, before = address_of(rule, "fr", values), {**given, "csrf_token": token[1]}, _notes()
    assert browser.post(address, data=data).status_code in (200, 422)
    assert _notes() > before
    _spend_all(role)
    assert browser.post(address, data=data).status_code == 429
