"""Pictures are drawn anew: what is kept holds nothing but what can be seen.

A phone writes into each photograph where and when it was taken, and often a small copy of what was later cut away. Pictures inside documents keep
their points as they are, for the document says how large they are shown; only what stands beside the points goes.
Source: ITU-T T.81, annex B (JPEG); PNG 3, 5 and 11.3.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps

from lms.workshops.files.rules.limits import LONGEST_SIDE, MOST_PIXELS
from lms.workshops.files.rules.refusals import Refusal, RefusedFile

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
LONGEST_MARK = len(_PNG)
_NEXT_MARK = re.compile(rb"\xff+[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)
"""Not those that stand among the points of a scan: they have no content."""
_APP0, _COMMENT, _END_OF_IMAGE = 0xE0, 0xFE, 0xD9
_ORIENTATION = 0x0112
_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs"}


class PictureKind(StrEnum):
    """A kind of picture that is kept, as the library calls it."""

    JPEG = "JPEG"
    PNG = "PNG"


_QUALITY = 85
_FAULTS = (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError, AttributeError, RuntimeError)
"""What the library raises on pictures that are not as they should be."""


def redrawn(data: bytes, kind: PictureKind) -> bytes:
    """Return a picture of the same kind, upright, without anything beside its points, its longer side at most LONGEST_SIDE.

    Raises RefusedFile when it cannot be drawn or has more than MOST_PIXELS.
    """
    try:
        with Image.open(BytesIO(data), formats=[kind.value]) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise RefusedFile(Refusal.HUGE_PICTURE)
            sent.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a large photograph is read in a smaller size: less memory
            upright = ImageOps.exif_transpose(sent)
            return _drawn(upright, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RefusedFile(Refusal.HUGE_PICTURE) from None
    except _FAULTS:
        raise RefusedFile(Refusal.BROKEN) from None


def is_picture(start: bytes) -> bool:
    """Tell by its first bytes, LONGEST_MARK of them, whether something is a JPEG or a PNG."""
    return start.startswith((_JPEG, _PNG))


def bare(data: bytes) -> bytes:
    """Return a JPEG or a PNG with the same points and nothing beside them but what their colours and their way up need.

    Raises RefusedFile when it is not made as such pictures are.
    """
    try:
        return b"".join(_jpeg_segments(data) if data.startswith(_JPEG) else _png_chunks(data))
    except IndexError:
        raise RefusedFile(Refusal.BROKEN) from None


def _jpeg_segments(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    here = 2
    while here < len(data):
        found = _NEXT_MARK.search(data, here)
        if found is None:
            yield data[here:]
            return
        yield data[here : found.start()]  # the points of a scan; between other segments nothing
        mark, here = data[found.end() - 1], found.end()
        if mark == _END_OF_IMAGE:
            yield b"\xff\xd9"
            return
        size = data[here] * 256 + data[here + 1]
        if size < 2 or here + size > len(data):
            raise RefusedFile(Refusal.BROKEN)
        yield _kept_segment(mark, data[here + 2 : here + size])
        here += size


def _kept_segment(mark: int, content: bytes) -> bytes:
    if mark == _APP0 and content.startswith(b"JFIF\0"):
        return _segment(mark, content[:12] + b"\0\0")  # without the small copy
    if mark == _APP0 + 1 and content.startswith(b"Exif\0\0"):
        return _way_up(content)
    is_kept = not _APP0 <= mark <= _APP0 + 15 and mark != _COMMENT
    is_of_colours = content.startswith((b"ICC_PROFILE\0", b"Adobe")) and mark in (_APP0 + 2, _APP0 + 14)
    return _segment(mark, content) if is_kept or is_of_colours else b""


def _way_up(exif: bytes) -> bytes:
    """Return a note that says nothing but how the picture is turned; none for one that is upright."""
    found = Image.Exif()
    try:
        found.load(exif)
        turned = found.get(_ORIENTATION)
    except _FAULTS:
        return b""
    if not isinstance(turned, int) or turned not in range(2, 9):
        return b""
    return _segment(_APP0 + 1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + b"\x01\x12\0\x03\0\0\0\x01" + bytes([0, turned, 0, 0]) + bytes(4))


def _segment(mark: int, content: bytes) -> bytes:
    return bytes([0xFF, mark]) + (len(content) + 2).to_bytes(2, "big") + content


def _png_chunks(data: bytes) -> Iterator[bytes]:
    yield _PNG
    here = len(_PNG)
    while here < len(data):
        end = here + 12 + int.from_bytes(data[here : here + 4], "big")
        kind = data[here + 4 : here + 8]
        if end > len(data):
            raise RefusedFile(Refusal.BROKEN)
        if kind in _CHUNKS:
            yield data[here:end]
        if kind == b"IEND":
            return
        here = end


def _drawn(picture: Image.Image, kind: PictureKind) -> bytes:
    has_holes = kind is PictureKind.PNG and picture.has_transparency_data
    points = picture.convert("RGBA" if has_holes else "L" if picture.mode in ("1", "L") else "RGB")
    points.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(points.mode, points.size)
    bare.paste(points)
    out = BytesIO()
    bare.save(out, kind.value, optimize=True, **({"quality": _QUALITY} if kind is PictureKind.JPEG else {}))
    return out.getvalue()
