"""Inserts that meet a row already there, written the same for both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from lms.db.model import Model, db


def insert_absent(table: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose unique values are not taken yet; leave the others as they are."""
    if rows:
        db.session.execute(_insert(table).on_conflict_do_nothing(), list(rows))


def upsert(table: type[Model], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]) -> None:
    """Insert the rows; where `key` is taken, give the row there the new values of the other columns."""
    if rows:
        statement = _insert(table)
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        db.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed), list(rows))


def _insert(table: type[Model]) -> Any:
    make: Any = sqlite_insert if db.engine.dialect.name == "sqlite" else postgresql_insert
    return make(table)
