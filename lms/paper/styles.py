"""Type on paper: one family, a few sizes, and how much air goes around them. Lengths in points."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFontFamily

from lms.paper.ornament import INDIGO, INK, MUTED, OCHRE_INK
from lms.paper.text import BOLD, FALLBACK, ITALIC, REGULAR

# A4 portrait in two columns: a narrow one for labels, numbers and the reader's own notes, a broad one of about 66 letters a line.
PAGE_WIDTH, PAGE_HEIGHT = 210 * mm, 297 * mm
LEFT, RIGHT, TOP, BOTTOM = 22 * mm, 24 * mm, 27 * mm, 22 * mm
SIDE = 40 * mm
GUTTER = 7 * mm
HANG = SIDE + GUTTER
"""How far the broad column stands from the left margin."""
FULL_WIDTH = PAGE_WIDTH - LEFT - RIGHT
TEXT_WIDTH = FULL_WIDTH - HANG
TEXT_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM

BODY_SIZE = 11.5
SMALL_SIZE = 9.5

for _font, _bold, _italic in ((REGULAR, BOLD, ITALIC), (BOLD, BOLD, BOLD), (ITALIC, BOLD, ITALIC), (FALLBACK, FALLBACK, FALLBACK)):
    registerFontFamily(_font, normal=_font, bold=_bold, italic=_italic, boldItalic=_bold)


def style(name: str, size: float, **facts: Any) -> ParagraphStyle:
    """Return a paragraph style: our serif, ragged right, no line left alone at a page's end, unless `facts` say otherwise."""
    given = {"fontName": REGULAR, "leading": round(size * 1.36, 1), "textColor": INK, "allowWidows": 0, "allowOrphans": 0, **facts}
    bullets = {"bulletFontName": BOLD, "bulletFontSize": size, "bulletColor": OCHRE_INK}
    return ParagraphStyle(name, fontSize=size, **{**bullets, **given})


@dataclass(frozen=True)
class Voice:
    """The styles of one running text, all in proportion to its size."""

    size: float
    body: ParagraphStyle
    item: ParagraphStyle
    section: ParagraphStyle
    subsection: ParagraphStyle
    cell: ParagraphStyle
    cell_head: ParagraphStyle
    box_title: ParagraphStyle


@lru_cache(maxsize=32)
def voice(size: float = BODY_SIZE) -> Voice:
    """Return the styles of a text whose ordinary letters have this size."""
    air = round(size * 0.5, 1)
    cell = min(size, max(size - 1.5, SMALL_SIZE))
    return Voice(
        size=size,
        body=style("body", size, spaceBefore=air, spaceAfter=air),
        item=style("item", size, spaceBefore=air / 2.5, spaceAfter=air / 2.5),
        section=style("section", size + 4, fontName=BOLD, textColor=INDIGO, leading=size * 1.6, spaceBefore=size * 1.5, spaceAfter=air),
        subsection=style("subsection", size + 1, fontName=BOLD, spaceBefore=size * 1.2, spaceAfter=air / 2),
        cell=style("cell", cell, spaceBefore=air / 3, spaceAfter=air / 3),
        cell_head=style("cell-head", cell, fontName=BOLD, textColor=INDIGO),
        box_title=style("box-title", size, fontName=BOLD, textColor=INDIGO, spaceAfter=air / 2),
    )


NOTE = style("note", 8.5, leading=11)
SMALL = style("small", SMALL_SIZE, textColor=MUTED, spaceBefore=4, spaceAfter=4)
CAPTION = style("caption", SMALL_SIZE, fontName=ITALIC, textColor=MUTED, spaceBefore=5, spaceAfter=10)
LEAD = style("lead", 14, leading=20, spaceAfter=10)


@lru_cache(maxsize=256)
def shifted(base: ParagraphStyle, indent: float, bullet: float) -> ParagraphStyle:
    """Return a style moved to the right by `indent`, its bullet at `bullet`."""
    return ParagraphStyle(f"{base.name}-{indent}", parent=base, leftIndent=indent, bulletIndent=bullet)
