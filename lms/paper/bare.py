"""Pages drawn by hand, for what has a fixed place on the sheet: certificates, badges, lists to be signed."""

import hashlib
from datetime import date
from functools import partial
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from lms.paper.text import REGULAR
from lms.paper.writing import write_out


def bare_canvas(file: BytesIO, size: tuple[float, float], *, title: str, subject: str, language: str) -> Canvas:
    """Return a canvas whose file says of itself what is given and nothing else; the same drawing gives the same bytes.

    size: of its pages, in points. title and subject are seen without opening the file: they name nobody.
    """
    canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1, lang=language, pdfVersion=(1, 7), initialFontName=REGULAR)
    canvas._doc.format = partial(write_out, canvas._doc)
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setProducer("Relais")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def identify(canvas: Canvas, name: str, made_on: date) -> None:
    """Give the file the identity that belongs to a name, and a day on which it was made: both stay when it is drawn again."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:32].upper()
    canvas._doc._ID = f"\n[<{digest}><{digest}>]\n".encode()
    canvas.setDateFormatter(lambda *_moment: f"D:{made_on:%Y%m%d}000000Z")
