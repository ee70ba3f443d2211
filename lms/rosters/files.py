"""From the bytes of a file to sheets of text, whatever programme saved it: XLSX, ODS and CSV."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from io import BytesIO, StringIO
from typing import TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from lms.people.names import tidy
from lms.rosters.archives import checked_kind
from lms.rosters.limits import MOST_BYTES, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS
from lms.rosters.refusals import Refusal, UnreadableFile
from lms.text_files import NotText, decoded

_T = TypeVar("_T")

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_OLE = "EncryptedPackage".encode("utf-16-le")
_OTHER_KINDS = (
    (b"%PDF", Refusal.PDF),
    (b"\xff\xd8\xff", Refusal.PICTURE),
    (b"\x89PNG", Refusal.PICTURE),
    (b"GIF8", Refusal.PICTURE),
    (b"{\\rtf", Refusal.DOCUMENT),
)
_DELIMITERS = ";\t,|^~:"
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SAMPLE = 200
"""Lines by which the delimiter of a CSV file is chosen."""

_EXACT = 10**15
"""Below this a float holds whole numbers exactly."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as text. `rows[0][0]` is the cell A1; rows are as wide as they are, without empty cells at their right."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int], ...] = ()
    """Cells that were joined downwards: (column, first row, last row), counted from 0. Only the first one has the text."""


@dataclass(frozen=True)
class Book:
    """A file. Sheets are read one at a time, so that a large one is not kept for the sake of the others."""

    sheet_names: tuple[str, ...]
    """Those that can be seen first, then those that are hidden."""
    _workbook: CalamineWorkbook | None = None
    _csv: Sheet | None = None

    def sheet(self, name: str) -> Sheet:
        """Return a sheet by its name. Raises UnreadableFile when there is none of that name, or it is broken."""
        if name not in self.sheet_names:
            raise UnreadableFile(Refusal.NO_SUCH_SHEET)
        if self._workbook is None:
            assert self._csv
            return self._csv
        return _unbroken(partial(_sheet, self._workbook, name))


def open_book(data: bytes) -> Book:
    """Return the sheets of a file, whose kind is seen from its content, whatever its name.

    Raises UnreadableFile, whose message says what the file is instead, or what is wrong with it, and what to do.
    """
    if not data.strip():
        raise UnreadableFile(Refusal.EMPTY)
    if len(data) > MOST_BYTES:
        raise UnreadableFile(Refusal.TOO_LARGE)
    if data.startswith(_ZIP):
        checked_kind(data)
        return _unbroken(partial(_open_workbook, data))
    if data.startswith(_OLE):
        raise UnreadableFile(Refusal.LOCKED if _LOCKED_OLE in data else Refusal.XLS)
    for beginning, refusal in _OTHER_KINDS:
        if data.startswith(beginning):
            raise UnreadableFile(refusal)
    return Book(("CSV",), _csv=Sheet("CSV", _csv_rows(_text(data))))


def column_letters(place: int) -> str:
    """Return the name of a column as spreadsheets show it; place 0 is `A`."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _unbroken(read: Callable[[], _T]) -> _T:
    try:
        return read()
    except PasswordError:
        raise UnreadableFile(Refusal.LOCKED) from None
    except (CalamineError, OSError, ValueError):
        raise UnreadableFile(Refusal.BROKEN) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the reader, which is written in Rust, raises where it did not foresee a fault
            raise
        raise UnreadableFile(Refusal.BROKEN) from None


def _open_workbook(data: bytes) -> Book:
    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    names = [sheet.name for sheet in sorted(sheets, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)]
    return Book(tuple(dict.fromkeys(names)), _workbook=workbook)


def _sheet(workbook: CalamineWorkbook, name: str) -> Sheet:
    found = workbook.get_sheet_by_name(name)
    pad = ("",) * (found.start[1] if found.start else 0)
    rows = tuple(_trimmed((*pad, *map(_as_text, cells))) for cells in found.iter_rows())
    return Sheet(name, rows, tuple(_merged_downwards(found)))


def _merged_downwards(sheet: CalamineSheet) -> Iterator[tuple[int, int, int]]:
    for (first_row, column), (last_row, _last_column) in sheet.merged_cell_ranges or ():
        if last_row > first_row:
            yield column, first_row, min(last_row, MOST_ROWS)


def _as_text(value: object) -> str:
    """Return a cell as people read it: whole numbers without a point, days as `2022-09-13`; of a text too long, enough to see that it is."""
    if isinstance(value, str):
        return tidy(value[: MOST_LETTERS + 1]) if value else ""
    if isinstance(value, float):
        return str(int(value)) if abs(value) < _EXACT and value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return tuple(cells[:width])


def _text(data: bytes) -> str:
    """Return the text of a CSV file. Raises UnreadableFile when the bytes are no text, or a text of another kind."""
    try:
        text, _encoding = decoded(data, ("utf-8", "windows-1252"))
    except NotText:
        raise UnreadableFile(Refusal.OTHER_KIND) from None
    if text.lstrip().startswith("<"):
        raise UnreadableFile(Refusal.WEB_PAGE)
    if _CONTROL.search(text):
        raise UnreadableFile(Refusal.OTHER_KIND)
    return text


def _csv_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a CSV file: a line that is empty is a row too, as spreadsheets count."""
    told = _SEPARATOR_LINE.match(text)
    delimiter = told[1] if told else max(_DELIMITERS, key=partial(_evenness, text))
    records = _records(text[told.end() :] if told else text, delimiter)
    rows = [_trimmed([_as_text(cell) for cell in cells]) for cells in records]
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(Refusal.TOO_MANY_ROWS)
    if any(len(cells) > MOST_COLUMNS for cells in rows):
        raise UnreadableFile(Refusal.TOO_MANY_COLUMNS)
    return tuple(rows)


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """Return how good a delimiter is: how many of the first rows have the most frequent number of columns, two or more; then that number."""
    sample = "\n".join(text.split("\n", _SAMPLE)[:_SAMPLE])
    widths = Counter(len(cells) for cells in _records(sample, delimiter) if len(cells) > 1)
    if not widths:
        return 0, 0
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
    return rows, width


def _records(text: str, delimiter: str) -> Iterable[list[str]]:
    """Return the rows by a delimiter. Where quotation marks do not close as they should they are letters like others, and no row is lost."""
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return [line.split(delimiter) for line in text.split("\n")]
