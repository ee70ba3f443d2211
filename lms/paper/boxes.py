"""Boxes: each kind is known by a word, a sign and its line, so that a grey copy says as much as the original."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from lms.paper.ornament import INDIGO, INK, MUTED, OCHRE, WHITE, lozenge, polyline
from lms.paper.stack import Pad, Stack
from lms.paper.styles import GUTTER, SIDE
from lms.paper.text import BOLD, ITALIC, Style, draw, wrapped

KINDS = ("key", "guidance", "national", "example", "caution")

_SIGN = 4.2 * mm
_LABEL_SIZE = 9.5
_LABEL_LEADING = 11.5
_SPAN = 13.0  # points between the line and the words


class Box(Stack):
    """A box with its sign and its kind in words: in the narrow column beside it, or above when there is none."""

    def __init__(self, blocks: Sequence[Any], *, kind: str, words: Mapping[str, str], side: float) -> None:
        self.kind, self.label, self.has_side = kind, words[kind], side >= SIDE
        self.continued = words.get("continued", "")
        super().__init__(blocks, Pad(left=_SPAN, right=4, top=7 if self.has_side else 25, bottom=9), before=14, after=14)
        self.label_lines = wrapped(self.label, BOLD, _LABEL_SIZE, SIDE - _SIGN - 3 * mm) if self.has_side else [self.label]
        self.least_height = 24 + _LABEL_LEADING * (len(self.label_lines) - 1)

    def decorate(self) -> None:
        """Draw the kind's line along the text, its sign and its word."""
        canvas = self.canv
        canvas.saveState()
        LINES[self.kind](canvas, self.height)
        canvas.restoreState()
        if self.has_side:
            self._label_beside(canvas)
        else:
            self._label_above(canvas)

    def _label_beside(self, canvas: Canvas) -> None:
        right = -GUTTER
        top = self.height - 17
        draw_sign(canvas, self.kind, right - _SIGN / 2, top + 3.4, is_first=self.is_start)
        for rank, line in enumerate(self._said()):
            face = Style(BOLD if self.is_start else ITALIC, _LABEL_SIZE, INK if self.is_start else MUTED)
            draw(canvas, right - _SIGN - 2 * mm, top - rank * _LABEL_LEADING, line, face, align="right")

    def _label_above(self, canvas: Canvas) -> None:
        top = self.height - 17
        draw_sign(canvas, self.kind, _SPAN + _SIGN / 2, top + 3.4, is_first=self.is_start)
        said = " ".join(self._said())
        draw(canvas, _SPAN + _SIGN + 2 * mm, top, said, Style(BOLD, _LABEL_SIZE, INK if self.is_start else MUTED))

    def _said(self) -> list[str]:
        return self.label_lines if self.is_start or not self.continued else [*self.label_lines, self.continued]


def draw_sign(canvas: Canvas, kind: str, x: float, y: float, *, is_first: bool = True) -> None:
    """Draw the sign of a kind around a point; paler where a box only goes on."""
    canvas.saveState()
    canvas.setLineJoin(0)
    canvas.setLineWidth(1.1)
    canvas.setStrokeColor(INK if is_first else MUTED)
    canvas.setFillColor(INK if is_first else MUTED)
    _SIGNS[kind](canvas, x, y, _SIGN / 2)
    canvas.restoreState()


def _key_line(canvas: Canvas, height: float) -> None:
    canvas.setFillColor(INDIGO)
    canvas.rect(0, 0, 3.2, height, stroke=0, fill=1)


def _guidance_line(canvas: Canvas, height: float) -> None:
    canvas.setStrokeColor(INDIGO)
    canvas.setLineWidth(1.1)
    canvas.line(0.5, 0, 0.5, height)
    canvas.line(3.7, 0, 3.7, height)


def _national_line(canvas: Canvas, height: float) -> None:
    canvas.setStrokeColor(OCHRE)
    canvas.setLineWidth(2)
    canvas.setDash([7, 4])
    canvas.line(1.6, 0, 1.6, height)


def _example_line(canvas: Canvas, height: float) -> None:
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(2.4)
    canvas.setLineCap(1)
    canvas.setDash([0.01, 5])
    canvas.line(1.6, 1, 1.6, height - 1)


def _caution_line(canvas: Canvas, height: float) -> None:
    """Draw the teeth of the cloth."""
    canvas.setStrokeColor(OCHRE)
    canvas.setLineWidth(1.7)
    count = max(round(height / 5), 2)
    polyline(canvas, [(4.0 if n % 2 else 0, height * n / count) for n in range(count + 1)])


LINES: dict[str, Callable[[Canvas, float], None]] = {
    "key": _key_line, "guidance": _guidance_line, "national": _national_line, "example": _example_line, "caution": _caution_line,
}  # fmt: skip


def _key_sign(canvas: Canvas, x: float, y: float, half: float) -> None:
    lozenge(canvas, (x, y), half, INDIGO)
    lozenge(canvas, (x, y), half * 0.4, WHITE)


def _guidance_sign(canvas: Canvas, x: float, y: float, half: float) -> None:
    """Draw a globe."""
    canvas.circle(x, y, half * 0.92, stroke=1, fill=0)
    canvas.ellipse(x - half * 0.42, y - half * 0.92, x + half * 0.42, y + half * 0.92, stroke=1, fill=0)
    canvas.line(x - half * 0.92, y, x + half * 0.92, y)


def _national_sign(canvas: Canvas, x: float, y: float, half: float) -> None:
    """Draw a sheet whose text is still to come."""
    left, bottom, right, top = x - half * 0.72, y - half, x + half * 0.72, y + half
    canvas.rect(left, bottom, right - left, top - bottom, stroke=1, fill=0)
    canvas.setDash([1.6, 1.4])
    for part in (0.28, 0.5, 0.72):
        canvas.line(left + 2.4, bottom + part * 2 * half, right - 2, bottom + part * 2 * half)


def _example_sign(canvas: Canvas, x: float, y: float, half: float) -> None:
    """Draw a person."""
    canvas.circle(x, y + half * 0.5, half * 0.42, stroke=1, fill=0)
    canvas.arc(x - half * 0.85, y - half * 1.9, x + half * 0.85, y - half * 0.02, 0, 180)
    canvas.line(x - half * 0.85, y - half * 0.96, x + half * 0.85, y - half * 0.96)


def _caution_sign(canvas: Canvas, x: float, y: float, half: float) -> None:
    """Draw a triangle with a mark of attention."""
    polyline(canvas, [(x - half, y - half * 0.85), (x + half, y - half * 0.85), (x, y + half)], closed=True)
    canvas.setLineWidth(1.5)
    canvas.line(x, y + half * 0.3, x, y - half * 0.25)
    canvas.circle(x, y - half * 0.56, 0.55, stroke=0, fill=1)


_SIGNS: dict[str, Callable[[Canvas, float, float, float], None]] = {
    "key": _key_sign, "guidance": _guidance_sign, "national": _national_sign, "example": _example_sign, "caution": _caution_sign,
}  # fmt: skip
