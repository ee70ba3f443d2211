"""Messages leave once, whatever fails or dies on the way. The mail server is real, on this machine."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import delete

from lms import mail, queue
from lms.accounts.models import Contact
from lms.app import create_app
from lms.config import ROOT
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.mail import Reason
from lms.places.services import store_places
from lms.workshops.messages import sending
from lms.workshops.messages.rules import LONGEST_IN_HAND, Kind, State
from lms.workshops.models import Workshop
from tests.conftest import NOW, SAMPLE, settings_in
from tests.factories import at
from tests.smtp import Mailbox, mail_server
from tests.workshops.messages import post

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less than half a minute for a server that does not answer."""
    monkeypatch.setattr(mail, "TIMEOUT_SECONDS", 1)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    with mail_server() as box:
        yield box


def clock_at(instant: datetime) -> Callable[[], datetime]:
    """Return a clock that stands still."""
    return lambda: instant


def send(mailbox: Mailbox, now: datetime = NOW) -> int:
    """Let a worker do its work."""
    return sending.send_due(mailbox.server, now=clock_at(now))


def test_everybody_is_written_to_once_in_their_language(app: Flask, mailbox: Mailbox) -> None:
    given = post.make_post(2)
    person = post.add_person("Nom99", 99, language="en")
    post.factories.make_enrolment(given.workshop, person)
    assert post.queue(given).queued == 3
    assert send(mailbox) == 3
    assert sorted(mailbox.readers) == ["n0@example.org", "n1@example.org", "n99@example.org"]
    texts = dict(zip(mailbox.readers, (one.get_content() for one in mailbox.letters), strict=True))
    assert texts["n0@example.org"].startswith("Madame Prénom NOM00,")
    assert texts["n99@example.org"].startswith("Dear Mr Prénom NOM99,")
    assert post.states() == ["sent"] * 3


def test_what_was_said_is_not_kept_once_it_is_sent(app: Flask, mailbox: Mailbox) -> None:
    post.queue(post.make_post(1))
    assert post.messages()[0].text
    send(mailbox)
    assert post.messages()[0].text == ""


def test_a_worker_that_comes_again_sends_nothing_again(app: Flask, mailbox: Mailbox) -> None:
    post.queue(post.make_post(3))
    assert [send(mailbox), send(mailbox, at(90))] == [3, 0]
    assert len(mailbox.readers) == 3


def test_what_is_not_due_waits(app: Flask, mailbox: Mailbox) -> None:
    post.queue(post.make_post(1), now=at(5))
    assert send(mailbox, at(4)) == 0
    assert send(mailbox, at(5)) == 1


def test_a_server_that_is_away_is_tried_again_with_growing_waits_then_given_up_in_words(app: Flask) -> None:
    post.queue(post.make_post(1))
    with mail_server() as gone:
        pass
    tried, now = [], NOW
    while post.states() == ["queued"]:
        now = post.messages()[0].due_at
        tried.append(now)
        sending.send_due(gone.server, now=clock_at(now))
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits == sorted(waits)
    assert len(tried) == 6
    (message,) = post.messages()
    assert (message.state, message.reason, message.tries) == (State.FAILED, Reason.UNREACHABLE, 6)


def test_an_address_that_is_refused_fails_at_once_and_keeps_nobody_else_waiting(app: Flask, mailbox: Mailbox) -> None:
    mailbox.refused["n1@example.org"] = "550 unknown"
    post.queue(post.make_post(3))
    assert send(mailbox) == 2
    assert post.states() == ["sent", "failed", "sent"]
    assert post.messages()[1].reason == Reason.ADDRESS_REFUSED


def test_an_address_that_has_gone_since_fails_in_words(app: Flask, mailbox: Mailbox) -> None:
    given = post.make_post(1)
    post.queue(given)
    with transactional():
        db.session.execute(delete(Contact).where(Contact.kind == "email"))
    send(mailbox)
    assert (post.states(), post.messages()[0].reason) == (["failed"], Reason.NO_ADDRESS)


def test_a_letter_without_an_answer_is_never_sent_again_by_itself(app: Flask, mailbox: Mailbox) -> None:
    post.queue(post.make_post(1))
    mailbox.silent_from = 1
    send(mailbox)
    assert post.states() == ["unsure"]
    mailbox.silent_from = None
    for hours in (1, 24, 24 * 30):
        send(mailbox, at(60 * hours))
    assert mailbox.readers == ["n0@example.org"]
    assert post.states() == ["unsure"]


