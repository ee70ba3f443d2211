"""Two records of one person from a list to a merge and back on PostgreSQL: the same answers as on SQLite."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.distinct import tell_apart, told_apart
from lms.accounts.models import Person
from lms.accounts.rules import Role, pair
from lms.app import create_app
from lms.clock import local_day
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.directory.queries.duplicates import pairs_among
from lms.identifiers import new_id
from lms.places.services import store_places
from lms.rosters.imports.services import CannotUndo, import_list, sort_for, undo_import
from lms.rosters.reading import read_roster
from lms.workshops.checkin.queries import people_on_sheet
from lms.workshops.enrolling.queries.book import book_of
from lms.workshops.enrolling.queries.history import history_of
from lms.workshops.enrolling.queries.search import people_found
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.models import Enrolment
from tests.conftest import NOW, settings_in
from tests.directory.makers import administrator, change, merge, recorded, separate, viewer_of
from tests.factories import fact_id, make_account, make_programme, make_workshop
from tests.rosters.builders import ALI, AWA, HEADERS, OUMOU, csv_file

pytestmark = pytest.mark.postgresql
AVA = ("TRAORE", "Ava", *AWA[2:5], "76 00 00 09", "")


@pytest.fixture
def on_postgresql(tmp_path: Path, postgresql_url: str) -> Iterator[Flask]:
    """The application on an empty PostgreSQL database with the places and a programme."""
    app = create_app(settings_in(tmp_path, DATABASE_URL=postgresql_url))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        make_programme()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_list_a_merge_and_its_undoing(on_postgresql: Flask) -> None:
    organiser = make_account(Role.ORGANISER, person=recorded("Bureau", "Essai"))
    admin, viewer = administrator(), viewer_of(organiser, Role.ORGANISER)
    workshop = make_workshop(starts_on=local_day(NOW) + timedelta(days=30), status="published", capacity=2, organisers=(organiser,))
    reading = read_roster(csv_file([HEADERS, AWA, AVA, OUMOU, ALI])).reading
    with transactional():
        made = import_list(id=new_id(NOW), workshop=workshop, file_name="liste.csv", reading=reading, outcome=sort_for(workshop, reading), choices={},
                           are_shown=lambda _row, _other: True, account_id=organiser.id, now=NOW)  # fmt: skip
    kept, merged, oumou, ali = (db.session.scalars(select(Person).where(Person.given_names == name)).one() for name in ("Awa", "Ava", "Oumou", "Ali"))
    with transactional():
        tell_apart([(oumou.id, merged.id), (oumou.id, ali.id)], account_id=organiser.id, now=NOW)
        db.session.add_all(
            WorkshopMessage(id=fact_id(), workshop_id=workshop.id, person_id=person.id, kind="reminder", channel="mail", occasion="", language="fr",
                            subject="", text="", state="queued", due_at=NOW, asked_by=organiser.id, asked_at=NOW, changed_at=NOW)
            for person in (kept, merged)
        )  # fmt: skip
    change(kept, family_name="Sangaré", given_names="Awa", phones=("+22370000001",))
    merge_id = merge(merged, kept, viewer=admin)

    today = local_day(NOW)
    assert [(one.person_id, str(one.state)) for one in book_of(workshop, today=today).participants.values()] == [
        (oumou.id, "invited"),
        (ali.id, "waiting"),
        (kept.id, "confirmed"),
    ]
    counting = db.session.scalars(select(Enrolment).where(Enrolment.person_id == kept.id)).one()
    assert len(history_of(workshop, enrolment_id=counting.id).entries) == 2
    rows = dict(enumerate(db.session.scalars(select(Enrolment.id).where(Enrolment.person_id.in_((kept.id, merged.id)))), start=1))
    assert {one.enrolment_id for one in people_on_sheet(rows, workshop).values()} == {counting.id}
    assert sorted(db.session.scalars(select(WorkshopMessage.state))) == ["queued", "withdrawn"]
    assert told_apart() == {pair(oumou.id, kept.id), pair(oumou.id, ali.id)}
    assert [one.person_id for one in people_found("traore aw", workshop=workshop, viewer=viewer).people] == [kept.id]
    assert {one.known.id for one in sort_for(workshop, reading).known if one.known} == {kept.id, oumou.id, ali.id}
    assert pairs_among(admin) == []
    with pytest.raises(CannotUndo), transactional():
        undo_import(made, workshop=workshop, account_id=organiser.id, now=NOW)
    separate(merge_id, viewer=admin)
    assert len(book_of(workshop, today=today).confirmed) == 2
