"""The demonstration on the real content, loaded once for the tests that look at every page."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Account, AccountIdentifier
from lms.app import create_app
from lms.cascade import services as cascade
from lms.cascade.rules import AgeBand, Sex
from lms.certificates import services as certificates
from lms.config import ROOT
from lms.courses import services as courses
from lms.courses.content import library
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.demo import services as demo
from lms.directory.facts import people_merged, people_separated
from lms.directory.services.requests import ask_correction
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.places.services import store_places
from lms.quizzes.bank_routes import PURPOSE
from lms.quizzes.content import quizzes
from lms.quizzes.exchange.formats import Format
from lms.quizzes.facts import ATTEMPT_REMARKED, fact
from lms.quizzes.imported import Source, import_bank, read
from lms.rosters.imports.services import import_list, sort_for
from lms.rosters.reading import read_roster
from lms.uploads.services import keep_upload
from lms.web.limits import limiter
from lms.workshops.checkin.models import HelperAccess
from lms.workshops.models import Workshop
from lms.workshops.prints import services as papers
from lms.workshops.prints.rules import Terms
from lms.workshops.queries import half_days_of, workshop_named
from tests.client import CheckingClient
from tests.conftest import settings_in
from tests.factories import right_answers, take_quiz
from tests.house.pages import LINK

ROLES = {"trainer": "formatrice", "organiser": "organisation", "monitor": "suivi", "administrator": "admin"}


@pytest.fixture(scope="package")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the demonstration programme loaded."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = create_app(settings_in(folder, RELAIS_CONTENT_DIR=str(ROOT), RELAIS_DEMO="1"))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        demo.load(now=clock.now() - timedelta(hours=1))
        let_the_trainer_go_all_the_way()
        let_the_trainer_have_two_records()
        let_the_administrator_import_questions()
        let_the_organiser_print()
        let_the_administrator_import_a_list()
        yield app


@pytest.fixture(autouse=True)
def _fresh_limits(request: pytest.FixtureRequest) -> None:
    """Let no test of the demonstration find an allowance spent by those before it."""
    if "demonstration" in request.fixturenames:
        request.getfixturevalue("demonstration")
        limiter.reset()


def let_the_trainer_go_all_the_way() -> None:
    """Have the trainer who can sign in read and pass everything, receive the certificate and report a session: every page has something to show."""
    account = account_of_login("formatrice")
    now = clock.now()
    for quiz in quizzes().values():
        attempt_id = take_quiz(account, quiz, right_answers(quiz), at_time=now, programme=demo.PROGRAMME)
        remark = {"attempt": str(attempt_id), "keys": {}, "reason": "Pour voir."}
        with transactional():
            journal.record(fact(ATTEMPT_REMARKED, id=new_id(now), body=remark, programme=demo.PROGRAMME, account_id=account.id, said_at=now), now=now)
    with transactional():
        db.session.add(_access_of_today(now))
        for module in library().modules.values():
            for lesson in module.lessons:
                courses.complete_lesson(event_id=new_id(now), person_id=account.person_id, account_id=account.id, programme=demo.PROGRAMME,
                                        module=module, lesson=lesson, content_hash=lesson.content_hash, answers=lesson.key, now=now)  # fmt: skip
        certificates.issue_certificate(person_id=account.person_id, programme=demo.PROGRAMME, design="trainer", account_id=account.id, now=now)
        cascade.report_session(
            event_id=new_id(now), programme=demo.PROGRAMME, lead_id=account.person_id, account_id=account.id, place_code="ML-BKO/commune-iv",
            locality="", held_on=clock.local_day(now), modules=["legal-framework"], head_counts={(Sex.WOMEN, AgeBand.FROM_25): 7}, now=now,
        )  # fmt: skip


def let_the_trainer_have_two_records() -> None:
    """Merge a second record into the trainer's, take another merge back, and have the trainer ask for a correction."""
    account, admin, now = account_of_login("formatrice"), account_of_login("admin"), clock.now()
    about: dict[str, Any] = {"programme": demo.PROGRAMME, "account_id": admin.id, "now": now}
    lesson = next(iter(library().modules.values())).lessons[0]
    with transactional():
        second, third = (
            accounts.add_person(family_name="Essai", given_names=name, sex="F", contacts=[("phone", "70000001")], is_demonstration=True, now=now)
            for name in ("Deux", "Trois")
        )
        courses.complete_lesson(event_id=new_id(now), person_id=second.id, account_id=account.id, programme=demo.PROGRAMME,
                                module=next(iter(library().modules.values())), lesson=lesson, content_hash=lesson.content_hash,
                                answers=lesson.key, now=now)  # fmt: skip
        merges = [people_merged(id=new_id(now), merged_id=one.id, kept_id=account.person_id, **about) for one in (second, third)]
        journal.record_all([*merges, people_separated(id=new_id(now), merge_id=merges[1].id, **about)], now=now)
        ask_correction(request_id=new_id(now), person_id=account.person_id, programme=demo.PROGRAMME, words="Mon prénom s’écrit autrement.", now=now)


