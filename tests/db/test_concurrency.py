from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select

from lms.app import create_app
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.db.transactions import as_writer
from lms.journal.models import JournalEvent, JournalNode
from lms.journal.services import record
from tests.conftest import NOW, settings_in
from tests.db.processes import DATABASES, run_writers, url_of
from tests.db.writers import counter
from tests.factories import fact_id
from tests.journal.saying import said


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of the kind that the test asks for."""
    return url_of(request.param, request, tmp_path)


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
