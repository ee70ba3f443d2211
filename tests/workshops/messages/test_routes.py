"""Pages of messages, in English so that they do not depend on the catalogue."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.messages import sending
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.messages.rules import State
from tests import factories
from tests.client import CheckingClient
from tests.counting import counted_queries
from tests.smtp import Mailbox, mail_server
from tests.workshops.messages import post

KINDS = "/en/workshops/bamako/messages"
REMINDER = f"{KINDS}/reminder"
LOG = f"{KINDS}/sent"
SignIn = Callable[[Account], CheckingClient]


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the application has been told of."""
    settings = app.config["RELAIS_SETTINGS"]
    with mail_server() as box:
        app.config["RELAIS_SETTINGS"] = replace(settings, smtp=box.server)
        yield box
    app.config["RELAIS_SETTINGS"] = settings


def _links(html: str, start: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', html) if unescape(link).startswith(start)]


def test_an_organiser_sees_the_kinds_with_how_many_people_each_is_for(sign_in: SignIn) -> None:
    given = post.make_post(3)
    factories.make_enrolment(given.workshop, post.add_person("Invité", 50), state="invited")
    html = sign_in(given.organiser).get(KINDS).text
    numbers = re.findall(r'data-label="People" class="number">(\d+)<', html)
    assert numbers == ["1", "4", "4", "0"]
    assert "Relais sends nothing itself here" in html


def test_texts_stand_in_both_languages_to_be_copied(sign_in: SignIn) -> None:
    html = sign_in(post.make_post(1).organiser).get(REMINDER).text
    assert "Rappel\u00a0: Bamako, du 13 au 15 septembre 2022." in html
    assert "Remember Bamako, from 13 to 15 September 2022. Venue to follow." in html
    assert "1 SMS: " in html
    texts = re.findall(r'<textarea id="([a-z]+)-(?:fr|en)"', html)
    assert sorted(texts) == ["body", "body", "sms", "sms", "subject", "subject"]


def test_all_numbers_and_addresses_stand_together_to_be_copied(sign_in: SignIn) -> None:
    given = post.make_post(2)
    factories.make_enrolment(given.workshop, post.add_person("Sans", 2, with_mail=False))
    html = sign_in(given.organiser).get(REMINDER).text
    assert ">+22370000000, +22370000001, +22370000002</textarea>" in html
    assert ">n0@example.org, n1@example.org</textarea>" in html
    assert "3 telephone numbers" in html


def test_each_person_has_links_with_their_name_in_them(sign_in: SignIn) -> None:
    given = post.make_post(2)
    html = sign_in(given.organiser).get(REMINDER).text
    first = _links(html, "https://wa.me/")[0]
    assert urlsplit(first).path == "/22370000000"
    assert parse_qs(urlsplit(first).query)["text"][0].startswith("Madame Prénom NOM00,\n\nRappel\u00a0: Bamako")
    assert _links(html, "sms:")[0].startswith("sms:+22370000000?body=Madame%20Pr%C3%A9nom%20NOM00")
    assert _links(html, "mailto:")[1].startswith("mailto:n1@example.org?subject=Rappel")


def test_somebody_whose_language_has_no_texts_is_written_to_in_french(sign_in: SignIn) -> None:
    given = post.make_post(0)
    factories.make_enrolment(given.workshop, post.add_person("Bambara", 7, language="bm"))
    text = parse_qs(urlsplit(_links(sign_in(given.organiser).get(REMINDER).text, "https://wa.me/")[0]).query)["text"][0]
    assert text.startswith("Monsieur Prénom BAMBARA,")


def test_somebody_who_cannot_be_reached_is_said_to_be_so(sign_in: SignIn) -> None:
    given = post.make_post(0)
    factories.make_enrolment(given.workshop, factories.make_person("Sans", "Adresse"))
    assert "No number and no e-mail address" in sign_in(given.organiser).get(REMINDER).text


def test_a_change_of_dates_asks_for_the_old_ones_first(sign_in: SignIn) -> None:
    browser = sign_in(post.make_post(1).organiser)
    assert "which dates did people know?" in browser.get(f"{KINDS}/date-change").text
    for old in ("old_first=2022-09-06&old_last=2022-09-08", "old_first=06/09/2022&old_last=08/09/2022"):
        page = browser.get(f"{KINDS}/date-change?{old}")
        assert "not from 6 to 8 September 2022, but from 13 to 15 September 2022" in page.text


@pytest.mark.parametrize("query", ["?old_first=2022-09-06", "?old_first=2022-09-08&old_last=2022-09-06", "?old_first=x&old_last=y"])
def test_old_dates_that_cannot_be_are_asked_for_again(sign_in: SignIn, query: str) -> None:
    answer = sign_in(post.make_post(1).organiser).get(f"{KINDS}/date-change{query}")
    assert answer.status_code == 422
    assert "Check these answers" in answer.text


@pytest.mark.parametrize("kind", ["nothing", "Reminder", "missing-x"])
def test_a_kind_that_does_not_exist_is_not_found(sign_in: SignIn, kind: str) -> None:
    assert sign_in(post.make_post(1).organiser).get(f"{KINDS}/{kind}").status_code == 404


def test_only_organisers_of_the_workshop_write_to_its_people(sign_in: SignIn) -> None:
    post.make_post(1)
    other, monitor = factories.make_account(Role.ORGANISER), factories.make_account(Role.MONITOR)
    for page in (KINDS, REMINDER, LOG):
        assert sign_in(other).get(page).status_code == 404
        assert sign_in(monitor).get(page).status_code == 403
    assert sign_in(factories.make_account(Role.ADMINISTRATOR)).get(REMINDER).status_code == 200


def test_reading_the_names_is_noted(sign_in: SignIn) -> None:
    sign_in(post.make_post(1).organiser).get(REMINDER)
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "names.read")).all() == ["workshop:essai/bamako"]


