"""Work done after the answer: by the one process of a laptop beside its pages, or by workers of their own.

The queue only says that there is something to do. What is to be done stands in tables, written in the same transaction as its cause, so that
nothing is lost with the queue, and nothing is done twice for being told twice: a task finds its own work. Each is also told once a minute.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import format_tb
from typing import Any

from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from redis import RedisError

from lms.config import BadSetting, Settings
from lms.db import is_writing

log = logging.getLogger(__name__)

Task = Callable[[], None]

_NAME = "relais"
_EXTENSION = "queue"
_HUEY = "queue-huey"
_CONSUMER = "queue-consumer"
_LONGEST_LEAVE_SECONDS = 35  # longer than a task waits for any single answer of a network

_tasks: list[Task] = []


def task(function: Task) -> Task:
    """Declare a function as something that workers do, once a minute and whenever it is told. It runs outside any request."""
    _tasks.append(function)
    return function


def init_app(app: Flask, settings: Settings) -> None:
    """Open the queue and teach it every task that has been declared."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    huey = _huey(settings)
    app.extensions[_EXTENSION] = {done: huey.periodic_task(crontab(), name=done.__name__)(_within(app, done)) for done in _tasks}
    app.extensions[_CONSUMER] = None
    app.extensions[_HUEY] = huey
    huey.storage.close()  # making its tables opened it; each thread opens its own


def tell(function: Task) -> None:
    """Have a worker do this soon. Call it once the transaction that wrote the work is over.

    When the queue cannot be reached, a line in the log says so and the work is done a little later: it is in its table.
    """
    if is_writing():
        raise RuntimeError("The worker would look before there is anything to see: tell it after the transaction.")
    try:
        current_app.extensions[_EXTENSION][function]()
    except (OSError, RedisError, sqlite3.Error) as error:
        log.warning("the queue cannot be reached (%s): %s waits for the next minute", type(error).__name__, function.__name__)


def is_leaving() -> bool:
    """Tell whether the worker is asked to stop, so that a long task ends between two pieces of its work."""
    consumer = current_app.extensions[_CONSUMER]
    return consumer is not None and bool(consumer.stop_flag.is_set())


@contextmanager
def working_beside(app: Flask) -> Iterator[None]:
    """Let this process work through the queue while the block runs."""
    consumer = app.extensions[_CONSUMER] = _Beside(app.extensions[_HUEY], shutdown_timeout=_LONGEST_LEAVE_SECONDS)
    consumer.start()
    try:
        yield
    finally:
        consumer.stop(graceful=True)


def work(app: Flask) -> None:
    """Work through the queue until interrupted."""
    consumer = app.extensions[_CONSUMER] = Consumer(app.extensions[_HUEY], shutdown_timeout=_LONGEST_LEAVE_SECONDS, graceful_signal="TERM")
    consumer.run()


class _Beside(Consumer):  # type: ignore[misc]  # Huey publishes no types
    """A consumer in a process that is somebody else's: signals stay theirs."""

    def _set_signal_handlers(self) -> None:
        """Set none."""


def _huey(settings: Settings) -> Any:
    # Signed: whoever can write to the queue could otherwise run what they like when it is read.
    given = {"serializer": SignedSerializer(secret=settings.secret_key, salt=_NAME), "results": False}
    if settings.redis_url:
        return RedisHuey(_NAME, url=settings.redis_url, **given)
    # Not in WAL mode: the standard library's SQLite may be one that corrupts such files (docs/decisions/0003).
    file = settings.data_dir / "queue.sqlite3"
    try:
        return SqliteHuey(_NAME, filename=str(file), journal_mode="truncate", **given)
    except sqlite3.Error as error:  # the disk is full, or a cut left half a file
        raise BadSetting(
            f"The queue {file} cannot be opened: {error}. Make room on the disk; if there is room, stop Relais everywhere and delete this file."
        ) from error


def _within(app: Flask, function: Task) -> Task:
    def run() -> None:
        with app.app_context():
            try:
                function()
            except Exception as error:
                log.error("task %s: %s\n%s", function.__name__, type(error).__name__, "".join(format_tb(error.__traceback__)))

    return run
