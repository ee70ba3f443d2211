"""Who lacks what, what if, and waivers, on their pages."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Account, AuditEntry, Person
from lms.accounts.rules import Role
from lms.certificates import services, standing
from lms.certificates.content import Design, designs
from lms.certificates.queries import records_of
from lms.certificates.rules.requirements import Requirement, RequirementKind
from lms.certificates.waivers.models import Waiver
from lms.db import db, transactional
from lms.quizzes.content import quizzes
from lms.workshops.models import Workshop
from tests import factories
from tests.cascade.makers import report
from tests.certificates.path import Trainer, attend, make_ready_trainer, make_trainer
from tests.client import CheckingClient
from tests.counting import counted_queries
from tests.factories import PROGRAMME, right_answers, take_quiz

SignIn = Callable[[Account], CheckingClient]
TABLE, SIMULATION = "/en/workshops/bamako/requirements", "/en/workshops/bamako/requirements/simulation"


@pytest.fixture
def asking(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have the certificate of trainers ask for these requirements."""

    def ask(*requirements: Requirement) -> None:
        design = designs()["trainer"]
        other = Design(slug=design.slug, kind=design.kind, valid_months=None, versions=(requirements,), words=design.words)
        monkeypatch.setitem(app.extensions, "certificate_designs", {**designs(), "trainer": other})

    return ask


def _words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") :]))


def _enrol_others(number: int) -> None:
    workshop = db.session.scalars(select(Workshop)).one()
    for one in range(number):
        factories.make_enrolment(workshop, factories.make_person(f"Autre{one}"))


def _requirements_page(trainer: Trainer) -> str:
    return f"/en/people/{trainer.person.code}/requirements"


@pytest.mark.parametrize("page", ["requirements", "requirements/simulation", "messages/missing", "certificates"])
def test_whoever_reads_the_people_of_a_workshop_is_noted_under_its_one_name(sign_in: SignIn, page: str) -> None:
    make_ready_trainer()
    assert sign_in(factories.make_account(Role.ADMINISTRATOR)).get(f"/en/workshops/bamako/{page}").status_code == 200
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "names.read")).all() == ["workshop:essai/bamako"]


def test_everybody_of_a_workshop_stands_with_what_they_lack(sign_in: SignIn) -> None:
    make_ready_trainer()
    _enrol_others(1)
    page = _words(sign_in(factories.make_account(Role.MONITOR)).get(TABLE).text)
    assert "1 of 2 people meet every requirement" in page
    assert "Awa TRAORÉ 6/6 met" in page
    assert "Awa AUTRE0 0/6 not met" in page


def test_the_table_shows_who_lacks_one_thing(sign_in: SignIn) -> None:
    make_ready_trainer()
    _enrol_others(1)
    browser = sign_in(factories.make_account(Role.MONITOR))
    lacking = _words(browser.get(f"{TABLE}?lacking=quiz:first").text)
    assert "Awa AUTRE0" in lacking
    assert "Awa TRAORÉ" not in lacking
    ready = _words(browser.get(f"{TABLE}?lacking=nothing").text)
    assert ("Awa AUTRE0" in ready, "Awa TRAORÉ" in ready) == (False, True)


def test_each_certificate_has_a_table_of_its_own(sign_in: SignIn) -> None:
    make_ready_trainer()
    browser = sign_in(factories.make_account(Role.MONITOR))
    assert "Quiz 1" not in browser.get(f"{TABLE}?design=participation").text
    assert browser.get(f"{TABLE}?design=nothing").status_code == 404


@pytest.mark.parametrize("page", [TABLE, f"{SIMULATION}?attendance=50&session=reported-1", "/en/requirements", "/en/requirements/simulation"])
def test_the_database_is_asked_the_same_for_one_and_for_many(sign_in: SignIn, page: str) -> None:
    make_ready_trainer()
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    with counted_queries() as for_one:
        assert browser.get(page).status_code == 200
    _enrol_others(12)
    with counted_queries() as for_many:
        browser.get(page)
    assert len(for_many) == len(for_one)


def test_an_organiser_sees_their_workshops_and_not_the_programme(sign_in: SignIn) -> None:
    make_ready_trainer()
    stranger = sign_in(factories.make_account(Role.ORGANISER))
    assert stranger.get(TABLE).status_code == 404
    assert stranger.get("/en/requirements").status_code == 403
    assert sign_in(factories.make_account()).get(TABLE).status_code == 403


def test_what_if_says_how_many_more_and_who_and_saves_nothing(sign_in: SignIn) -> None:
    factories.make_programme()
    attend(make_trainer("Keïta", "Modibo"), *["present"] * 4)
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    page = _words(browser.get(f"{SIMULATION}?design=participation&attendance=66").text)
    assert "1 more person would meet every requirement. That makes 1 of 1 instead of 0." in page
    assert "Modibo KEÏTA" in page
    assert "0 of 1 people meet every requirement" in _words(browser.get(f"{TABLE}?design=participation").text)


def test_what_if_refuses_a_rule_that_it_does_not_offer(sign_in: SignIn) -> None:
    make_ready_trainer()
    answer = sign_in(factories.make_account(Role.ADMINISTRATOR)).get(f"{SIMULATION}?attendance=many")
    assert answer.status_code == 422
    assert "Choose from the list." in answer.text


