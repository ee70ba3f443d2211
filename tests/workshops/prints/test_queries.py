from datetime import date, time

import pytest
from flask import Flask
from flask_babel import force_locale

from lms.accounts import services as accounts
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.models import Workshop, WorkshopOrganiser
from lms.workshops.plan.models import WorkshopSession
from lms.workshops.prints import queries, services
from lms.workshops.prints.rules import BadgeRole, TimetableSession
from lms.workshops.queries import half_days_of
from tests import factories
from tests.conftest import NOW
from tests.counting import counted_queries
from tests.factories import at
from tests.workshops.room import TestRoom, make_room, mark


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return make_room()


def printed(room: TestRoom) -> str:
    with transactional():
        return services.print_sheet(half_day=room.half_day, account_id=room.organiser.id, now=at(0)).code


def test_a_sheet_keeps_its_rows_when_the_list_changes(room: TestRoom) -> None:
    code = printed(room)
    factories.make_enrolment(room.workshop, factories.make_person(family_name="Aa"))
    (sheet,) = queries.sheets_coded(room.workshop, [code], phones_of=None)
    assert [(row.number, row.name) for row in sheet.rows] == [(1, "Prénom NOM00"), (2, "Prénom NOM01"), (3, "Prénom NOM02")]
    assert (sheet.on, sheet.part) == (date(2022, 9, 13), "morning")
    (line,) = queries.sheets_printed(room.workshop)
    assert (line.rows, line.is_current) == (3, False)
    printed(room)
    assert sorted(line.is_current for line in queries.sheets_printed(room.workshop)) == [False, True]


def test_a_sheet_of_another_workshop_is_not_drawn(room: TestRoom) -> None:
    code = printed(make_room(slug="kayes", place_code="ML-1"))
    assert queries.sheets_coded(room.workshop, [code], phones_of=None) == []


def test_phones_are_read_only_when_they_are_wanted(room: TestRoom) -> None:
    with transactional():
        contacts = [("phone", "70 78 29 92"), ("email", "awa@example.org"), ("phone", "+221 77 123 45 67")]
        person = accounts.add_person(family_name="Zié", given_names="Awa", sex="F", contacts=contacts, now=NOW)
    factories.make_enrolment(room.workshop, person)
    with counted_queries() as statements:
        assert queries.participants(room.workshop, phones_of=None)[-1].phones == ()
    assert not any("contact" in statement for statement in statements)
    assert queries.participants(room.workshop, phones_of=lambda _person_id: True)[-1].phones == ("+221771234567", "70\u00a078\u00a029\u00a092")


def test_participants_have_their_place_or_none(room: TestRoom) -> None:
    with transactional():
        person = accounts.add_person(family_name="Zié", given_names="", sex="N", now=NOW)
    factories.make_enrolment(room.workshop, person)
    rows = queries.participants(room.workshop, phones_of=None)
    assert [(row.number, row.name, row.place) for row in rows][2:] == [(3, "Prénom NOM02", "Bamako"), (4, "ZIÉ", "")]


def badged(workshop: Workshop, role: BadgeRole | None = None, wanted: str = "") -> list[tuple[str, str]]:
    return [(badge.role.value, badge.name) for badge in queries.badges(workshop, role=role, wanted=wanted)]


def test_badges_are_those_of_the_team_then_of_the_participants(room: TestRoom) -> None:
    for role, name in (("observer", "Ndiaye"), ("trainer", "Bengaly")):
        factories.make_enrolment(room.workshop, factories.make_person(family_name=name), role=role)
    factories.make_enrolment(room.workshop, factories.make_person(family_name="Absente"), state="withdrawn")
    everybody = badged(room.workshop)
    assert [role for role, _name in everybody] == ["trainer", "observer", "organiser", "participant", "participant", "participant"]
    assert badged(room.workshop, BadgeRole.OBSERVER) == [("observer", "Awa NDIAYE")]
    assert badged(room.workshop, wanted="nom02, ndia") == [("observer", "Awa NDIAYE"), ("participant", "Prénom NOM02")]
    assert badged(room.workshop, BadgeRole.TRAINER, "ndiaye") == []


def test_an_organiser_who_takes_part_has_one_badge(room: TestRoom) -> None:
    person = factories.make_person(family_name="Deux")
    account = factories.make_account(Role.ORGANISER, person=person)
    factories.make_enrolment(room.workshop, person, role="trainer")
    with transactional():
        db.session.add(WorkshopOrganiser(workshop_id=room.workshop.id, account_id=account.id))
    assert badged(room.workshop, wanted="deux") == [("trainer", "Awa DEUX")]


def test_attendance_counts_the_late_and_leaves_open_what_is_not_recorded(room: TestRoom) -> None:
    mark(room, "present", "late", "absent")
    found = queries.attendance(room.workshop, staying=[room.enrolments[1]])
    assert [(one.half_days, one.days, one.open, one.travels) for one in found.people] == [(1, 1, 5, True), (1, 1, 5, False), (0, 0, 5, True)]
    assert [(one.part, one.remaining) for one in found.open_half_days] == [("afternoon", 3)] + [("morning", 3), ("afternoon", 3)] * 2
    assert (found.planned, found.recorded_at) == (6, at(0))


def test_what_differs_is_open_and_not_paid(room: TestRoom) -> None:
    mark(room, "present")
    mark(room, "absent", minute=1)
    first = queries.attendance(room.workshop).people[0]
    assert (first.half_days, first.open) == (0, 6)


def test_days_are_counted_once(app: Flask) -> None:
    factories.make_programme()
    room = make_room(people=1)
    for half_day in half_days_of(room.workshop):
        that_day = TestRoom(room.workshop, room.organiser, half_day, room.enrolments)
        mark(that_day, "excused" if half_day.position == 4 else "present", minute=half_day.position)
    found = queries.attendance(room.workshop)
    assert [(one.half_days, one.days, one.open) for one in found.people] == [(5, 3, 0)]
    assert found.open_half_days == []


def test_a_timetable_has_its_half_days_by_day_and_their_sessions(room: TestRoom) -> None:
    with transactional():
        db.session.add(WorkshopSession(id=factories.fact_id(), half_day_id=room.half_day.id, starts_at=time(8, 30), ends_at=time(10), kind="plenary",
                                       subject="", title="Ouverture", led_by="Awa TRAORÉ"))  # fmt: skip
    with force_locale("en"):
        days = queries.timetable(room.workshop)
    sessions = [[(one.part, list(one.sessions)) for one in day] for day in days]
    opening = TimetableSession(time(8, 30), time(10), "Plenary", "Ouverture", "Awa TRAORÉ")
    assert sessions == [[("morning", [opening]), ("afternoon", [])], *[[("morning", []), ("afternoon", [])]] * 2]


def test_queries_do_not_grow_with_the_people(room: TestRoom) -> None:
    crowded = make_room(people=40, slug="kayes", place_code="ML-1")
    codes = {one.workshop.slug: printed(one) for one in (room, crowded)}
    counts = []
    for one in (room, crowded):
        db.session.expire_all()
        with counted_queries() as statements:
            queries.sheets_coded(one.workshop, [codes[one.workshop.slug]], phones_of=lambda _person_id: True)
            queries.badges(one.workshop, role=None, wanted="")
            queries.attendance(one.workshop)
        counts.append(len(statements))
    assert counts[0] == counts[1]
