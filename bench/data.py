"""What is measured on: the demonstration programme, and a workshop of invented people beside it."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Person
from lms.accounts.rules import Role
from lms.app import create_app
from lms.config import Settings
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.demo import services as demo
from lms.identifiers import new_id
from lms.places.services import store_places
from lms.workshops.models import Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan.rules.days import HOURS, half_days_between
from lms.workshops.plan.rules.status import WorkshopStatus

WORKSHOP = "mesure"
PEOPLE = 40


def prepare(settings: Settings, *, half_days: int, people: int = PEOPLE) -> Flask:
    """Make the database; return the application, with no connection open."""
    app = create_app(settings)
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        demo.load(now=clock.now())
        with transactional():
            _add_workshop(half_days, people)
        db.session.remove()
        db.engine.dispose()
    return app


def add_trainers(app: Flask, number: int) -> list[str]:
    """Add invented trainers with an account; return the cookie of a session of each, with no connection open."""
    now, tokens = clock.now(), []
    with app.app_context():
        with transactional():
            for rank in range(number):
                account = accounts.add_account(person=_add_person(rank), identifiers=[f"mesure{rank}@example.org"], password_hash="none",
                                               roles=(Role.TRAINER,), programme=demo.PROGRAMME, now=now)  # fmt: skip
                tokens.append(accounts.start_session(account_id=account.id, now=now))
        db.session.remove()
        db.engine.dispose()
    return tokens


def _add_person(rank: int) -> Person:
    return accounts.add_person(family_name=f"Mesure {rank:03}", given_names="Prénom", sex="FM"[rank % 2], profession="Juge", institution="Tribunal",
                               is_demonstration=True, now=clock.now())  # fmt: skip


def _add_workshop(half_days: int, people: int) -> None:
    now = clock.now()
    organiser = accounts.account_of("organisation@demo.example")
    assert organiser
    first_day = date(2022, 1, 3)
    workshop = Workshop(id=new_id(now), slug=WORKSHOP, programme=demo.PROGRAMME, place_code="ML-BKO", starts_on=first_day,
                        ends_on=first_day + timedelta(days=half_days), capacity=people, is_date_published=False,
                        status=WorkshopStatus.CLOSED)  # fmt: skip
    db.session.add(workshop)
    db.session.flush()
    db.session.add(WorkshopOrganiser(workshop_id=workshop.id, account_id=organiser.id))
    db.session.add_all(
        HalfDay(id=new_id(now), workshop_id=workshop.id, position=position, on=on, part=part, starts_at=HOURS[part][0], ends_at=HOURS[part][1])
        for position, (on, part) in enumerate(half_days_between(first_day, first_day + timedelta(days=half_days - 1))[:half_days], start=1)
    )
    for n in range(people):
        db.session.add(Enrolment(id=new_id(now), workshop_id=workshop.id, person_id=_add_person(n).id, role="participant", state="confirmed"))
    db.session.flush()
    assert len(db.session.scalars(select(Enrolment.id).where(Enrolment.workshop_id == workshop.id)).all()) == people
