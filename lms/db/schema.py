"""Bringing the schema up to date, one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import text

from lms.config import ROOT
from lms.db.locking import file_lock
from lms.db.model import db

MIGRATIONS = ROOT / "migrations"
_ADVISORY_KEY = 7_305_471  # any number that only migrations of this product use


def upgrade_schema() -> None:
    """Apply every migration that is missing. Safe to call from several processes at once."""
    with _migration_lock():
        upgrade(directory=str(MIGRATIONS))


@cache
def newest_revision() -> str | None:
    """Return the number of the last migration that the code has."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def schema_revision() -> str | None:
    """Return the number of the last migration applied, or None on an empty database."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


@contextmanager
def _migration_lock() -> Iterator[None]:
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        with file_lock(Path(f"{url.database}.migration-lock")):
            yield
        return
    with db.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ADVISORY_KEY})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY_KEY})
