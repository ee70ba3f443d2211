from collections.abc import Iterator
from pathlib import Path

import pysqlite3.dbapi2
import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DatabaseError

from lms.app import create_app
from lms.db import db, transactional
from lms.db.engine import FIRST_SAFE_SQLITE
from lms.db.schema import upgrade_schema
from lms.places.models import Place
from lms.programmes.models import Programme
from tests.conftest import settings_in

A_PROGRAMME = {
    "slug": "p",
    "name_fr": "P",
    "name_en": "P",
    "designs": "c",
    "funders_fr": "",
    "funders_en": "",
    "signatories_fr": "",
    "signatories_en": "",
    "paper_languages": "fr",
    "is_demonstration": False,
}
PRAGMAS = [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 30000), ("foreign_keys", 1), ("trusted_schema", 0), ("cell_size_check", 1),
           ("secure_delete", 1)]  # fmt: skip


@transactional()
def add_a_programme_then_fail() -> None:
    db.session.execute(insert(Programme), [A_PROGRAMME])
    raise RuntimeError


@transactional()
def add_a_programme_inside_then_fail() -> None:
    with transactional():
        db.session.execute(insert(Programme), [A_PROGRAMME])
    raise RuntimeError


@pytest.mark.parametrize(("name", "value"), PRAGMAS)
def test_every_connection_is_set_as_measured(app: Flask, name: str, value: object) -> None:
    with db.engine.connect() as first, db.engine.connect() as second:
        assert [connection.scalar(text(f"PRAGMA {name}")) for connection in (first, second)] == [value, value]


def test_a_writers_connection_is_set_the_same(app: Flask) -> None:
    with transactional():
        assert [db.session.scalar(text(f"PRAGMA {name}")) for name, _value in PRAGMAS] == [value for _name, value in PRAGMAS]


def test_the_driver_brings_a_sqlite_that_does_not_corrupt(app: Flask) -> None:
    assert db.engine.dialect.dbapi is pysqlite3.dbapi2
    version = db.session.scalar(text("SELECT sqlite_version()"))
    assert tuple(map(int, version.split("."))) >= FIRST_SAFE_SQLITE


def test_reading_cannot_write(app: Flask) -> None:
    with pytest.raises(DatabaseError, match="readonly"):
        db.session.execute(insert(Programme), [A_PROGRAMME])
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Programme)) == 0


def test_reading_cannot_write_after_somebody_wrote_on_the_same_connection(app: Flask) -> None:
    with transactional():
        db.session.execute(insert(Programme), [A_PROGRAMME])
    with pytest.raises(DatabaseError, match="readonly"):
        db.session.execute(text("DELETE FROM programme"))
    db.session.rollback()


def test_what_breaks_half_way_leaves_nothing(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        add_a_programme_then_fail()
    assert db.session.scalar(select(func.count()).select_from(Programme)) == 0


def test_a_writing_block_inside_another_is_kept_or_dropped_with_it(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        add_a_programme_inside_then_fail()
    assert db.session.scalar(select(func.count()).select_from(Programme)) == 0


def test_a_row_that_points_nowhere_is_refused(app: Flask) -> None:
    with pytest.raises(DatabaseError, match="FOREIGN KEY"), transactional():
        db.session.execute(insert(Place), [{"code": "X", "kind": "commune", "parent_code": "nowhere", "name": "X", "sort_key": "x", "note": ""}])


@pytest.fixture
def on_postgresql(postgresql_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on PostgreSQL."""
    app = create_app(settings_in(tmp_path, DATABASE_URL=postgresql_url))
    with app.app_context():
        upgrade_schema()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgresql
def test_reading_cannot_write_on_postgresql(on_postgresql: Flask) -> None:
    with transactional():
        db.session.execute(insert(Programme), [A_PROGRAMME])
    with pytest.raises(DatabaseError, match="read-only transaction"):
        db.session.execute(text("DELETE FROM programme"))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Programme)) == 1
