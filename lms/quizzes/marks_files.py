"""Reads tables of marks as spreadsheets save them. What is wrong is said in one sentence with file and line.

A table has a header and then one line for each person or item. Columns are separated by tabs, semicolons or commas; the text is UTF-8, with or
without byte order mark, UTF-16 with one, or Windows-1252. A number may have a decimal comma where commas do not separate columns.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lms.quizzes.statistics.figures import LARGEST_MARK
from lms.text_files import NotText, decoded

_DELIMITERS = "\t;,"  # question texts as names of columns hold commas more often than semicolons
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_SMALLEST_MAXIMUM = 1 / LARGEST_MARK


class BadTable(Exception):
    """A file is not the table that was asked for. The message reads «file:line: what is wrong»."""

    def __init__(self, path: Path, line: int | None, sentence: str) -> None:
        super().__init__(f"{path}: {sentence}" if line is None else f"{path}:{line}: {sentence}")


@dataclass(frozen=True)
class Row:
    """The cells of a line, without blanks around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A file as cells. Empty lines, and empty cells to the right of the header, are left out."""

    path: Path
    delimiter: str
    header: Row
    rows: tuple[Row, ...]

    @property
    def is_even(self) -> bool:
        """Tell whether there are two columns or more, and a cell for each in every row."""
        width = len(self.header.cells)
        return width > 1 and all(len(row.cells) == width for row in self.rows)

    def fault(self, row: Row, sentence: str) -> BadTable:
        """Return the error to raise about a row."""
        return BadTable(self.path, row.line, sentence)

    def column(self, name: str) -> int:
        """Return the place of a column; large and small letters are the same. Raises BadTable unless there is exactly one."""
        places = [place for place, cell in enumerate(self.header.cells) if cell.casefold() == name]
        if not places:
            raise self.fault(self.header, f"the column «{name}» is missing.")
        if len(places) > 1:
            raise self.fault(self.header, f"there are {len(places)} columns «{name}».")
        return places[0]

    def number(self, row: Row, place: int) -> float | None:
        """Return the number in a cell, or None when it is blank. Raises BadTable."""
        cell = row.cells[place]
        if not cell:
            return None
        text = cell if self.delimiter == "," else cell.replace(",", ".")
        if _NUMBER.fullmatch(text) and abs(float(text)) <= LARGEST_MARK:
            return float(text)
        advice = "write a number, or leave the cell blank"
        if "," in cell and self.delimiter == "," and _NUMBER.fullmatch(cell.replace(",", ".")):
            advice = "write it with a point, or separate the columns by semicolons"
        raise self.fault(row, f"«{cell}» in the column «{self.header.cells[place]}» is no mark: {advice}.")

    def by_name(self, place: int, what: str) -> dict[str, Row]:
        """Return the rows by the name in a column. Raises BadTable when a name is missing or there twice."""
        found: dict[str, Row] = {}
        for row in self.rows:
            name = row.cells[place]
            if not name:
                raise self.fault(row, f"the {what} is missing.")
            if name in found:
                raise self.fault(row, f"the {what} «{name}» is in the table already, in line {found[name].line}.")
            found[name] = row
        return found


@dataclass(frozen=True)
class Marks:
    """A table of marks: what the items are called, and the marks as `marks_table` takes them."""

    items: tuple[str, ...]
    marks: dict[str, tuple[float | None, ...]]


def read_marks(path: Path) -> Marks:
    """Return a table of marks: the first column names the person, each further one is an item; a blank cell is None.

    Raises BadTable: no such file, nobody in it, text in a cell, a person or an item twice, a line that is too short or too long.
    """
    sheet = read_sheet(path)
    items = sheet.header.cells[1:]
    if not items:
        raise sheet.fault(sheet.header, "there is one column only: the first names the person, each further one is an item.")
    for place, item in enumerate(items):
        if not item:
            raise sheet.fault(sheet.header, f"the column {place + 2} has no name.")
        if item in items[:place]:
            raise sheet.fault(sheet.header, f"there are two columns «{item}».")
    people = sheet.by_name(0, "person")
    return Marks(items, {person: tuple(sheet.number(row, place + 1) for place in range(len(items))) for person, row in people.items()})


def read_maxima(path: Path, items: tuple[str, ...]) -> tuple[float, ...]:
    """Return the most points of each item from a table with the columns `item` and `max`: 1 for those that it does not name.

    Raises BadTable, also when it names an item that is not one of `items`, or gives a maximum that is not above 0.
    """
    sheet = read_sheet(path)
    name, most = sheet.column("item"), sheet.column("max")
    found: dict[str, float] = {}
    for item, row in sheet.by_name(name, "item").items():
        if item not in items:
            raise sheet.fault(row, f"the item «{item}» is not in the table of marks.")
        maximum = sheet.number(row, most)
        if maximum is None or maximum < _SMALLEST_MAXIMUM:
            raise sheet.fault(row, f"the maximum of the item «{item}» is a number above 0.")
        found[item] = maximum
    return tuple(found.get(item, 1.0) for item in items)


def read_pairs(path: Path) -> tuple[dict[str, float | None], dict[str, float | None]]:
    """Return the scores before and after, {person: score, or None where the cell is blank}, from the columns `person`, `pre` and `post`.

    Raises BadTable.
    """
    sheet = read_sheet(path)
    name, pre, post = sheet.column("person"), sheet.column("pre"), sheet.column("post")
    people = sheet.by_name(name, "person")
    return {person: sheet.number(row, pre) for person, row in people.items()}, {person: sheet.number(row, post) for person, row in people.items()}


def read_sheet(path: Path) -> Sheet:
    """Return the cells of a file. Raises BadTable: no such file, not a text, nothing in it, a line that is longer or shorter than the header.

    Of the three delimiters it is the first by which every line has the same number of columns, two or more.
    """
    sheets = list(_sheets(path, _text(path)))
    sheet = next((sheet for sheet in sheets if sheet.is_even), None) or max(sheets, key=lambda sheet: len(sheet.header.cells))
    if not sheet.rows:
        raise sheet.fault(sheet.header, "there is nothing below the header.")
    for row in sheet.rows:
        if len(row.cells) != len(sheet.header.cells):
            raise sheet.fault(row, f"the header has {len(sheet.header.cells)} cells, this line has {len(row.cells)}.")
    return sheet


def _sheets(path: Path, text: str) -> Iterator[Sheet]:
    """Yield the sheet by each delimiter by which it can be read. Raises BadTable when there is none."""
    faults = []
    for delimiter in _DELIMITERS:
        try:
            header, *rows = _rows(text, delimiter)
        except csv.Error:
            faults.append(BadTable(path, 1, "a quotation mark is never closed, or text follows one that is."))
        except ValueError:
            raise BadTable(path, 1, "the file is empty.") from None
        else:
            yield Sheet(path, delimiter, header, tuple(rows))
    if len(faults) == len(_DELIMITERS):
        raise faults[0]


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the lines that are not empty; the header without empty cells at its right, the others then as wide where they can be."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width, line = 0, 1
    for record in reader:
        cells = [cell.strip() for cell in record]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if any(cells):
            width = width or len(cells)
            yield Row(line, tuple(cells))
        line = reader.line_num + 1


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadTable(path, None, f"the file cannot be read: {error.strerror}.") from None
    try:
        text, _encoding = decoded(content, ("utf-8", "windows-1252"))
    except NotText as error:
        if b"\0" in content:
            raise BadTable(path, 1, "this is not a table as text; save it as CSV.") from None
        line = content.count(b"\n", 0, error.offset) + 1
        raise BadTable(path, line, "the text is neither UTF-8 nor Windows-1252.") from None
    return text