def let_the_administrator_import_questions() -> None:
    """Have an import under way and one done."""
    account, now, data = account_of_login("admin"), clock.now(), b"::Un::Quel moyen ?{=La tromperie#Oui. ~Le voyage}\n\n::Deux::Racontez.{}\n"
    source = Source("questions.gift", Format.GIFT, "fr", "legal-framework")
    choices = {"format": source.format.value, "language": source.language, "module": source.module}
    with transactional():
        keep_upload(id=new_id(now), account_id=account.id, purpose=PURPOSE, file_name=source.file_name, content=data, choices=choices, now=now)
        import_bank(id=new_id(now), source=source, reading=read(source, data), leave_out_refused=True, programme=demo.PROGRAMME,
                    account_id=account.id, now=now)  # fmt: skip


def let_the_organiser_print() -> None:
    """Have the organiser print a sign-in sheet and type what is paid: these papers are of what was printed and typed."""
    account, now = account_of_login("organisation"), clock.now()
    with transactional():
        workshop = db.session.scalars(select(Workshop).where(Workshop.slug == "bamako")).one()
        papers.print_sheet(half_day=half_days_of(workshop)[0], account_id=account.id, now=now)
        papers.remember_terms(workshop=workshop, terms=Terms(per_half_day=1), staying=[], account_id=account.id, now=now)


def _access_of_today(now: datetime) -> HelperAccess:
    """Return a helper's access that its link opens today: the workshops of the demonstration are over."""
    workshop = db.session.scalars(select(Workshop).where(Workshop.slug == "bamako")).one()
    return HelperAccess(
        id=new_id(now), workshop_id=workshop.id, on=clock.local_day(now), label="Entrée", link_hash=accounts.hashed(LINK), code_hash="",
        account_id=account_of_login("organisation").id, made_at=now, withdrawn_at=None,
    )  # fmt: skip


def let_the_administrator_import_a_list() -> None:
    """Have a list of participants under way and one imported: the same one again, so that everybody is known."""
    account, now = account_of_login("admin"), clock.now()
    workshop = workshop_named("bamako")
    data = (Path(__file__).parent.parent / "rosters" / "data" / "01-bamako.xlsx").read_bytes()
    reading = read_roster(data).reading
    with transactional():
        keep_upload(
            id=new_id(now), account_id=account.id, purpose=f"roster:{workshop.id}", file_name="01-bamako.xlsx", content=data, choices={}, now=now
        )
        outcome = sort_for(workshop, reading)
        import_list(id=new_id(now), workshop=workshop, file_name="01-bamako.xlsx", reading=reading, outcome=outcome,
                    choices={one.row.number: "skip" for one in outcome.doubtful}, are_shown=lambda _row, _other: True,
                    account_id=account.id, now=now)  # fmt: skip


def account_of_login(name: str) -> Account:
    """Return the account of one of the demonstration's logins."""
    return db.session.scalars(select(Account).join(AccountIdentifier).where(AccountIdentifier.value == f"{name}@demo.example")).one()


@pytest.fixture(scope="package")
def browsers(demonstration: Flask) -> dict[str, CheckingClient]:
    """A browser signed in for each role, and one for a stranger."""
    found: dict[str, CheckingClient] = {"stranger": demonstration.test_client()}  # type: ignore[dict-item]
    for role, name in ROLES.items():
        account = account_of_login(name)
        with transactional():
            token = accounts.start_session(account_id=account.id, now=clock.now())
        found[role] = demonstration.test_client()  # type: ignore[assignment]
        found[role].set_cookie("relais", token)
    return found
