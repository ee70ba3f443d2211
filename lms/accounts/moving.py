"""Rows that stand elsewhere than they were recorded, because records of people were merged.

Where a row stands follows from two things alone: how it was recorded, and who is who now. So `settle_rows` may be called at any time and any
number of times, rows may be added and changed in between, and when a merge is undone each row stands again exactly where it was recorded.
What was recorded is kept for those rows only that stand elsewhere (`MovedRow`).
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, and_, delete, insert, select, update

from lms.accounts.models import MovedRow
from lms.db import Model, db

ASIDE = "merged_into_id"
"""The column by which a row says that another one of the same person counts in its place. Such a row takes no place that is one person's only."""

Values = Mapping[str, Any]

Holders = Mapping[UUID, UUID]
"""{owner as recorded: owner now}. Every owner whom a change concerns is in it, also those that stay."""


class Row:
    """A row as it is now and as it was recorded."""

    def __init__(self, table: Table, now: Values, before: Values) -> None:
        self.table = table
        self.first_key = _key_of(table, now)
        self.now = now
        self.recorded = {**now, **before}

    def __getitem__(self, name: str) -> Any:
        """Return what was recorded in a column."""
        return self.recorded[name]

    @property
    def is_aside(self) -> bool:
        """Another row counts in the place of this one, as things stand now."""
        return self.now.get(ASIDE) is not None

    def put(self, values: Values) -> None:
        """Let the row say this."""
        changed = {name: value for name, value in values.items() if self.now[name] != value}
        if changed:
            here = and_(*(column == self.now[column.name] for column in self.table.primary_key))
            db.session.execute(update(self.table).where(here).values(**changed))
        self.now = values


Placing = Callable[[Sequence[Row], Holders], Sequence[Values]]
"""Of each row, in the same order: which columns say something else than recorded while it stands where it belongs now."""


def moving(owner: str, *, unless_taken: Sequence[str] | None = None) -> Placing:
    """Return the placing by which rows go to their owner of now.

    owner: the column that says whose a row is. unless_taken: columns that are unique for one owner; where that owner has such a row
    already, the other stays where it was recorded.
    """

    def placed(rows: Sequence[Row], holders: Holders) -> list[Values]:
        changes: list[Values] = [{} for _row in rows]
        taken: set[tuple[Any, ...]] = set()
        # Their own rows first; of others always the same one, in whatever order they came.
        for number in sorted(range(len(rows)), key=lambda number: (holders[rows[number][owner]] != rows[number][owner], rows[number][owner])):
            row = rows[number]
            slot = (holders[row[owner]], *(row[name] for name in unless_taken or ()))
            if unless_taken is None or slot not in taken:
                changes[number] = {owner: holders[row[owner]]}
            taken.add(slot)
        return changes

    return placed


def settle_rows(table: type[Model], owner: str, holders: Holders, placing: Placing | None = None) -> None:
    """Put the rows of these owners where they belong now.

    owner: the column that says whose a row is. placing: how rows of one owner come together; without it all of them go there.
    """
    db.session.flush()
    rows = _rows_of(cast(Table, table.__table__), owner, holders)
    wanted = (placing or moving(owner))(rows, holders)
    moves = [_Move(row, {**row.recorded, **changes}) for row, changes in zip(rows, wanted, strict=True)]
    moves = [move for move in moves if move.wanted != move.row.now]
    # First home, where there is always room, and then on: two rows may take each other's place. Rows that are aside are in nobody's way.
    for move in sorted(moves, key=lambda move: move.row.is_aside):
        move.row.put(move.row.recorded)
    for move in sorted(moves, key=lambda move: move.wanted.get(ASIDE) is None):
        move.row.put(move.wanted)
    _remember([move.row for move in moves])
    if moves:
        db.session.expire_all()  # objects of these rows would still say where they were


def forget_rows(table: type[Model], ids: Iterable[UUID]) -> None:
    """Forget where rows were recorded that are about to be deleted. table: has one id as its key."""
    keys = [str(id) for id in ids]
    db.session.execute(delete(MovedRow).where(MovedRow.table_name == table.__tablename__, MovedRow.row_key.in_(keys)))


def record_like(table: type[Model], id: UUID, new_id: UUID) -> None:
    """Let a row that was made to follow another one count as recorded where that one was, so that both always move together.

    table: has one id as its key. The new row has been inserted with what the other one says now.
    """
    db.session.flush()
    query = select(MovedRow.recorded).where(MovedRow.table_name == table.__tablename__, MovedRow.row_key == str(id))
    recorded = db.session.scalar(query)
    if recorded is not None:
        db.session.execute(insert(MovedRow), [{"table_name": table.__tablename__, "row_key": str(new_id), "recorded": recorded}])


@dataclass(frozen=True)
class _Move:
    """A row and what it shall say."""

    row: Row
    wanted: Values


def _rows_of(table: Table, owner: str, holders: Holders) -> list[Row]:
    found = [dict(row) for row in db.session.execute(select(table).where(table.c[owner].in_(holders))).mappings()]
    keys = [_key_of(table, row) for row in found]
    query = select(MovedRow.row_key, MovedRow.recorded).where(MovedRow.table_name == table.name, MovedRow.row_key.in_(keys))
    before = {row.row_key: _values(table, row.recorded) for row in db.session.execute(query)}
    return [Row(table, now, before.get(key, {})) for key, now in zip(keys, found, strict=True)]


def _remember(rows: Iterable[Row]) -> None:
    """Keep what was recorded of the rows that stand elsewhere, and forget it of those at home."""
    kept = []
    for row in rows:
        db.session.execute(delete(MovedRow).where(MovedRow.table_name == row.table.name, MovedRow.row_key == row.first_key))
        before = {name: value for name, value in row.recorded.items() if row.now[name] != value}
        if before:
            kept.append({"table_name": row.table.name, "row_key": _key_of(row.table, row.now), "recorded": _json(before)})
    if kept:
        db.session.execute(insert(MovedRow), kept)


def _key_of(table: Table, row: Values) -> str:
    return " ".join(str(row[column.name]) for column in table.primary_key)


def _json(values: Values) -> str:
    return json.dumps({name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}, sort_keys=True)


def _values(table: Table, text: str) -> dict[str, Any]:
    """Return the values that `_json` wrote. Ids alone need their type back; no other kind of value that moves does."""
    found: dict[str, Any] = json.loads(text)
    return {name: UUID(value) if value is not None and table.c[name].type.python_type is UUID else value for name, value in found.items()}
