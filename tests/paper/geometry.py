"""Where letters and lines stand on a page of a PDF."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

from tests.paper.reading import opened

_STROKES = re.compile(rb"(-?[\d.]+) (-?[\d.]+) m\s+(-?[\d.]+) (-?[\d.]+) l")
_SLACK = 0.6
"""Points that a letter may stick out: serifs and accents have no room of their own."""


@dataclass(frozen=True)
class Letter:
    """A letter and the box around its ink, in points."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def letters(pdf: bytes, page: int = 0) -> list[Letter]:
    """Return the letters of a page that leave ink, in reading order."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[page].get_textpage()
    found = []
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if character.strip():
            found.append(Letter(character, *text.get_charbox(index)))
    document.close()
    return found


def strokes(pdf: bytes, page: int = 0) -> Iterator[tuple[float, float, float, float]]:
    """Yield the straight strokes of a page that is drawn without shifting its origin: (x, y, x, y)."""
    content = opened(pdf).pages[page].get_contents()
    assert content is not None
    for stroke in _STROKES.findall(content.get_data()):
        x1, y1, x2, y2 = (float(number) for number in stroke)
        yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def struck_through(pdf: bytes, page: int = 0) -> list[str]:
    """Return the letters that a line of a table runs through: those that left their cell."""
    lines = list(strokes(pdf, page))
    return [
        letter.text
        for letter in letters(pdf, page)
        if any(
            letter.left + _SLACK < right and letter.right - _SLACK > left and letter.bottom + _SLACK < top and letter.top - _SLACK > bottom
            for left, bottom, right, top in lines
        )
    ]