def test_the_page_asks_the_database_the_same_for_one_and_for_many(sign_in: SignIn) -> None:
    given = post.make_post(1)
    browser = sign_in(given.organiser)
    with counted_queries() as for_one:
        browser.get(REMINDER)
    for number in range(20, 30):
        factories.make_enrolment(given.workshop, post.add_person("Nom", number))
    with counted_queries() as for_many:
        browser.get(REMINDER)
    assert len(for_many) == len(for_one) <= 8


def test_without_a_mail_server_nothing_can_be_sent(sign_in: SignIn) -> None:
    browser = sign_in(post.make_post(1).organiser)
    assert "/send" not in browser.get(REMINDER).text
    page = browser.get("/en/account").text
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    answer = browser.post(f"{REMINDER}/send", data={"csrf_token": csrf})
    assert answer.status_code == 403
    assert "Relais sends no mail here" in answer.text
    assert post.states() == []


def test_sending_queues_once_and_the_worker_does_the_rest(app: Flask, mailbox: Mailbox, sign_in: SignIn) -> None:
    given = post.make_post(2)
    factories.make_enrolment(given.workshop, post.add_person("Sans", 60, with_mail=False))
    browser = sign_in(given.organiser)
    page = browser.get(REMINDER).text
    assert "Send by mail to 2 people" in page
    assert browser.submit(f"{REMINDER}/send", page=REMINDER).location == LOG
    log = browser.get(LOG).text
    assert "2 messages are being sent." in log
    assert "1 person has no e-mail address: write to them by telephone." in log
    assert post.states() == ["queued", "queued"]
    assert "Send by mail to" not in browser.get(REMINDER).text
    sending.send_messages()
    assert sorted(mailbox.readers) == ["n0@example.org", "n1@example.org"]
    assert browser.get(LOG).text.count('status-tag--done">Sent<') == 2


def test_sending_twice_from_two_windows_writes_once(app: Flask, mailbox: Mailbox, sign_in: SignIn) -> None:
    browser = sign_in(post.make_post(2).organiser)
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(REMINDER).text)[0]
    for _window in range(2):
        browser.post(f"{REMINDER}/send", data={"csrf_token": csrf})
    assert "2 people have had this message already and are not written to again." in browser.get(LOG).text
    sending.send_messages()
    assert len(mailbox.readers) == 2


def test_the_people_of_a_demonstration_are_never_written_to(app: Flask, mailbox: Mailbox, sign_in: SignIn) -> None:
    given = post.make_post(1)
    with transactional():
        db.session.execute(update(factories.Programme).values(is_demonstration=True))
    page = sign_in(given.organiser).get(REMINDER).text
    assert "the people of the demonstration are invented" in page
    assert "Send by mail" not in page


def _failed(given: post.Post, state: State, reason: str = "") -> None:
    post.queue(given)
    with transactional():
        db.session.execute(update(WorkshopMessage).values(state=state, reason=reason, tries=6))


def test_a_message_that_failed_says_why_and_can_be_sent_again(app: Flask, mailbox: Mailbox, sign_in: SignIn) -> None:
    given = post.make_post(1)
    _failed(given, State.FAILED, "unreachable")
    browser = sign_in(given.organiser)
    page = browser.get(LOG).text
    assert "The mail server could not be reached. " in " ".join(page.split()) + " "
    assert "Tried 6 times." in page
    browser.submit(f"{LOG}/{post.id_of()}/again", page=LOG)
    assert post.states() == ["queued"]
    sending.send_messages()
    assert mailbox.readers == ["n0@example.org"]


def test_a_message_of_which_nobody_knows_is_left_to_the_organiser(app: Flask, mailbox: Mailbox, sign_in: SignIn) -> None:
    given = post.make_post(1)
    _failed(given, State.UNSURE)
    browser = sign_in(given.organiser)
    assert "Ask the person whether the message came" in browser.get(LOG).text
    browser.submit(f"{LOG}/{post.id_of()}/arrived", page=LOG)
    assert post.states() == ["sent"]
    assert mailbox.readers == []


@pytest.mark.parametrize("state", [State.SENT, State.SENDING, State.QUEUED])
def test_a_message_on_its_way_is_not_sent_again(app: Flask, mailbox: Mailbox, sign_in: SignIn, state: State) -> None:
    given = post.make_post(1)
    _failed(given, State.FAILED)
    browser = sign_in(given.organiser)
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(LOG).text)[0]
    with transactional():
        db.session.execute(update(WorkshopMessage).values(state=state))
    assert browser.post(f"{LOG}/{post.id_of()}/again", data={"csrf_token": csrf}).status_code == 409
    assert post.states() == [state]


def test_what_has_not_left_can_be_kept_from_leaving(app: Flask, mailbox: Mailbox, sign_in: SignIn) -> None:
    given = post.make_post(2)
    post.queue(given)
    browser = sign_in(given.organiser)
    browser.submit(f"{LOG}/withdraw", page=LOG)
    assert "2 messages were withdrawn and will not be sent." in browser.get(LOG).text
    sending.send_messages()
    assert mailbox.readers == []


def test_a_message_of_another_workshop_is_not_found(app: Flask, mailbox: Mailbox, sign_in: SignIn) -> None:
    given = post.make_post(1)
    _failed(given, State.FAILED)
    factories.make_workshop(slug="gao", organisers=(given.organiser,))
    browser = sign_in(given.organiser)
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(LOG).text)[0]
    assert browser.post(f"/en/workshops/gao/messages/sent/{post.id_of()}/again", data={"csrf_token": csrf}).status_code == 404
    assert post.states() == ["failed"]