def test_an_attestation_is_issued_to_whoever_only_attended(sign_in: SignIn) -> None:
    factories.make_programme()
    trainer = make_trainer()
    attend(trainer, *["present"] * 5)
    browser = sign_in(trainer.account)
    assert browser.submit("/en/my-certificate/participation", page="/en/my-certificate").status_code == 302
    page = browser.get("/en/my-certificate").text
    assert re.search(r"Attestation of participation: issued on .*/v/P-\d{4}-", page, re.DOTALL)
    assert "You have your certificate" not in browser.get("/en/").text


def test_sessions_count_where_a_certificate_asks_for_them(asking: Callable[..., None], app: Flask) -> None:
    asking(Requirement(RequirementKind.SESSION, number=1), Requirement(RequirementKind.SESSION, number=1, is_verified=True))
    factories.make_programme()
    trainer = make_trainer()
    assert [one.is_met for one in standing.requirements_of(trainer.person.id, PROGRAMME, "trainer")] == [False, False]
    report(trainer.account)
    assert [one.is_met for one in standing.requirements_of(trainer.person.id, PROGRAMME, "trainer")] == [True, False]


def test_a_post_test_counts_by_the_attempt_that_counts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.make_programme()
    trainer, quiz = make_trainer(), quizzes()["first"]
    test = replace(quiz, slug="after", kind="post-test", module=None, modules=("first", "second"))
    monkeypatch.setitem(app.extensions, "quizzes", {**quizzes(), "after": test})
    assert records_of([trainer.person.id], PROGRAMME)[trainer.person.id].tests[0].percent is None
    take_quiz(trainer.account, test, right_answers(quiz))
    assert [(one.quiz, one.percent) for one in records_of([trainer.person.id], PROGRAMME)[trainer.person.id].tests] == [("after", 100)]


def _grant(browser: CheckingClient, trainer: Trainer, **values: Any) -> Any:
    return browser.submit(_requirements_page(trainer), {"requirement": "trainer attendance", "reason": "Essai inventé", **values})


def test_an_administrator_waives_a_requirement_with_a_reason_and_it_is_shown(sign_in: SignIn) -> None:
    factories.make_programme()
    trainer = make_trainer()
    attend(trainer, *["present"] * 3)
    admin = factories.make_account(Role.ADMINISTRATOR)
    browser = sign_in(admin)
    assert _grant(browser, trainer, reason="").status_code == 422
    assert _grant(browser, trainer).status_code == 302
    name = db.session.get_one(Person, admin.person_id).full_name
    for page in (browser.get(_requirements_page(trainer)), sign_in(trainer.account).get("/en/my-certificate")):
        assert re.search(rf"Waived by {name} on \d+ \w+ \d{{4}}: Essai inventé", _words(page.text))
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("waiver%"))).all() == ["waiver.granted"]


def test_a_waiver_sent_twice_is_one(sign_in: SignIn) -> None:
    factories.make_programme()
    trainer = make_trainer()
    attend(trainer, "present")
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    page = browser.get(_requirements_page(trainer)).text
    fields = {name: re.findall(rf'name="{name}"[^>]*value="([^"]+)"', page)[-1] for name in ("csrf_token", "event_id", "author")}
    for _again in range(2):
        assert browser.post(_requirements_page(trainer), data={**fields, "requirement": "trainer attendance", "reason": "Essai"}).status_code == 302
    assert len(db.session.scalars(select(Waiver)).all()) == 1


@pytest.mark.parametrize("requirement", ["trainer lessons:first", "trainer nothing", "nothing attendance", "x"])
def test_what_is_met_or_not_asked_cannot_be_waived(sign_in: SignIn, requirement: str) -> None:
    trainer = make_ready_trainer()
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    page = browser.get("/en/people/" + trainer.person.code).text
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    data = {"csrf_token": token, "event_id": str(factories.fact_id()), "requirement": requirement, "reason": "Essai"}
    assert browser.post(_requirements_page(trainer), data=data).status_code in {404, 422}
    assert db.session.scalars(select(Waiver)).all() == []


def test_only_administrators_waive(sign_in: SignIn) -> None:
    trainer = make_ready_trainer()
    for role in (Role.MONITOR, Role.ORGANISER, Role.TRAINER):
        answer = sign_in(factories.make_account(role)).post(
            _requirements_page(trainer), data={"requirement": "trainer attendance", "reason": "Essai"}
        )
        assert answer.status_code in {400, 403}
    assert db.session.scalars(select(Waiver)).all() == []


def test_a_waiver_is_withdrawn_while_nothing_was_issued_on_it(sign_in: SignIn) -> None:
    factories.make_programme()
    trainer = make_trainer()
    attend(trainer, *["present"] * 3)
    browser = sign_in(factories.make_account(Role.ADMINISTRATOR))
    _grant(browser, trainer, requirement="participation attendance")
    waiver = db.session.scalars(select(Waiver)).one()
    page = _requirements_page(trainer)
    assert browser.submit(f"{page}/{waiver.id}/withdraw", page=page).status_code == 302
    assert [one.is_met for one in standing.requirements_of(trainer.person.id, PROGRAMME, "participation")] == [False]
    _grant(browser, trainer, requirement="participation attendance")
    with transactional():
        services.issue_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="participation", account_id=trainer.account.id,
                                   now=max(one.granted_at for one in db.session.scalars(select(Waiver))))  # fmt: skip
    standing_one = db.session.scalars(select(Waiver).where(Waiver.withdrawn_at.is_(None))).one()
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(page).text)[0]
    answer = browser.post(f"{page}/{standing_one.id}/withdraw", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "revoke the certificate first" in answer.text
