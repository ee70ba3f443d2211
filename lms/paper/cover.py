"""Covers: a band of bogolan at the left, out of which the relay line comes, passes through what is inside, and is passed on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Spacer

from lms.paper.inline import bold, escaped
from lms.paper.ornament import GOLD, INDIGO, INK, MUTED, OCHRE, OCHRE_INK, PAPER, WHITE, Cloth, define_tiles, lozenge, polyline, strip
from lms.paper.parts import Notice
from lms.paper.stack import Pad, Stack
from lms.paper.styles import LEAD, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, style
from lms.paper.text import BOLD, ITALIC, Style, draw, fitted

_BAND = 16 * mm
_BAND_LEFT = 9 * mm  # office printers leave about 5 mm white
_BAND_LOW = 9 * mm
COVER_LEFT = _BAND_LEFT + _BAND + 18 * mm
COVER_WIDTH = PAGE_WIDTH - COVER_LEFT - RIGHT

_DYED = Cloth(_BAND, stroke=1.2)
_DRAWN = Cloth(_BAND, thread=INK, heart=INK, ground=WHITE, stroke=0.9)

_FACT = style("cover-fact", 11.5, leading=17)


@dataclass(frozen=True)
class Face:
    """What a cover says. `points`: how many lozenges the relay line passes through. `facts`: (what, value), plain words."""

    label: str
    title: str
    summary: str
    points: int
    facts: Sequence[tuple[str, str]]
    notice: tuple[str, str] | None = None
    """A heading and a sentence, framed."""


def dyed(maker: str) -> Callable[[Canvas], None]:
    """Return what draws a cover in indigo. maker: the words beside the mark."""
    return lambda canvas: _draw(canvas, maker, _DYED)


def drawn(maker: str) -> Callable[[Canvas], None]:
    """Return what draws a cover in lines only, which costs no ink and copies well."""
    return lambda canvas: _draw(canvas, maker, _DRAWN)


def cover_blocks(face: Face) -> list[Any]:
    """Return what stands on a cover."""
    notice = [Notice([Paragraph(bold(face.notice[0]), _FACT), Paragraph(escaped(face.notice[1]), _FACT)])] if face.notice else []
    facts = [Stack([Paragraph(f"{escaped(what)} {bold(value)}", _FACT) for what, value in face.facts], Pad(top=6))] if face.facts else []
    return [*cover_title(face.label, [face.title]), Paragraph(escaped(face.summary), LEAD), Relay(face.points), *notice, *facts]


def cover_title(label: str, titles: Sequence[str], *, size: float = 36, top: float = 22 * mm) -> list[Any]:
    """Return the head of a cover, `top` points below its edge: its label, and titles whose letters have this size when they are short."""
    return [Spacer(0, top), Line(label, Style(BOLD, 13, OCHRE_INK, 0.4)), *[Title(title, size) for title in titles]]


class Line(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """One line in which every letter and every accent is right, as in names of people; made smaller when it is too long."""

    def __init__(self, text: str, face: Style, *, after: float = 6, lines: int = 1) -> None:
        super().__init__()
        self.text, self.face, self.spaceAfter, self.most = text, face, after, lines

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Measure; the lines are as many as are needed."""
        self.lines, self.size = fitted(self.text, self.face.font, largest=self.face.size, smallest=self.face.size * 0.75, limit=available * 0.97,
                                       lines=self.most)  # fmt: skip
        return available, len(self.lines) * self.size * 1.35

    def draw(self) -> None:
        """Write it."""
        face = Style(self.face.font, self.size, self.face.color, self.face.spacing)
        for rank, line in enumerate(self.lines):
            draw(self.canv, 0, (len(self.lines) - rank - 1) * self.size * 1.35 + self.size * 0.32, line, face)


class Title(Line):
    """The title of a booklet, on up to five lines."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__(text, Style(BOLD, size, INDIGO), after=size * 0.4, lines=5)

    def wrap(self, available: float, height: float) -> tuple[float, float]:
        """Measure; a long title is set smaller before it is broken once more."""
        width, _high = super().wrap(available, height)
        self.leading = self.size * 1.16
        return width, len(self.lines) * self.leading + 6

    def draw(self) -> None:
        """Write it, closer set than running text."""
        for rank, line in enumerate(self.lines):
            draw(self.canv, 0, (len(self.lines) - rank - 1) * self.leading + self.size * 0.3, line, Style(BOLD, self.size, INDIGO))


class Relay(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """The line that comes out of the cloth, passes through some points, and is passed on to three."""

    def __init__(self, points: int, *, color: Color = INDIGO) -> None:
        super().__init__()
        self.points, self.color = points, color

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width = available
        return available, 30 * mm

    def draw(self) -> None:
        """Draw it from the band to the right margin."""
        canvas, y = self.canv, 15 * mm
        start, end = _BAND_LEFT + _BAND - COVER_LEFT, self.width
        fork = end - 30 * mm
        canvas.saveState()
        canvas.setStrokeColor(self.color)
        canvas.setLineWidth(1.8)
        canvas.setLineJoin(0)
        canvas.line(start, y, end, y)
        for direction in (-1, 1):
            polyline(canvas, [(fork, y), (end - 14 * mm, y + direction * 9 * mm), (end, y + direction * 9 * mm)])
        step = (fork - 2 * mm) / max(self.points, 1)
        for rank in range(self.points):
            self._point(canvas, step * (rank + 0.45), y)
        for direction in (-1, 0, 1):
            lozenge(canvas, (end, y + direction * 9 * mm), 2.4 * mm, GOLD)
        lozenge(canvas, (fork, y), 2.4 * mm, OCHRE)
        canvas.restoreState()

    def _point(self, canvas: Canvas, x: float, y: float) -> None:
        for half, color in ((4.2, PAPER), (2.8, self.color), (1.1, GOLD)):
            lozenge(canvas, (x, y), half * mm, color)


def _draw(canvas: Canvas, maker: str, cloth: Cloth) -> None:
    height = PAGE_HEIGHT - 2 * _BAND_LOW
    canvas.saveState()
    canvas.setFillColor(cloth.ground)
    canvas.setStrokeColor(cloth.thread)
    canvas.setLineWidth(0.9)
    canvas.rect(_BAND_LEFT, _BAND_LOW, _BAND, height, stroke=int(cloth is _DRAWN), fill=1)
    define_tiles(canvas, cloth)
    strip(canvas, cloth, (_BAND_LEFT + _BAND, _BAND_LOW), 90, height)
    canvas.restoreState()
    _draw_mark(canvas, COVER_LEFT, 18 * mm)
    draw(canvas, COVER_LEFT + 12 * mm, 20.4 * mm, maker, Style(ITALIC, 11, MUTED))


def _draw_mark(canvas: Canvas, x: float, y: float) -> None:
    """Draw the product's mark, 8 mm wide."""
    unit = 8 * mm / 32
    canvas.saveState()
    canvas.translate(x, y + 32 * unit)
    canvas.scale(unit, -unit)
    canvas.setFillColor(INDIGO)
    canvas.rect(0, 0, 32, 32, stroke=0, fill=1)
    window = canvas.beginPath()
    window.rect(0, 0, 32, 32)
    canvas.clipPath(window, stroke=0, fill=0)
    canvas.setStrokeColor(PAPER)
    canvas.setLineWidth(3.5)
    polyline(canvas, [(9, 32), (9, 7), (23, 14), (9, 21), (30, 36.4)])
    lozenge(canvas, (9, 21), 6, GOLD)
    canvas.restoreState()
