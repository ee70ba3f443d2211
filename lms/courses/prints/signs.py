"""The three forms of an activity, each with a shape: a half circle, three small groups, two people and what passes between them."""

import math
from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from lms.courses.prints.words import FORM_NAMES
from lms.paper.ornament import INDIGO, INK, OCHRE, lozenge
from lms.paper.text import BOLD, REGULAR, Style, draw

_SIDE = 15.0
_SIZE = 10


class FormSign(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """The shape of a form, and its name after it; nothing for what is not an activity."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Take the height of the shape."""
        return available, _SIDE + 2 if self.form else 0

    def draw(self) -> None:
        """Draw the shape, then the name."""
        if self.form:
            draw_form(self.canv, self.form, _SIDE / 2, _SIDE / 2 + 1, _SIDE / 2)
            draw(self.canv, _SIDE + 6, _SIDE / 2 - _SIZE * 0.3 + 1, str(FORM_NAMES[self.form]), Style(REGULAR, _SIZE, INK))


def draw_form(canvas: Canvas, form: str, x: float, y: float, half: float) -> None:
    """Draw the shape of a form around a point."""
    canvas.saveState()
    canvas.setStrokeColor(INDIGO)
    canvas.setFillColor(INDIGO)
    canvas.setLineWidth(1.1)
    _SHAPES[form](canvas, x, y, half)
    canvas.restoreState()


def draw_form_label(canvas: Canvas, form: str, right: float, y: float) -> None:
    """Draw the shape of a form with its name below, ending at `right`, as a label in the narrow column."""
    draw_form(canvas, form, right - 11, y, 11)
    draw(canvas, right, y - 24, str(FORM_NAMES[form]), Style(BOLD, 10, INDIGO), align="right")


def _plenary(canvas: Canvas, x: float, y: float, half: float) -> None:
    """Draw seats in a half circle, and the one who speaks."""
    for rank in range(7):
        angle = math.pi * rank / 6
        canvas.circle(x + math.cos(angle) * half * 0.84, y - half * 0.35 + math.sin(angle) * half * 0.95, half * 0.15, stroke=0, fill=1)
    lozenge(canvas, (x, y - half * 0.42), half * 0.34, OCHRE)


def _group(canvas: Canvas, x: float, y: float, half: float) -> None:
    """Draw three circles of people."""
    for dx, dy in ((0, 0.5), (-0.56, -0.46), (0.56, -0.46)):
        middle_x, middle_y = x + dx * half, y + dy * half
        canvas.circle(middle_x, middle_y, half * 0.2, stroke=1, fill=0)
        for rank in range(3):
            angle = math.pi * (0.5 + rank * 2 / 3)
            canvas.circle(middle_x + math.cos(angle) * half * 0.38, middle_y + math.sin(angle) * half * 0.38, half * 0.13, stroke=0, fill=1)


def _practice(canvas: Canvas, x: float, y: float, half: float) -> None:
    """Draw two people and the relay that passes between them."""
    canvas.line(x - half * 0.7, y, x + half * 0.7, y)
    for direction in (-1, 1):
        canvas.circle(x + direction * half * 0.72, y, half * 0.27, stroke=0, fill=1)
    lozenge(canvas, (x, y), half * 0.32, OCHRE)


_SHAPES: dict[str, Callable[[Canvas, float, float, float], None]] = {"plenary": _plenary, "group": _group, "practice": _practice}
