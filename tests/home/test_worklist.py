"""The worklist of organisers: what is in it, for whom, in which order, and where each line leads."""

import gzip
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts.access import Viewer
from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.certificates import services as certificates
from lms.db import db, transactional
from lms.home import queries
from lms.home.routes import MOST_LINES
from lms.home.rules import Matter
from lms.programmes.models import Programme
from lms.workshops.evaluation.models import EvaluationAnswer
from lms.workshops.models import HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.prints.models import SignInSheet
from tests import factories
from tests.certificates.conftest import set_public_url
from tests.certificates.path import make_ready_trainer
from tests.client import CheckingClient, steady
from tests.conftest import NOW
from tests.counting import counted_queries
from tests.factories import PROGRAMME
from tests.workshops.room import make_room, mark

SignIn = Callable[[Account], CheckingClient]
TODAY = date(2026, 6, 1)


@pytest.fixture
def organiser(app: Flask) -> Account:
    factories.make_programme()
    return factories.make_account(Role.ORGANISER)


def make_planned(
    organiser: Account, slug: str = "bamako", *, first: date = TODAY + timedelta(days=5), status: str = "published", people: int = 0, venue: str = ""
) -> Workshop:
    """Make a workshop of two half-days and ten places. It has no trainer."""
    workshop = factories.make_workshop(slug, starts_on=first, half_days=2, organisers=(organiser,), status=status, capacity=10)
    with transactional():
        db.session.get_one(Workshop, workshop.id).venue = venue
    for _number in range(people):
        factories.make_enrolment(workshop, factories.make_person())
    return workshop


def print_sheets(workshop: Workshop, organiser: Account, *positions: int) -> None:
    with transactional():
        for half_day in db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id, HalfDay.position.in_(positions))):
            id = factories.fact_id()
            db.session.add(SignInSheet(id=id, code=id.hex[-8:], half_day_id=half_day.id, rows="[]", printed_at=NOW, account_id=organiser.id))


def answer(workshop: Workshop, number: int) -> None:
    with transactional():
        for _number in range(number):
            db.session.add(EvaluationAnswer(id=factories.fact_id(), workshop_id=workshop.id, source="paper", ratings="{}", is_counted=True))


def viewer_of(account: Account, role: Role = Role.ORGANISER) -> Viewer:
    return Viewer(account_id=account.id, person_id=account.person_id, name="", sex="N", programme=PROGRAMME, roles=frozenset({role}), session_hash="")


def found(account: Account, role: Role = Role.ORGANISER, *, today: date = TODAY) -> list[tuple[str, Matter]]:
    return [(line.slug, line.task.matter) for line in queries.worklist(viewer_of(account, role), today=today)]


def test_a_workshop_in_five_days_names_all_that_it_lacks(organiser: Account) -> None:
    make_planned(organiser, people=3)
    assert [matter for _slug, matter in found(organiser)] == [Matter.TRAINER, Matter.VENUE, Matter.CONFIRMED, Matter.SHEETS_TO_PRINT]


def test_what_is_mended_leaves_the_list(organiser: Account) -> None:
    workshop = make_planned(organiser, people=6, venue="Salle inventée")
    factories.make_enrolment(workshop, factories.make_person(), role="trainer")
    print_sheets(workshop, organiser, 1)
    assert found(organiser) == [("bamako", Matter.SHEETS_TO_PRINT)]
    print_sheets(workshop, organiser, 2)
    assert found(organiser) == []


@pytest.mark.parametrize(("role", "state"), [("trainer", "withdrawn"), ("observer", "confirmed")])
def test_whoever_withdrew_or_only_looks_on_trains_nobody(organiser: Account, role: str, state: str) -> None:
    workshop = make_planned(organiser)
    factories.make_enrolment(workshop, factories.make_person(), role=role, state=state)
    assert ("bamako", Matter.TRAINER) in found(organiser)


@pytest.mark.parametrize("state", ["invited", "waiting", "declined", "withdrawn"])
def test_only_those_who_confirmed_count(organiser: Account, state: str) -> None:
    workshop = make_planned(organiser)
    for _number in range(9):
        factories.make_enrolment(workshop, factories.make_person(), state=state)
    assert ("bamako", Matter.CONFIRMED) in found(organiser)


