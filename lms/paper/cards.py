"""Things to cut out, to show and to fill in: cards with dashed edges, flip-chart pages, lines to write on."""

from collections.abc import Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from lms.paper.inline import bold, escaped
from lms.paper.ornament import GOLD, INDIGO, INK, MUTED, OCHRE, lozenge
from lms.paper.stack import Mark, Pad, Stack, Whole, announce
from lms.paper.styles import shifted, style
from lms.paper.text import BOLD, ITALIC, Style, draw

_CARD_PAD = Pad(left=26, right=26, top=46, bottom=24)


class Card(Whole):
    """A card to cut out: dashed edges, a line that says where it belongs, a title, words."""

    def __init__(self, series: str, blocks: Sequence[Any], *, least_height: float) -> None:
        super().__init__(blocks, _CARD_PAD, before=0, after=12)
        self.series, self.least_height = series, least_height

    def decorate(self) -> None:
        """Draw the edges to cut along, and the line at the top."""
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.9)
        canvas.setDash([5, 4])
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        canvas.restoreState()
        top = self.height - 26
        lozenge(canvas, (_CARD_PAD.left + 4, top + 3.4), 4.2, OCHRE)
        draw(canvas, _CARD_PAD.left + 14, top, self.series, Style(ITALIC, 10, MUTED))


class Board(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """A page of a flip chart: few words, as large as the sheet allows."""

    def __init__(self, title: str, lines: Sequence[str], *, width: float, height: float, largest: float) -> None:
        super().__init__()
        self.width, self.height, self.largest = width, height, largest
        self.title, self.lines = title, lines
        self.margin = width * 0.07
        self.mark: Mark | None = None

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take exactly the sheet's size; find the largest letters that fit in it."""
        size = self.largest
        while (height := self._set(size)) > self._room and size > 5:
            size *= 0.94
        self.air = self.least_air + min((self._room - height) / len(self.parts), size * 0.45)
        return self.width, self.height

    def draw(self) -> None:
        """Draw the sheet with its pegs, then title and lines."""
        canvas = self.canv
        if self.mark:
            announce(self, self.mark)
        self._draw_sheet(canvas)
        y = self.height - self.margin * 1.25
        for paragraph, height in self.parts:
            y -= height
            paragraph.drawOn(canvas, self.margin, y)
            y -= self.air

    def _set(self, size: float) -> float:
        """Set the words at this size; return how high they are."""
        head = style(f"board-{size:.2f}", size * 1.35, fontName=BOLD, textColor=INDIGO, leading=size * 1.75)
        line = style(f"board-line-{size:.2f}", size, leading=size * 1.24, bulletFontSize=size)
        paragraphs = [Paragraph(escaped(self.title, BOLD), head)]
        paragraphs += [Paragraph(escaped(words), shifted(line, size * 0.95, 0), bulletText="•") for words in self.lines]
        self.parts = [(paragraph, paragraph.wrap(self.width - 2 * self.margin, 1e6)[1]) for paragraph in paragraphs]
        self.least_air = size * 0.28
        return float(sum(height for _paragraph, height in self.parts) + self.least_air * len(self.parts))

    @property
    def _room(self) -> float:
        return self.height - 2.5 * self.margin

    def _draw_sheet(self, canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1)
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        canvas.setLineWidth(2.4)
        canvas.line(self.width * 0.3, self.height, self.width * 0.7, self.height)
        canvas.restoreState()
        lozenge(canvas, (self.width * 0.3, self.height), self.margin * 0.16, GOLD)
        lozenge(canvas, (self.width * 0.7, self.height), self.margin * 0.16, GOLD)


class Row(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """Blocks of fixed sizes side by side."""

    def __init__(self, blocks: Sequence[Any], *, gap: float, after: float = 16) -> None:
        super().__init__()
        self.blocks, self.gap, self.spaceAfter = list(blocks), gap, after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Measure each; the row is as high as the highest."""
        self.sizes = [block.wrapOn(getattr(self, "canv", None), width, height) for block in self.blocks]
        self.height = max(high for _wide, high in self.sizes)
        return width, self.height

    def draw(self) -> None:
        """Draw them from left to right, their heads in line."""
        x = 0.0
        for block, (wide, high) in zip(self.blocks, self.sizes, strict=True):
            block.drawOn(self.canv, x, self.height - high)
            x += wide + self.gap


_APART = 25
"""Points between two lines: what handwriting needs."""


class Blanks(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """Lines to write on."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width = width
        return width, self.count * _APART + 4

    def draw(self) -> None:
        """Draw the lines."""
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.6)
        for rank in range(self.count):
            canvas.line(0, 4 + rank * _APART, self.width, 4 + rank * _APART)
        canvas.restoreState()


def card_blocks(title: str, blocks: Sequence[Any]) -> Stack:
    """Return the title and the words of a card."""
    return Stack([Paragraph(bold(title), style("card-title", 17, textColor=INDIGO, leading=21, spaceAfter=8)), *blocks])
