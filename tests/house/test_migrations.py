import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from lms.app import create_app
from lms.certificates.rules.facts import seal
from lms.config import ROOT
from lms.db import Model, db
from lms.db.schema import MIGRATIONS, schema_revision, upgrade_schema
from lms.db.transactions import as_writer
from tests.conftest import settings_in
from tests.house.rows import fill_empty_tables, row_counts

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of the kind that the test asks for."""
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")


@pytest.fixture
def empty(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database."""
    app = create_app(settings_in(tmp_path, DATABASE_URL=database_url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_migrated_schema_equals_the_models(empty: Flask) -> None:
    upgrade_schema()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, Model.metadata) == []


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_migrated_check_constraints_equal_those_of_the_models(empty: Flask) -> None:
    upgrade_schema()  # Alembic does not compare these
    with db.engine.connect() as connection:
        found = {(table, check["name"]) for table in Model.metadata.tables for check in inspect(connection).get_check_constraints(table)}
    meant = {(table.name, str(check.name)) for table in Model.metadata.tables.values() for check in table.constraints if hasattr(check, "sqltext")}
    assert found == meant


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_every_revision_goes_down_and_up_again_with_rows_in_every_table(empty: Flask) -> None:
    below: str | None = None
    for revision in REVISIONS:
        upgrade(directory=str(MIGRATIONS), revision=revision)
        _fill()
        assert set(_counts().values()) == {1}, revision
        downgrade(directory=str(MIGRATIONS), revision=below or "base")
        assert set(_counts().values()) <= {1}, f"going down from {revision} lost rows"
        assert schema_revision() == below
        db.session.rollback()
        upgrade(directory=str(MIGRATIONS), revision=revision)
        below = revision
    assert schema_revision() == REVISIONS[-1]


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_files_that_were_kept_before_there_were_seals_get_one(empty: Flask) -> None:
    upgrade(directory=str(MIGRATIONS), revision="0016")
    _fill()
    upgrade_schema()
    [(id, form, digest, found)] = db.session.execute(text("SELECT certificate_id, format, sha256, seal FROM certificate_paper")).all()
    assert found == seal(f"{UUID(str(id))}/{form}/{digest}", empty.extensions["certificate_key"])


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_upgrading_again_changes_nothing(empty: Flask) -> None:
    upgrade_schema()
    _fill()
    upgrade_schema()
    assert set(_counts().values()) == {1}


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_four_processes_migrating_at_once_all_succeed(empty: Flask, database_url: str, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    command = [sys.executable, "-m", "tests.house.migrate", database_url, str(tmp_path), str(gate)]
    workers = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    try:
        _wait_for(*(tmp_path / f"ready-{worker.pid}" for worker in workers))
        gate.touch()
        errors = [worker.communicate(timeout=200)[1] for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0], errors
    assert schema_revision() == REVISIONS[-1]


def test_revisions_are_numbered_in_one_line() -> None:
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert path.name.split("_")[0] in REVISIONS


def _fill() -> None:
    with as_writer(), db.engine.begin() as connection:
        fill_empty_tables(connection)


def _counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return row_counts(connection)


def _wait_for(*paths: Path) -> None:
    deadline = time.monotonic() + 60
    while not all(path.exists() for path in paths):
        assert time.monotonic() < deadline, "a process did not start"
        time.sleep(0.02)
