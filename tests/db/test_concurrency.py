import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select

from lms.app import create_app
from lms.config import ROOT
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.db.transactions import as_writer
from lms.journal.models import JournalEvent, JournalNode
from lms.journal.services import record
from tests.conftest import NOW, settings_in
from tests.db.writers import counter
from tests.factories import fact_id
from tests.journal.saying import said

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
PROCESSES = 4


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of the kind that the test asks for."""
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")


@pytest.fixture
def migrated(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a migrated database with a counter at nought and one event, so that the journal knows this node."""
    app = create_app(settings_in(tmp_path, DATABASE_URL=database_url))
    with app.app_context():
        upgrade_schema()
        with as_writer(), db.engine.begin() as connection:
            counter.create(connection)
            connection.execute(insert(counter), [{"value": 0}])
        with transactional():
            record(said(fact_id(), {"first": True}), now=NOW)
        yield app
        db.session.remove()
        db.engine.dispose()


def run_writers(job: str, url: str, folder: Path, *, threads: int, times: int = 1) -> Counter[str]:
    """Run PROCESSES × threads writers that start at the same moment; return how often each outcome was seen, errors by their text."""
    gate = folder / "gate"
    workers = [
        subprocess.Popen([sys.executable, "-m", "tests.db.writers", job, url, str(folder), str(gate), str(threads), str(times)],
                         cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]  # fmt: skip
    deadline = time.monotonic() + 60
    while not all((folder / f"ready-{worker.pid}").exists() or worker.poll() for worker in workers):
        assert time.monotonic() < deadline, "a process did not start"
        time.sleep(0.02)
    gate.touch()
    seen: Counter[str] = Counter()
    for worker in workers:
        out, err = worker.communicate(timeout=120)
        assert worker.returncode == 0, err
        answer = json.loads(out)
        seen.update(answer.pop("errors"))
        seen.update(answer)
    return seen


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_sixty_four_writers_lose_nothing_and_none_is_refused(migrated: Flask, database_url: str, tmp_path: Path) -> None:
    assert run_writers("count", database_url, tmp_path, threads=16, times=5) == {"recorded": 320}
    assert db.session.scalar(select(counter.c.value)) == 320
    assert list(db.session.scalars(select(JournalEvent.seq).order_by(JournalEvent.seq))) == list(range(1, 322))
    assert db.session.scalars(select(JournalNode.last_seq)).one() == 321


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_sixteen_identical_events_at_once_are_one_fact(migrated: Flask, database_url: str, tmp_path: Path) -> None:
    assert run_writers("same", database_url, tmp_path, threads=4) == {"recorded": 1, "known": 15}
    assert db.session.scalars(select(JournalEvent.seq).order_by(JournalEvent.seq)).all() == [1, 2]
