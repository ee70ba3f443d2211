"""PDF files, looked through for passwords, scripts and files inside them.

No page is drawn. The objects that a writer packed together are unpacked, for scripts would hide there; what is in the streams of pages and pictures
runs nothing. Source: ISO 32000-1, 7.5.7 (object streams), 7.6 (encryption), 12.6.4 (actions).
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator

from lms.workshops.files.rules.limits import MOST_UNPACKED_BYTES
from lms.workshops.files.rules.pdf_actions import Places, leads_out, places_in, places_packed_in
from lms.workshops.files.rules.refusals import Refusal, RefusedFile

_END = 2_048
"""A PDF says that it ends within this many last bytes."""

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
_SPELT = re.compile(rb"#([0-9A-Fa-f]{2})")
_LOCKED = re.compile(rb"/Encrypt\s*(<<|\d+\s+\d+\s+R\b)")
_SCRIPTS = re.compile(rb"/S\s*/(JavaScript|Launch|Rendition|ImportData)\b|/XFA\b|/RichMedia\b")
_FILES = re.compile(rb"/EmbeddedFiles?\b|/EF\s*(<<|\d+\s+\d+\s+R\b)")


def check_pdf(data: bytes) -> None:
    """Raise RefusedFile when a PDF is broken off, has a password, runs something when it is opened or clicked, or carries other files.

    So too when it opens an address or another file, or sends something, by itself.
    """
    if b"%%EOF" not in data[-_END:]:
        raise RefusedFile(Refusal.BROKEN)
    open_part, packed = _parts(data)
    if _LOCKED.search(_in_plain_letters(open_part)):
        raise RefusedFile(Refusal.LOCKED)
    texts, places = _texts_and_places(open_part, packed)
    for text in map(_in_plain_letters, texts):
        if _SCRIPTS.search(text):
            raise RefusedFile(Refusal.MACROS)
        if _FILES.search(text):
            raise RefusedFile(Refusal.CARRIES)
    if leads_out(texts, places):
        raise RefusedFile(Refusal.OPENS)


def _texts_and_places(open_part: bytes, packed: list[tuple[bytes, bytes]]) -> tuple[list[bytes], Places]:
    texts, found = [open_part], list(places_in(open_part))
    for dictionary, text in _unpacked(packed):
        texts.append(text)
        found += places_packed_in(text, dictionary)
    places = defaultdict(list)
    for number, text, place in found:
        places[number].append((text, place))
    return texts, places


def _parts(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Return (all that is in no stream, [(dictionary, stream that holds objects)])."""
    outside, packed, here = [], [], 0
    while found := _STREAM.search(data, here):
        before = data[here : found.start()]
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        dictionary = _in_plain_letters(before[before.rfind(b" obj") + 1 :])
        if _OBJECTS.search(dictionary):
            packed.append((dictionary, data[found.end() : end]))
        outside.append(before)
        here = end
    outside.append(data[here:])
    return b"\n".join(outside), packed


def _unpacked(packed: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Return [(dictionary, the objects as they were before they were packed)]."""
    left = MOST_UNPACKED_BYTES
    for dictionary, stream in packed:
        text = stream
        if b"/Filter" in dictionary:
            unpacker = zlib.decompressobj()
            try:
                text = unpacker.decompress(stream, left)
            except zlib.error:
                raise RefusedFile(Refusal.BROKEN) from None
            if unpacker.unconsumed_tail:
                raise RefusedFile(Refusal.BOMB)
        left = max(left - len(text), 1)  # nought would mean: without limit
        yield dictionary, text


def _in_plain_letters(text: bytes) -> bytes:
    """Return a text with its names spelt out: /J#61vaScript is /JavaScript."""
    return _SPELT.sub(lambda found: bytes([int(found[1], 16)]), text)
