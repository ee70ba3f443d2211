"""Setting text: embedded fonts, letters that one of them lacks, accents over African letters, lines that fit."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

REGULAR = "RelaisSerif-Regular"
BOLD = "RelaisSerif-Bold"
ITALIC = "RelaisSerif-Italic"
FALLBACK = "RelaisSans"
"""Has the letters that the others lack."""
_FOLDER = Path(__file__).resolve().parent / "fonts"

for _name in (REGULAR, BOLD, ITALIC, FALLBACK):  # at import: two requests must never register one font twice
    pdfmetrics.registerFont(TTFont(_name, _FOLDER / f"{_name}.ttf"))

# The fonts place accents for small letters. Capitals are taller by this much, and wider than an o; in parts of the size.
_CAPITAL_RISE = 0.17
_STACKED_RISE = 0.20
_ABOVE = 230  # Unicode's combining class of accents above
_LEGIBLE = 6.0  # points; below this only a text that would not fit otherwise
_BLANKS = re.compile(r"[ \t\n\r\f\v\u2028\u2029]+")
_UNSEEN = {"Cc", "Cf", "Cs"}  # Unicode's categories of what has no shape of its own: control characters, marks of direction, halves of pairs


@dataclass(frozen=True)
class Style:
    """How a text looks. Size in points."""

    font: str
    size: float
    color: Color
    spacing: float = 0
    """Added between letters, in points."""


def printable(text: str) -> str:
    """Return a text as it can be set: letters with their accents composed, blanks as single spaces, nothing that has no shape."""
    composed = unicodedata.normalize("NFC", _BLANKS.sub(" ", text))
    return "".join(character for character in composed if unicodedata.category(character) not in _UNSEEN)


def width(text: str, font: str, size: float, spacing: float = 0) -> float:
    """Return how wide a line is, in points."""
    drawn = sum(pdfmetrics.stringWidth(part, name, size) for name, part in runs(text, font))
    return float(drawn) + spacing * max(len(_clusters(text)) - 1, 0)


def draw(canvas: Canvas, x: float, y: float, text: str, style: Style, *, align: str = "left") -> None:
    """Write one line whose baseline is at y; x is its left end, its middle (`centre`) or its right end (`right`)."""
    shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
    pen = canvas.beginText(x - shift * width(text, style.font, style.size, style.spacing), y)
    pen.setFillColor(style.color)
    for font, part in runs(text, style.font):
        pen.setFont(font, style.size)
        for has_marks, clusters in groupby(_clusters(part), key=lambda cluster: len(cluster) > 1):
            if has_marks:
                for cluster in clusters:
                    _write_marked(pen, cluster, font, style)
            else:
                pen.setCharSpace(style.spacing)
                pen.textOut("".join(clusters))
    canvas.drawText(pen)


def wrapped(text: str, font: str, size: float, limit: float) -> list[str]:
    """Return a text as lines no wider than `limit` points, broken at ordinary spaces. A word that is wider stays whole."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if lines[-1] and width(longer, font, size) > limit:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def fitted(text: str, font: str, *, largest: float, smallest: float, limit: float, lines: int) -> tuple[list[str], float]:
    """Return a text as lines and the size at which they fit: first shrunk on one line, then wrapped, one line more at a time.

    What is too long even for `lines` lines at the smallest size is shrunk further rather than cut: a name is never shortened.
    """
    for allowed in range(1, lines + 1):
        broken, size = _shrunk(text, font, largest, smallest, limit, allowed)
        if broken:
            return broken, size
    broken, size = _shrunk(text, font, smallest, _LEGIBLE, limit, lines)
    return (broken, size) if broken else ([text], limit / width(text, font, 1))


def poured(text: str, font: str, *, size: float, smallest: float, limit: float, lines: int) -> tuple[list[str], float]:
    """Return a text as at most so many lines and the size at which they fit: first wrapped, then shrunk, at last broken inside words.

    For columns of names, where letters of one size read best. Nothing is cut: what is too long for all that is shrunk below `smallest`.
    """
    broken, found = _shrunk(text, font, size, smallest, limit, lines)
    while not broken:
        broken, found = _broken_anywhere(text, font, smallest, limit), smallest
        if len(broken) > lines:
            broken, smallest = [], smallest * 0.9
    return broken, found


def _broken_anywhere(text: str, font: str, size: float, limit: float) -> list[str]:
    """Break at ordinary spaces, and inside the words that are wider than a line."""
    lines: list[str] = []
    for line in wrapped(text, font, size, limit):
        piece, taken = "", 0.0
        for cluster in _clusters(line):
            needed = width(cluster, font, size)
            if piece and taken + needed > limit:
                lines.append(piece)
                piece, taken = "", 0.0
            piece, taken = piece + cluster, taken + needed
        lines.append(piece)
    return lines


def _shrunk(text: str, font: str, largest: float, smallest: float, limit: float, allowed: int) -> tuple[list[str], float]:
    """Return the lines and the largest size at which they fit, half a point at a time; no lines when they never do."""
    size = largest
    while size >= smallest:
        broken = _balanced(text, font, size, limit, allowed)
        if broken:
            return broken, size
        size -= 0.5
    return [], smallest


def _balanced(text: str, font: str, size: float, limit: float, allowed: int) -> list[str]:
    """Break into exactly as many lines as needed, of lengths as equal as can be; nothing when it does not fit."""
    broken = wrapped(text, font, size, limit)
    if len(broken) > allowed or any(width(line, font, size) > limit for line in broken):
        return []
    narrower = limit
    while len(broken) > 1 and len(tried := wrapped(text, font, size, narrower - 4)) == len(broken):
        if any(width(line, font, size) > narrower - 4 for line in tried):  # a single word: no line will be shorter
            break
        narrower, broken = narrower - 4, tried
    return broken


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """Yield (font, part): split a text where the font has to change because it lacks a letter; accents stay with their letter."""
    known = pdfmetrics.getFont(font).face.charToGlyph
    for has_all, clusters in groupby(_clusters(text), key=lambda cluster: all(ord(c) in known for c in cluster)):
        yield (font if has_all else FALLBACK), "".join(clusters)


def _clusters(text: str) -> list[str]:
    """Split a text into letters, each with the combining accents that belong to it."""
    parts: list[str] = []
    for character in text:
        if unicodedata.combining(character) and parts:
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _write_marked(pen: PDFTextObject, cluster: str, font: str, style: Style) -> None:
    """Write a letter and its accents: over its middle, higher over a capital, one above the other."""
    base, marks = cluster[0], cluster[1:]
    back = max(pdfmetrics.stringWidth(base, font, style.size) - pdfmetrics.stringWidth("o", font, style.size), 0) / 2
    pen.setCharSpace(-back)  # an accent has no width of its own, so the pen goes back for it and forward again after it
    pen.textOut(base)
    rise = _CAPITAL_RISE * style.size if base.isupper() else 0.0
    for rank, mark in enumerate(marks, start=1):
        pen.setRise(rise if unicodedata.combining(mark) == _ABOVE else 0)
        pen.setCharSpace(back + style.spacing if rank == len(marks) else 0)
        pen.textOut(mark)
        rise += _STACKED_RISE * style.size
    pen.setRise(0)
