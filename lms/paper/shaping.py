"""Lines of text as glyphs: the fonts, the shapes that letters take beside one another, their order on the line, their accents.

HarfBuzz reads from the fonts where accents stand and how Arabic letters join.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

from lms.paper.bidi import visual_runs

REGULAR = "RelaisSerif-Regular"
BOLD = "RelaisSerif-Bold"
ITALIC = "RelaisSerif-Italic"
FALLBACK = "RelaisSans"
"""Has the letters that the others lack."""
NASKH = "RelaisNaskh"
"""Arabic script."""
_SIDE_BY_SIDE = {"L", "EN", "ES", "ET", "CS", "WS", "ON", "S"}
"""Unicode's bidirectional classes of what stands from left to right wherever nothing runs from right to left."""
_LEANING = {"Mn", "Me", "Mc", "Sk", "Lm"}  # Unicode's categories of accents and of signs that lean on the letter before them
FOLDER = Path(__file__).resolve().parent / "fonts"


class Glyph(NamedTuple):
    """One shape on a line. Lengths in thousandths of the size."""

    number: int
    advance: float
    """How far the pen goes to the right after it."""
    x: float
    y: float
    """How far from the pen it stands."""
    text: str
    """The letters that it stands for, as far as a reader of the file can be told glyph by glyph."""


class Cluster(NamedTuple):
    """Glyphs that belong together: a letter and its accents, letters joined in one shape."""

    glyphs: tuple[Glyph, ...]
    text: str


class Run(NamedTuple):
    """Clusters of one font, from left to right."""

    font: str
    clusters: tuple[Cluster, ...]
    is_from_right: bool
    start: int
    """Where it begins in the text."""
    is_plain: bool
    """Whether each glyph stands right after the one before it."""


class Face:
    """A font file, as HarfBuzz reads it."""

    def __init__(self, name: str) -> None:
        self.face = hb.Face(hb.Blob((FOLDER / f"{name}.ttf").read_bytes()))
        self.font = hb.Font(self.face)
        self.scale = 1000 / self.face.upem
        self.letters: dict[int, str] = {}
        """Glyph → the letter that it shows by itself; the lowest where several look alike."""
        self.known: dict[int, int] = {}
        """Letter → glyph."""
        self._plain: dict[str, Cluster | None] = {}
        self._advances: dict[int, float] = {}
        for letter in sorted(self.face.unicodes):
            number = self.font.get_nominal_glyph(letter) or 0
            self.known[letter] = number
            self.letters.setdefault(number, chr(letter))

    def plain(self, letter: str) -> Cluster | None:
        """Return a letter that looks the same beside any other, or None: accents, letters that join, letters that the font lacks."""
        if letter not in self._plain:
            self._plain[letter] = self._alone(letter)
        return self._plain[letter]

    def _alone(self, letter: str) -> Cluster | None:
        number = self.known.get(ord(letter), 0)
        if not number or unicodedata.category(letter) in _LEANING or unicodedata.bidirectional(letter) not in _SIDE_BY_SIDE:
            return None
        buffer = hb.Buffer()
        buffer.add_str(letter)
        buffer.guess_segment_properties()
        hb.shape(self.font, buffer)
        if [info.codepoint for info in buffer.glyph_infos] != [number]:
            return None
        return Cluster((Glyph(number, buffer.glyph_positions[0].x_advance * self.scale, 0, 0, letter),), letter)

    def advance(self, number: int) -> float:
        """Return how wide a glyph is, in thousandths of the size, as a file of PDF states it."""
        found = self._advances.get(number)
        if found is None:
            found = self._advances[number] = round(self.font.get_glyph_h_advance(number) * self.scale, 1)
        return found


@cache
def face_of(name: str) -> Face:
    """Return a font, read once."""
    return Face(name)


@lru_cache(maxsize=4096)
def shaped(text: str, font: str) -> tuple[Run, ...]:
    """Return a line as runs of glyphs, from its left end to its right."""
    plain = _all_plain(text, font)
    if plain is not None:
        return (Run(font, plain, False, 0, True),)
    runs: list[Run] = []
    for start, part, is_from_right in visual_runs(text):
        found, taken = [], start
        for name, letters in runs_of(part, font):
            found.append(Run(name, _clusters(letters, name, is_from_right), is_from_right, taken, False))
            taken += len(letters)
        runs += reversed(found) if is_from_right else found
    return tuple(runs)


def _all_plain(text: str, font: str) -> tuple[Cluster, ...] | None:
    """Return the clusters of a text all of whose letters are plain in the font, as nearly all are, without asking HarfBuzz for each line."""
    face = face_of(font)
    clusters = tuple(map(face.plain, text))
    return None if None in clusters else clusters  # type: ignore[return-value]  # none of them is None


def runs_of(text: str, font: str, others: tuple[str, ...] = (NASKH, FALLBACK)) -> Iterator[tuple[str, str]]:
    """Yield (font, part): split a text where the font has to change because it lacks a letter; accents stay with their letter."""
    for name, clusters in groupby(clusters_of(text), key=lambda cluster: _font_for(cluster, (font, *others))):
        yield name, "".join(clusters)


def clusters_of(text: str) -> list[str]:
    """Split a text into letters, each with the combining accents that belong to it."""
    parts: list[str] = []
    for character in text:
        if unicodedata.combining(character) and parts:
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _font_for(cluster: str, fonts: tuple[str, ...]) -> str:
    return next((name for name in fonts if all(ord(letter) in face_of(name).known for letter in cluster)), fonts[-1])


def _clusters(text: str, font: str, is_from_right: bool) -> tuple[Cluster, ...]:
    face = face_of(font)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_from_right else "ltr"
    hb.shape(face.font, buffer)
    shapes = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    starts = sorted({info.cluster for info, _position in shapes} | {len(text)})
    ends = dict(pairwise(starts))
    clusters = []
    for start, members in groupby(shapes, key=lambda shape: shape[0].cluster):
        letters = text[start : ends[start]]
        glyphs = [
            Glyph(info.codepoint, place.x_advance * face.scale, place.x_offset * face.scale, place.y_offset * face.scale, "")
            for info, place in members
        ]
        clusters.append(Cluster(_named(face, glyphs, letters, is_from_right), letters))
    return tuple(clusters)


def _named(face: Face, glyphs: list[Glyph], letters: str, is_from_right: bool) -> tuple[Glyph, ...]:
    """Say of each glyph which letters it stands for: its own, else those of its place among as many letters, else all of them."""
    places = list(letters[::-1] if is_from_right else letters)
    texts = places if len(places) == len(glyphs) else [letters] * len(glyphs)
    return tuple(glyph._replace(text=face.letters.get(glyph.number) or text) for glyph, text in zip(glyphs, texts, strict=True))
