"""Where in a file the list is: which sheet, which row has the names of the columns, where the people begin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.people.emails import emails_in
from lms.people.phones import phones_in
from lms.people.sexes import sex_of
from lms.rosters.columns import ColumnMapping, guess_mapping
from lms.rosters.files import Book, Sheet
from lms.rosters.headers import NAME_FIELDS, Field, field_of_header, is_header
from lms.rosters.refusals import Refusal, UnreadableFile

_HEADER_WITHIN = 200
"""Rows from the top in which the names of columns are looked for."""

_TESTS = {
    Field.PHONE: lambda value: bool(phones_in(value)),
    Field.EMAIL: lambda value: bool(emails_in(value)),
    Field.SEX: lambda value: bool(sex_of(value)),
}


@dataclass(frozen=True)
class Table:
    """A list of people on a sheet, and what its columns seem to hold."""

    sheet: Sheet
    header_row: int | None
    """Counted from 0; None when the columns have no names."""
    first_row: int
    """Where the people begin, counted from 0."""
    mapping: ColumnMapping
    other_sheets: tuple[str, ...] = ()
    """Those that have a list too."""


def find_table(book: Book, *, sheet: str | None = None, header_row: int | None = None) -> Table:
    """Return the list in a file: on the sheet where most people are, unless one is named; sheets that can be seen come first.

    header_row: as spreadsheets number rows, when a person says where the names of the columns are; 0 says that there are none.
    Raises UnreadableFile: no such sheet, no table anywhere, or tables without names of people.
    """
    names = book.sheet_names if sheet is None else (sheet,)
    best: Table | None = None
    found: list[str] = []
    for name in names:
        table = _table(book.sheet(name), header_row)
        if table is None:
            continue
        if table.mapping.has_names:
            found.append(name)
        if best is None or _worth(table) > _worth(best):
            best = table
    if best is None:
        raise UnreadableFile(Refusal.NO_TABLE)
    others = tuple(name for name in found if name != best.sheet.name)
    return Table(best.sheet, best.header_row, best.first_row, best.mapping, others)


def require_names(table: Table, mapping: ColumnMapping) -> None:
    """Raise UnreadableFile when no column of the table holds names of people."""
    if not mapping.has_names:
        raise UnreadableFile(Refusal.NO_NAMES, sheet=table.sheet.name)


def _worth(table: Table) -> tuple[bool, int]:
    return table.mapping.has_names, sum(len(cells) > 1 for cells in table.sheet.rows[table.first_row :])


def _table(sheet: Sheet, header_row: int | None) -> Table | None:
    if not any(sheet.rows):
        return None
    if header_row is not None:
        return _with_header(sheet, header_row - 1) if 0 < header_row <= len(sheet.rows) else _without_header(sheet, is_told=True)
    place = max(range(min(len(sheet.rows), _HEADER_WITHIN)), key=lambda row: _header_worth(sheet.rows, row))
    return _with_header(sheet, place) if any(_header_worth(sheet.rows, place)) else _without_header(sheet)


def _header_worth(rows: Sequence[Sequence[str]], place: int) -> tuple[int, int]:
    """Return how much a row looks like the names of columns: (distinct fields, how many cells say one); zeros when it does not.

    One cell is enough where it is about names and has nothing beside it.
    """
    cells = [cell for cell in rows[place] if cell]
    if any(_is_value(cell) for cell in cells):
        return 0, 0
    fields = {field_of_header(cell) for cell in cells if is_header(cell)} - {None, Field.IGNORED}
    is_single = len(cells) == 1 and bool(fields & NAME_FIELDS) and len(rows) > place + 1
    return (len(fields), len(cells)) if len(fields) > 1 or is_single else (0, 0)


def _is_value(cell: str) -> bool:
    return "@" in cell or bool(phones_in(cell))


def _with_header(sheet: Sheet, place: int) -> Table:
    return Table(sheet, place, place + 1, guess_mapping(sheet.rows[place], sheet.rows[place + 1 :]))


def _without_header(sheet: Sheet, *, is_told: bool = False) -> Table | None:
    """Return a table whose columns have no names, or odd ones: it begins where the cells look like those below."""
    mapping = guess_mapping((), sheet.rows)
    fields = {column.field for column in mapping.columns} - {Field.IGNORED}
    if not fields & NAME_FIELDS or (len(fields) < 2 and not is_told):
        return None
    width = max(len(mapping.columns) // 2, 1)
    first = next(row for row, cells in enumerate(sheet.rows) if sum(map(bool, cells)) >= width)
    if not is_told and _is_odd_header(sheet.rows[first], mapping):
        return _with_header(sheet, first)
    return Table(sheet, None, first, guess_mapping((), sheet.rows[first:]))


def _is_odd_header(cells: Sequence[str], mapping: ColumnMapping) -> bool:
    """Tell whether a row names the columns in words of its own: where those below have numbers, addresses or sexes, it has none."""
    return (tested := list(_tested(cells, mapping))) != [] and not any(tested)


def _tested(cells: Sequence[str], mapping: ColumnMapping) -> Iterator[bool]:
    for column in mapping.columns:
        test = _TESTS.get(column.field)
        if test and column.place < len(cells) and cells[column.place]:
            yield test(cells[column.place])
