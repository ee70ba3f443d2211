"""QR codes."""

from collections.abc import Sequence
from typing import Literal

import segno
from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

_QUIET_MODULES = 4  # ISO/IEC 18004: four light modules around the code


def draw_qr(canvas: Canvas, text: str, *, left: float, bottom: float, side: float, error: Literal["m", "h"]) -> float:
    """Draw a QR code on a white square, as one filled path: thin gaps between modules would confuse readers. Return how wide its quiet zone is.

    side: of the square, quiet zone included, in points. error: how much of it may be lost, `m` for 15 % and `h` for 30 %.
    """
    matrix = [list(row) for row in segno.make_qr(text, error=error, boost_error=False).matrix]
    module: float = side / (len(matrix) + 2 * _QUIET_MODULES)
    canvas.setFillColor(white)
    canvas.rect(left, bottom, side, side, stroke=0, fill=1)
    path = canvas.beginPath()
    for row, line in enumerate(matrix):
        y = bottom + side - (_QUIET_MODULES + row + 1) * module
        for first, length in _dark_stretches(line):
            path.rect(left + (_QUIET_MODULES + first) * module, y, length * module, module)
    canvas.setFillColor(black)
    canvas.drawPath(path, stroke=0, fill=1)
    return _QUIET_MODULES * module


def _dark_stretches(line: Sequence[int]) -> list[tuple[int, int]]:
    """Return (first module, length) of each unbroken dark stretch of a row."""
    stretches: list[tuple[int, int]] = []
    for column, is_dark in enumerate(line):
        if is_dark and stretches and sum(stretches[-1]) == column:
            stretches[-1] = (stretches[-1][0], stretches[-1][1] + 1)
        elif is_dark:
            stretches.append((column, 1))
    return stretches
