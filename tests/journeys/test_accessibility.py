"""Every kind of page is looked at by axe, on a phone and on a desk, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.people import DESK, PHONE, fits, sign_in, violations

pytestmark = pytest.mark.journey

PAGES = {
    "formatrice": [
        "/fr/", "/fr/modules", "/fr/modules/legal-framework", "/fr/modules/legal-framework/penalties",
        "/fr/quizzes", "/fr/quizzes/sop-assistance-protection", "/fr/quizzes/practice-legal-framework",
        "/fr/my-certificate", "/fr/my-sessions", "/fr/my-sessions/report", "/fr/account", "/fr/places",
        "/fr/glossary", "/fr/search?q=consentement", "/fr/documents", "/fr/session-kit",
        "/fr/modules/legal-framework/three-elements#term-exploitation",
    ],
    "organisation": [
        "/fr/", "/fr/workshops", "/fr/workshops/bamako", "/fr/workshops/bamako/half-days/1", "/fr/workshops/bamako/half-days/1/corrections",
        "/fr/workshops/bamako/half-days/1/check-in", "/fr/workshops/bamako/type-sheet", "/fr/workshops/bamako/helpers",
        "/fr/workshops/bamako/messages", "/fr/workshops/bamako/messages/reminder", "/fr/workshops/bamako/messages/date-change",
        "/fr/workshops/bamako/messages/missing", "/fr/workshops/bamako/evaluation", "/fr/workshops/bamako/evaluation/paper", "/fr/calendar",
        "/fr/workshops/bamako/plan", "/fr/workshops/new",
        *(f"{{planned}}{page}" for page in (
            "", "/plan", "/edit", "/copy", "/half-days/1/timetable", "/half-days/add", "/quotas", "/team", "/people", "/people/invite",
            "/people/observer", "/people/history")),
    ],
    "suivi": ["/fr/", "/fr/sessions", "/fr/coverage", "/fr/trainers"],
    "admin": ["/en/", "/en/accounts", "/en/audit"],
}  # fmt: skip
PUBLIC = ["/fr/h", "/fr/h/nothing", "/fr/sign-in", "/en/verify", "/fr/about", "/fr/your-data", "/fr/v/T-2026-AAAAA-A", "/fr/nothing"]


def _planned(page: Page, server: str) -> str:
    """Return the address of the workshop to come: its day is part of it."""
    page.goto(f"{server}/fr/workshops")
    return page.get_by_role("link", name="Ségou").get_attribute("href") or ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ["stranger", *PAGES])
def test_axe_finds_nothing(chromium: Browser, server: str, name: str, size: dict[str, int], scheme: str) -> None:
    if name == "stranger":
        page, addresses = chromium.new_context(viewport=size).new_page(), PUBLIC  # type: ignore[arg-type]
    else:
        page, addresses = sign_in(chromium, server, name, size), PAGES[name]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found: list[str] = []
    planned = _planned(page, server) if any("{planned}" in address for address in addresses) else ""
    for address in addresses:
        page.goto(server + address.format(planned=planned))
        found += violations(Axe().run(page).response, address)
        if not fits(page):
            found.append(f"{address}: wider than the screen")
    page.context.close()
    assert found == []


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_refused_by_the_policy(chromium: Browser, server: str) -> None:
    page = sign_in(chromium, server, "admin", DESK)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for address in ["/fr/", "/fr/coverage", "/fr/trainers", "/fr/workshops/bamako", "/fr/modules/legal-framework/three-elements"]:
        page.goto(server + address)
    page.context.close()
    assert [url for url in asked if not url.startswith((server, "data:"))] == []
    assert said == []