def test_half_days_that_came_are_to_mark_or_their_sheets_to_type(organiser: Account) -> None:
    workshop = make_planned(organiser, first=TODAY, people=2, status="running", venue="Salle inventée")
    factories.make_enrolment(workshop, factories.make_person(), role="trainer")
    print_sheets(workshop, organiser, 2)
    half_days = [one for one in found(organiser, today=TODAY + timedelta(days=1)) if one[1] is not Matter.EVALUATION]
    assert half_days == [("bamako", Matter.ATTENDANCE), ("bamako", Matter.SHEETS_TO_TYPE)]


def test_an_evaluation_is_missing_until_five_have_answered(organiser: Account) -> None:
    workshop = make_planned(organiser, first=TODAY - timedelta(days=3), people=8, status="closed")
    print_sheets(workshop, organiser, 1, 2)
    answer(workshop, 4)
    assert ("bamako", Matter.EVALUATION) in found(organiser)
    answer(workshop, 1)
    assert ("bamako", Matter.EVALUATION) not in found(organiser)


def test_home_does_not_tell_when_somebody_answers(organiser: Account, sign_in: SignIn) -> None:
    workshop = make_planned(organiser, first=clock.local_day(clock.now()) - timedelta(days=3), people=8, status="closed")
    browser = sign_in(organiser)
    before = steady(browser.get("/en/").text)
    assert "too few answers to be shown" in before
    answer(workshop, 1)
    assert steady(browser.get("/en/").text) == before


@pytest.mark.parametrize("status", ["cancelled"])
def test_a_workshop_that_was_cancelled_needs_nothing(organiser: Account, status: str) -> None:
    make_planned(organiser, people=3, status=status)
    assert found(organiser) == []


def test_organisers_see_what_their_own_workshops_need_and_administrators_all_of_the_programme(organiser: Account) -> None:
    make_planned(organiser, "bamako")
    make_planned(factories.make_account(Role.ORGANISER), "kayes")
    factories.make_programme("autre", modules=())
    factories.make_workshop("ailleurs", starts_on=TODAY + timedelta(days=3), programme="autre", status="published")
    assert {slug for slug, _matter in found(organiser)} == {"bamako"}
    assert {slug for slug, _matter in found(factories.make_account(Role.ADMINISTRATOR), Role.ADMINISTRATOR)} == {"bamako", "kayes"}
    assert found(factories.make_account(Role.MONITOR), Role.MONITOR) == []


def test_the_most_urgent_comes_first_whichever_the_workshop(organiser: Account) -> None:
    make_planned(organiser, "later", first=TODAY + timedelta(days=18), venue="Salle inventée")
    make_planned(organiser, "sooner", first=TODAY + timedelta(days=2), venue="Salle inventée")
    assert found(organiser) == [
        ("sooner", Matter.TRAINER), ("sooner", Matter.CONFIRMED), ("later", Matter.TRAINER), ("later", Matter.CONFIRMED)
    ]  # fmt: skip


def test_what_takes_place_today_comes_first_and_each_workshop_stands_together(organiser: Account) -> None:
    make_planned(organiser, "long-ago", first=TODAY - timedelta(days=60), people=2, status="running")
    make_planned(organiser, "today", first=TODAY, people=8, status="running")
    make_planned(organiser, "in-two-days", first=TODAY + timedelta(days=2))
    make_planned(organiser, "in-five-days", first=TODAY + timedelta(days=5))
    slugs = [slug for slug, _matter in found(organiser)]
    assert list(dict.fromkeys(slugs)) == ["today", "long-ago", "in-two-days", "in-five-days"]
    assert slugs == sorted(slugs, key=list(dict.fromkeys(slugs)).index)


def test_a_draft_that_begins_today_says_that_it_must_be_opened(organiser: Account, sign_in: SignIn) -> None:
    make_planned(organiser, first=clock.local_day(clock.now()), people=8, status="draft")
    browser = sign_in(organiser)
    page = browser.get("/en/").text
    assert "still a draft, open its invitations" in page
    assert '/en/workshops/bamako/plan"' in page
    workshop = browser.get("/en/workshops/bamako").text
    assert "This workshop is still a draft: attendance can only be marked once its invitations are open." in workshop
    assert "has a place already" in browser.get("/en/workshops/bamako/people").text


