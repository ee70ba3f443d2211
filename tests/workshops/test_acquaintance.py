"""Whose telephone, e-mail and deeds an organiser may know: what no enrolment of their own making opens. Everybody in here is invented."""

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest
from flask import Flask

from lms.accounts import services as accounts
from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.acquaintance import knows
from lms.workshops.models import Enrolment, Workshop
from tests import factories
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.directory.makers import viewer_of
from tests.paper.reading import words
from tests.workshops.room import make_room, mark

SignIn = Callable[[Account], CheckingClient]
PHONE = "70 78 29 92"
FAR = date(2099, 12, 14)


@pytest.fixture
def organiser(app: Flask) -> Account:
    factories.make_programme()
    return factories.make_account(Role.ORGANISER)


@pytest.fixture
def stranger(organiser: Account) -> Person:
    """Somebody with a telephone who takes part in a workshop of others."""
    person = somebody()
    factories.make_enrolment(factories.make_workshop("kayes", "ML-1", starts_on=FAR, organisers=(factories.make_account(Role.ORGANISER),)), person)
    return person


def somebody(family_name: str = "Sissoko") -> Person:
    with transactional():
        contacts = [("phone", PHONE), ("email", "fanta@example.org")]
        return accounts.add_person(family_name=family_name, given_names="Fanta", sex="F", contacts=contacts, now=NOW)


def own(organiser: Account, status: str = "published") -> Workshop:
    return factories.make_workshop(starts_on=FAR, status=status, organisers=(organiser,))


def is_known(person: Person, organiser: Account) -> bool:
    return knows(viewer_of(organiser, Role.ORGANISER))(person.id)


@pytest.mark.parametrize("status", ["draft", "published", "running", "closed", "cancelled"])
def test_enrolling_somebody_of_another_workshop_opens_nothing(organiser: Account, stranger: Person, status: str) -> None:
    enrolment = factories.make_enrolment(own(organiser, status), stranger)
    for role, state in product(("participant", "trainer", "observer"), ("invited", "waiting", "confirmed", "withdrawn")):
        with transactional():
            enrolment = db.session.get_one(Enrolment, enrolment.id)
            enrolment.role, enrolment.state = role, state
        assert not is_known(stranger, organiser), (role, state)


def test_somebody_who_is_not_known_has_no_page_in_the_directory(organiser: Account, stranger: Person, sign_in: SignIn) -> None:
    factories.make_enrolment(own(organiser), stranger)
    browser = sign_in(organiser)
    assert [browser.get(f"/en/people/{stranger.code}{page}").status_code for page in ("", "/edit")] == [404, 404]
    assert "SISSOKO" not in browser.get("/en/people").text
    assert "Fanta SISSOKO" in browser.get("/en/workshops/bamako/people").text


@pytest.mark.parametrize(("status", "expected"), [("draft", False), ("published", True), ("running", True), ("closed", True), ("cancelled", False)])
def test_those_who_are_theirs_alone_are_known_unless_the_workshop_is_a_draft_or_cancelled(
    organiser: Account, sign_in: SignIn, status: str, expected: bool
) -> None:
    person = somebody()
    factories.make_enrolment(own(organiser, status), person)
    assert sign_in(organiser).get(f"/en/people/{person.code}").status_code == (200 if expected else 404)


@pytest.mark.parametrize(
    ("state", "expected"), [("invited", True), ("waiting", True), ("declined", False), ("withdrawn", False), ("replaced", False)]
)
def test_whoever_does_not_come_is_known_no_more(organiser: Account, state: str, expected: bool) -> None:
    person = somebody()
    factories.make_enrolment(own(organiser), person, state=state)
    assert is_known(person, organiser) is expected


def test_whoever_has_come_is_known_wherever_else_they_are_and_though_they_leave(organiser: Account) -> None:
    room = make_room(people=2)
    elsewhere = factories.make_workshop("kayes", "ML-1")
    people = [db.session.get_one(Person, db.session.get_one(Enrolment, id).person_id) for id in room.enrolments]
    for person in people:
        factories.make_enrolment(elsewhere, person)
    mark(room, "late", "absent")
    assert [is_known(person, room.organiser) for person in people] == [True, False]
    with transactional():
        db.session.get_one(Enrolment, room.enrolments[0]).state = "withdrawn"
    assert is_known(people[0], room.organiser)


@pytest.mark.parametrize(("role", "expected"), [(Role.TRAINER, True), (Role.ORGANISER, False), (Role.MONITOR, False), (Role.ADMINISTRATOR, False)])
def test_adding_staff_to_the_team_does_not_open_their_numbers(organiser: Account, role: Role, expected: bool) -> None:
    person = somebody()
    factories.make_account(role, person=person)
    factories.make_enrolment(own(organiser), person, role="trainer")
    assert is_known(person, organiser) is expected


def test_two_workshops_of_ones_own_are_no_elsewhere_and_monitors_know_everybody(organiser: Account, stranger: Person) -> None:
    person = somebody("Deux")
    for workshop in (own(organiser), factories.make_workshop("gao", "ML-7", organisers=(organiser,))):
        factories.make_enrolment(workshop, person)
    assert is_known(person, organiser)
    assert knows(viewer_of(factories.make_account(Role.MONITOR), Role.MONITOR))(stranger.id)


def test_papers_have_the_numbers_of_those_who_are_known(organiser: Account, stranger: Person, sign_in: SignIn) -> None:
    workshop = own(organiser)
    mine = somebody("Cissé")
    with transactional():
        accounts.change_person(person_id=mine.id, data=_with_number(mine, "+22366000001"), account_id=organiser.id, now=NOW)
    for person in (mine, stranger):
        factories.make_enrolment(workshop, person)
    text = words(sign_in(organiser).get("/en/workshops/bamako/papers/participants.pdf?phones=y").data)
    assert "SISSOKO" in text
    assert ("66 00 00 01" in text, PHONE in text) == (True, False)
    administrator = sign_in(factories.make_account(Role.ADMINISTRATOR))
    assert PHONE in words(administrator.get("/en/workshops/bamako/papers/participants.pdf?phones=y").data)


def test_messages_show_no_number_and_no_address_of_a_stranger(organiser: Account, stranger: Person, sign_in: SignIn) -> None:
    factories.make_enrolment(own(organiser), stranger, state="invited")
    page = sign_in(organiser).get("/en/workshops/bamako/messages/invitation").text
    assert "Fanta SISSOKO" in page
    assert "From another workshop: the number is shown once they have attended." in page
    for secret in ("wa.me", "sms:", "70782992", "fanta@example.org"):
        assert secret not in page, secret


def _with_number(person: Person, phone: str) -> accounts.PersonData:
    return accounts.PersonData(
        family_name=person.family_name, given_names=person.given_names, sex=person.sex, birth_year=None, profession="", profession_type="other",
        institution="", actor_type=person.actor_type, place_code=None, language="fr", phones=(phone,),
    )  # fmt: skip
