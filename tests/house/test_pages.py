"""Every page, as each role, in both languages: it answers, it is small, and it asks the database little."""

import gzip
import re
import sys

import pytest
from flask import Flask

from lms.web.limits import limiter
from tests.client import CheckingClient
from tests.counting import counted_queries
from tests.house.conftest import ROLES
from tests.house.pages import address_of, values_of_demonstration

MOST_BYTES = 14 * 1024
MOST_QUERIES = 8
FIRST_VISIT_BYTES = 30 * 1024
FIRST_VISIT_REQUESTS = 4


def _pages(app: Flask, language: str) -> list[str]:
    values = values_of_demonstration()
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())]
    pages = {address_of(rule, language, values) for rule in rules}
    for module in app.extensions["library"].modules.values():
        pages.add(f"/{language}/modules/{module.slug}")
        pages |= {f"/{language}/quizzes/{module.slug}", f"/{language}/quizzes/practice-{module.slug}"}
        pages |= {f"/{language}/modules/{module.slug}/{lesson.slug}" for lesson in module.lessons}
    return sorted(pages)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", ["stranger", *ROLES])
def test_every_page_answers_small_and_with_few_queries(
    role: str, language: str, demonstration: Flask, browsers: dict[str, CheckingClient], capsys: pytest.CaptureFixture[str]
) -> None:
    lines, faults = [], []
    for page in _pages(demonstration, language):
        with counted_queries() as statements:
            answer = browsers[role].get(page)
        queries, size = len(statements), len(gzip.compress(answer.get_data(), 6))
        if answer.mimetype == "text/html":
            lines.append(f"{role:<14} {answer.status_code} {size:>6} bytes {queries:>2} queries  {page}")
        if answer.status_code not in (200, 302, 403, 404):
            faults.append(f"{page}: {answer.status_code}")
        if answer.mimetype == "text/html" and size > MOST_BYTES:
            faults.append(f"{page}: {size} bytes")
        if queries > MOST_QUERIES:
            faults.append(f"{page}: {queries} queries: {[statement[:60] for statement in statements]}")
        if (
            answer.mimetype == "text/html"
            and answer.status_code != 302
            and page.startswith(f"/{language}/")
            and f'<html lang="{language}"' not in answer.text
        ):
            faults.append(f"{page}: in the wrong language")
    with capsys.disabled():
        largest = sorted(lines, key=lambda line: -int(line.split()[2]))[:3]
        sys.stdout.write("\n  ".join([f"\n{role}, {language}: {len(lines)} pages, the largest:", *largest]))
    assert faults == []


def test_every_route_that_shows_something_shows_it_to_somebody(demonstration: Flask, browsers: dict[str, CheckingClient]) -> None:
    """Refusals are answers too: this makes sure that no page is only ever refused, redirected or not found."""
    values = values_of_demonstration()
    leads_on = {"home.choose_language", "quizzes.show_module_quiz", "quizzes.show_module_practice"}
    for rule in demonstration.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.endpoint not in leads_on:
            statuses = {role: browser.get(address_of(rule, "fr", values)).status_code for role, browser in browsers.items()}
            assert 200 in statuses.values(), (rule.endpoint, statuses)


def test_the_first_visit_is_small(browsers: dict[str, CheckingClient]) -> None:
    stranger = browsers["stranger"]
    page = stranger.get("/fr/sign-in", headers={"Accept-Encoding": "gzip"})
    total = len(page.get_data()) + len(str(page.headers))
    html = gzip.decompress(page.get_data()).decode()
    wanted = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    for address in wanted:
        with stranger.get(address, headers={"Accept-Encoding": "gzip"}) as asset:
            assert asset.status_code == 200
            total += len(asset.get_data()) + len(str(asset.headers))
    assert 1 + len(wanted) <= FIRST_VISIT_REQUESTS
    assert total <= FIRST_VISIT_BYTES


def test_each_role_reaches_what_its_work_needs(browsers: dict[str, CheckingClient]) -> None:
    limiter.reset()  # the walks before have read more lists of names than anybody may in a quarter of an hour
    needed = {
        "trainer": ["/fr/", "/fr/modules", "/fr/my-certificate", "/fr/my-sessions", "/fr/my-sessions/report"],
        "organiser": ["/fr/", "/fr/workshops", "/fr/workshops/bamako", "/fr/workshops/bamako/half-days/6"],
        "monitor": ["/fr/", "/fr/sessions", "/fr/coverage", "/fr/trainers", "/fr/workshops/gao"],
        "administrator": ["/fr/", "/fr/accounts", "/fr/audit", "/fr/coverage", "/fr/trainers"],
    }
    for role, pages in needed.items():
        assert {page: browsers[role].get(page).status_code for page in pages} == dict.fromkeys(pages, 200), role


def test_an_organiser_sees_no_other_workshop_and_a_trainer_no_list_of_names(browsers: dict[str, CheckingClient]) -> None:
    assert browsers["organiser"].get("/fr/workshops/gao").status_code == 404
    assert browsers["organiser"].get("/fr/trainers").status_code == 403
    for page in ("/fr/workshops/bamako", "/fr/trainers", "/fr/sessions", "/fr/coverage", "/fr/accounts"):
        assert browsers["trainer"].get(page).status_code == 403
