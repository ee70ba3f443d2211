"""What certificates still need, in the letters that say so."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.messages import sending
from tests import factories
from tests.client import CheckingClient
from tests.counting import counted_queries
from tests.smtp import Mailbox, mail_server
from tests.workshops.messages import post

MISSING = "/en/workshops/bamako/messages/missing"
SignIn = Callable[[Account], CheckingClient]


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the application has been told of."""
    settings = app.config["RELAIS_SETTINGS"]
    with mail_server() as box:
        app.config["RELAIS_SETTINGS"] = replace(settings, smtp=box.server)
        yield box
    app.config["RELAIS_SETTINGS"] = settings


def test_each_participant_is_listed_with_what_is_missing(sign_in: SignIn) -> None:
    page = sign_in(post.make_post(2).organiser).get(MISSING).text
    assert "Something is missing for 2 participants out of 2." in page
    assert page.count("5 half-days of the workshop: 0 attended out of 6, 5 needed") == 2
    assert len(re.findall(r"\d+ lessons? of “", page)) == 4
    assert "not taken yet, " in page


def test_observers_and_trainers_need_no_certificate(sign_in: SignIn) -> None:
    given = post.make_post(1)
    factories.make_enrolment(given.workshop, post.add_person("Observatrice", 70), role="observer")
    assert "out of 1." in sign_in(given.organiser).get(MISSING).text


def test_a_letter_says_it_in_the_language_of_the_person(sign_in: SignIn) -> None:
    given = post.make_post(1)
    with transactional():
        db.session.execute(update(Person).where(Person.id == given.people[0].id).values(language="en"))
    french_page = f"/fr/workshops/bamako/messages/missing/{given.people[0].code}"
    page = sign_in(given.organiser).get(french_page).text
    assert '<html lang="fr">' in page
    assert "After Bamako, you still need:\n- 5 half-days of the workshop" in page
    assert re.search(r"After Bamako: 5 half-days, \d+ lessons, \d+ quiz", page)


@pytest.mark.parametrize("code", ["K7M4PXQ", "nothing"])
def test_somebody_who_is_not_there_is_not_found(sign_in: SignIn, code: str) -> None:
    assert sign_in(post.make_post(1).organiser).get(f"{MISSING}/{code}").status_code == 404


def test_somebody_of_another_workshop_is_not_found(sign_in: SignIn) -> None:
    given = post.make_post(1)
    other = factories.make_workshop(slug="gao")
    stranger = post.add_person("Autre", 80)
    factories.make_enrolment(other, stranger)
    assert sign_in(given.organiser).get(f"{MISSING}/{stranger.code}").status_code == 404


def test_only_organisers_of_the_workshop_see_it(sign_in: SignIn) -> None:
    given = post.make_post(1)
    for page in (MISSING, f"{MISSING}/{given.people[0].code}"):
        assert sign_in(factories.make_account(Role.ORGANISER)).get(page).status_code == 404
        assert sign_in(factories.make_account(Role.MONITOR)).get(page).status_code == 403


def test_the_list_asks_the_database_the_same_for_one_and_for_many(sign_in: SignIn) -> None:
    given = post.make_post(1)
    browser = sign_in(given.organiser)
    with counted_queries() as for_one:
        browser.get(MISSING)
    for number in range(20, 30):
        factories.make_enrolment(given.workshop, post.add_person("Nom", number))
    with counted_queries() as for_many:
        browser.get(MISSING)
    assert len(for_many) == len(for_one)


def test_it_is_sent_to_each_once_a_day(app: Flask, mailbox: Mailbox, sign_in: SignIn) -> None:
    browser = sign_in(post.make_post(2).organiser)
    assert browser.submit(f"{MISSING}/send", page=MISSING).location == "/en/workshops/bamako/messages/sent"
    sending.send_messages()
    assert len(mailbox.letters) == 2
    assert "Après Bamako, il vous reste" in mailbox.letters[0].get_content().replace("\u00a0", " ")
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(MISSING).text)[0]
    browser.post(f"{MISSING}/send", data={"csrf_token": csrf})
    sending.send_messages()
    assert len(mailbox.letters) == 2
