"""What badges, sheets, calendars and messages of a workshop make of somebody who was merged."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Person
from lms.db import db, transactional
from lms.workshops.calendar.services import make_feed, owner_of_feed
from lms.workshops.checkin.queries import enrolment_of_badge, names_by_code, people_on_sheet
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.messages.queries import recipients
from lms.workshops.messages.rules import Kind
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.prints.queries import enrolments_to_sign
from tests.conftest import NOW
from tests.directory.makers import merge, recorded, separate
from tests.factories import fact_id, make_account, make_enrolment, make_programme, make_workshop


@pytest.fixture(autouse=True)
def _programme(app: Flask) -> None:
    make_programme()


def _enrolled_twice() -> tuple[Person, Person, Workshop]:
    kept, merged, workshop = recorded("Traoré", "Awa"), recorded("Traore", "Ava"), make_workshop()
    for person in (kept, merged):
        make_enrolment(workshop, person)
    return kept, merged, workshop


def _counting(person: Person) -> Enrolment:
    return db.session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()


def test_both_badges_check_the_person_in_also_without_network() -> None:
    kept, merged, workshop = _enrolled_twice()
    merge_id = merge(merged, kept)
    counting = _counting(kept)
    assert {enrolment_of_badge(workshop, one.code) for one in (kept, merged)} == {counting.id}
    assert names_by_code(workshop) == {kept.code: "Awa TRAORÉ", merged.code: "Awa TRAORÉ"}
    separate(merge_id)
    assert names_by_code(workshop) == {kept.code: "Awa TRAORÉ", merged.code: "Ava TRAORE"}
    assert enrolment_of_badge(workshop, merged.code) != enrolment_of_badge(workshop, kept.code)


def test_on_a_sheet_that_has_both_rows_the_person_stands_in_one() -> None:
    kept, merged, workshop = _enrolled_twice()
    rows = dict(enumerate(db.session.scalars(select(Enrolment.id)), start=1))
    merge(merged, kept)
    counting = _counting(kept)
    assert [(rows[number], one.enrolment_id) for number, one in people_on_sheet(rows, workshop).items()] == [(counting.id, counting.id)]


def test_on_a_sheet_that_has_one_row_the_person_stands_in_it_whichever_it_is() -> None:
    kept, merged, workshop = _enrolled_twice()
    enrolments = list(db.session.scalars(select(Enrolment.id)))
    merge(merged, kept)
    counting = _counting(kept)
    for enrolment_id in enrolments:
        assert [one.enrolment_id for one in people_on_sheet({4: enrolment_id}, workshop).values()] == [counting.id]


def test_papers_and_messages_know_one_person() -> None:
    kept, merged, workshop = _enrolled_twice()
    merge(merged, kept)
    assert enrolments_to_sign(workshop.id) == [_counting(kept).id]
    assert [one.person_id for one in recipients(workshop, Kind.REMINDER, "")] == [kept.id]


def test_messages_sent_are_theirs_and_go_home_again() -> None:
    kept, merged, workshop = _enrolled_twice()
    with transactional():
        db.session.add_all(
            WorkshopMessage(id=fact_id(), workshop_id=workshop.id, person_id=person.id, kind=kind, channel="mail", occasion="", language="fr",
                            subject="", text="", state="sent", due_at=NOW, asked_by=person.id, asked_at=NOW, changed_at=NOW)
            for person, kind in ((kept, "reminder"), (merged, "reminder"), (merged, "thanks"))
        )  # fmt: skip
    merge_id = merge(merged, kept)
    rows = {(row.person_id, row.kind) for row in db.session.scalars(select(WorkshopMessage))}
    assert rows == {(kept.id, "reminder"), (kept.id, "thanks"), (merged.id, "reminder")}  # what is there already stays where it is
    separate(merge_id)
    rows = {(row.person_id, row.kind) for row in db.session.scalars(select(WorkshopMessage))}
    assert rows == {(kept.id, "reminder"), (merged.id, "reminder"), (merged.id, "thanks")}


def test_the_address_of_a_calendar_leads_to_the_account_that_stands() -> None:
    kept, merged = recorded(), recorded(given_names="Ava")
    standing, other = make_account(person=kept), make_account(person=merged)
    with transactional():
        token = make_feed(account_id=other.id, now=NOW)
    merge(merged, kept)
    assert owner_of_feed(token) == (standing.id, kept.id)
