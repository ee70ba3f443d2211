"""How the two databases are opened. Every choice here was measured: docs/decisions/0003-sqlite-settings.md."""

import logging
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from lms.config import Settings
from lms.db.transactions import is_writing

try:
    import pysqlite3.dbapi2 as sqlite
except ImportError:  # no wheel for this platform: the warning below tells whether its own SQLite will do
    import sqlite3 as sqlite

__all__ = ["configure_engine", "engine_options", "sqlite"]

log = logging.getLogger(__name__)

# From 3.7.0 until this version two connections that write and checkpoint at the same instant can corrupt a WAL database.
FIRST_SAFE_SQLITE = (3, 51, 3)

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an answer is given only once the fact is on the disk
    "busy_timeout=30000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",  # what is deleted is overwritten: files sent by people hold names
)


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return the arguments with which the engine is created."""
    # hide_parameters: what people typed must not reach a log through an error's text.
    pool: dict[str, Any] = {"pool_size": settings.threads + 2, "pool_timeout": 20, "hide_parameters": True}
    if settings.is_sqlite:
        if sqlite.sqlite_version_info < FIRST_SAFE_SQLITE:
            log.warning("SQLite %s can corrupt a database under load; install 3.51.3 or later.", sqlite.sqlite_version)
        return {**pool, "module": sqlite}
    return {**pool, "pool_pre_ping": True}


def configure_engine(engine: Engine) -> None:
    """Make every connection of this engine follow the product's rules."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _open_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN loses updates; ours is below
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    if is_writing():
        raw.execute("PRAGMA query_only=OFF")
        raw.execute("BEGIN IMMEDIATE")
    else:
        raw.execute("PRAGMA query_only=ON")  # a page that is only read cannot write, whatever its code says
        raw.execute("BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    raw: DBAPIConnection | Any = connection.connection.dbapi_connection
    raw.read_only = not is_writing()
