"""Badges to cut out: who somebody is, in letters read across a room, and their code as a QR and in letters.

The QR holds the code alone: it is short, it is read without network, and whoever finds the badge learns nothing from it that is not written
beside it. The role is a word on a band, so that a grey copy says as much as the original.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from lms.accounts.codes import spelt
from lms.paper.bare import bare_canvas
from lms.paper.ornament import INDIGO, INK, OCHRE_INK, WHITE, lozenge
from lms.paper.qr import draw_qr
from lms.paper.styles import PAGE_HEIGHT, PAGE_WIDTH
from lms.paper.text import BOLD, ITALIC, REGULAR, Style, draw, poured, printable
from lms.workshops.prints.pdf.words import workshop_told
from lms.workshops.prints.rules import Badge, BadgeRole, Occasion
from lms.workshops.prints.wording import role_told

_MM: float = mm
_COLOURS: dict[BadgeRole, Color] = {
    BadgeRole.PARTICIPANT: INDIGO, BadgeRole.TRAINER: OCHRE_INK, BadgeRole.OBSERVER: HexColor(0x2B683A), BadgeRole.ORGANISER: HexColor(0x9F2D1D),
}  # fmt: skip
_MARK = 4 * _MM
_EDGE = 5 * _MM  # office printers leave about so much white


_NAME_LINES = 4
_BETWEEN = 1.2 * _MM
_LOZENGE = 1.5 * _MM
_QUIET = 4 / 21  # a code of seven letters and figures makes a QR of version 1: 21 modules, and four of quiet zone around them


@dataclass(frozen=True)
class _Block:
    """Lines of one size."""

    lines: Sequence[str]
    style: Style

    @property
    def leading(self) -> float:
        return self.style.size * 1.17

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading + (_BETWEEN if self.lines else 0)


class BadgeSize(StrEnum):
    """A6 upright, or half of it lying: four or eight to a sheet of A4."""

    LARGE = "large"
    SMALL = "small"


def badges_pdf(badges: Sequence[Badge], occasion: Occasion, size: BadgeSize) -> bytes:
    """Return badges as a PDF of A4 sheets with marks to cut along."""
    file = BytesIO()
    with force_locale(occasion.language):
        canvas = bare_canvas(file, (PAGE_WIDTH, PAGE_HEIGHT), title=_("Badges"), subject=occasion.programme, language=occasion.language)
        columns, rows, plan = _LAYOUTS[size]
        per_sheet = columns * rows
        width, height = PAGE_WIDTH / columns, PAGE_HEIGHT / rows
        drawing = _Badges(canvas, occasion, plan, (width, height))
        for first in range(0, len(badges), per_sheet):
            for place, badge in enumerate(badges[first : first + per_sheet]):
                canvas.saveState()
                canvas.translate(place % columns * width, PAGE_HEIGHT - (place // columns + 1) * height)
                drawing.draw(badge)
                canvas.restoreState()
            _draw_marks(canvas, columns, rows)
            canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw_marks(canvas: Canvas, columns: int, rows: int) -> None:
    """Draw where to cut: strokes at the edges of the sheet, crosses where two cuts meet."""
    path = canvas.beginPath()
    xs = [PAGE_WIDTH * column / columns for column in range(1, columns)]
    ys = [PAGE_HEIGHT * row / rows for row in range(1, rows)]
    lines = [((x, end), (x, end + way * _MARK)) for x in xs for end, way in ((_EDGE, 1), (PAGE_HEIGHT - _EDGE, -1))]
    lines += [((end, y), (end + way * _MARK, y)) for y in ys for end, way in ((_EDGE, 1), (PAGE_WIDTH - _EDGE, -1))]
    lines += [((x - _MARK / 2, y), (x + _MARK / 2, y)) for x in xs for y in ys]
    lines += [((x, y - _MARK / 2), (x, y + _MARK / 2)) for x in xs for y in ys]
    for start, end in lines:
        path.moveTo(*start)
        path.lineTo(*end)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.5)
    canvas.drawPath(path, stroke=1, fill=0)


@dataclass(frozen=True)
class _Plan:
    """Where things stand on a badge, in millimetres from its lower left corner, and how large the letters are, in points."""

    inset: float
    relay: float
    """How high the line is, below which the name begins."""
    name: tuple[float, float, float]
    """Of the room for the name and what is below it: right edge, bottom, top."""
    band: tuple[float, float, float]
    """Of the role: bottom, right edge, height."""
    code: tuple[float, float, float]
    """Of the QR without its quiet zone: left edge, bottom, side."""
    beside: tuple[float, float]
    """Of the code in letters: left edge, top."""
    sizes: Mapping[str, float]


_LARGE = _Plan(
    inset=9, relay=122, name=(96, 59, 118), band=(46, 96, 11), code=(9, 10, 28), beside=(44, 38.5),
    sizes={"programme": 9, "name": 30, "work": 13, "role": 17, "code": 23, "where": 10},
)  # fmt: skip
_SMALL = _Plan(
    inset=7, relay=59, name=(69, 16, 56), band=(6.5, 69, 8), code=(74, 28.5, 24), beside=(74, 27),
    sizes={"programme": 7.5, "name": 21, "work": 10, "role": 12, "code": 14, "where": 7.5},
)  # fmt: skip


def _block(text: str, font: str, size: float, limit: float, lines: int) -> _Block:
    """Return a text as it fits; half as large at least, unless it is very long."""
    broken, found = poured(printable(text), font, size=size, smallest=size / 2, limit=limit, lines=lines)
    return _Block(broken if text else [], Style(font, found, INK))


class _Badges:
    """The badges of one occasion, each drawn where the canvas has its lower left corner."""

    def __init__(self, canvas: Canvas, occasion: Occasion, plan: _Plan, size: tuple[float, float]) -> None:
        self.canvas, self.plan = canvas, plan
        self.left, self.right, self.top = plan.inset * _MM, size[0] - plan.inset * _MM, size[1] - plan.inset * _MM
        self.programme = _block(occasion.programme, REGULAR, plan.sizes["programme"], self.right - self.left, 3)
        self.where = _block(workshop_told(occasion), REGULAR, plan.sizes["where"], self.right - plan.beside[0] * _MM, 5)

    def draw(self, badge: Badge) -> None:
        """Draw a badge, from top to bottom."""
        self._write([self.programme], self.left, self.top)
        self._draw_relay(_COLOURS[badge.role])
        self._draw_person(badge) if badge.name else self._draw_lines_to_write_on()
        self._draw_role(badge)
        self._draw_code(badge)

    def _write(self, blocks: Sequence[_Block], left: float, top: float) -> None:
        for block in blocks:
            for line in block.lines:
                top -= block.leading
                draw(self.canvas, left, top + block.style.size * 0.3, line, block.style)
            top -= _BETWEEN if block.lines else 0

    def _draw_relay(self, colour: Color) -> None:
        """Draw the line on which what one has learnt is passed on."""
        y = self.plan.relay * _MM
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(1)
        self.canvas.line(self.left, y, self.right, y)
        for x in (self.left + _LOZENGE, self.right - _LOZENGE):
            lozenge(self.canvas, (x, y), _LOZENGE, colour)

    def _draw_person(self, badge: Badge) -> None:
        """Draw name, function and institution, in the middle of their room; the name is as large as the rest allows."""
        right, bottom, top = (value * _MM for value in self.plan.name)
        limit, room = right - self.left, top - bottom
        work = [_block(badge.function, REGULAR, self.plan.sizes["work"], limit, 2),
                _block(badge.institution, ITALIC, self.plan.sizes["work"] - 1, limit, 2)]  # fmt: skip
        left_over = room - sum(block.height for block in work)
        size = self.plan.sizes["name"]
        name = _block(badge.name, BOLD, size, limit, _NAME_LINES)
        while name.height > left_over and size > 1:
            size *= 0.95
            name = _block(badge.name, BOLD, size, limit, _NAME_LINES)
        blocks = [name, *work]
        self._write(blocks, self.left, top - (room - sum(block.height for block in blocks)) / 2)

    def _draw_lines_to_write_on(self) -> None:
        right, bottom, top = (value * _MM for value in self.plan.name)
        self.canvas.setStrokeColor(INK)
        self.canvas.setLineWidth(0.6)
        for part in (0.28, 0.56, 0.84):
            self.canvas.line(self.left, top - (top - bottom) * part, right, top - (top - bottom) * part)

    def _draw_role(self, badge: Badge) -> None:
        """Draw the band with the role."""
        bottom, right, height = (value * _MM for value in self.plan.band)
        self.canvas.setFillColor(_COLOURS[badge.role])
        self.canvas.rect(self.left, bottom, right - self.left, height, stroke=0, fill=1)
        words = role_told(badge.role, badge.sex).upper()
        (line,), size = poured(words, BOLD, size=self.plan.sizes["role"], smallest=6, limit=(right - self.left) * 0.8, lines=1)
        draw(self.canvas, (self.left + right) / 2, bottom + height / 2 - size * 0.34, line, Style(BOLD, size, WHITE, size * 0.06), align="centre")

    def _draw_code(self, badge: Badge) -> None:
        """Draw the QR, the code as it is read aloud, and which workshop it is; or room to write the code."""
        left, bottom, side = (value * _MM for value in self.plan.code)
        beside, top = (value * _MM for value in self.plan.beside)
        if badge.code:
            quiet = side * _QUIET
            draw_qr(self.canvas, badge.code, left=left - quiet, bottom=bottom - quiet, side=side + 2 * quiet, error="h")
        words = spelt(badge.code) if badge.code else " ".join([_("Code:"), "________"])
        self._write([_block(words, BOLD, self.plan.sizes["code"], self.right - beside, 1), self.where], beside, top)


_LAYOUTS: dict[BadgeSize, tuple[int, int, _Plan]] = {BadgeSize.LARGE: (2, 2, _LARGE), BadgeSize.SMALL: (2, 4, _SMALL)}
"""Columns and rows on a sheet, and where things stand."""