def test_a_worker_that_dies_between_sending_and_noting_does_not_make_two(app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    post.queue(post.make_post(2))

    def die(*_arguments: object, **_more: object) -> None:
        raise SystemExit

    note = sending._note
    monkeypatch.setattr(sending, "_note", die)
    with pytest.raises(SystemExit):
        send(mailbox)
    monkeypatch.setattr(sending, "_note", note)
    assert Counter(post.states()) == {"sending": 1, "queued": 1}
    assert send(mailbox, NOW + LONGEST_IN_HAND) == 1
    assert Counter(post.states()) == {"sending": 1, "sent": 1}
    assert send(mailbox, NOW + LONGEST_IN_HAND + timedelta(seconds=1)) == 0
    assert Counter(post.states()) == {"unsure": 1, "sent": 1}
    assert Counter(mailbox.readers) == {"n0@example.org": 1, "n1@example.org": 1}


def test_a_worker_that_is_asked_to_stop_leaves_the_rest_for_the_next(app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    post.queue(post.make_post(3))
    monkeypatch.setattr(queue, "is_leaving", lambda: bool(mailbox.readers))
    assert send(mailbox) == 1
    assert Counter(post.states()) == {"sent": 1, "queued": 2}


def test_sending_again_carries_the_same_message_id(app: Flask, mailbox: Mailbox) -> None:
    given = post.make_post(1)
    post.queue(given)
    mailbox.silent_from = 1
    send(mailbox)
    mailbox.silent_from = None
    with transactional():
        post.services.send_again(workshop=given.workshop, message_id=post.id_of(), account_id=given.organiser.id, now=at(1))
    assert send(mailbox, at(1)) == 1
    first, second = (letter["Message-ID"] for letter in mailbox.letters)
    assert first == second


def test_without_a_mail_server_nothing_leaves_and_nothing_is_lost(app: Flask) -> None:
    post.queue(post.make_post(1))
    sending.send_messages()
    assert post.states() == ["queued"]


def test_no_address_and_no_name_reaches_a_log(app: Flask, mailbox: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    mailbox.refused["n1@example.org"] = "550 n1@example.org is unknown"
    with caplog.at_level(logging.DEBUG, logger="lms"):
        post.queue(post.make_post(3))
        send(mailbox)
    assert "example.org" not in caplog.text
    assert "NOM0" not in caplog.text.upper()


DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, of the kind that the test asks for."""
    url = f"sqlite:///{tmp_path / 'relais.sqlite3'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    app = create_app(settings_in(tmp_path, DATABASE_URL=url))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("own_app", DATABASES, indirect=True)
def test_four_workers_at_once_send_forty_messages_once_each(own_app: Flask, mailbox: Mailbox) -> None:
    post.queue(post.make_post(40))
    db.session.rollback()

    def work() -> None:
        with own_app.app_context():
            send(mailbox)

    workers = [Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Counter(mailbox.readers) == {f"n{number}@example.org": 1 for number in range(40)}
    assert post.states() == ["sent"] * 40


@pytest.mark.parametrize("own_app", DATABASES, indirect=True)
def test_a_worker_that_is_killed_among_forty_messages_and_started_again_sends_none_twice(own_app: Flask, mailbox: Mailbox, tmp_path: Path) -> None:
    post.queue(post.make_post(40))
    db.session.rollback()
    mailbox.silent_from = 17
    worker = _worker(own_app, mailbox, tmp_path)
    assert mailbox.was_silent.wait(60), _log(tmp_path)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    mailbox.silent_from = None
    assert Counter(post.states()) == {"sent": 16, "sending": 1, "queued": 23}

    worker = _worker(own_app, mailbox, tmp_path)
    try:
        _wait_until(lambda: "queued" not in post.states(), worker, tmp_path)
    finally:
        worker.terminate()
        worker.wait(20)
    assert Counter(mailbox.readers) == {f"n{number}@example.org": 1 for number in range(40)}
    send(mailbox, datetime.now(NOW.tzinfo) + LONGEST_IN_HAND * 2)
    assert Counter(post.states()) == {"sent": 39, "unsure": 1}
    assert len(mailbox.readers) == 40


def _worker(app: Flask, mailbox: Mailbox, folder: Path) -> "subprocess.Popen[bytes]":
    settings = app.config["RELAIS_SETTINGS"]
    environment = {
        **os.environ, **mailbox.environment, "RELAIS_DATA_DIR": str(folder), "DATABASE_URL": settings.database_url, "RELAIS_CONTENT_DIR": str(SAMPLE),
        "SECRET_KEY": "for tests", "RELAIS_DEMO": "0",
    }  # fmt: skip
    with (folder / "worker.log").open("ab") as output:
        return subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "worker"], cwd=ROOT, env=environment, stdout=output, stderr=output)


def _wait_until(is_done: Callable[[], bool], worker: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _second in range(120):
        if is_done():
            return
        db.session.rollback()
        assert worker.poll() is None, _log(folder)
        time.sleep(0.5)
    pytest.fail(_log(folder))


def _log(folder: Path) -> str:
    return (folder / "worker.log").read_text()


def test_the_same_message_is_queued_once_for_an_occasion(app: Flask) -> None:
    given = post.make_post(2)
    assert post.queue(given).queued == 2
    again = post.queue(given)
    assert (again.queued, again.known) == (0, 2)
    assert post.queue(given, occasion="2026-11-22").queued == 2
    assert post.queue(given, Kind.THANKS, "").queued == 0  # nobody was there yet


def test_what_waits_when_a_workshop_is_cancelled_never_leaves(app: Flask, mailbox: Mailbox) -> None:
    given = post.make_post(2)
    post.queue(given)
    with transactional():
        db.session.get_one(Workshop, given.workshop.id).status = "cancelled"
    assert send(mailbox) == 0
    assert post.states() == [State.WITHDRAWN] * 2
