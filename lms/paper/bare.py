"""Pages drawn by hand, for what has a fixed place on the sheet: certificates, badges, lists to be signed."""

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from lms.paper.text import REGULAR


def bare_canvas(file: BytesIO, size: tuple[float, float], *, title: str, subject: str, language: str) -> Canvas:
    """Return a canvas whose file has the properties that are given and no others; the same drawing gives the same bytes.

    size: of its pages, in points. title and subject are seen without opening the file: they name nobody.
    """
    canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1, lang=language, pdfVersion=(1, 7), initialFontName=REGULAR)
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setProducer("Relais")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas
