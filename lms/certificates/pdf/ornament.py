"""What makes a certificate ours: cloth of bogolan, the relay line. What stays the same is drawn once and kept."""

from collections.abc import Sequence
from functools import cache, lru_cache

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from lms.paper.artwork import artwork
from lms.paper.ornament import GOLD, INDIGO, LINE, OCHRE, WHITE, Cloth, Point, define_tiles, lozenge, place, polyline, strip

A4 = (297 * mm, 210 * mm)
MARGIN = 7 * mm  # office printers leave about 5 mm white
BAND = 11 * mm
INNER = MARGIN + BAND
CARD = (85.6 * mm, 107.96 * mm)
"""Two faces of a bank card (ISO/IEC 7810, ID-1), one above the other."""
CARD_BAND = 4.6 * mm
CARD_MARGIN = 2.6 * mm


@cache
def frame() -> bytes:
    """Return cloth all around a sheet, and the paper inside it: what one frames."""
    return artwork(lambda canvas: _draw_frame(canvas, (0, 0), A4, Cloth(BAND), MARGIN), A4)


@lru_cache(maxsize=64)
def relay(points: tuple[float, ...], y: float) -> bytes:
    """Return the line that comes out of the cloth on the left of a sheet, passes through `points` and is passed on to three on the right."""
    return artwork(lambda canvas: _draw_relay(canvas, points, y), A4)


@cache
def edge(left: float, right: float, y: float) -> bytes:
    """Return a strip of cloth along the left edge of a sheet, and a line with lozenges at its ends."""

    def drawn(canvas: Canvas) -> None:
        _draw_edge(canvas)
        canvas.setStrokeColor(INDIGO)
        canvas.setLineWidth(0.8)
        canvas.line(left, y, right, y)
        for x, color in ((left, INDIGO), (right, OCHRE)):
            lozenge(canvas, (x, y), 1.6 * mm, color)

    return artwork(drawn, A4)


@lru_cache(maxsize=64)
def lozenges(middles: tuple[Point, ...], half: float, color: Color) -> bytes:
    """Return a lozenge at each place of a sheet."""

    def drawn(canvas: Canvas) -> None:
        for middle in middles:
            lozenge(canvas, middle, half, color)

    return artwork(drawn, A4)


@cache
def card_frame() -> bytes:
    """Return cloth around the upper face of a card, and where to fold it."""
    return artwork(_draw_card_frame, CARD)


@cache
def card_edge() -> bytes:
    """Return a strip of cloth along the left of the upper face of a card, and where to fold it."""
    return artwork(_draw_card_edge, CARD)


def _draw_frame(canvas: Canvas, at: Point, size: tuple[float, float], cloth: Cloth, margin: float) -> None:
    band, (width, height) = cloth.width, size
    canvas.saveState()
    canvas.translate(*at)
    canvas.setFillColor(INDIGO)
    canvas.rect(margin, margin, width - 2 * margin, height - 2 * margin, stroke=0, fill=1)
    inner = margin + band
    canvas.setFillColor(WHITE)  # a tint would be printed as dots
    canvas.rect(inner, inner, width - 2 * inner, height - 2 * inner, stroke=0, fill=1)
    define_tiles(canvas, cloth)
    strip(canvas, cloth, (inner, margin), 0, width - 2 * inner)
    strip(canvas, cloth, (width - inner, height - margin), 180, width - 2 * inner)
    strip(canvas, cloth, (width - margin, inner), 90, height - 2 * inner)
    strip(canvas, cloth, (margin, height - inner), 270, height - 2 * inner)
    for x in (margin, width - inner):
        for y in (margin, height - inner):
            place(canvas, "corner", (x, y), 0, 1)
    canvas.setStrokeColor(OCHRE)
    canvas.setLineWidth(0.064 * mm * band / mm)
    gap = inner + 0.16 * band
    canvas.rect(gap, gap, width - 2 * gap, height - 2 * gap, stroke=1, fill=0)
    canvas.restoreState()


def _draw_edge(canvas: Canvas) -> None:
    cloth = Cloth(BAND)
    canvas.setFillColor(INDIGO)
    canvas.rect(MARGIN, MARGIN, BAND, A4[1] - 2 * MARGIN, stroke=0, fill=1)
    define_tiles(canvas, cloth)
    strip(canvas, cloth, (MARGIN + BAND, MARGIN), 90, A4[1] - 2 * MARGIN)
    canvas.setStrokeColor(OCHRE)
    canvas.setLineWidth(0.7)
    canvas.line(INNER + 1.8 * mm, MARGIN, INNER + 1.8 * mm, A4[1] - MARGIN)


def _draw_card_frame(canvas: Canvas) -> None:
    face = (CARD[0], CARD[1] / 2)
    _draw_frame(canvas, (0, face[1]), face, Cloth(CARD_BAND, stroke=0.45), CARD_MARGIN)
    _draw_fold(canvas)


def _draw_card_edge(canvas: Canvas) -> None:
    face, cloth = CARD[1] / 2, Cloth(CARD_BAND, stroke=0.45)
    canvas.setFillColor(INDIGO)
    canvas.rect(CARD_MARGIN, face + CARD_MARGIN, CARD_BAND, face - 2 * CARD_MARGIN, stroke=0, fill=1)
    define_tiles(canvas, cloth)
    strip(canvas, cloth, (CARD_MARGIN + CARD_BAND, face + CARD_MARGIN), 90, face - 2 * CARD_MARGIN)
    _draw_fold(canvas)


def _draw_fold(canvas: Canvas) -> None:
    """Draw where to cut around the card and where to fold it."""
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.rect(0.25, 0.25, CARD[0] - 0.5, CARD[1] - 0.5, stroke=1, fill=0)
    canvas.setDash(2, 2)
    canvas.line(0, CARD[1] / 2, CARD[0], CARD[1] / 2)
    canvas.setDash()


def _draw_relay(canvas: Canvas, points: Sequence[float], y: float) -> None:
    start, fork, end = INNER, A4[0] - INNER - 29 * mm, A4[0] - INNER - 6.5 * mm
    canvas.setStrokeColor(INDIGO)
    canvas.setLineWidth(1.6)
    canvas.setLineJoin(0)
    canvas.line(start, y, end, y)
    for direction in (-1, 1):
        bend = end - 10 * mm
        polyline(canvas, [(fork, y), (bend, y + direction * 9 * mm), (end, y + direction * 9 * mm)])
    for x in points:
        lozenge(canvas, (x, y), 4.6 * mm, WHITE)
        lozenge(canvas, (x, y), 3.1 * mm, INDIGO)
        lozenge(canvas, (x, y), 1.2 * mm, GOLD)
    for direction in (-1, 0, 1):
        lozenge(canvas, (end, y + direction * 9 * mm), 2.2 * mm, GOLD)
    lozenge(canvas, (fork, y), 2.2 * mm, OCHRE)
