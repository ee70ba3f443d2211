"""What makes the paper ours: the bogolan border, the relay line, the word across a demonstration."""

from collections.abc import Sequence

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from lms.certificates.pdf.text import BOLD, Style, draw

INDIGO: Color = HexColor(0x1E2563)
INK: Color = HexColor(0x2B1D13)
MUTED: Color = HexColor(0x6A5645)
OCHRE: Color = HexColor(0xB4650C)
GOLD: Color = HexColor(0xF0A63A)
CREAM: Color = HexColor(0xF7ECD8)
PAPER: Color = HexColor(0xFFFDF8)
_BRICK_TINT: Color = HexColor(0xF3DAD1)

WIDTH, HEIGHT = 297 * mm, 210 * mm
MARGIN = 7 * mm  # office printers leave about 5 mm white
BAND = 11 * mm
INNER = MARGIN + BAND

Point = tuple[float, float]


def draw_border(canvas: Canvas) -> None:
    """Draw the cloth around the page, and the paper inside it."""
    canvas.setFillColor(INDIGO)
    canvas.rect(MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN, stroke=0, fill=1)
    canvas.setFillColor(PAPER)
    canvas.rect(INNER, INNER, WIDTH - 2 * INNER, HEIGHT - 2 * INNER, stroke=0, fill=1)
    _define_tiles(canvas)
    _strip(canvas, (INNER, MARGIN), 0, WIDTH - 2 * INNER)
    _strip(canvas, (WIDTH - INNER, HEIGHT - MARGIN), 180, WIDTH - 2 * INNER)
    _strip(canvas, (WIDTH - MARGIN, INNER), 90, HEIGHT - 2 * INNER)
    _strip(canvas, (MARGIN, HEIGHT - INNER), 270, HEIGHT - 2 * INNER)
    for x in (MARGIN, WIDTH - INNER):
        for y in (MARGIN, HEIGHT - INNER):
            _place(canvas, "corner", (x, y), 0, 1)
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
        _polyline(canvas, [(fork, y), (bend, y + direction * 9 * mm), (end, y + direction * 9 * mm)])
    for x in points:
        _lozenge(canvas, (x, y), 4.6 * mm, PAPER)
        _lozenge(canvas, (x, y), 3.1 * mm, INDIGO)
        _lozenge(canvas, (x, y), 1.2 * mm, GOLD)
    for direction in (-1, 0, 1):
        _lozenge(canvas, (end, y + direction * 9 * mm), 2.2 * mm, GOLD)
    _lozenge(canvas, (fork, y), 2.2 * mm, OCHRE)


def draw_demonstration(canvas: Canvas, word: str) -> None:
    """Write across the paper that it certifies nothing. Before the text, so that every line stays readable."""
    canvas.saveState()
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(27)
    draw(canvas, 0, -30, word, Style(BOLD, 84, _BRICK_TINT, 6), align="centre")
    canvas.restoreState()


def _define_tiles(canvas: Canvas) -> None:
    """Define each motif once; a page repeats it by name, which keeps the file small. A motif is as wide as the band."""
    for name, motif in (("edges", _edges), ("lozenges", _nested_lozenges), ("cross", _cross), ("corner", _corner)):
        canvas.beginForm(name, 0, 0, BAND, BAND)
        motif(canvas)
        canvas.endForm()


def _strip(canvas: Canvas, start: Point, angle: float, length: float) -> None:
    count = round(length / BAND) // 2 * 2 + 1  # odd: both ends look alike
    stretch = length / (count * BAND)
    canvas.saveState()
    canvas.translate(*start)
    canvas.rotate(angle)
    for number in range(count):
        at = (number * BAND * stretch, 0.0)
        _place(canvas, "edges", at, 0, stretch)
        _place(canvas, "cross" if number % 2 else "lozenges", at, 0, stretch)
    canvas.restoreState()


def _place(canvas: Canvas, name: str, at: Point, angle: float, stretch: float) -> None:
    canvas.saveState()
    canvas.translate(*at)
    canvas.rotate(angle)
    canvas.scale(stretch, 1)
    canvas.doForm(name)
    canvas.restoreState()


def _edges(canvas: Canvas) -> None:
    canvas.setStrokeColor(CREAM)
    canvas.setLineWidth(0.9)
    teeth = 4
    step = BAND / teeth / 2
    for base, tip in ((0.06 * BAND, 0.17 * BAND), (0.94 * BAND, 0.83 * BAND)):
        _polyline(canvas, [(n * step, tip if n % 2 else base) for n in range(2 * teeth + 1)])


def _nested_lozenges(canvas: Canvas) -> None:
    middle = (BAND / 2, BAND / 2)
    canvas.setStrokeColor(CREAM)
    canvas.setLineWidth(0.9)
    for half_width, half_height in ((0.46, 0.27), (0.31, 0.18)):
        _polyline(canvas, _lozenge_points(middle, half_width * BAND, half_height * BAND), closed=True)
    _lozenge(canvas, middle, 0.1 * BAND, GOLD)


def _cross(canvas: Canvas) -> None:
    canvas.setStrokeColor(CREAM)
    canvas.setLineWidth(0.9)
    low, high = 0.27 * BAND, 0.73 * BAND
    canvas.line(low, low, high, high)
    canvas.line(low, high, high, low)
    for x, y in ((0.5, 0.27), (0.5, 0.73), (0.27, 0.5), (0.73, 0.5)):
        _lozenge(canvas, (x * BAND, y * BAND), 0.055 * BAND, CREAM)


def _corner(canvas: Canvas) -> None:
    canvas.setStrokeColor(CREAM)
    canvas.setLineWidth(0.9)
    canvas.rect(0.06 * BAND, 0.06 * BAND, 0.88 * BAND, 0.88 * BAND, stroke=1, fill=0)
    middle = (BAND / 2, BAND / 2)
    _lozenge(canvas, middle, 0.36 * BAND, GOLD)
    _lozenge(canvas, middle, 0.24 * BAND, INDIGO)
    _lozenge(canvas, middle, 0.1 * BAND, CREAM)


def _lozenge(canvas: Canvas, middle: Point, half: float, color: Color) -> None:
    canvas.setFillColor(color)
    path = canvas.beginPath()
    corners = _lozenge_points(middle, half, half)
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _lozenge_points(middle: Point, half_width: float, half_height: float) -> list[Point]:
    x, y = middle
    return [(x - half_width, y), (x, y + half_height), (x + half_width, y), (x, y - half_height)]


def _polyline(canvas: Canvas, points: Sequence[Point], *, closed: bool = False) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if closed:
        path.close()
    canvas.drawPath(path, stroke=1, fill=0)
