"""Tables in which each statement is given one of several points, by a tick or a circle."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table

from lms.paper.inline import escaped
from lms.paper.styles import FULL_WIDTH, style
from lms.paper.tables import table
from lms.paper.text import BOLD

_CELL = style("sheet-cell", 10.5, leading=13)
_POINT = style("sheet-scale", 9.5, fontName=BOLD, leading=11, alignment=1)
_FIGURE = style("sheet-figure", 11.5, leading=14, alignment=1)


def ratings_table(statements: Sequence[str], scale: Sequence[str]) -> Table:
    """Return a table with a row for each statement and a column for each point of a scale, whose boxes are ticked by hand."""
    head: list[Any] = ["", *[Paragraph(escaped(point), _POINT) for point in scale]]
    rows: list[list[Any]] = [[Paragraph(escaped(statement), _CELL), *[""] * len(scale)] for statement in statements]
    heights = [12 * mm, *[13 * mm] * len(rows)]
    return table([head, *rows], width=FULL_WIDTH, widths=(98, *[66 / len(scale)] * len(scale)), row_heights=heights, grid=True)


def figures_table(statements: Sequence[str], points: Sequence[int]) -> Table:
    """Return a table with a row for each statement, whose boxes show a figure to be circled: whoever types it reads what was meant."""
    boxes = [Paragraph(str(point), _FIGURE) for point in points]
    rows: list[list[Any]] = [[Paragraph(escaped(statement), _CELL), *boxes] for statement in statements]
    widths = (114, *[50 / len(points)] * len(points))
    return table(rows, width=FULL_WIDTH, widths=widths, row_heights=[9.3 * mm] * len(rows), has_head=False, grid=True)
