import gzip
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.cascade.rules import AgeBand, Sex, Verdict
from lms.db import db
from tests.cascade.makers import decide, make_monitor, report
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.counting import counted_queries
from tests.coverage.makers import make_target, make_trainer
from tests.factories import make_account, make_programme, make_workshop

SignIn = Callable[[Account], CheckingClient]
PAGES = ("/en/coverage", "/en/trainers")


@pytest.fixture(autouse=True)
def programme(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    make_programme()


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_coverage_without_signing_in(client: CheckingClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/en/sign-in?next=")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.TRAINER, Role.ORGANISER])
def test_coverage_is_for_monitors(sign_in: SignIn, path: str, role: Role) -> None:
    assert sign_in(make_account(role)).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/fr/coverage", "/fr/trainers"])
@pytest.mark.parametrize("role", [Role.MONITOR, Role.ADMINISTRATOR])
def test_pages_exist_in_french_for_monitors_and_administrators(sign_in: SignIn, path: str, role: Role) -> None:
    assert sign_in(make_account(role)).get(path).status_code == 200


def test_eight_figures_stand_against_their_targets(sign_in: SignIn) -> None:
    workshop, monitor = make_workshop(), make_monitor()
    trainers = [make_trainer(workshop, half_days=6, is_certified=n < 2) for n in range(5)]
    decide(monitor, report(trainers[0]))
    report(trainers[1])
    make_target("I01", 220)
    make_target("I06", 4)
    page = sign_in(monitor).get("/en/coverage").get_data(as_text=True)
    assert page.count('<div class="figure">') == 8
    assert "1% of the target of 220" in page
    assert "25% of the target of 4" in page
    assert "Target: Invented plan." in page
    assert "1 more waits (provisional)" in page
    assert "21 more wait (provisional)" in page
    assert "As of 21 November 2026" in page


def test_nothing_reported_is_not_nought(sign_in: SignIn) -> None:
    trainer = make_trainer(make_workshop())
    report(trainer, place_code="ML-1/kita")
    page = sign_in(make_monitor()).get("/en/coverage").get_data(as_text=True)
    rows = dict(re.findall(r'<th scope="row">(\w+).*?</th>\s*<td data-label="Verified sessions" class="number">(.*?)</td>', page))
    assert rows["Kayes"] == "0"
    assert "nothing reported" in rows["Gao"]


def test_regions_without_a_workshop_are_hatched_and_named(sign_in: SignIn) -> None:
    for slug, place in (("bamako", "ML-BKO"), *((f"region-{n}", f"ML-{n}") for n in range(1, 8))):
        make_workshop(slug, place)
    page = sign_in(make_monitor()).get("/en/coverage").get_data(as_text=True)
    assert page.count('fill="url(#no-workshop)"') == 3
    assert re.findall(r'<th scope="row">(\w+) <small class="muted">no workshop', page) == ["Kidal", "Ménaka", "Taoudénit"]


def test_the_map_says_every_number_and_its_twin_follows(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(make_workshop("kayes", "ML-1")), make_monitor()
    for _ in range(6):
        decide(monitor, report(trainer))
    page = sign_in(monitor).get("/en/coverage").get_data(as_text=True)
    assert re.search(r'class="tile--2"[^>]*/>\s*<text[^>]*>Kayes</text>\s*<text[^>]*>6</text>', page)
    assert page.index("</svg>") < page.index('class="table-cards region-table"')


def test_reading_the_names_is_audited(sign_in: SignIn) -> None:
    monitor = make_monitor()
    sign_in(monitor).get("/en/trainers")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "names.read")).one()
    assert (entry.account_id, entry.action, entry.subject) == (monitor.id, "names.read", "trainers:essai")


def test_coverage_without_names_is_not_audited(sign_in: SignIn) -> None:
    sign_in(make_monitor()).get("/en/coverage")
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "names.read")).all() == []


def test_trainers_of_another_programme_are_not_listed(sign_in: SignIn) -> None:
    make_programme("autre")
    make_trainer(make_workshop(programme="autre"), "Elsewhere")
    assert "Elsewhere" not in sign_in(make_monitor()).get("/en/trainers").get_data(as_text=True)


def test_filters_keep_their_choice_and_travel_with_the_pages(sign_in: SignIn) -> None:
    workshop = make_workshop()
    for number in range(26):
        make_trainer(workshop, f"N{number:02}")
    page = sign_in(make_monitor()).get("/en/trainers?workshop=bamako").get_data(as_text=True)
    assert "26 trainers." in page
    assert '<option selected value="bamako">Bamako, 13 September 2022</option>' in page
    assert 'href="/en/trainers?workshop=bamako&amp;page=2"' in page


def test_a_filter_that_does_not_exist_is_said_and_not_applied(sign_in: SignIn) -> None:
    make_trainer(make_workshop(), "Kept")
    page = sign_in(make_monitor()).get("/en/trainers?workshop=nowhere").get_data(as_text=True)
    assert "Choose from the list." in page
    assert "Kept" in page


def test_filters_that_leave_nobody_offer_everybody(sign_in: SignIn) -> None:
    make_trainer(make_workshop())
    page = sign_in(make_monitor()).get("/en/trainers?state=active").get_data(as_text=True)
    assert "Nobody matches" in page


