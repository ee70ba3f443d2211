"""Drawings: an SVG as a block of a page, its letters in our serif."""

from io import BytesIO

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable, Paragraph
from svglib.svglib import svg2rlg

from lms.errors import ContentFault
from lms.paper.inline import escaped
from lms.paper.styles import CAPTION, HANG, TEXT_HEIGHT, TEXT_WIDTH
from lms.paper.text import BOLD, ITALIC, REGULAR

_LARGEST = 0.88  # points per unit of a drawing: made for a phone, its smallest letters of 12 units become those of a table
_SMALLEST = 0.78  # of the largest: the smallest letters are then of 8 points
_TALLEST = TEXT_HEIGHT - 60  # its heading and its caption stand on the same page


class _Fonts:
    """Every family is ours, whatever fonts a machine has; the library would ask the system, and embed what it finds."""

    def find_font(self, _family: str, weight: str = "normal", style: str = "normal") -> tuple[str, bool]:
        """Return the font for a weight and a style, and that it will do."""
        is_bold = weight == "bold" or (weight.isdigit() and int(weight) >= 600)
        return (BOLD if is_bold else ITALIC if style == "italic" else REGULAR), True


class Figure(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """A drawing with its caption. A little smaller where that spares half an empty page."""

    spaceBefore = spaceAfter = 12  # noqa: N815  the library's names

    def __init__(self, drawing: Drawing, caption: str, *, scale: float, shift: float) -> None:
        super().__init__()
        self.drawing, self.largest, self.shift = drawing, scale, shift
        self.caption = Paragraph(escaped(caption), CAPTION)

    def wrap(self, available: float, height: float) -> tuple[float, float]:
        """Find the scale for the room that is left on the page."""
        _width, self.below = self.caption.wrap(available + self.shift, height)
        self.below += CAPTION.spaceBefore
        fitting = (height - self.below) / self.drawing.height
        self.scale = fitting if self.largest * _SMALLEST <= fitting < self.largest else self.largest
        return available, self.drawing.height * self.scale + self.below

    def draw(self) -> None:
        """Draw it, its caption below."""
        self.canv.saveState()
        self.canv.translate(-self.shift, self.below)
        self.canv.scale(self.scale, self.scale)
        self.drawing.drawOn(self.canv, 0, 0)
        self.canv.restoreState()
        self.caption.drawOn(self.canv, -self.shift, 0)


def figure(svg: str, *, caption: str) -> Figure:
    """Return a drawing with its caption, on one page.

    A drawing too broad for the column hangs into the margin. Raises ContentFault.
    """
    drawing = _drawing(svg)
    hangs = drawing.width * _LARGEST > TEXT_WIDTH * 1.15
    room = TEXT_WIDTH + HANG if hangs else TEXT_WIDTH
    scale = min(room / drawing.width, _TALLEST / drawing.height, _LARGEST)
    return Figure(drawing, caption, scale=scale, shift=HANG if hangs else 0)


def _drawing(svg: str) -> Drawing:
    drawing = svg2rlg(BytesIO(svg.encode()), font_map=_Fonts())
    if drawing is None:
        raise ContentFault("A drawing cannot be read.")
    drawing.initialFontName = REGULAR  # else the page asks for a font that is not embedded
    return drawing
