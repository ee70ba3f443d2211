"""Drawings that are the same on hundreds of papers: drawn once, then put into each file as they are."""

import re
from collections.abc import Callable
from io import BytesIO

from reportlab.pdfbase.pdfdoc import PDFFormXObject, xObjectName
from reportlab.pdfgen.canvas import Canvas

from lms.paper.embedding import stream
from lms.paper.text import REGULAR
from lms.paper.writing import Raw

_REPEATED = re.compile(r"^/(\S+) Do$", re.MULTILINE)


def artwork(draw: Callable[[Canvas], None], size: tuple[float, float]) -> bytes:
    """Return what a function draws on an empty page of a size, in points. It may define forms and repeat them; it writes no words."""
    canvas = Canvas(BytesIO(), pagesize=size, pageCompression=0, invariant=1, initialFontName=REGULAR)  # a reduced font: forms name none
    draw(canvas)
    forms = {name: form.stream.decode("ascii") for name, form in canvas._doc.idToObject.items() if isinstance(form, PDFFormXObject)}
    content = _REPEATED.sub(lambda found: forms[found[1]], "\n".join(canvas._code))
    entries = f"/Type/XObject/Subtype/Form/BBox[0 0 {size[0]:.2f} {size[1]:.2f}]/Resources<<>>"
    return stream(content.encode("ascii"), entries.encode("ascii"))


def place_artwork(canvas: Canvas, name: str, art: bytes) -> None:
    """Put a drawing on the page, its lower left corner where the origin is. name: one of its own within the file."""
    canvas._doc.Reference(Raw(art), xObjectName(name))
    canvas.doForm(name)
