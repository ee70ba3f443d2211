"""What makes the paper ours: colours, the motifs of bogolan cloth, the lozenges of the relay line."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

INDIGO: Color = HexColor(0x1E2563)
INK: Color = HexColor(0x2B1D13)
MUTED: Color = HexColor(0x6A5645)
OCHRE: Color = HexColor(0xB4650C)
OCHRE_INK: Color = HexColor(0x874904)
"""Ochre dark enough for small letters."""
GOLD: Color = HexColor(0xF0A63A)
BRICK: Color = HexColor(0x9F2D1D)
CREAM: Color = HexColor(0xF7ECD8)
PAPER: Color = HexColor(0xFFFDF8)
LINE: Color = HexColor(0xCDBB9E)
WHITE: Color = HexColor(0xFFFFFF)

Point = tuple[float, float]


@dataclass(frozen=True)
class Cloth:
    """How a band of cloth is dyed. `width` in points."""

    width: float
    thread: Color = CREAM
    heart: Color = GOLD
    ground: Color = INDIGO
    stroke: float = 0.9


def define_tiles(canvas: Canvas, cloth: Cloth) -> None:
    """Define each motif once; a page repeats it by name, which keeps the file small. A motif is as wide as the band."""
    for name, motif in (("edges", _edges), ("lozenges", _nested_lozenges), ("cross", _cross), ("corner", _corner)):
        canvas.beginForm(name, 0, 0, cloth.width, cloth.width)
        motif(canvas, cloth)
        canvas.endForm()


def strip(canvas: Canvas, cloth: Cloth, start: Point, angle: float, length: float) -> None:
    """Lay the motifs along a band that leaves `start` at an angle. `define_tiles` comes first."""
    count = round(length / cloth.width) // 2 * 2 + 1  # odd: both ends look alike
    stretch = length / (count * cloth.width)
    canvas.saveState()
    canvas.translate(*start)
    canvas.rotate(angle)
    for number in range(count):
        at = (number * cloth.width * stretch, 0.0)
        place(canvas, "edges", at, 0, stretch)
        place(canvas, "cross" if number % 2 else "lozenges", at, 0, stretch)
    canvas.restoreState()


def place(canvas: Canvas, name: str, at: Point, angle: float, stretch: float) -> None:
    """Put one motif somewhere."""
    canvas.saveState()
    canvas.translate(*at)
    canvas.rotate(angle)
    canvas.scale(stretch, 1)
    canvas.doForm(name)
    canvas.restoreState()


def lozenge(canvas: Canvas, middle: Point, half: float, color: Color) -> None:
    """Draw a filled square on its corner."""
    canvas.setFillColor(color)
    path = canvas.beginPath()
    corners = _lozenge_points(middle, half, half)
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def rule(canvas: Canvas, start: Point, length: float, width: float, color: Color) -> None:
    """Draw a level line to the right."""
    x, y = start
    canvas._code.append(f"{_rgb(color)} RG {width:g} w {x:.2f} {y:.2f} m {x + length:.2f} {y:.2f} l S")


@lru_cache(maxsize=64)
def _rgb(color: Color) -> str:
    return f"{color.red:.4g} {color.green:.4g} {color.blue:.4g}"


def polyline(canvas: Canvas, points: Sequence[Point], *, closed: bool = False) -> None:
    """Draw a line through points, in the canvas's stroke."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if closed:
        path.close()
    canvas.drawPath(path, stroke=1, fill=0)


def _edges(canvas: Canvas, cloth: Cloth) -> None:
    band = cloth.width
    canvas.setStrokeColor(cloth.thread)
    canvas.setLineWidth(cloth.stroke)
    teeth = 4
    step = band / teeth / 2
    for base, tip in ((0.06 * band, 0.17 * band), (0.94 * band, 0.83 * band)):
        polyline(canvas, [(n * step, tip if n % 2 else base) for n in range(2 * teeth + 1)])


def _nested_lozenges(canvas: Canvas, cloth: Cloth) -> None:
    middle = (cloth.width / 2, cloth.width / 2)
    canvas.setStrokeColor(cloth.thread)
    canvas.setLineWidth(cloth.stroke)
    for half_width, half_height in ((0.46, 0.27), (0.31, 0.18)):
        polyline(canvas, _lozenge_points(middle, half_width * cloth.width, half_height * cloth.width), closed=True)
    lozenge(canvas, middle, 0.1 * cloth.width, cloth.heart)


def _cross(canvas: Canvas, cloth: Cloth) -> None:
    band = cloth.width
    canvas.setStrokeColor(cloth.thread)
    canvas.setLineWidth(cloth.stroke)
    low, high = 0.27 * band, 0.73 * band
    canvas.line(low, low, high, high)
    canvas.line(low, high, high, low)
    for x, y in ((0.5, 0.27), (0.5, 0.73), (0.27, 0.5), (0.73, 0.5)):
        lozenge(canvas, (x * band, y * band), 0.055 * band, cloth.thread)


def _corner(canvas: Canvas, cloth: Cloth) -> None:
    band = cloth.width
    canvas.setStrokeColor(cloth.thread)
    canvas.setLineWidth(cloth.stroke)
    canvas.rect(0.06 * band, 0.06 * band, 0.88 * band, 0.88 * band, stroke=1, fill=0)
    middle = (band / 2, band / 2)
    lozenge(canvas, middle, 0.36 * band, cloth.heart)
    lozenge(canvas, middle, 0.24 * band, cloth.ground)
    lozenge(canvas, middle, 0.1 * band, cloth.thread)


def _lozenge_points(middle: Point, half_width: float, half_height: float) -> list[Point]:
    x, y = middle
    return [(x - half_width, y), (x, y + half_height), (x + half_width, y), (x, y - half_height)]
