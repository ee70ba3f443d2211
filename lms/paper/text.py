"""Setting text: letters that a font lacks, lines that fit, lines drawn."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from lms.paper.embedding import fonts_of, is_common
from lms.paper.shaping import BOLD, FALLBACK, FOLDER, ITALIC, NASKH, REGULAR, Face, Glyph, Run, clusters_of, face_of, runs_of, shaped

__all__ = [
    "BOLD", "FALLBACK", "ITALIC", "NASKH", "REGULAR", "Style", "draw", "fitted", "poured", "printable", "runs", "width", "wrapped",
]  # fmt: skip

for _name in (REGULAR, BOLD, ITALIC, FALLBACK):  # for paragraphs; at import: two requests must never register one font twice
    pdfmetrics.registerFont(TTFont(_name, FOLDER / f"{_name}.ttf"))

_HAIR = 0.05  # in points or thousandths of the size: what nobody sees
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

    def __hash__(self) -> int:  # without the colour, which takes longest
        return hash((self.font, self.size, self.spacing))


def printable(text: str) -> str:
    """Return a text as it can be set: letters with their accents composed, blanks as single spaces, nothing that has no shape."""
    composed = unicodedata.normalize("NFC", _BLANKS.sub(" ", text))
    return "".join(character for character in composed if unicodedata.category(character) not in _UNSEEN)


def width(text: str, font: str, size: float, spacing: float = 0) -> float:
    """Return how wide a line is, in points."""
    return _advance(text, font) * size + (spacing * max(len(clusters_of(text)) - 1, 0) if spacing else 0)


def draw(canvas: Canvas, x: float, y: float, text: str, style: Style, *, align: str = "left") -> None:
    """Write one line whose baseline is at y; x is its left end, its middle (`centre`) or its right end (`right`)."""
    put(canvas, placed(x, y, text, style, align=align))


class Placed(NamedTuple):
    """A line that stands somewhere, ready to be put on any page: hundreds of papers have most of theirs in common."""

    line: "_Line"
    code: str


def placed(x: float, y: float, text: str, style: Style, *, align: str = "left") -> Placed:
    """Return a line as `draw` writes it."""
    shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
    line = _line(text, style)
    return Placed(line, f"BT 1 0 0 1 {x - shift * line.width:.2f} {y:.2f} Tm {line.operators} ET")


def put(canvas: Canvas, *lines: Placed) -> None:
    """Write lines where they stand."""
    fonts = fonts_of(canvas._doc)
    for line, code in lines:
        for font in line.fonts:
            fonts.used.setdefault(font, {})
        for font, number, letters in line.rare if fonts.is_shared else line.glyphs:
            fonts.used[font].setdefault(number, letters)
        canvas._code.append(code)


class _Line(NamedTuple):
    """A line ready to be written into any file. `glyphs`: (font, glyph, letters); `rare`: those that are not common."""

    width: float
    operators: str
    fonts: tuple[str, ...]
    glyphs: tuple[tuple[str, int, str], ...]
    rare: tuple[tuple[str, int, str], ...]


@lru_cache(maxsize=8192)
def _advance(text: str, font: str) -> float:
    """Return how wide a line is, in parts of its size."""
    return sum(glyph.advance for run in shaped(text, font) for cluster in run.clusters for glyph in cluster.glyphs) / 1000


@lru_cache(maxsize=2048)
def _line(text: str, style: Style) -> _Line:
    """Write a line in the order in which it is read, whatever its direction: so it is found, copied and spoken as it was meant."""
    font, size, spacing = style.font, style.size, style.spacing
    runs = shaped(text, font)
    glyphs = {(run.font, glyph.number, glyph.text) for run in runs for cluster in run.clusters for glyph in cluster.glyphs}
    lefts = list(accumulate((_run_width(run, size, spacing) for run in runs), initial=0.0))
    in_order = sorted(zip(runs, lefts, strict=False), key=lambda placed: placed[0].start)
    pen, operators = 0.0, [f"{style.color.red:.4g} {style.color.green:.4g} {style.color.blue:.4g} rg"]
    for run, left in in_order:
        operators.append(f"{left - pen:.2f} 0 Td {_written(run, size, spacing)}" if left != pen else _written(run, size, spacing))
        pen = left
    return _Line(
        width=width(text, font, size, spacing),
        operators=" ".join(operators),
        fonts=tuple(sorted({run.font for run in runs})),
        glyphs=tuple(sorted(glyphs)),
        rare=tuple(sorted(glyph for glyph in glyphs if not is_common(glyph[0], glyph[1]))),
    )


def _run_width(run: Run, size: float, spacing: float) -> float:
    return sum(glyph.advance for cluster in run.clusters for glyph in cluster.glyphs) * size / 1000 + spacing * len(run.clusters)


def _written(run: Run, size: float, spacing: float) -> str:
    """Return the operators that write a run. What cannot be told glyph by glyph says which letters it stands for."""
    if run.is_plain and not spacing:
        return f"/{run.font} {size:g} Tf <{''.join([f'{cluster.glyphs[0].number:04X}' for cluster in run.clusters])}> Tj"
    parts: list[str] = []
    pen = _Pen(face_of(run.font), size)
    lefts = accumulate((sum(glyph.advance for glyph in cluster.glyphs) + spacing * 1000 / size for cluster in run.clusters), initial=0.0)
    placed = list(zip(lefts, run.clusters, strict=False))
    for left, cluster in reversed(placed) if run.is_from_right else placed:
        shapes = list(zip(accumulate((glyph.advance for glyph in cluster.glyphs), initial=left), cluster.glyphs, strict=False))
        shapes = shapes[::-1] if run.is_from_right else shapes
        is_told = "".join(glyph.text for _left, glyph in shapes) == cluster.text
        parts += [] if is_told else [pen.written(), f"/Span<</ActualText<FEFF{cluster.text.encode('utf-16-be').hex().upper()}>>>BDC"]
        for at, glyph in shapes:
            pen.show(glyph, at)
        parts += [] if is_told else [pen.written(), "EMC"]
    return " ".join([f"/{run.font} {size:g} Tf", *(part for part in parts if part), pen.written()])


class _Pen:
    """Writes the operators that show glyphs, each where the font puts it. Moves are in thousandths of the size."""

    def __init__(self, face: Face, size: float) -> None:
        self.face, self.size = face, size
        self.done: list[str] = []
        self.parts: list[str] = []
        self.numbers = ""
        self.at = self.rise = 0.0

    def show(self, glyph: Glyph, at: float) -> None:
        """Show a glyph for which the pen would be `at`, from the left end of the run."""
        if abs(glyph.y - self.rise) > _HAIR:
            self._end_part()
            self.done.append(f"{glyph.y * self.size / 1000:.2f} Ts")
            self.rise = glyph.y
        if abs(move := at + glyph.x - self.at) > _HAIR:
            self.parts += [f"<{self.numbers}>"] if self.numbers else []
            self.parts.append(f"{-move:.1f}".removesuffix(".0"))
            self.numbers, self.at = "", self.at + round(move, 1)
        self.numbers += f"{glyph.number:04X}"
        self.at += self.face.advance(glyph.number)

    def written(self) -> str:
        """Return the operators since the last time, and come back to the baseline."""
        self._end_part()
        if self.rise:
            self.done.append("0 Ts")
            self.rise = 0.0
        text, self.done = " ".join(self.done), []
        return text

    def _end_part(self) -> None:
        if self.numbers and not self.parts:
            self.done.append(f"<{self.numbers}> Tj")
        elif self.numbers:
            self.done.append(f"[{''.join(self.parts)}<{self.numbers}>] TJ")
        self.parts, self.numbers = [], ""


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
        for cluster in clusters_of(line):
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
    """Yield (font, part) for a paragraph: split a text where the font has to change because it lacks a letter."""
    return runs_of(text, font, (FALLBACK,))
