"""A workshop from its plan to its waiting list on PostgreSQL: the same answers as on SQLite."""

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from flask import Flask

from lms.accounts.access import Viewer
from lms.accounts.rules import Role
from lms.app import create_app
from lms.clock import local_day
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.identifiers import new_id
from lms.places.services import places_on, store_places
from lms.workshops.enrolling.queries.book import book_of
from lms.workshops.enrolling.queries.history import history_of
from lms.workshops.enrolling.queries.search import namesakes, people_found
from lms.workshops.enrolling.rules import Action
from lms.workshops.enrolling.services import places
from lms.workshops.models import Workshop
from lms.workshops.plan import queries
from lms.workshops.plan.rules.quotas import Axis, quota_lines
from lms.workshops.plan.rules.status import WorkshopStatus
from lms.workshops.plan.rules.timetable import Hours, Kind
from lms.workshops.plan.services import days, quotas, status, timetable, workshops
from lms.workshops.queries import workshop_summaries
from tests import factories
from tests.conftest import NOW, settings_in
from tests.factories import PROGRAMME

pytestmark = pytest.mark.postgresql
FIRST = local_day(NOW) + timedelta(days=30)


@pytest.fixture
def on_postgresql(tmp_path: Path, postgresql_url: str) -> Iterator[Flask]:
    """The application on an empty PostgreSQL database with the places and a programme."""
    app = create_app(settings_in(tmp_path, DATABASE_URL=postgresql_url))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        factories.make_programme()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_workshop_is_planned_filled_and_copied(on_postgresql: Flask) -> None:
    organiser = factories.make_account(Role.ORGANISER)
    by = {"account_id": organiser.id, "now": NOW}
    frame = workshops.Frame("ML-2023/segou", "Salle 1", FIRST, FIRST + timedelta(days=1), 1)
    with transactional():
        workshop = workshops.create_workshop(id=new_id(NOW), programme=PROGRAMME, frame=frame, organiser_id=organiser.id, **by)
        plan = timetable.Plan(Hours(time(9), time(10)), Kind.MODULE, "first", "", "Awa")
        half_day = queries.timetable_of(workshop)[2][0]
        timetable.add_session(id=new_id(NOW), workshop_id=workshop.id, half_day_id=half_day.id, plan=plan, **by)
        days.remove_half_day(workshop_id=workshop.id, half_day_id=queries.timetable_of(workshop)[0][0].id, **by)
        quotas.set_quotas(workshop_id=workshop.id, minima={(Axis.SEX, "F"): 1}, **by)
        later = workshops.Frame("ML-2023/segou", "Salle 1", FIRST + timedelta(days=7), FIRST + timedelta(days=8), 1)
        workshops.edit_workshop(workshop_id=workshop.id, frame=later, **by)
        status.take_step(id=new_id(NOW), workshop_id=workshop.id, after=WorkshopStatus.PUBLISHED, reason="", **by)
    assert [(one.position, len(sessions)) for one, sessions in queries.timetable_of(workshop)] == [(1, 0), (2, 1), (3, 0)]

    viewer = Viewer(account_id=organiser.id, person_id=organiser.person_id, name="", sex="N", programme=PROGRAMME,
                    roles=frozenset({Role.ORGANISER}), session_hash="")  # fmt: skip
    for name in ("Ami", "Ba"):
        factories.make_person("Sangaré", name)
    found = people_found("sang", workshop=workshop, viewer=viewer).people
    assert [one.name for one in found] == ["Ami SANGARÉ", "Ba SANGARÉ"]
    assert [one.name for one in namesakes("sangare", "BA", workshop=workshop, viewer=viewer)] == ["Ba SANGARÉ"]
    form_id = new_id(NOW)
    for _ in range(2):
        with transactional():
            results = places.invite(form_id=form_id, workshop_id=workshop.id, person_ids=[one.person_id for one in found], holds_until=FIRST, **by)
    with transactional():
        places.change(form_id=new_id(NOW), workshop_id=workshop.id, enrolment_ids=[results[0].enrolment_id], action=Action.DECLINE, reason="", **by)
    book = book_of(db.session.get_one(Workshop, workshop.id), today=local_day(NOW))
    assert ([one.name for one in book.offered], len(book.gone)) == (["Ba SANGARÉ"], 1)
    assert quota_lines(queries.minima_of(workshop), book.guests)[0].missing == 0
    assert [one.is_offer for one in history_of(workshop).entries].count(True) == 1
    with transactional():
        copied = workshops.copy_workshop(id=new_id(NOW), source=workshop, frame=frame, organiser_id=None, **by)
    assert [one.slug for one in workshop_summaries(PROGRAMME)] == [copied.slug, workshop.slug]
    assert next(group for group, _found in places_on(FIRST)) == ""
