import re
from collections.abc import Callable
from datetime import date
from typing import Any

import brotli
import pytest
from flask import Flask
from limits import parse
from sqlalchemy import func, select

from lms import clock
from lms.accounts.models import Account, AuditEntry, Person
from lms.accounts.rules import Role
from lms.accounts.services import note_audit
from lms.db import Model, db, transactional
from lms.web.limits import limiter
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.models import AttendanceStanding, Enrolment, Workshop
from lms.workshops.plan.models import WorkshopQuota
from lms.workshops.strangers import ENROLLED, MATCHED, MOST
from tests import factories
from tests.client import CheckingClient, hidden_fields
from tests.counting import counted_queries

SignIn = Callable[[Account], CheckingClient]
FAR = date(2099, 12, 14)
PEOPLE = "/en/workshops/bamako/people"
INVITE, DOOR, HISTORY = f"{PEOPLE}/invite", f"{PEOPLE}/door", f"{PEOPLE}/history"
UNTIL = {"holds_until": "2099-12-01"}
NEW = {"new-family_name": "Ongoïba", "new-given_names": "Sata", "new-sex": "F", "new-holds_until": "2099-12-01"}


@pytest.fixture
def organiser(app: Flask) -> Account:
    """Somebody who organises the workshop in Bamako."""
    factories.make_programme()
    return factories.make_account(Role.ORGANISER)


def plan(organiser: Account, *, capacity: int = 2, status: str = "published", starts_on: date = FAR) -> Workshop:
    return factories.make_workshop(starts_on=starts_on, status=status, capacity=capacity, organisers=(organiser,))


def invite(browser: CheckingClient, *persons: Person, path: str = INVITE) -> Any:
    """Search for people, tick them and send the form that the search brought."""
    found = search(browser, persons[0].family_name, path=path)
    return browser.post(path, data={**hidden_fields(found, path), "people": [str(one.id) for one in persons], **UNTIL})


def search(browser: CheckingClient, text: str, path: str = INVITE) -> str:
    answer = browser.submit(f"{path}/search", {"text": text}, page=path)
    assert answer.status_code == 200, answer.text
    return answer.text


def states() -> dict[str, str]:
    rows = db.session.execute(select(Person.given_names, Enrolment.state).join(Enrolment, Enrolment.person_id == Person.id))
    return {row[0]: row[1] for row in rows}


def enrolment_of(person: Person) -> Enrolment:
    return db.session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()


