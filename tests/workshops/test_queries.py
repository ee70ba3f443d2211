from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from lms.accounts.access import Viewer
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.access import may_mark
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.participation import counted_workshops
from lms.workshops.queries import half_days_to_mark, people_to_settle, workshops_visible_to
from lms.workshops.queries import room as room_of
from lms.workshops.rules import AttendanceRecord, Marking
from tests import factories
from tests.factories import PROGRAMME
from tests.workshops.room import TestRoom, make_room, mark


def attendance_of(person_ids: list[UUID]) -> dict[UUID, AttendanceRecord]:
    """Return how much of the workshop that counts for them these people attended."""
    return {person_id: counted.attendance for person_id, counted in counted_workshops(person_ids, PROGRAMME).items()}


def test_attendance_counts_present_and_late_over_all_half_days_planned(app: Flask) -> None:
    factories.make_programme()
    room = make_room(4)
    mark(room, "present", "late", "absent", "excused")
    people = [db.session.get_one(Enrolment, enrolment).person_id for enrolment in room.enrolments]
    assert [attendance_of(people)[person].attended for person in people] == [1, 1, 0, 0]
    assert attendance_of(people)[people[0]] == AttendanceRecord(planned=6, attended=1)


def test_only_confirmed_participants_of_this_programme_have_a_record(app: Flask) -> None:
    factories.make_programme()
    factories.make_programme("autre", modules=())
    workshop = factories.make_workshop()
    waiting, trainer, elsewhere, confirmed = (factories.make_person(given_names=f"P{n}") for n in range(4))
    factories.make_enrolment(workshop, waiting, state="waiting")
    factories.make_enrolment(workshop, trainer, role="trainer")
    factories.make_enrolment(factories.make_workshop(slug="autre", programme="autre"), elsewhere)
    factories.make_enrolment(workshop, confirmed)
    ids = [waiting.id, trainer.id, elsewhere.id, confirmed.id]
    assert attendance_of(ids) == {confirmed.id: AttendanceRecord(planned=6, attended=0)}


@pytest.mark.parametrize(("status", "counts"), [("draft", False), ("published", True), ("running", True), ("closed", True), ("cancelled", False)])
def test_a_workshop_that_does_not_take_place_counts_for_nobody(app: Flask, status: str, counts: bool) -> None:
    factories.make_programme()
    person = factories.make_person()
    factories.make_enrolment(factories.make_workshop(status=status), person)
    assert bool(attendance_of([person.id])) is counts


@pytest.mark.parametrize(("status", "organiser", "administrator"), [
    ("draft", 0, 0), ("published", 6, 6), ("running", 6, 6), ("closed", 6, 0), ("cancelled", 0, 0)
])  # fmt: skip
def test_whose_half_days_are_to_mark_in_each_status(app: Flask, status: str, organiser: int, administrator: int) -> None:
    factories.make_programme()
    room = make_room(1)
    with transactional():
        db.session.get_one(Workshop, room.workshop.id).status = status
    found = [len(half_days_to_mark(viewer_of(room, role), today=date(2022, 9, 15))) for role in (Role.ORGANISER, Role.ADMINISTRATOR)]
    assert found == [organiser, administrator]
    workshop = db.session.get_one(Workshop, room.workshop.id)
    assert [may_mark(workshop, viewer_of(room, role)) for role in (Role.ORGANISER, Role.ADMINISTRATOR)] == [organiser > 0, administrator > 0]


def test_somebody_in_two_workshops_is_judged_by_the_one_attended_more(app: Flask) -> None:
    factories.make_programme()
    first, second = make_room(1), make_room(1, slug="kayes", place_code="ML-1")
    person_id = db.session.get_one(Enrolment, first.enrolments[0]).person_id
    with transactional():
        db.session.get_one(Enrolment, second.enrolments[0]).person_id = person_id
    mark(second, "present")
    assert attendance_of([person_id]) == {person_id: AttendanceRecord(planned=6, attended=1)}


def viewer_of(room: TestRoom, *roles: Role) -> Viewer:
    return Viewer(account_id=room.organiser.id, person_id=room.organiser.person_id, name="", sex="N", programme=PROGRAMME,
                  roles=frozenset(roles or (Role.ORGANISER,)), session_hash="")  # fmt: skip


FIRST_DAY = date(2022, 9, 13)


@pytest.mark.parametrize(
    ("first", "second", "marking"),
    [
        ((), (), Marking(people=3, unmarked=3, to_settle=0)),
        (("present", "late"), (), Marking(people=3, unmarked=1, to_settle=0)),
        (("present", "late", "absent"), (), Marking(people=3, unmarked=0, to_settle=0)),
        (("present", "late", "absent"), ("absent",), Marking(people=3, unmarked=0, to_settle=1)),
    ],
)
def test_the_list_the_room_and_what_is_to_mark_agree_on_what_is_marked(
    app: Flask, first: tuple[str, ...], second: tuple[str, ...], marking: Marking
) -> None:
    factories.make_programme()
    room = make_room(3)
    mark(room, *first)
    mark(room, *second, minute=1)
    found = room_of(room.workshop)
    assert found.marking(room.half_day) == marking
    assert workshops_visible_to(viewer_of(room))[0].half_days_complete == found.complete == marking.is_complete
    to_mark = {line.position: line.marking for line in half_days_to_mark(viewer_of(room), today=FIRST_DAY)}
    assert to_mark.get(1) == (None if marking.is_complete else marking)
    assert people_to_settle(room.half_day) == marking.to_settle


def test_whoever_withdrew_does_not_keep_a_half_day_open(app: Flask) -> None:
    factories.make_programme()
    room = make_room(2)
    mark(room, "present")
    with transactional():
        db.session.get_one(Enrolment, room.enrolments[1]).state = "withdrawn"
    assert room_of(room.workshop).complete == 1
    assert [line.position for line in half_days_to_mark(viewer_of(room), today=FIRST_DAY)] == [2]


def test_only_half_days_that_have_come_and_that_one_may_mark_are_to_mark(app: Flask) -> None:
    factories.make_programme()
    room = make_room(1)
    make_room(1, slug="kayes", place_code="ML-1")
    factories.make_workshop(slug="vide", place_code="ML-2")

    def to_mark(today: date, *roles: Role) -> list[tuple[str, int]]:
        return [(line.slug, line.position) for line in half_days_to_mark(viewer_of(room, *roles), today=today)]

    assert to_mark(date(2022, 9, 12)) == []
    assert to_mark(FIRST_DAY) == [("bamako", 1), ("bamako", 2)]
    assert to_mark(FIRST_DAY, Role.ORGANISER, Role.MONITOR) == [("bamako", 1), ("bamako", 2)], "a monitor sees more than they may mark"
    assert len(to_mark(FIRST_DAY, Role.ADMINISTRATOR)) == 4
    assert len(to_mark(date(2022, 9, 15))) == 6
