"""One valid row for every table of a database, whatever its schema is today or was at an older revision."""

import re
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    CHAR,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Time,
    Uuid,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.types import Double, Float, Integer

_NOT_OURS = {"alembic_version"}


def reflected(connection: Connection) -> MetaData:
    """Return the schema as the database itself describes it."""
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def row_counts(connection: Connection) -> dict[str, int]:
    """Return {table: number of rows}."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in reflected(connection).sorted_tables
        if table.name not in _NOT_OURS
    }


def fill_empty_tables(connection: Connection) -> None:
    """Give every empty table one row that keeps its foreign keys and its check constraints."""
    for table in reflected(connection).sorted_tables:
        if table.name not in _NOT_OURS and not connection.scalar(select(func.count()).select_from(table)):
            connection.execute(insert(table), [{column.name: _value(connection, table, column) for column in table.columns}])


def _value(connection: Connection, table: Table, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        if key.column.table is table:
            return None  # a row cannot point to one that is not there yet
        return connection.scalar(select(key.column).limit(1))
    allowed = _allowed_words(connection, table.name, column.name)
    return allowed or _plain_value(column)


def _allowed_words(connection: Connection, table: str, column: str) -> str | None:
    """Return the first of the words that a check constraint such as `sex IN ('F', 'M')` allows, however the database writes it."""
    for check in inspect(connection).get_check_constraints(table):
        if re.search(rf"\b{column}\b", check["sqltext"]):
            words = re.findall(r"'([^']*)'", check["sqltext"])
            if words:
                return str(words[0])
    return None


def _plain_value(column: Column[Any]) -> Any:
    kinds: tuple[tuple[type[Any] | tuple[type[Any], ...], Any], ...] = (
        (Uuid, uuid4()),
        (CHAR, uuid4().hex),  # how SQLite keeps a UUID
        (Boolean, True),
        (Integer, 1),
        ((Numeric, Float, Double), 1),
        (DateTime, _instant(column)),
        (Date, date(2022, 9, 13)),
        (LargeBinary, b"a file"),
        (Time, time(8, 30)),
    )
    return next((value for kind, value in kinds if isinstance(column.type, kind)), f"a {column.name}")


def _instant(column: Column[Any]) -> datetime:
    instant = datetime(2022, 9, 13, 8, 0, tzinfo=UTC)
    return instant if getattr(column.type, "timezone", False) else instant.replace(tzinfo=None)
