"""Pictures are drawn anew: what is kept holds nothing but what can be seen.

A phone writes into each photograph where and when it was taken, and often a small copy of what was later cut away.
"""

from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps

from lms.workshops.files.rules.limits import LONGEST_SIDE, MOST_PIXELS
from lms.workshops.files.rules.refusals import Refusal, RefusedFile


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


def _drawn(picture: Image.Image, kind: PictureKind) -> bytes:
    has_holes = kind is PictureKind.PNG and picture.has_transparency_data
    points = picture.convert("RGBA" if has_holes else "L" if picture.mode in ("1", "L") else "RGB")
    points.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(points.mode, points.size)
    bare.paste(points)
    out = BytesIO()
    bare.save(out, kind.value, optimize=True, **({"quality": _QUALITY} if kind is PictureKind.JPEG else {}))
    return out.getvalue()
