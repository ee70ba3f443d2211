"""Tables that fit the page: columns as wide as their words need, the header again on every page, rows that may part."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Paragraph, Table

from lms.paper.ornament import INDIGO, INK, LINE
from lms.paper.styles import TEXT_HEIGHT
from lms.paper.text import REGULAR

_AIR = 5.0  # points left and right of a cell
_ENDLESS = 1e5


def table(rows: Sequence[Sequence[Any]], *, width: float, widths: Sequence[float] | None = None, has_head: bool = True,
          row_heights: Sequence[float] | None = None, ruled: bool = True, grid: bool = False, air: float = 4.5) -> Table:  # fmt: skip
    """Return a table of paragraphs `width` points wide.

    widths: of the columns, in parts of the whole; from their words when not given. ruled: with a line below each row. grid: ruled all around, in
    black, to be filled in by hand and copied. air: above and below the words of a cell, in points.
    """
    columns = [part * width / sum(widths) for part in widths] if widths else column_widths(rows, width)
    commands = _commands(has_head=has_head, ruled=ruled, grid=grid, is_form=row_heights is not None, air=air)
    return Table([list(row) for row in rows], colWidths=columns, rowHeights=row_heights, repeatRows=int(has_head), hAlign="LEFT", spaceBefore=8,
                 spaceAfter=10, style=commands, splitInRow=int(_has_endless_row(rows, columns)))  # fmt: skip


def _commands(*, has_head: bool, ruled: bool, grid: bool, is_form: bool, air: float) -> list[tuple[Any, ...]]:
    commands: list[tuple[Any, ...]] = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if is_form else "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), _AIR),
        ("RIGHTPADDING", (0, 0), (-1, -1), _AIR),
        ("TOPPADDING", (0, 0), (-1, -1), air - 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), air + 1),
    ]
    if grid:
        commands.append(("GRID", (0, 0), (-1, -1), 0.7, INK))
    elif ruled:
        commands += [("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE), ("LINEBELOW", (0, -1), (-1, -1), 1, INDIGO)]
    if has_head and not grid:
        commands += [("LINEABOVE", (0, 0), (-1, 0), 1, INDIGO), ("LINEBELOW", (0, 0), (-1, 0), 1, INDIGO), ("VALIGN", (0, 0), (-1, 0), "BOTTOM")]
    return commands


def _has_endless_row(rows: Sequence[Sequence[Any]], columns: Sequence[float]) -> bool:
    """Tell whether a row is so high that it has to part; others are kept whole."""
    cells = (((cell if isinstance(cell, list) else [cell]), wide) for row in rows for cell, wide in zip(row, columns, strict=True))
    return any(sum(block.wrap(wide - 2 * _AIR, _ENDLESS)[1] for block in cell if block) > TEXT_HEIGHT / 2 for cell, wide in cells)


def column_widths(rows: Sequence[Sequence[Paragraph]], width: float) -> list[float]:
    """Return how wide each column becomes, in points: no word broken if it can be helped, then by how much each has to say."""
    columns = list(zip(*rows, strict=True))
    least = [max(_longest_word(cell) for cell in column) + 2 * _AIR for column in columns]
    wanted = [max(max(_length(cell) for cell in column) + 2 * _AIR, narrow) for column, narrow in zip(columns, least, strict=True)]
    if sum(least) >= width:  # long words will be broken
        return [narrow * width / sum(least) for narrow in least]
    spare = width - sum(least)
    hunger = [wish - narrow for wish, narrow in zip(wanted, least, strict=True)]
    if sum(hunger) <= spare:
        return [wish + (spare - sum(hunger)) * wish / sum(wanted) for wish in wanted]
    roots = [value**0.75 for value in hunger]  # gentler than in proportion: a long text may take a line more
    return [narrow + spare * root / sum(roots) for narrow, root in zip(least, roots, strict=True)]


def _longest_word(cell: Paragraph) -> float:
    return float(cell.minWidth())


def _length(cell: Paragraph) -> float:
    cell.wrap(_ENDLESS, _ENDLESS)
    return float(max(cell.getActualLineWidths0(), default=0)) + 1
