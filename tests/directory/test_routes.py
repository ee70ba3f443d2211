"""The pages of the directory."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Account, AuditEntry, DistinctPeople, MergedPerson, Person
from lms.accounts.rules import Role
from lms.courses.content import library
from lms.courses.services import complete_lesson
from lms.db import db, transactional
from lms.directory.models import CorrectionRequest
from lms.quizzes.content import quizzes
from tests.cascade.makers import report
from tests.client import CheckingClient
from tests.counting import counted_queries
from tests.directory.makers import merge, recorded
from tests.factories import PROGRAMME, at, fact_id, make_account, make_enrolment, make_person, make_programme, make_workshop, right_answers, take_quiz
from tests.workshops.room import make_room, mark

SignIn = Callable[[Account], CheckingClient]
FIELDS = {
    "family_name": "Konaté", "given_names": "Aïssata", "sex": "F", "birth_year": "1985", "profession": "Juge des enfants", "profession_type": "",
    "institution": "Tribunal pour enfants", "actor_type": "", "place_code": "ML-BKO", "language": "fr", "phones": "70 00 00 01\n66000002",
    "emails": "Aissata@example.org",
}  # fmt: skip


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> CheckingClient:
    """A browser in which an administrator is signed in."""
    make_programme()
    return sign_in(make_account(Role.ADMINISTRATOR, person=recorded("Xyz", "Qwerty")))


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_somebody_is_found_and_their_page_opened_and_both_are_noted(admin: CheckingClient) -> None:
    person = recorded("Traoré", "Aïssata")
    page = admin.get("/en/people?q=AISSATA tra").text
    assert f'href="/en/people/{person.code}"' in page
    assert "Aïssata TRAORÉ" in admin.get(f"/en/people/{person.code}").text
    notes = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "names.read")).all()
    assert set(notes) == {f"people:{PROGRAMME}", f"person:{person.id}"}


@pytest.mark.parametrize(
    ("sex", "role", "expected"),
    [("F", "participant", "· Participante ·"), ("M", "participant", "· Participant ·"), ("N", "participant", "· Participant ou participante ·"),
     ("F", "trainer", "· Formatrice ·"), ("M", "observer", "· Observateur ·")],
)  # fmt: skip
def test_words_about_somebody_agree_in_french(admin: CheckingClient, sex: str, role: str, expected: str) -> None:
    person = recorded(sex=sex)
    make_enrolment(make_workshop(), person, role=role)
    words = _words(admin.get(f"/fr/people/{person.code}").text)
    assert "Année de naissance Non indiquée" in words
    assert "Institution Non indiquée" in words
    assert "Lieu de travail Non indiqué " in words
    assert expected in words


def test_a_search_that_says_too_little_shows_nobody(admin: CheckingClient) -> None:
    recorded("Traoré", "Aïssata")
    answer = admin.get("/en/people?q=a")
    assert answer.status_code == 422
    assert "TRAORÉ" not in answer.text


def test_the_page_of_somebody_asks_the_same_however_much_they_did(admin: CheckingClient) -> None:
    counts = []
    for people in ([recorded("Rien", "Fait")], [_busy_person(), recorded("Essai", "Deux")]):
        if len(people) == 2:
            merge(people[1], people[0])
        page = f"/en/people/{people[0].code}"
        with counted_queries() as statements:
            assert admin.get(page).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def _busy_person() -> Person:
    room = make_room(1)
    mark(room, "present")
    account = make_account(person=db.session.scalars(select(Person).where(Person.family_name == "Nom00")).one())
    with transactional():
        for module in library().modules.values():
            for lesson in module.lessons:
                complete_lesson(event_id=fact_id(), person_id=account.person_id, account_id=account.id, programme=PROGRAMME, module=module,
                                lesson=lesson, content_hash=lesson.content_hash, answers=lesson.key, now=at(0))  # fmt: skip
    quiz = quizzes()["first"]
    take_quiz(account, quiz, {})
    take_quiz(account, quiz, right_answers(quiz), at_time=at(5))
    report(account)
    return db.session.get_one(Person, account.person_id)


def test_a_page_tells_what_somebody_did_in_time_order(admin: CheckingClient) -> None:
    words = _words(admin.get(f"/en/people/{_busy_person().code}").text)
    told = ["Workshop in Bamako", "1 of 6 half-days attended", "Gave a session in Kita", "21 participants", "Read in", "2 times · 100%", "passed"]
    places = [words.index(one) for one in told]
    assert places == sorted(places)


def test_of_a_workshop_to_come_nothing_is_counted_yet(admin: CheckingClient) -> None:
    person = make_person()
    make_enrolment(make_workshop(starts_on=date(2099, 9, 13), status="published"), person)
    words = _words(admin.get(f"/en/people/{person.code}").text)
    assert "Workshop in Bamako" in words
    assert "half-days attended" not in words


def test_of_practice_it_is_told_that_it_took_place_and_not_how(admin: CheckingClient) -> None:
    account = make_account()
    practice = next(quiz for quiz in quizzes().values() if quiz.is_practice)
    take_quiz(account, practice, right_answers(practice))
    words = _words(admin.get(f"/en/people/{db.session.get_one(Person, account.person_id).code}").text)
    assert practice.titles["en"] in words
    assert "%" not in words


def test_an_organiser_opens_the_people_of_their_workshops_only(admin: CheckingClient, sign_in: SignIn) -> None:
    organiser, theirs, other = make_account(Role.ORGANISER), recorded("Mienne"), recorded("Autre")
    make_enrolment(make_workshop(organisers=(organiser,)), theirs)
    browser = sign_in(organiser)
    assert browser.get(f"/en/people/{theirs.code}").status_code == 200
    assert browser.get(f"/en/people/{theirs.code}/edit").status_code == 200
    for page in (f"/en/people/{other.code}", f"/en/people/{other.code}/edit"):
        assert browser.get(page).status_code == 404
    for page in ("/en/people/new", "/en/people/duplicates", f"/en/people/{theirs.code}/compare"):
        assert browser.get(page).status_code == 403
    assert browser.submit(f"/en/people/{theirs.code}/edit", FIELDS).status_code == 302
    assert browser.post(f"/en/people/{other.code}/edit", data=FIELDS).status_code in (400, 404)
    assert db.session.get_one(Person, other.id).family_name == "Autre"


def test_a_monitor_reads_and_changes_nothing(admin: CheckingClient, sign_in: SignIn) -> None:
    person, browser = recorded("Traoré"), sign_in(make_account(Role.MONITOR))
    page = browser.get(f"/en/people/{person.code}").text
    assert "Correct the record" not in page
    assert browser.get(f"/en/people/{person.code}/edit").status_code == 403


def test_a_trainer_sees_nobody(admin: CheckingClient, sign_in: SignIn) -> None:
    person, browser = recorded("Traoré"), sign_in(make_account(Role.TRAINER))
    for page in ("/en/people", f"/en/people/{person.code}", "/en/people/requests"):
        assert browser.get(page).status_code == 403


def test_a_person_is_added_once_with_types_taken_from_the_words(admin: CheckingClient) -> None:
    page = admin.get("/en/people/new").text
    event_id = re.search(r'name="event_id"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]
    for _ in range(2):
        answer = admin.submit("/en/people/new", {**FIELDS, "event_id": event_id})
    person = db.session.get_one(Person, UUID(event_id))
    assert answer.location == f"/en/people/{person.code}"
    assert (person.full_name, person.sort_key, person.birth_year) == ("Aïssata KONATÉ", "konate aissata", 1985)
    assert (person.profession_type, person.actor_type) == ("magistrate", "justice")
    page = admin.get(f"/en/people/{person.code}").text
    assert all(text in page for text in ("70\u00a000\u00a000\u00a001", "66\u00a000\u00a000\u00a002", "aissata@example.org", "Judge or prosecutor"))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("family_name", " ", "Enter the family name"),
        ("family_name", "TraorÃ©", "damaged"),
        ("family_name", "\u039aonat\u00e9", "two alphabets that look the same"),
        ("given_names", "\u0410\u0412\u0410", "two alphabets that look the same"),
        ("birth_year", "85", "four digits"),
        ("birth_year", "3000", "four digits"),
        ("place_code", "ML-99", "Choose from the list"),
        ("phones", "70000001\n7000000", "7000000 is no whole number"),
        ("emails", "awa@example", "awa@example is no whole address"),
        ("sex", "X", ""),
    ],
)
def test_what_is_not_well_formed_is_said_beside_its_field(admin: CheckingClient, name: str, value: str, sentence: str) -> None:
    answer = admin.submit("/en/people/new", {**FIELDS, name: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'aria-describedby="{name}' in answer.text or f'id="{name}-error"' in answer.text
    assert db.session.scalars(select(Person).where(Person.family_name == "Konaté")).all() == []


def test_the_form_of_somebody_says_what_is_recorded_and_sending_it_changes_nothing(admin: CheckingClient) -> None:
    admin.submit("/en/people/new", FIELDS)
    person = db.session.scalars(select(Person).where(Person.family_name == "Konaté")).one()
    page = admin.get(f"/en/people/{person.code}/edit").text
    assert 'value="Konaté"' in page
    same = {**FIELDS, "profession_type": person.profession_type, "actor_type": person.actor_type}
    admin.submit(f"/en/people/{person.code}/edit", same)
    assert "Nothing was changed" in admin.get(f"/en/people/{person.code}").text
    admin.submit(f"/en/people/{person.code}/edit", {**same, "family_name": "Diarra"})
    assert "Aïssata KONATÉ, until" in _words(admin.get(f"/en/people/{person.code}").text)


def test_two_records_are_laid_side_by_side_merged_and_taken_apart_again(admin: CheckingClient) -> None:
    kept, merged = (recorded("Traoré", name, contacts=[("phone", "70000001")]) for name in ("Aïssata", "Aissata"))
    listed = admin.get("/en/people/duplicates").text
    assert "1 pair of records may be of one person." in listed
    page = f"/en/people/{kept.code}/compare?other={merged.code}"
    assert page.replace("&", "&amp;") in listed or f"/en/people/{merged.code}/compare?other={kept.code}" in listed
    compared = _words(admin.get(page).text)
    assert "Given names differs Aïssata Aissata" in compared
    answer = admin.submit(f"/en/people/{kept.code}/compare/{merged.code}/merge", {"kept": kept.code}, page=page)
    assert answer.location == f"/en/people/{kept.code}"
    assert db.session.get_one(MergedPerson, merged.id).kept_id == kept.id
    shown = admin.get(f"/en/people/{kept.code}").text
    assert f"also {merged.code[:3]}-{merged.code[3:]}" in shown
    undo = re.search(r'action="(/en/people/[^"]+/separate/[^"]+)"', shown)[1]  # type: ignore[index]
    assert admin.submit(undo, page=f"/en/people/{kept.code}").status_code == 302
    assert db.session.scalars(select(MergedPerson)).all() == []


def test_without_a_choice_nothing_is_merged(admin: CheckingClient) -> None:
    one, other = recorded("Traoré"), recorded("Traore")
    page = f"/en/people/{one.code}/compare?other={other.code}"
    answer = admin.submit(f"/en/people/{one.code}/compare/{other.code}/merge", {"kept": "elsewhere"}, page=page)
    assert answer.status_code == 422
    assert db.session.scalars(select(MergedPerson)).all() == []


def test_a_pair_said_to_be_two_people_leaves_the_list(admin: CheckingClient) -> None:
    one, other = (recorded("Traoré", "Aïssata", contacts=[("phone", "70000001")]) for _ in range(2))
    page = f"/en/people/{one.code}/compare?other={other.code}"
    admin.submit(f"/en/people/{one.code}/compare/{other.code}/tell-apart", page=page)
    assert "No probable duplicate" in admin.get("/en/people/duplicates").text
    assert len(db.session.scalars(select(DistinctPeople)).all()) == 1


@pytest.mark.parametrize("typed", ["K7M-4PXQ", "", "own"])
def test_a_record_is_compared_with_another_one_that_exists(admin: CheckingClient, typed: str) -> None:
    person = recorded("Traoré")
    answer = admin.get(f"/en/people/{person.code}/compare?other={person.code if typed == 'own' else typed}")
    assert answer.status_code == (422 if typed else 200)
    assert "Code of the other record" in answer.text


def test_somebody_reads_their_own_record_and_asks_for_a_correction_that_staff_answer(admin: CheckingClient, sign_in: SignIn) -> None:
    account = make_account(Role.TRAINER, person=recorded("Traoré", "Awa", contacts=[("phone", "70000001")]))
    browser = sign_in(account)
    page = browser.get("/en/account/record").text
    assert "70\u00a000\u00a000\u00a001" in page
    assert "Take the merge back" not in page
    answer = browser.submit("/en/account/record", {"words": "Mon nom est Konaté. <b>"})
    assert answer.status_code == 302
    request_id = db.session.scalars(select(CorrectionRequest.id)).one()
    listed = admin.get("/en/people/requests").text
    assert "Mon nom est Konaté. &lt;b&gt;" in listed
    send = f"/en/people/requests/{request_id}/answer"
    refused = admin.submit(send, {"state": "refused"}, page="/en/people/requests")
    assert refused.status_code == 422
    assert "Write why the record stays as it is" in refused.text
    assert admin.submit(send, {"state": "refused", "answer": "La carte dit Traoré."}, page="/en/people/requests").status_code == 302
    assert "No open request" in admin.get("/en/people/requests").text
    assert "La carte dit Traoré." in browser.get("/en/account/record").text


def test_an_empty_request_is_not_sent(sign_in: SignIn, admin: CheckingClient) -> None:
    answer = sign_in(make_account(Role.TRAINER)).submit("/en/account/record", {"words": " "})
    assert answer.status_code == 422
    assert db.session.scalars(select(CorrectionRequest)).all() == []


def test_the_own_record_and_the_requests_ask_the_same_however_many_there_are(admin: CheckingClient, sign_in: SignIn) -> None:
    account = make_account(Role.TRAINER)
    browser = sign_in(account)
    counts = []
    for number in (1, 5):
        for minute in range(number):
            browser.submit("/en/account/record", {"words": f"Demande {minute}"})
        with counted_queries() as statements:
            browser.get("/en/account/record")
            admin.get("/en/people/requests")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_account_leads_to_the_own_record(admin: CheckingClient) -> None:
    assert 'href="/en/account/record"' in admin.get("/en/account").text
