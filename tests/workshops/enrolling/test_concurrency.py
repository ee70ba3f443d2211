"""Many organisers at once, in several processes, on both databases."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import clock
from lms.app import create_app
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.places.services import store_places
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.models import Enrolment, Workshop
from tests import factories
from tests.conftest import settings_in
from tests.db.processes import DATABASES, run_writers, url_of

pytestmark = pytest.mark.parametrize("database_url", DATABASES, indirect=True)
PROCESSES, THREADS = 2, 16
WRITERS = PROCESSES * THREADS
PLACES = 7


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of the kind that the test asks for."""
    return url_of(request.param, request, tmp_path)


@pytest.fixture
def migrated(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a migrated database with a programme."""
    app = create_app(settings_in(tmp_path, DATABASE_URL=database_url))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        factories.make_programme()
        yield app
        db.session.remove()
        db.engine.dispose()


def plan(*, days_ahead: int, status: str, capacity: int = PLACES) -> Workshop:
    """Plan the one workshop, some days from the day on which the test runs: the writers ask the clock."""
    starts_on = clock.local_day(clock.now()) + timedelta(days=days_ahead)
    workshop = factories.make_workshop(starts_on=starts_on, status=status, capacity=capacity)
    db.session.remove()
    return workshop


def states() -> Counter[str]:
    rows = db.session.execute(select(Enrolment.state, func.count()).group_by(Enrolment.state))
    return Counter({row[0]: row[1] for row in rows})


def test_many_people_at_the_door_take_the_seven_places_and_no_more(migrated: Flask, database_url: str, tmp_path: Path) -> None:
    plan(days_ahead=0, status="running")
    seen = run_writers("admit", database_url, tmp_path, threads=THREADS, processes=PROCESSES)
    assert seen == {"confirmed": PLACES, "waiting": WRITERS - PLACES}
    assert states() == seen


def test_many_invitations_at_once_promise_the_seven_places_and_no_more(migrated: Flask, database_url: str, tmp_path: Path) -> None:
    plan(days_ahead=60, status="published")
    seen = run_writers("invite", database_url, tmp_path, threads=THREADS, processes=PROCESSES)
    assert seen == {"invited": PLACES, "waiting": WRITERS - PLACES}
    assert states() == seen
    assert db.session.scalar(select(func.count()).select_from(EnrolmentChange)) == WRITERS


def test_each_place_that_becomes_free_is_offered_once_and_in_the_order_of_the_list(migrated: Flask, database_url: str, tmp_path: Path) -> None:
    workshop = plan(days_ahead=60, status="published", capacity=WRITERS)
    for number in range(WRITERS + 6):
        waiting_since = factories.at(number)
        enrolment = factories.make_enrolment(workshop, factories.make_person(given_names=f"Attente {number}"), state="waiting")
        with transactional():
            enrolment.waiting_since = waiting_since
    for number in range(WRITERS):
        factories.make_enrolment(workshop, factories.make_person(given_names=f"Venue {number}"))
    db.session.remove()
    seen = run_writers("withdraw", database_url, tmp_path, threads=THREADS, processes=PROCESSES)
    assert seen == {"withdrawn": WRITERS}
    assert states() == {"withdrawn": WRITERS, "invited": WRITERS, "waiting": 6}
    line = db.session.scalars(select(Enrolment.state).where(Enrolment.waiting_since.is_not(None)).order_by(Enrolment.waiting_since)).all()
    assert line == ["invited"] * WRITERS + ["waiting"] * 6