def test_a_page_beyond_the_last_leads_to_the_first_of_the_same_filters(sign_in: SignIn) -> None:
    make_workshop()
    for number in ("2", "1" * 40):
        answer = sign_in(make_monitor()).get(f"/en/trainers?workshop=bamako&page={number}")
        assert (answer.status_code, answer.location) == (302, "/en/trainers?workshop=bamako&page=1")


def test_the_list_shows_what_one_filters_by(sign_in: SignIn) -> None:
    workshop = make_workshop()
    make_trainer(workshop, "Stated", place_code="ML-1/kita")
    make_trainer(workshop, "Silent", place_code=None, profession="", institution="")
    page = sign_in(make_monitor()).get("/en/trainers").get_data(as_text=True)
    assert "Kayes · Justice" in page
    assert "Region not stated · Not stated" in page
    for choice in ("Started, certificate not issued", "Without certificate"):
        assert f">{choice}</option>" in page
    assert page.count('<option value="not-stated">Not stated</option>') == 2
    assert "The region here is where the trainer works." in page


def test_returned_sessions_stand_beside_waiting_ones(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(make_workshop("kayes", "ML-1")), make_monitor()
    report(trainer)
    decide(monitor, report(trainer), Verdict.RETURNED)
    browser = sign_in(monitor)
    page = browser.get("/en/coverage").get_data(as_text=True)
    assert "Waiting: 1, the oldest since 21 November 2026 at 09:00. Returned: 1." in page
    assert page.count("1 returned</small>") == 2
    assert '<span class="rate">0 / 1 / 1</span>' in browser.get("/en/trainers").get_data(as_text=True)


def test_the_verified_sessions_of_a_region_lead_to_their_list(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(make_workshop("kayes", "ML-1")), make_monitor()
    session_id = report(trainer)
    decide(monitor, session_id)
    browser = sign_in(monitor)
    page = browser.get("/en/coverage").get_data(as_text=True)
    address = "/en/sessions?state=verified&region=ML-1"
    assert f'<a href="{address.replace("&", "&amp;")}">1<' in page
    assert str(session_id) in browser.get(address).get_data(as_text=True)


def test_a_region_without_workshop_stays_hatched_whatever_its_sessions(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(make_workshop()), make_monitor()
    decide(monitor, report(trainer, place_code="ML-1/kita"))
    page = sign_in(monitor).get("/en/coverage").get_data(as_text=True)
    assert re.search(r'fill="url\(#no-workshop\)"[^>]*/><rect[^>]*/>\s*<text[^>]*>Kayes</text>\s*<text[^>]*>1</text>', page)
    row = next(row for row in page.split("<tr>") if '<th scope="row">Kayes' in row)
    assert row.count('<span class="visually-hidden">no workshop</span>') == 3


def test_what_nobody_reported_is_a_dash_on_top_too(sign_in: SignIn) -> None:
    make_trainer(make_workshop())
    make_target("I06", 220)
    page = sign_in(make_monitor()).get("/en/coverage").get_data(as_text=True)
    figures = page.split('class="figures"')[1].split("</section>")[0]
    assert figures.count('<span class="visually-hidden">nothing reported</span>') == 5
    assert "<progress" not in figures
    assert "Regions reached" not in figures


def test_half_days_that_nobody_marked_are_named(sign_in: SignIn) -> None:
    make_trainer(make_workshop(), half_days=5)
    page = sign_in(make_monitor()).get("/en/coverage").get_data(as_text=True)
    assert '<p class="figure__aside">1 half-day not marked</p>' in page
    assert '<th scope="row">Bamako <small class="muted">1 half-day not marked</small></th>' in page


def test_participations_are_written_without_agreement(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(make_workshop()), make_monitor()
    decide(monitor, report(trainer))
    decide(monitor, report(trainer, place_code="ML-2/kati", head_counts={(Sex.WOMEN, AgeBand.FROM_25): 1}))
    page = sign_in(monitor).get("/en/coverage").get_data(as_text=True)
    assert ">women 12, men 8, not stated 1</small>" in page
    assert ">women 1, men 0</small>" in page


def test_the_figures_say_regions_reached_and_what_the_certified_do(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(make_workshop(), is_certified=True), make_monitor()
    decide(monitor, report(trainer))
    make_target("I03", 110)
    page = sign_in(monitor).get("/en/coverage").get_data(as_text=True)
    assert "Regions reached: 1 of 11" in page
    assert "1% of the target of 110" in page
    assert "Among those who hold a certificate: 1 of 1 in the last 12 months." in page
    assert "departs from the catalogue of indicators" in page


def test_queries_do_not_grow_with_the_programme(sign_in: SignIn) -> None:
    workshops = [make_workshop(), make_workshop("kayes", "ML-1")]
    monitor = make_monitor()
    browser = sign_in(monitor)
    found: dict[str, list[int]] = {path: [] for path in PAGES}
    for upto in (20, 200):
        for number in range(0 if upto == 20 else 20, upto):
            trainer = make_trainer(workshops[number % 2], f"N{number:03}", half_days=number % 7)
            if number % 4 == 0:
                decide(monitor, report(trainer, held_on=date(2026, 1 + number % 10, 1)))
        for path in PAGES:
            with counted_queries() as statements:
                page = browser.get(path).get_data()
            assert len(gzip.compress(page)) <= 14 * 1024
            found[path].append(len(statements))
    for path, counts in found.items():
        assert counts[0] == counts[1] <= 8, path