def count(table: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("path", [PEOPLE, INVITE, DOOR, HISTORY])
def test_only_those_who_organise_the_workshop_enrol_people(organiser: Account, sign_in: SignIn, client: CheckingClient, path: str) -> None:
    plan(organiser)
    statuses = {role: sign_in(factories.make_account(role)).get(path).status_code for role in Role}
    assert statuses == {Role.TRAINER: 403, Role.ORGANISER: 404, Role.MONITOR: 403, Role.ADMINISTRATOR: 200}
    assert client.get(path).status_code == 302
    assert sign_in(organiser).get(path).status_code == 200


def test_an_organiser_who_also_monitors_enrols_only_in_their_own_workshops(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(factories.make_account(Role.ORGANISER, Role.MONITOR))
    assert browser.get("/en/workshops/bamako").status_code == 200
    assert browser.get(PEOPLE).status_code == 403


def test_people_are_searched_ticked_and_invited(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    persons = [factories.make_person("Sangaré", name) for name in ("Ami", "Ba", "Cheick")]
    browser = sign_in(organiser)
    found = search(browser, "sangare")
    assert "3 people found" in found
    answer = invite(browser, *persons)
    assert answer.location == INVITE
    page = words_of(browser.get(INVITE).text)
    assert "2 people are invited." in page
    assert "1 person is on the waiting list." in page
    assert "Every place is taken or promised." in page
    assert states() == {"Ami": "invited", "Ba": "invited", "Cheick": "waiting"}


def test_the_name_that_is_searched_for_is_in_no_address(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    html = search(browser, "sangare")
    assert not re.findall(r'(?:href|action)="[^"]*sangare', html)
    assert browser.get(f"{INVITE}/search").status_code == 405


def test_a_search_is_noted_and_what_is_too_short_is_said(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    answer = browser.submit(f"{INVITE}/search", {"text": "s"}, page=INVITE)
    assert answer.status_code == 422
    assert "Write at least 2 letters of a name, or a whole code." in answer.text
    search(browser, "sa")
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "names.read")).all() == ["people-search workshop:essai/bamako"]


def test_a_search_spends_what_an_organiser_may_look_up_in_a_day_and_their_own_people_stay_readable(organiser: Account, sign_in: SignIn) -> None:
    workshop = plan(organiser)
    for name in ("Ami", "Ba", "Cheick"):
        factories.make_person("Sangaré", name)
    factories.make_enrolment(workshop, factories.make_person("Sangaré", "Dado"))
    browser = sign_in(organiser)
    limiter.limiter.hit(parse("400 per day"), f"viewer:{organiser.id}", "strangers", cost=397)
    found = search(browser, "sangare")
    again = browser.submit(f"{INVITE}/search", {"text": "sangare"}, page=INVITE)
    assert (again.status_code, "Go on tomorrow, or ask the administrator." in again.text) == (429, True)
    assert browser.post(INVITE, data={**hidden_fields(found, INVITE), **UNTIL}).status_code == 429
    assert browser.submit(f"{INVITE}/new", {**NEW, "new-family_name": "Sangaré", "new-given_names": "Ami"}, page=INVITE).status_code == 429
    assert [browser.get(page).status_code for page in (PEOPLE, INVITE)] == [200, 200]
    administrator = sign_in(factories.make_account(Role.ADMINISTRATOR))
    assert [len(re.findall('name="people"', search(administrator, "sangare"))) for _ in range(2)] == [4, 4]


def test_people_of_other_workshops_leave_a_line_each_and_are_chosen_only_so_many_a_day(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, capacity=100)
    elsewhere = factories.make_workshop("kayes", "ML-1")
    people = [factories.make_person("Sangaré", name) for name in ("Ami", "Ba")]
    for person in people:
        factories.make_enrolment(elsewhere, person)
    with transactional():
        for number in range(MOST - 1):
            note_audit(account_id=organiser.id, action=MATCHED, subject=f"person:{number}", now=clock.now())
    browser = sign_in(organiser)
    assert invite(browser, people[0]).status_code == 302
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == ENROLLED)).all() == [f"person:{people[0].id}"]
    refused = invite(browser, people[1])
    assert (refused.status_code, "Ask the administrator to do it, or go on tomorrow." in refused.text) == (422, True)
    assert invite(browser, people[0]).status_code == 302
    assert "Ba" not in {name for name, state in states().items() if state == "invited"}


def test_nobody_ticked_keeps_what_was_found(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    factories.make_person("Sangaré", "Ami")
    browser = sign_in(organiser)
    found = search(browser, "sangare")
    answer = browser.post(INVITE, data={**hidden_fields(found, INVITE), **UNTIL})
    assert answer.status_code == 422
    assert "Choose at least one person in the list." in answer.text
    assert "Ami SANGARÉ" in answer.text


def test_a_day_for_the_answer_after_the_eve_is_said_beside_it(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    person = factories.make_person("Sangaré", "Ami")
    browser = sign_in(organiser)
    found = search(browser, "sangare")
    answer = browser.post(INVITE, data={**hidden_fields(found, INVITE), "people": str(person.id), "holds_until": "2099-12-14"})
    assert answer.status_code == 422
    assert "Choose a day from today to the eve of the workshop." in answer.text
    assert count(Enrolment) == 0


def test_somebody_who_does_not_exist_is_not_invited(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    factories.make_person("Sangaré", "Ami")
    fields = hidden_fields(search(browser, "sangare"), INVITE)
    answer = browser.post(INVITE, data={**fields, "people": str(factories.fact_id()), **UNTIL})
    assert (answer.status_code, count(Enrolment)) == (404, 0)


def test_a_new_person_is_added_and_invited_once_however_often_it_is_sent(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    path = f"{INVITE}/new"
    data = {**hidden_fields(browser.get(INVITE).text, path), **NEW}
    before = count(Person)
    assert [browser.post(path, data=data).status_code for _ in range(2)] == [302, 302]
    assert (count(Person), states()) == (before + 1, {"Sata": "invited"})
    assert re.search(r"Sata ONGOÏBA was added, with the code [0-9A-Z]{3}-[0-9A-Z]{4}\.", browser.get(INVITE).text)


def test_a_name_that_is_known_is_asked_about_first(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    factories.make_person("Ongoiba", "SATA")
    browser = sign_in(organiser)
    path = f"{INVITE}/new"
    answer = browser.submit(path, NEW, page=INVITE)
    assert answer.status_code == 409
    assert "Somebody of this name is known already." in answer.text
    assert count(Enrolment) == 0
    again = browser.post(path, data={**hidden_fields(answer.text, path), **NEW, "new-is_somebody_else": "y"})
    assert (again.status_code, states()) == (302, {"Sata": "invited"})


def test_a_telephone_number_that_cannot_be_called_is_said(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    answer = sign_in(organiser).submit(f"{INVITE}/new", {**NEW, "new-phone": "12"}, page=INVITE)
    assert answer.status_code == 422
    assert "Write the whole number" in answer.text


def test_letters_that_cannot_be_seen_are_not_in_a_name(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    sign_in(organiser).submit(f"{INVITE}/new", {**NEW, "new-family_name": "\u202eOngo\u200bïba", "new-given_names": "Sa\ufeffta "}, page=INVITE)
    assert db.session.scalars(select(Person.family_name + "|" + Person.given_names).where(Person.given_names == "Sata")).all() == ["Ongoïba|Sata"]


@pytest.mark.parametrize("typed", [{"new-family_name": "\u039ftt\u00e9"}, {"new-given_names": "\u0410\u0412\u0410"}])
def test_letters_of_another_alphabet_that_look_the_same_add_nobody(organiser: Account, sign_in: SignIn, typed: dict[str, str]) -> None:
    plan(organiser)
    answer = sign_in(organiser).submit(f"{INVITE}/new", {**NEW, **typed}, page=INVITE)
    assert (answer.status_code, "two alphabets that look the same" in answer.text) == (422, True)
    assert db.session.scalars(select(Person).where(Person.family_name.in_(["Ongoïba", "\u039ftt\u00e9"]))).all() == []


def test_people_of_a_demonstration_are_added_to_the_demonstration(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    with transactional():
        organiser.is_demonstration = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lms.accounts.services._is_open", lambda: Account.is_active)
        sign_in(organiser).submit(f"{INVITE}/new", NEW, page=INVITE)
    assert db.session.scalars(select(Person.is_demonstration).where(Person.family_name == "Ongoïba")).all() == [True]


def test_the_page_of_people_says_places_first_then_each_group(organiser: Account, sign_in: SignIn) -> None:
    workshop = plan(organiser, capacity=3)
    browser = sign_in(organiser)
    persons = [factories.make_person("Sangaré", name) for name in ("Ami", "Ba", "Cheick", "Dado")]
    invite(browser, *persons)
    with transactional():
        db.session.add(WorkshopQuota(workshop_id=workshop.id, axis="sex", group="F", minimum=3))
    page = browser.get(PEOPLE).text
    data = {**hidden_fields(page, PEOPLE), "enrolments": [str(enrolment_of(one).id) for one in persons[:2]], "action": "confirm"}
    assert browser.post(PEOPLE, data=data).location == PEOPLE
    page = browser.get(PEOPLE).text
    words = words_of(page)
    assert "3 of 3 places taken or promised. 2 people are confirmed. 1 person is invited. No place is free. 1 person is waiting." in words
    assert "2 people are confirmed." in words
    assert words.index("Invited: who has answered?") < words.index("Waiting list, in its order") < words.index("Confirmed Name")
    assert "answer by 1 December 2099" in words
    assert "Reached" in words


def test_what_is_missing_in_a_group_is_said_and_blocks_nothing(organiser: Account, sign_in: SignIn) -> None:
    workshop = plan(organiser, capacity=3)
    with transactional():
        db.session.add(WorkshopQuota(workshop_id=workshop.id, axis="institution", group="police", minimum=2))
    browser = sign_in(organiser)
    invite(browser, factories.make_person("Sangaré", "Ami"))
    assert "2 missing" in browser.get(PEOPLE).text
    assert states() == {"Ami": "invited"}


def test_a_place_that_became_free_is_to_be_told(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, capacity=1)
    browser = sign_in(organiser)
    persons = [factories.make_person("Sangaré", name) for name in ("Ami", "Ba")]
    invite(browser, *persons)
    data = {**hidden_fields(browser.get(PEOPLE).text, PEOPLE), "enrolments": str(enrolment_of(persons[0]).id), "action": "decline"}
    browser.post(PEOPLE, data=data)
    words = words_of(browser.get(PEOPLE).text)
    assert "A place became free. Tell this person: Ba SANGARÉ" in words
    assert states() == {"Ami": "declined", "Ba": "invited"}


def test_ticking_nobody_is_said(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    invite(browser, factories.make_person("Sangaré", "Ami"))
    answer = browser.post(PEOPLE, data={**hidden_fields(browser.get(PEOPLE).text, PEOPLE), "action": "confirm"})
    assert answer.status_code == 422
    assert "Tick at least one person in the list." in answer.text


def test_several_of_the_waiting_list_are_confirmed_at_once(organiser: Account, sign_in: SignIn) -> None:
    workshop = plan(organiser, capacity=2, status="running", starts_on=date(2022, 9, 13))
    browser = sign_in(organiser)
    waiting = [factories.make_enrolment(workshop, factories.make_person("Sangaré", name), state="waiting") for name in ("Ami", "Ba", "Cheick")]
    page = browser.get(PEOPLE).text
    assert "Confirm those ticked" in page
    ticked = [str(one.id) for one in waiting[:2]]
    assert browser.post(PEOPLE, data={**hidden_fields(page, PEOPLE), "action": "confirm", "enrolments": ticked}).status_code == 302
    assert states() == {"Ami": "confirmed", "Ba": "confirmed", "Cheick": "waiting"}
    nobody = browser.post(PEOPLE, data={**hidden_fields(page, PEOPLE), "action": "confirm"})
    assert "Tick at least one person in the list." in nobody.text


def test_the_page_of_a_person_offers_what_can_happen_and_keeps_what_has(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, capacity=1)
    browser, person, other = sign_in(organiser), factories.make_person("Sangaré", "Ami"), factories.make_person("Sangaré", "Ba")
    invite(browser, person, other)
    path = f"{PEOPLE}/{enrolment_of(person).id}"
    page = browser.get(path).text
    assert re.findall(r'name="action"[^>]*value="(\w+)"', page) == ["confirm", "decline", "withdraw", "wait"]
    assert browser.submit(path, {"action": "confirm"}).location == path
    page = browser.get(path).text
    assert re.findall(r'name="action"[^>]*value="(\w+)"', page) == ["withdraw", "wait"]
    assert "Invited → Confirmed" in words_of(page)
    answer = browser.submit(path, {"action": "wait"})
    assert answer.status_code == 422
    assert "This takes a place away from somebody who is confirmed." in answer.text
    answer = browser.submit(path, {"action": "withdraw", "reason": "Mutation <b>à Kayes</b>."})
    assert "Mutation &lt;b&gt;à Kayes&lt;/b&gt;." in browser.get(path).text
    assert states() == {"Ami": "withdrawn", "Ba": "invited"}


def test_nobody_is_put_on_a_waiting_list_that_leads_back_at_once(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser, person = sign_in(organiser), factories.make_person("Sangaré", "Ami")
    invite(browser, person)
    assert re.findall(r'name="action"[^>]*value="(\w+)"', browser.get(f"{PEOPLE}/{enrolment_of(person).id}").text) == [
        "confirm",
        "decline",
        "withdraw",
    ]


@pytest.mark.parametrize("action", ["offer", "replace", "nonsense", ""])
def test_what_no_page_offers_does_not_happen(organiser: Account, sign_in: SignIn, action: str) -> None:
    plan(organiser)
    browser, person = sign_in(organiser), factories.make_person("Sangaré", "Ami")
    invite(browser, person)
    assert browser.submit(f"{PEOPLE}/{enrolment_of(person).id}", {"action": action}).status_code == 422
    assert states() == {"Ami": "invited"}


def test_one_person_is_replaced_by_another_and_both_pages_say_so(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser = sign_in(organiser)
    left, newcomer = factories.make_person("Sangaré", "Ami"), factories.make_person("Diabaté", "Ba")
    invite(browser, left)
    path = f"{PEOPLE}/{enrolment_of(left).id}"
    assert f"{path}/replace" in browser.get(path).text
    answer = invite(browser, newcomer, path=f"{path}/replace")
    assert answer.location == PEOPLE
    assert states() == {"Ami": "replaced", "Ba": "confirmed"}
    assert "Replaced by Ba DIABATÉ" in words_of(browser.get(path).text)
    assert "In the place of Ami SANGARÉ" in words_of(browser.get(f"{PEOPLE}/{enrolment_of(newcomer).id}").text)


def test_somebody_new_may_come_instead(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser, left = sign_in(organiser), factories.make_person("Sangaré", "Ami")
    invite(browser, left)
    path = f"{PEOPLE}/{enrolment_of(left).id}/replace"
    assert browser.submit(f"{path}/new", {**NEW, "new-reason": "Envoyée par son service."}, page=path).location == PEOPLE
    assert states() == {"Ami": "replaced", "Sata": "confirmed"}


def test_at_the_door_the_last_place_is_given_then_the_waiting_list(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, capacity=1, status="running", starts_on=date(2022, 9, 13))
    browser = sign_in(organiser)
    known = factories.make_person("Sangaré", "Ami")
    invite(browser, known, path=DOOR)
    assert "1 person is confirmed." in browser.get(DOOR).text
    assert "Every place is taken. Whoever you add now is put on the waiting list." in browser.get(DOOR).text
    browser.submit(f"{DOOR}/new", NEW, page=DOOR)
    assert states() == {"Ami": "confirmed", "Sata": "waiting"}
    assert "1 person is on the waiting list." in browser.get(DOOR).text


def test_whoever_was_let_in_is_marked_present_with_one_button(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, capacity=5, status="running", starts_on=clock.local_day(clock.now()))
    browser, person = sign_in(organiser), factories.make_person("Sangaré", "Ami")
    assert "Mark present now" not in browser.get(DOOR).text
    answer = invite(browser, person, path=DOOR)
    page = browser.get(answer.location).text
    assert "Mark present now" in page
    path = re.findall(r'action="(/en/workshops/bamako/half-days/[12]/check-in)"', page)[0]
    marked = browser.post(path, data=hidden_fields(page, path))
    assert "Ami SANGARÉ" in browser.get(marked.location).text
    assert db.session.scalars(select(AttendanceStanding.enrolment_id)).all() == [enrolment_of(person).id]


def test_a_full_room_leads_from_the_door_to_its_number_of_places(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, capacity=1, status="running", starts_on=clock.local_day(clock.now()))
    browser = sign_in(organiser)
    first = invite(browser, factories.make_person("Sangaré", "Ami"), path=DOOR)
    page = browser.get(first.location).text
    assert '<a href="/en/workshops/bamako/edit">Change the number of places</a>' in page
    waiting = invite(browser, factories.make_person("Traoré", "Sata"), path=DOOR)
    assert "Mark present now" not in browser.get(waiting.location).text


def test_before_the_day_the_door_says_when_it_opens(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    page = sign_in(organiser).get(DOOR).text
    assert "The workshop begins on 14 December 2099." in page
    assert 'name="text"' not in page


def test_a_draft_says_what_must_come_first(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, status="draft")
    browser = sign_in(organiser)
    assert "This workshop is a draft: nobody can be invited yet." in browser.get(PEOPLE).text
    answer = browser.get(INVITE)
    assert answer.status_code == 409
    assert "Open its invitations on the page of its plan first." in answer.text


def test_the_history_tells_who_did_what_and_what_nobody_did(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser, capacity=1)
    browser = sign_in(organiser)
    persons = [factories.make_person("Sangaré", name) for name in ("Ami", "Ba")]
    invite(browser, *persons)
    browser.submit(f"{PEOPLE}/{enrolment_of(persons[0]).id}", {"action": "decline", "reason": "En mission."})
    words = words_of(browser.get(HISTORY).text)
    assert "4 changes, the latest first." in words
    assert "A place became free and it was their turn." in words
    assert "En mission." in words
    assert count(EnrolmentChange) == 4


def test_trainers_and_observers_join_the_team(organiser: Account, sign_in: SignIn) -> None:
    plan(organiser)
    browser, person = sign_in(organiser), factories.make_person("Sangaré", "Ami")
    assert invite(browser, person, path=f"{PEOPLE}/trainer").location == "/en/workshops/bamako/team"
    origin = {"new-country": "SN", "new-committee": "Comité invité"}
    browser.submit(f"{PEOPLE}/observer/new", {**NEW, **origin}, page=f"{PEOPLE}/observer")
    words = words_of(browser.get("/en/workshops/bamako/team").text)
    assert "Ami SANGARÉ" in words
    assert "Comité invité, Senegal" in words
    answer = browser.submit(f"{PEOPLE}/observer/new", {**NEW, "new-family_name": "Autre"}, page=f"{PEOPLE}/observer")
    assert "Choose the country they come from." in answer.text


@pytest.mark.parametrize("people", [3, 60])
def test_pages_of_many_people_ask_no_more_and_stay_small(organiser: Account, sign_in: SignIn, people: int) -> None:
    workshop = plan(organiser, capacity=people)
    for number in range(people):
        person = factories.make_person(f"Nom{number:03}", "Prénom", profession="Officier de police", institution=f"Commissariat {number}")
        factories.make_enrolment(workshop, person, state=("invited", "confirmed", "waiting")[number % 3])
    browser = sign_in(organiser)
    for path, most in ((PEOPLE, 5), (HISTORY, 5), (INVITE, 3), (f"{PEOPLE}/{enrolment_of(person).id}", 5)):
        with counted_queries() as statements:
            answer = browser.get(path, headers={"Accept-Encoding": "identity"})
        assert answer.status_code == 200
        assert len(statements) <= most, (path, statements)
        assert len(brotli.compress(answer.data, quality=5)) < 14 * 1024
    fields = hidden_fields(browser.get(INVITE).text, f"{INVITE}/search")
    with counted_queries() as statements:
        browser.post(f"{INVITE}/search", data={**fields, "text": "nom"})
    assert len(statements) <= 5, statements
