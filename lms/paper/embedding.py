"""Fonts inside a file: reduced to the glyphs in use, with the letters that these stand for.

Files of which there are hundreds can share their fonts: the common letters are in each of them, so that the same reduced fonts, made once, do
for nearly all.
"""

import hashlib
import zlib
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import uharfbuzz as hb
from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObjectReference

from lms.paper.shaping import BOLD, ITALIC, REGULAR, face_of
from lms.paper.writing import Raw

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,.;:'’()-/«»“”àâçèéêîïôùû°º·–\u00a0\u202f"
_COMMON = {REGULAR: _LETTERS + "É_?&%#=", BOLD: _LETTERS + "ÀÂÇÈÉÊËÎÏÔÙÛÜëüöŊŋƆɔƐɛƝɲ", ITALIC: _LETTERS + "É"}
rl_config.useA85 = 0  # without it files are made faster and a fifth smaller
_NOT_EMBEDDED = ("GSUB", "GPOS", "GDEF", "OS/2", "post", "name", "cmap", "gasp", "DSIG", "kern")
_MAPPED_AT_ONCE = 100  # so many lines may follow one operator of a character map


def stream(content: bytes, entries: bytes = b"", *, is_of_one_file: bool = False) -> bytes:
    """Return a compressed stream with its dictionary.

    is_of_one_file: made for each of hundreds of files, so that what counts is time. For a few thousand bytes zlib takes longer to prepare its
    usual tables than to compress; small ones do as well.
    """
    compressor = zlib.compressobj(2, wbits=13, memLevel=7) if is_of_one_file else zlib.compressobj(9)
    packed = compressor.compress(content) + compressor.flush()
    return b"<</Filter/FlateDecode/Length %d%b>>\nstream\n%b\nendstream" % (len(packed), entries, packed)


class Program(NamedTuple):
    """A reduced font, ready to be written into any file."""

    file: bytes
    descriptor: bytes
    composite: bytes
    to_unicode: bytes


class Embedded:
    """The fonts of one file, and which of their glyphs it uses."""

    def __init__(self) -> None:
        self.used: dict[str, dict[int, str]] = {}
        """Font → glyph → letters."""
        self.is_shared = False
        """Whether the common letters of each font are there anyway."""

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802  the library's name
        """Put the fonts into the file; the library asks for it at the end."""
        document.idToObject["BasicFonts"].dict.update(self.references(document))

    def references(self, document: PDFDocument) -> dict[str, PDFObjectReference]:
        """Put the fonts into the file and return where each one is."""
        found = {}
        for name, glyphs in sorted(self.used.items()):
            program = _program(name, frozenset(glyphs.items()), self.is_shared)
            descriptor = Raw(program.descriptor, file=Raw(program.file))
            found[name] = document.Reference(Raw(program.composite, descriptor=descriptor, letters=Raw(program.to_unicode)))
        return found


_embedded: WeakKeyDictionary[PDFDocument, Embedded] = WeakKeyDictionary()


def fonts_of(document: PDFDocument) -> Embedded:
    """Return the fonts of a file that is being drawn."""
    found = _embedded.get(document)
    if found is None:
        found = _embedded[document] = Embedded()
        document.delayedFonts.append(found)
    return found


def share_fonts(document: PDFDocument) -> None:
    """Give the file the common letters of each font that it uses, as all files of its kind have."""
    fonts_of(document).is_shared = True


@lru_cache(maxsize=4096)
def is_common(font: str, number: int) -> bool:
    """Tell whether a glyph is in every file that shares the font."""
    return number in _common(font)


@lru_cache(maxsize=8)
def _common(font: str) -> dict[int, str]:
    face = face_of(font)
    numbers = (face.known.get(ord(letter), 0) for letter in _COMMON.get(font, ""))
    return {number: face.letters[number] for number in numbers if number}


@lru_cache(maxsize=512)
def _program(font: str, used: frozenset[tuple[int, str]], is_shared: bool) -> Program:
    """Return the font reduced to the glyphs used, and its common ones if they are shared."""
    letters = {**(_common(font) if is_shared else {}), **dict(sorted(used))}
    face = face_of(font)
    subset = _subset(font, frozenset(letters))
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(repr(sorted(letters)).encode()).digest()[:6])
    name = f"{tag}+{font}".encode()
    extents = face.font.get_font_extents("ltr")
    ascent, descent = round(extents.ascender * face.scale), round(extents.descender * face.scale)
    slant = b"-9" if font == ITALIC else b"0"
    flags = 4 | (64 if font == ITALIC else 0) | (2 if font in _COMMON else 0)
    widths = b"".join(b"%d[%b]" % (row[0], b" ".join(b"%g" % face.advance(number) for number in row)) for row in _rows(sorted(letters)))
    return Program(
        file=stream(subset, b"/Length1 %d" % len(subset)),
        descriptor=b"<</Type/FontDescriptor/FontName/%b/Flags %d/FontBBox[-600 %d 1600 %d]/ItalicAngle %b/Ascent %d/Descent %d/CapHeight 650/StemV 80"
        b"/FontFile2 %%(file)b>>" % (name, flags, descent, ascent, slant, ascent, descent),
        composite=b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/ToUnicode %%(letters)b/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType2/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW 0/W[%b]"
        b"/FontDescriptor %%(descriptor)b>>]>>" % (name, name, widths),
        to_unicode=stream(_character_map(letters)),
    )


def _rows(numbers: list[int]) -> list[list[int]]:
    """Return numbers in stretches without a gap."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][-1] == number - 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return rows


def _subset(font: str, numbers: frozenset[int]) -> bytes:
    """Return a font file with the outlines of these glyphs alone; each keeps its number."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
    glyphs = wanted.sets(hb.SubsetInputSets.GLYPH_INDEX)
    for number in numbers:
        glyphs.add(number)
    tables = wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG)
    for table in _NOT_EMBEDDED:
        tables.add(int.from_bytes(table.encode().ljust(4), "big"))
    made = hb.subset(face_of(font).face, wanted)
    return bytes(made.blob.data)


def _character_map(letters: dict[int, str]) -> bytes:
    """Return which letters each glyph stands for, in the form that files of PDF have.

    Source: ISO 32000-1, 9.10.3.
    """
    lines = [f"<{number:04X}><{text.encode('utf-16-be').hex().upper()}>" for number, text in sorted(letters.items())]
    parts = [lines[start : start + _MAPPED_AT_ONCE] for start in range(0, len(lines), _MAPPED_AT_ONCE)]
    mapped = "".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n{mapped}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
