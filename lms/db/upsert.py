"""Inserts that meet a row already there, written the same for both databases."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, tuple_
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from lms.db.model import Model, db


def insert_absent(table: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose unique values are not taken yet; leave the others as they are."""
    if rows:
        db.session.execute(_insert(db.engine.dialect.name, table.__table__).on_conflict_do_nothing(), list(rows))


def upsert(table: type[Model], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]) -> None:
    """Insert the rows; where `key` is taken, give the row there the new values of the other columns."""
    if rows:
        statement = _upsert(db.engine.dialect.name, cast(Table, table.__table__), tuple(rows[0]), tuple(key))
        db.session.execute(statement, list(rows))


def keep_first(table: type[Model], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str], by: Sequence[str]) -> None:
    """Insert the rows; where `key` is taken, keep of both the one whose columns `by` come first, compared in this order."""
    _keep(table, rows, key=key, by=by, is_better=lambda new, old: new < old)


def keep_last(table: type[Model], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str], by: Sequence[str]) -> None:
    """Insert the rows; where `key` is taken, keep of both the one whose columns `by` come last, compared in this order."""
    _keep(table, rows, key=key, by=by, is_better=lambda new, old: new > old)


def _keep(
    table: type[Model], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str], by: Sequence[str], is_better: Callable[[Any, Any], Any]
) -> None:
    if rows:
        statement = _insert(db.engine.dialect.name, table.__table__)
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        new, old = (tuple_(*(columns[name] for name in by)) for columns in (statement.excluded, cast(Table, table.__table__).c))
        db.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed, where=is_better(new, old)), list(rows))


@cache
def _upsert(dialect: str, table: Table, columns: tuple[str, ...], key: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in columns if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changed)


def _insert(dialect: str, table: Any) -> Any:
    return sqlite_insert(table) if dialect == "sqlite" else postgresql_insert(table)
