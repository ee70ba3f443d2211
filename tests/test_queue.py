"""The queue: told after the transaction, worked through beside the pages, never the only place that knows what is to be done."""

import logging
import sqlite3
import time
from pathlib import Path
from threading import Event

import pytest
from flask import Flask, current_app

from lms import queue
from lms.app import create_app
from lms.config import BadSetting
from lms.db import transactional
from tests.conftest import settings_in

LONGEST_WAIT_SECONDS = 30
done = Event()


def ring() -> None:
    """Say that a worker was here, inside the application's context."""
    assert current_app.name
    done.set()


def stumble() -> None:
    """Fail as a task can: with somebody's address in the message."""
    raise ValueError("@".join(("awa", "example.org")))  # not in the source, whose lines a log may show


@pytest.fixture
def app_with_tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application that knows the two tasks above."""
    done.clear()
    monkeypatch.setattr(queue, "_tasks", [ring, stumble])
    return create_app(settings_in(tmp_path))


def test_a_task_that_is_told_is_done_beside_the_pages(app_with_tasks: Flask) -> None:
    with app_with_tasks.app_context(), queue.working_beside(app_with_tasks):
        queue.tell(ring)
        assert done.wait(LONGEST_WAIT_SECONDS)


def test_what_was_told_while_no_worker_ran_is_done_by_the_next_one(app_with_tasks: Flask, tmp_path: Path) -> None:
    with app_with_tasks.app_context():
        queue.tell(ring)
    assert not done.is_set()
    later = create_app(settings_in(tmp_path))
    with later.app_context(), queue.working_beside(later):
        assert done.wait(LONGEST_WAIT_SECONDS)


def test_a_task_that_fails_stops_nothing_and_its_words_are_not_logged(app_with_tasks: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with app_with_tasks.app_context(), caplog.at_level(logging.DEBUG), queue.working_beside(app_with_tasks):
        queue.tell(stumble)
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        while "task stumble: ValueError" not in caplog.text and time.monotonic() < until:
            time.sleep(0.01)
        assert "task stumble: ValueError" in caplog.text
        done.clear()  # at the turn of a minute it is done unasked
        queue.tell(ring)
        assert done.wait(LONGEST_WAIT_SECONDS)
    assert "awa@example.org" not in caplog.text


def test_telling_inside_a_transaction_is_refused_for_the_worker_would_see_nothing_yet(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="after the transaction"), transactional():
        queue.tell(ring)


def test_a_queue_that_is_away_costs_a_line_in_the_log_and_nothing_else(
    app_with_tasks: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object, **_more: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(app_with_tasks.extensions["queue-huey"].storage, "enqueue", away)
    with app_with_tasks.app_context():
        queue.tell(ring)
    assert "ring waits for the next minute" in caplog.text


def test_a_worker_that_is_asked_to_stop_says_so_to_its_task(app_with_tasks: Flask) -> None:
    with app_with_tasks.app_context():
        assert not queue.is_leaving()
        with queue.working_beside(app_with_tasks):
            assert not queue.is_leaving()
        assert queue.is_leaving()


def test_with_redis_given_the_queue_is_there_and_no_file_is_made(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path, REDIS_URL="redis://127.0.0.1:1/0"))
    assert type(app.extensions["queue-huey"]).__name__ == "RedisHuey"
    assert not (tmp_path / "queue.sqlite3").exists()


def test_without_redis_the_file_of_the_queue_keeps_no_write_ahead_log(app_with_tasks: Flask, tmp_path: Path) -> None:
    with app_with_tasks.app_context():
        queue.tell(ring)
    assert sqlite3.connect(tmp_path / "queue.sqlite3").execute("PRAGMA journal_mode").fetchone() != ("wal",)


def test_something_unsigned_in_the_queue_is_not_run(app_with_tasks: Flask, caplog: pytest.LogCaptureFixture) -> None:
    huey = app_with_tasks.extensions["queue-huey"]
    huey.storage.enqueue(b"cposix\nsystem\n(S'true'\ntR.")
    with app_with_tasks.app_context(), queue.working_beside(app_with_tasks):
        queue.tell(ring)
        assert done.wait(LONGEST_WAIT_SECONDS)
    assert "Error reading from queue" in caplog.text


def test_a_queue_that_cannot_be_opened_is_named_in_a_sentence(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    (tmp_path / "queue.sqlite3").write_bytes(b"half a file, and no database at all" * 40)
    with pytest.raises(BadSetting, match=r"queue\.sqlite3 cannot be opened: .*stop Relais everywhere and delete this file"):
        create_app(settings)
