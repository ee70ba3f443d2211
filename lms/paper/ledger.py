"""Ledgers: rows to be read, filled in or signed, on as many sheets as they need. Black on white, good after two copies.

Each sheet says what it belongs to, which of how many it is, and what its columns are: sheets get parted on a clipboard. Letters and
accents are placed one by one, for most of what stands here are names of people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate, zip_longest

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from lms.paper.bare import bare_canvas
from lms.paper.ornament import INDIGO, INK
from lms.paper.styles import PAGE_HEIGHT, PAGE_WIDTH
from lms.paper.text import BOLD, ITALIC, REGULAR, Style, draw, fitted, poured, printable

_MM: float = mm
ROW_HEIGHT = 9.2 * _MM
"""What handwriting on a knee needs."""

_SIDE, _TOP, _BOTTOM = 11 * _MM, 9 * _MM, 8 * _MM  # office printers leave about 5 mm white
_CORNER, _CORNER_HEIGHT = 54 * _MM, 19 * _MM
_AIR, _AIR_ABOVE = 1.5 * _MM, 0.9 * _MM
_LEADING = 1.18
_ABOVE_SIZE, _TITLE_SIZE, _LINE_SIZE, _FOOT_SIZE = 8.5, 18.0, 10.5, 7.5
_SMALLEST = 7.5
_PEN, _HEAVY = 0.6, 1.3
_GAP = 2.5 * _MM
_NUMBER_ROOM = 22 * _MM
_BLANK_HEIGHT = 12 * _MM
_KEPT = 2
"""Rows that go along when what comes after the last row needs a sheet of its own."""


@dataclass(frozen=True)
class Words:
    """A paragraph of a cell: on as many lines as it may take, smaller only where they do not suffice."""

    text: str
    font: str = REGULAR
    size: float = 9.0
    lines: int = 2
    yields: float = 0.0
    """By how many points it may be smaller where that saves a line."""


Cell = Sequence[Words]


@dataclass(frozen=True)
class Column:
    """A column. `width` in parts of the whole. `align`: `left`, `centre` or `right`."""

    title: str
    width: float
    align: str = "left"


@dataclass(frozen=True)
class Row:
    """A row of cells. `height`: at least, in points. `span`: how many columns the first cell takes. `heavy`: below a bold line."""

    cells: Sequence[Cell]
    height: float = ROW_HEIGHT
    span: int = 1
    heavy: bool = False


@dataclass(frozen=True)
class Head:
    """What stands on each sheet. `corner`: what a code is, and the code. `foot`: the small line at the bottom."""

    above: str
    title: str
    lines: Sequence[str]
    """The first of them in bold."""
    corner: tuple[str, str] | None = None
    foot: str = ""


@dataclass(frozen=True)
class Ledger:
    """Rows that belong together, with their head."""

    head: Head
    columns: Sequence[Column]
    rows: Sequence[Row]
    remarks: Sequence[str] = ()
    """Framed, before the first row: what must not be overlooked."""
    notes: Sequence[str] = ()
    """After the last row, in small letters."""
    blanks: Sequence[tuple[str, float]] = ()
    """After these, side by side: what is to be written there by hand, and in what part of the whole width."""
    is_wide: bool = False
    """The sheet lies on its long side."""

    @property
    def name(self) -> str:
        """What the outline calls it."""
        return f"{self.head.title}, {self.head.lines[0]}" if self.head.lines else self.head.title


def ledger_pdf(ledgers: Sequence[Ledger], *, title: str, subject: str, language: str, is_numbered_through: bool = False) -> bytes:
    """Return ledgers as a PDF of A4 sheets, each ledger from a new one. The same ledgers give the same bytes.

    title, subject: what the file says of itself; see `bare_canvas`. is_numbered_through: the sheets are numbered in the file, and not in
    their ledger.
    """
    file = BytesIO()
    canvas = bare_canvas(file, (PAGE_WIDTH, PAGE_HEIGHT), title=title, subject=subject, language=language)
    measured = [_Sheets(canvas, ledger) for ledger in ledgers]
    before, total = 0, sum(len(sheets.pages) for sheets in measured)
    for number, sheets in enumerate(measured):
        canvas.bookmarkPage(f"ledger-{number}")  # of the page that comes next
        canvas.addOutlineEntry(sheets.ledger.name, f"ledger-{number}")
        sheets.draw(before=before, total=total) if is_numbered_through else sheets.draw(before=0, total=len(sheets.pages))
        before += len(sheets.pages)
    canvas.save()
    return file.getvalue()


@dataclass(frozen=True)
class _Set:
    """A paragraph as it will be drawn."""

    lines: Sequence[str]
    style: Style
    leading: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading


def _set(words: Words, width: float, *, leading: float = _LEADING) -> _Set:
    text, least = printable(words.text), words.size - words.yields
    lines, size = fitted(text, words.font, largest=words.size, smallest=least, limit=width, lines=words.lines) if words.yields else ([], 0.0)
    if size < least:
        lines, size = poured(text, words.font, size=words.size, smallest=min(words.size, _SMALLEST), limit=width, lines=words.lines)
    return _Set(lines, Style(words.font, size, INK), size * leading)


@dataclass(frozen=True)
class _SetRow:
    """A row as it will be drawn: its height, and of each cell its left edge, its width, its side and its paragraphs."""

    row: Row
    height: float
    cells: Sequence[tuple[float, float, str, Sequence[_Set]]]

    @property
    def is_band(self) -> bool:
        """Tell whether it is a heading to those below."""
        return len(self.cells) == 1


class _Sheets:
    """The sheets of one ledger: everything is measured first, since each sheet says how many there are."""

    def __init__(self, canvas: Canvas, ledger: Ledger) -> None:
        self.canvas, self.ledger, self.head = canvas, ledger, ledger.head
        self.size: tuple[float, float] = (PAGE_HEIGHT, PAGE_WIDTH) if ledger.is_wide else (PAGE_WIDTH, PAGE_HEIGHT)
        self.width = self.size[0] - 2 * _SIDE
        total = sum(column.width for column in ledger.columns)
        self.widths = [column.width * self.width / total for column in ledger.columns]
        self.lefts = [_SIDE + left for left in accumulate(self.widths[:-1], initial=0.0)]
        self._measure()
        self.pages = list(self._parted())

    def _measure(self) -> None:
        beside = self.width - (_CORNER + _GAP if self.head.corner else 0)
        self.head_words = [
            _set(Words(self.head.above, REGULAR, _ABOVE_SIZE, 2), beside),
            _set(Words(self.head.title, BOLD, _TITLE_SIZE, 1), beside, leading=1.4),
            *[_set(Words(line, REGULAR if rank else BOLD, _LINE_SIZE, 2), beside) for rank, line in enumerate(self.head.lines)],
        ]
        self.foot_words = _set(Words(self.head.foot, REGULAR, _FOOT_SIZE, 2), self.width - _NUMBER_ROOM)
        self.remarks = [_set(Words(remark, BOLD, 10, 12), self.width - 8 * _MM) for remark in self.ledger.remarks]
        self.notes = [_set(Words(note, ITALIC, 9, 3), self.width) for note in self.ledger.notes]
        titles = Row([[Words(column.title, BOLD, 8.5)] for column in self.ledger.columns], height=7.5 * _MM)
        self.titles, self.rows = self._set_row(titles), [self._set_row(row) for row in self.ledger.rows]

    def _set_row(self, row: Row) -> _SetRow:
        spans = [row.span] + [1] * (len(row.cells) - 1)
        firsts = accumulate(spans[:-1], initial=0)
        cells = []
        for cell, first, span in zip(row.cells, firsts, spans, strict=True):
            width = sum(self.widths[first : first + span])
            align = "left" if span > 1 else self.ledger.columns[first].align
            cells.append((self.lefts[first], width, align, [_set(words, width - 2 * _AIR) for words in cell if words.text]))
        content = max(sum(one.height for one in cell[3]) for cell in cells)
        return _SetRow(row, max(row.height, content + 2 * _AIR_ABOVE), cells)

    def draw(self, *, before: int, total: int) -> None:
        """Draw every sheet. before: how many come before the first of them; total: how many there are."""
        for number, rows in enumerate(self.pages, start=1):
            self.canvas.setPageSize(self.size)
            y = self._draw_head()
            if number == 1:
                y = self._draw_remarks(y)
            y = self._draw_rows([self.titles, *rows], y)
            if number == len(self.pages):
                self._draw_closing(y)
            self._draw_foot(f"{before + number}/{total}")
            self.canvas.showPage()

    def _parted(self) -> Iterator[list[_SetRow]]:
        """Yield the rows of each sheet. A band stays with the row below it, and what closes the ledger with its last rows."""
        sheet: list[_SetRow] = []
        room = self._room - self._height_of_remarks
        for row, following in zip_longest(self.rows, self.rows[1:]):
            wanted = row.height + (following.height if row.is_band and following else 0)
            if sheet and wanted > room:
                yield sheet
                sheet, room = [], self._room
            sheet.append(row)
            room -= row.height
        if sheet and self._height_of_closing > room:
            kept = min(_KEPT, len(sheet) - 1)
            yield sheet[: len(sheet) - kept]
            sheet = sheet[len(sheet) - kept :]
        yield sheet

    @property
    def _room(self) -> float:
        """How high the rows of a sheet may be, in points."""
        return self._top_of_rows - self._bottom_of_rows - self.titles.height

    @property
    def _top_of_rows(self) -> float:
        return self.size[1] - _TOP - max(sum(one.height for one in self.head_words), _CORNER_HEIGHT if self.head.corner else 0) - _GAP

    @property
    def _bottom_of_rows(self) -> float:
        return _BOTTOM + max(self.foot_words.height, 11) + 1.5 * _GAP

    @property
    def _height_of_remarks(self) -> float:
        return sum(one.height for one in self.remarks) + 5 * _MM + _GAP if self.remarks else 0

    @property
    def _height_of_closing(self) -> float:
        notes = sum(one.height for one in self.notes) + _GAP if self.notes else 0
        return notes + (_BLANK_HEIGHT + _GAP if self.ledger.blanks else 0)

    def _draw_head(self) -> float:
        """Draw what the sheet belongs to; return where the rest begins."""
        y = self.size[1] - _TOP
        for rank, words in enumerate(self.head_words):
            colour = INDIGO if rank == 1 else INK
            y = self._draw_lines(words, _SIDE, y, colour=colour)
        if self.head.corner:
            self._draw_corner(*self.head.corner)
        return self._top_of_rows

    def _draw_corner(self, what: str, code: str) -> None:
        left, top, height = self.size[0] - _SIDE - _CORNER, self.size[1] - _TOP, _CORNER_HEIGHT
        self.canvas.setStrokeColor(INK)
        self.canvas.setLineWidth(_HEAVY)
        self.canvas.rect(left, top - height, _CORNER, height, stroke=1, fill=0)
        (label,), size = poured(what, REGULAR, size=9, smallest=5, limit=_CORNER - 4 * _MM, lines=1)
        draw(self.canvas, left + _CORNER / 2, top - 5.5 * _MM, label, Style(REGULAR, size, INK), align="centre")
        (line,), size = poured(code, BOLD, size=24, smallest=8, limit=_CORNER - 4 * _MM, lines=1)
        draw(self.canvas, left + _CORNER / 2, top - 15 * _MM, line, Style(BOLD, size, INK), align="centre")

    def _draw_remarks(self, y: float) -> float:
        if not self.remarks:
            return y
        height = self._height_of_remarks - _GAP
        self.canvas.setStrokeColor(INK)
        self.canvas.setLineWidth(2.2)
        self.canvas.rect(_SIDE + 1, y - height, self.width - 2, height, stroke=1, fill=0)
        below = y - 2.3 * _MM
        for words in self.remarks:
            below = self._draw_lines(words, _SIDE + 4 * _MM, below)
        return y - height - _GAP

    def _draw_rows(self, rows: Sequence[_SetRow], top: float) -> float:
        y = top
        for row in rows:
            for left, width, align, paragraphs in row.cells:
                self._draw_cell(left, width, align, paragraphs, y - row.height / 2)
            y -= row.height
        self._draw_grid(rows, top)
        return y

    def _draw_cell(self, left: float, width: float, align: str, paragraphs: Sequence[_Set], middle: float) -> None:
        x = {"left": left + _AIR, "centre": left + width / 2, "right": left + width - _AIR}[align]
        y = middle + sum(one.height for one in paragraphs) / 2
        for words in paragraphs:
            y = self._draw_lines(words, x, y, align=align)

    def _draw_grid(self, rows: Sequence[_SetRow], top: float) -> None:
        """Draw all lines of a sheet as one path, those that are bold as another."""
        plain, heavy, y, right = self.canvas.beginPath(), self.canvas.beginPath(), top, _SIDE + self.width
        for row in rows:
            line = heavy if row.row.heavy or row is self.titles else plain
            line.moveTo(_SIDE, y)
            line.lineTo(right, y)
            for left, _width, _align, _paragraphs in row.cells:
                plain.moveTo(left, y)
                plain.lineTo(left, y - row.height)
            y -= row.height
        heavy.moveTo(_SIDE, top - rows[0].height)
        heavy.lineTo(right, top - rows[0].height)
        heavy.moveTo(_SIDE, y)
        heavy.lineTo(right, y)
        plain.moveTo(right, top)
        plain.lineTo(right, y)
        self.canvas.setStrokeColor(INK)
        for path, pen in ((plain, _PEN), (heavy, _HEAVY)):
            self.canvas.setLineWidth(pen)
            self.canvas.drawPath(path, stroke=1, fill=0)

    def _draw_closing(self, y: float) -> None:
        if self.notes:
            y -= _GAP
            for words in self.notes:
                y = self._draw_lines(words, _SIDE, y)
        if not self.ledger.blanks:
            return
        y -= _GAP
        left, shares = _SIDE, sum(share for _label, share in self.ledger.blanks)
        self.canvas.setStrokeColor(INK)
        self.canvas.setLineWidth(_PEN)
        for label, share in self.ledger.blanks:
            width = self.width * share / shares
            self.canvas.rect(left, y - _BLANK_HEIGHT, width, _BLANK_HEIGHT, stroke=1, fill=0)
            self._draw_lines(_set(Words(label, REGULAR, 8.5, 1), width - 2 * _AIR), left + _AIR, y - _AIR / 2)
            left += width

    def _draw_foot(self, number: str) -> None:
        y = _BOTTOM + self.foot_words.height
        self.canvas.setStrokeColor(INK)
        self.canvas.setLineWidth(_PEN)
        self.canvas.line(_SIDE, y + _GAP / 2, _SIDE + self.width, y + _GAP / 2)
        self._draw_lines(self.foot_words, _SIDE, y)
        draw(self.canvas, _SIDE + self.width, y - 10, number, Style(BOLD, 11, INK), align="right")

    def _draw_lines(self, words: _Set, x: float, top: float, *, align: str = "left", colour: object = INK) -> float:
        """Write a paragraph below `top`; return where it ends."""
        for line in words.lines:
            baseline = top - (words.leading + words.style.size * 0.56) / 2
            draw(self.canvas, x, baseline, line, Style(words.style.font, words.style.size, colour), align=align)
            top -= words.leading
        return top
