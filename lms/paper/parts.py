"""Parts that booklets share: how a chapter opens, the list of contents, a fact or a label in the narrow column."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from lms.paper.ornament import INDIGO, INK, LINE, MUTED, OCHRE, lozenge
from lms.paper.stack import Mark, Pad, Stack, announce
from lms.paper.styles import GUTTER, HANG, SIDE
from lms.paper.text import BOLD, ITALIC, REGULAR, Style, draw, width, wrapped

_TITLE, _TITLE_LEADING = 25.0, 29.0
_NUMBER = 50.0
_ENTRY, _ENTRY_LEADING = 11.5, 15.0


class Opening(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """The head of a chapter: its number on the relay line, its title, and a line of facts."""

    keepWithNext = 1  # noqa: N815  the library's name

    def __init__(self, mark: Mark, *, facts: str = "", hang: float = HANG) -> None:
        super().__init__()
        self.mark, self.facts, self.hang = mark, facts, hang

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Measure the title at this width."""
        self.width = available
        self.lines = wrapped(self.mark.title, BOLD, _TITLE, available)
        self.height = 22 + len(self.lines) * _TITLE_LEADING + (20 if self.facts else 4)
        return available, self.height

    def getSpaceAfter(self) -> float:  # noqa: N802  the library's name
        """Return the air wanted below."""
        return 14

    def draw(self) -> None:
        """Draw the number, then the title, then the facts: the order in which they are read."""
        canvas = self.canv
        announce(self, self.mark)
        first = self.height - 18 - _TITLE * 0.8
        if self.mark.number and self.hang:
            draw(canvas, -self.hang, first - 1, self.mark.number, Style(BOLD, _NUMBER, OCHRE))
        for rank, line in enumerate(self.lines):
            draw(canvas, 0, first - rank * _TITLE_LEADING, line, Style(BOLD, _TITLE, INDIGO))
        if self.facts:
            draw(canvas, 0, 4, self.facts, Style(ITALIC, 11.5, MUTED))


class ContentsLine(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """One line of the list of contents, which leads to its heading."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.entry = mark

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Measure the title, leaving room for its page."""
        self.width = available
        self.lines = wrapped(self.entry.title, self._font, self._size, available - 40 - self._indent)
        self.height = len(self.lines) * _ENTRY_LEADING + self._air
        return available, self.height

    def draw(self) -> None:
        """Write number, title, dots and page; make the whole line lead there."""
        canvas, last = self.canv, 0.0
        face = Style(self._font, self._size, INK)
        top = self.height - self._air - _ENTRY_LEADING + 3
        if self.entry.number and self.entry.level == 0:
            draw(canvas, -GUTTER, top, self.entry.number, Style(BOLD, self._size, OCHRE), align="right")
        for rank, line in enumerate(self.lines):
            last = top - rank * _ENTRY_LEADING
            draw(canvas, self._indent, last, line, face)
        page = str(self._doctemplateAttr("number_of")(self.entry.key) or "")
        draw(canvas, self.width, last, page, Style(BOLD if self.entry.level == 0 else REGULAR, self._size, INDIGO), align="right")
        self._draw_dots(canvas, last, self._indent + width(self.lines[-1], self._font, self._size))
        canvas.linkAbsolute("", self.entry.key, self._rectangle(canvas), Border="[0 0 0]")

    def _draw_dots(self, canvas: Canvas, y: float, start: float) -> None:
        canvas.saveState()
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.9)
        canvas.setLineCap(1)
        canvas.setDash([0.01, 4])
        canvas.line(start + 6, y + 1, self.width - 26, y + 1)
        canvas.restoreState()

    def _rectangle(self, canvas: Canvas) -> tuple[float, float, float, float]:
        left, bottom = canvas.absolutePosition(0, 0)
        return left, bottom, left + self.width, bottom + self.height

    @property
    def _air(self) -> float:
        return 7.0 if self.entry.level == 0 else 1.0

    @property
    def _font(self) -> str:
        return BOLD if self.entry.level == 0 else REGULAR

    @property
    def _size(self) -> float:
        return _ENTRY if self.entry.level == 0 else _ENTRY - 1

    @property
    def _indent(self) -> float:
        return 0.0 if self.entry.level == 0 else 14.0


def contents(story: Sequence[Any], *, depth: int = 0) -> list[ContentsLine]:
    """Return the list of contents of a story: its headings down to a depth, in order. Their pages are known once it is built."""
    return [ContentsLine(mark) for mark in marks_of(story) if mark.level <= depth]


def marks_of(blocks: Sequence[Any]) -> list[Mark]:
    """Return the headings of a story, in order, wherever they stand."""
    found: list[Mark] = []
    for block in blocks:
        mark = getattr(block, "mark", None)
        if isinstance(mark, Mark):
            found.append(mark)
        if isinstance(block, Stack):
            found += marks_of(block.blocks)
    return found


class Beside(Stack):
    """Blocks with a label in the narrow column beside them."""

    def __init__(self, label: str, blocks: Sequence[Any]) -> None:
        self.label_lines = wrapped(label, BOLD, 10.5, SIDE)
        super().__init__(blocks, Pad(), before=12, after=8)
        self.least_height = 14.0 * len(self.label_lines)

    def decorate(self) -> None:
        """Write the label, once."""
        if not self.is_start:
            return
        for rank, line in enumerate(self.label_lines):
            draw(self.canv, -GUTTER, self.height - 11.5 - rank * 13, line, Style(BOLD, 10.5, INDIGO), align="right")


class Notice(Stack):
    """A framed remark, such as the state of a module."""

    def __init__(self, blocks: Sequence[Any]) -> None:
        super().__init__(blocks, Pad(left=16, right=12, top=9, bottom=11), before=14, after=14)

    def decorate(self) -> None:
        """Draw the frame, with a lozenge of the relay on its edge."""
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(OCHRE)
        canvas.setLineWidth(1)
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        lozenge(canvas, (0, self.height / 2), 2.2 * mm, OCHRE)
        canvas.restoreState()