def test_certificates_to_issue_count_those_who_meet_everything_until_they_are_issued(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = make_ready_trainer()
    set_public_url(app, monkeypatch, "https://relais.example.org")
    organiser = factories.make_account(Role.ORGANISER)
    workshop = db.session.scalars(select(Workshop)).one()
    factories.make_enrolment(workshop, factories.make_person("Sidibé"))
    with transactional():
        db.session.add(WorkshopOrganiser(workshop_id=workshop.id, account_id=organiser.id))
    later = workshop.ends_on + timedelta(days=2)
    lines = [line for line in queries.worklist(viewer_of(organiser), today=later) if line.task.matter is Matter.CERTIFICATES]
    assert [(line.slug, line.situation.qualified) for line in lines if line.situation] == [("bamako", 2)]
    for design in ("participation", "trainer"):
        with transactional():
            certificates.issue_certificate(person_id=trainer.person.id, programme=PROGRAMME, design=design, account_id=trainer.account.id, now=NOW)
    assert ("bamako", Matter.CERTIFICATES) not in found(organiser, today=later)


def test_no_certificates_are_asked_for_where_a_programme_has_none(organiser: Account) -> None:
    with transactional():
        db.session.scalars(select(Programme)).one().certificate = "none"
    make_planned(organiser, first=TODAY - timedelta(days=3), people=3, status="closed")
    assert Matter.CERTIFICATES not in {matter for _slug, matter in found(organiser)}


def test_as_many_queries_however_many_workshops(organiser: Account) -> None:
    counts = []
    for number in range(6):
        make_planned(organiser, f"held{number}", first=TODAY - timedelta(days=2), people=1)
        print_sheets(make_planned(organiser, f"to-come{number}"), organiser, 1)
        with counted_queries() as statements:
            lines = queries.worklist(viewer_of(organiser), today=TODAY)
        counts.append((len(statements), len(lines)))
    assert len({queries for queries, _lines in counts}) == 1
    assert counts[0][1] < counts[-1][1]


def links(page: str) -> list[str]:
    return re.findall(r'<li><span><a href="([^"]+)"', page)


def test_each_line_opens_the_place_to_mend_it(organiser: Account, sign_in: SignIn) -> None:
    today = clock.local_day(clock.now())
    make_planned(organiser, "to-come", first=today + timedelta(days=5), people=3)
    held = make_planned(organiser, "held", first=today - timedelta(days=3), people=5, status="running")
    print_sheets(held, organiser, 2)
    browser = sign_in(organiser)
    found = links(browser.get("/en/").text)
    assert sorted(found) == sorted([
        "/en/workshops/to-come/team", "/en/workshops/to-come/edit", "/en/workshops/to-come/people", "/en/workshops/to-come/papers",
        "/en/workshops/held/half-days/1", "/en/workshops/held/type-sheet", "/en/workshops/held/evaluation",
    ])  # fmt: skip
    assert {browser.get(link).status_code for link in found} == {200}


def test_home_says_of_a_half_day_what_remains(app: Flask, sign_in: SignIn) -> None:
    factories.make_programme()
    room = make_room(4)
    mark(room, "present", "present", "present")
    mark(room, "absent", "absent", minute=1)
    words = sign_in(room.organiser).get("/en/").text
    assert "Bamako, 13 September 2022, morning: attendance to mark" in words
    assert "2 to settle, 1 not marked" in words
    assert words.count("Not marked yet") == 5


def test_an_empty_list_says_that_nothing_needs_to_be_done(organiser: Account, sign_in: SignIn) -> None:
    assert "Nothing needs to be done for your workshops." in sign_in(organiser).get("/en/").text


def test_a_long_list_says_how_much_more_follows_and_stays_small(organiser: Account, sign_in: SignIn) -> None:
    first = clock.local_day(clock.now()) + timedelta(days=9)
    for number in range(12):
        make_planned(organiser, f"atelier-numero-{number}", first=first)
    page = sign_in(organiser).get("/en/")
    assert len(links(page.text)) == MOST_LINES
    assert "6 more follow once these are done." in page.text
    assert len(gzip.compress(page.data, 6)) < 14 * 1024
