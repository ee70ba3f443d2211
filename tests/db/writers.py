"""One process of the tests with many writers: `python -m tests.db.writers JOB URL FOLDER GATE THREADS TIMES`.

Writes what its threads saw as JSON, how often each outcome: `{"recorded": …, "known": …, "errors": […]}`.
"""

import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, Table, select, update

from lms import clock
from lms.app import create_app
from lms.db import db, transactional
from lms.identifiers import new_id
from lms.journal.services import record
from tests.conftest import settings_in
from tests.journal.saying import said
from tests.workshops.enrolling import crowd

counter = Table("counter", MetaData(), Column("value", Integer, nullable=False))
SAME = UUID("01a1fd55-7a80-7abc-8abc-000000000016")


def count_one_more() -> str:
    """Record an event and add one to a counter by reading it, in one transaction: what loses updates where nothing guards it."""
    with transactional():
        outcome = record(said(new_id(clock.now()), {"one": "more"}), now=clock.now())
        value = db.session.scalar(select(counter.c.value).with_for_update())
        db.session.execute(update(counter).values(value=value + 1))
    return outcome.value


def say_the_same() -> str:
    """Record the one event that all other writers record too."""
    with transactional():
        return record(said(SAME, {"seat": 16}), now=clock.now()).value


JOBS = {"count": count_one_more, "same": say_the_same, **crowd.JOBS}


def main(job: str, url: str, folder: str, gate: str, threads: str, times: str) -> None:
    """Get ready, wait for the gate to open, write."""
    app = create_app(settings_in(Path(folder), DATABASE_URL=url, RELAIS_THREADS=threads))
    (Path(folder) / f"ready-{os.getpid()}").touch()
    while not Path(gate).exists():
        time.sleep(0.001)
    with ThreadPoolExecutor(int(threads)) as pool:
        seen = list(pool.map(lambda _number: _attempt(app, job), range(int(threads) * int(times))))
    outcomes = Counter(outcome for outcome, _error in seen if outcome)
    json.dump({**outcomes, "errors": [error for _outcome, error in seen if error]}, sys.stdout)


def _attempt(app: Flask, job: str) -> tuple[str, str]:
    with app.app_context():
        try:
            return JOBS[job](), ""
        except Exception as error:  # every kind counts as a refusal
            return "", f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    main(*sys.argv[1:])
