from uuid import UUID

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from lms.accounts.codes import read_code, spelt
from lms.accounts.models import AuditEntry, Person
from lms.db import db, transactional
from lms.workshops.models import AttendanceMark, Enrolment
from lms.workshops.prints import queries, services
from lms.workshops.prints.models import SignInSheet
from lms.workshops.prints.rules import Terms
from lms.workshops.queries import half_days_of
from tests import factories
from tests.factories import at
from tests.workshops.room import TestRoom, make_room, mark


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return make_room()


def printed(room: TestRoom, minute: int = 0) -> SignInSheet:
    with transactional():
        return services.print_sheet(half_day=room.half_day, account_id=room.organiser.id, now=at(minute))


def sheets() -> int:
    return db.session.scalar(select(func.count()).select_from(SignInSheet)) or 0


def test_the_rows_are_the_confirmed_participants_by_name(room: TestRoom) -> None:
    for role, state in (("trainer", "confirmed"), ("observer", "confirmed"), ("participant", "invited"), ("participant", "withdrawn")):
        factories.make_enrolment(room.workshop, factories.make_person(family_name="Autre"), role=role, state=state)
    first = factories.make_enrolment(room.workshop, factories.make_person(family_name="Âme"))
    assert printed(room).enrolments == dict(enumerate([first.id, *room.enrolments], start=1))


def test_the_same_list_printed_again_is_the_same_sheet(room: TestRoom) -> None:
    first, again = printed(room), printed(room, minute=5)
    assert (again.id, again.code, again.printed_at) == (first.id, first.code, at(0))
    assert sheets() == 1


def test_each_printing_is_in_the_audit(room: TestRoom) -> None:
    code = spelt(printed(room).code)
    printed(room, minute=5)
    subjects = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "sheet.printed")).all()
    assert subjects == [f"sheet:{code}"] * 2


def test_another_list_is_another_sheet_and_the_former_one_stays(room: TestRoom) -> None:
    before = printed(room)
    added = factories.make_enrolment(room.workshop, factories.make_person(family_name="Zié"))
    after = printed(room, minute=5)
    assert after.code != before.code
    assert len(services.sheet_by_code(before.code).enrolments) == 3
    assert services.sheet_by_code(after.code).enrolments[4] == added.id


def test_a_sheet_that_was_withdrawn_is_unknown_and_the_audit_keeps_it(room: TestRoom) -> None:
    sheet = printed(room)
    withdraw(room, sheet.code)
    assert sheets() == 0
    assert spelt(sheet.code) in (db.session.scalar(select(AuditEntry.subject).where(AuditEntry.action == "sheet.withdrawn")) or "")


def test_a_sheet_stays_once_attendance_was_typed_from_paper(room: TestRoom) -> None:
    sheet = printed(room)
    mark(room, "present")
    withdraw(room, sheet.code)  # marked on the screen: the paper is not needed
    sheet = printed(room)
    with transactional():
        db.session.scalars(select(AttendanceMark)).one().source = "paper"
    with pytest.raises(services.SheetNeeded):
        withdraw(room, sheet.code)
    assert sheets() == 1


def test_a_sheet_of_another_workshop_is_not_withdrawn(room: TestRoom) -> None:
    sheet = printed(make_room(slug="kayes", place_code="ML-1"))
    with pytest.raises(services.UnknownSheet):
        withdraw(room, sheet.code)
    assert sheets() == 1


def withdraw(room: TestRoom, code: str) -> None:
    with transactional():
        services.withdraw_sheet(workshop=room.workshop, code=code, account_id=room.organiser.id, now=at(9))


def test_another_order_is_another_sheet(room: TestRoom) -> None:
    before = printed(room)
    with transactional():
        db.session.scalars(select(Person).where(Person.family_name == "Nom00")).one().sort_key = "zz"
    after = printed(room, minute=5)
    assert after.code != before.code
    assert list(after.enrolments.values()) == [*room.enrolments[1:], room.enrolments[0]]


def test_a_list_that_is_what_it_was_has_its_first_code_again(room: TestRoom) -> None:
    before = printed(room)
    added = factories.make_enrolment(room.workshop, factories.make_person(family_name="Zié"))
    printed(room, minute=5)
    with transactional():
        db.session.get_one(Enrolment, added.id).state = "withdrawn"
    assert printed(room, minute=9).code == before.code


def test_half_days_have_sheets_of_their_own(room: TestRoom) -> None:
    with transactional():
        codes = {services.print_sheet(half_day=half_day, account_id=room.organiser.id, now=at(0)).code for half_day in half_days_of(room.workshop)}
    assert len(codes) == 6


def test_a_workshop_without_participants_has_a_sheet_without_rows(room: TestRoom) -> None:
    with transactional():
        for enrolment in db.session.scalars(select(Enrolment)):
            enrolment.state = "withdrawn"
    assert printed(room).enrolments == {}


def test_a_code_that_is_taken_is_not_given_again(room: TestRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = printed(room).code
    drawn = iter([taken, taken, "SAAAAAAB"])
    monkeypatch.setattr(services, "new_code", lambda _prefix: next(drawn))
    factories.make_enrolment(room.workshop, factories.make_person(family_name="Zié"))
    assert printed(room, minute=5).code == "SAAAAAAB"


def test_a_sheet_is_found_however_its_code_is_typed(room: TestRoom) -> None:
    code = printed(room).code
    for typed in (code, spelt(code), f" {spelt(code).lower()} ", " ".join(code)):
        assert services.sheet_by_code(typed).half_day_id == room.half_day.id


def test_no_code_of_a_sheet_is_that_of_a_person(room: TestRoom) -> None:
    code = printed(room).code
    assert read_code(code) is None
    person = db.session.scalars(select(Person)).first()
    assert person is not None
    assert read_code(person.code, services.CODE_PREFIX) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [("", "not the code"), ("S-K7M-4PX", "not the code"), ("S-234-5678", "not the code"), ("S-222-222S", "No sign-in sheet has")],
)
def test_what_is_no_code_is_told_apart_from_a_code_nobody_printed(room: TestRoom, code: str, said: str) -> None:
    with pytest.raises(services.UnknownSheet) as refused:
        services.sheet_by_code(code)
    with force_locale("en"):
        assert said in str(refused.value.message)


def test_terms_are_remembered_and_replaced(room: TestRoom) -> None:
    assert queries.terms_of(room.workshop) is None
    for terms, staying in ((Terms(5000, 12500, 2, 7500), room.enrolments[:2]), (Terms(per_half_day=6000), [])):
        with transactional():
            services.remember_terms(workshop=room.workshop, terms=terms, staying=staying, account_id=room.organiser.id, now=at(0))
        db.session.rollback()
        assert queries.terms_of(room.workshop) == (terms, frozenset[UUID](staying))
    entries = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "payment-terms.typed")).all()
    assert entries == ["workshop:essai/bamako"] * 2
