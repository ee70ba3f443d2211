"""What makes a certificate ours: the border of cloth, the relay line, the word across a demonstration."""

from collections.abc import Sequence

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from lms.paper.ornament import GOLD, INDIGO, OCHRE, PAPER, Cloth, define_tiles, lozenge, place, polyline, strip
from lms.paper.text import BOLD, Style, draw

_BRICK_TINT: Color = HexColor(0xF3DAD1)

WIDTH, HEIGHT = 297 * mm, 210 * mm
MARGIN = 7 * mm  # office printers leave about 5 mm white
BAND = 11 * mm
INNER = MARGIN + BAND
_CLOTH = Cloth(BAND)


def draw_border(canvas: Canvas) -> None:
    """Draw the cloth around the page, and the paper inside it."""
    canvas.setFillColor(INDIGO)
    canvas.rect(MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN, stroke=0, fill=1)
    canvas.setFillColor(PAPER)
    canvas.rect(INNER, INNER, WIDTH - 2 * INNER, HEIGHT - 2 * INNER, stroke=0, fill=1)
    define_tiles(canvas, _CLOTH)
    strip(canvas, _CLOTH, (INNER, MARGIN), 0, WIDTH - 2 * INNER)
    strip(canvas, _CLOTH, (WIDTH - INNER, HEIGHT - MARGIN), 180, WIDTH - 2 * INNER)
    strip(canvas, _CLOTH, (WIDTH - MARGIN, INNER), 90, HEIGHT - 2 * INNER)
    strip(canvas, _CLOTH, (MARGIN, HEIGHT - INNER), 270, HEIGHT - 2 * INNER)
    for x in (MARGIN, WIDTH - INNER):
        for y in (MARGIN, HEIGHT - INNER):
            place(canvas, "corner", (x, y), 0, 1)
    canvas.setStrokeColor(OCHRE)
    canvas.setLineWidth(0.7)
    gap = INNER + 1.8 * mm
    canvas.rect(gap, gap, WIDTH - 2 * gap, HEIGHT - 2 * gap, stroke=1, fill=0)


def draw_relay(canvas: Canvas, points: Sequence[float], y: float) -> None:
    """Draw the line that comes out of the cloth on the left, passes through `points` and is passed on to three on the right."""
    start, fork, end = INNER, WIDTH - INNER - 29 * mm, WIDTH - INNER - 6.5 * mm
    canvas.setStrokeColor(INDIGO)
    canvas.setLineWidth(1.6)
    canvas.setLineJoin(0)
    canvas.line(start, y, end, y)
    for direction in (-1, 1):
        bend = end - 10 * mm
        polyline(canvas, [(fork, y), (bend, y + direction * 9 * mm), (end, y + direction * 9 * mm)])
    for x in points:
        lozenge(canvas, (x, y), 4.6 * mm, PAPER)
        lozenge(canvas, (x, y), 3.1 * mm, INDIGO)
        lozenge(canvas, (x, y), 1.2 * mm, GOLD)
    for direction in (-1, 0, 1):
        lozenge(canvas, (end, y + direction * 9 * mm), 2.2 * mm, GOLD)
    lozenge(canvas, (fork, y), 2.2 * mm, OCHRE)


def draw_demonstration(canvas: Canvas, word: str) -> None:
    """Write across the paper that it certifies nothing. Before the text, so that every line stays readable."""
    canvas.saveState()
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(27)
    draw(canvas, 0, -30, word, Style(BOLD, 84, _BRICK_TINT, 6), align="centre")
    canvas.restoreState()
