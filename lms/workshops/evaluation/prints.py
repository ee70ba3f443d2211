"""Evaluation on paper: slips with a code each, to cut and to draw by lot, and the form for those without a telephone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from lms.accounts.codes import spelt
from lms.i18n import day_on_paper, period_on_paper
from lms.paper.bare import bare_canvas
from lms.paper.cards import Blanks
from lms.paper.cover import Line
from lms.paper.document import SHEET, About, pdf
from lms.paper.inline import bold, escaped
from lms.paper.ornament import INK, MUTED
from lms.paper.qr import draw_qr
from lms.paper.ratings import figures_table
from lms.paper.stack import Heading, Mark, Whole
from lms.paper.styles import FULL_WIDTH, PAGE_HEIGHT, PAGE_WIDTH, style
from lms.paper.tables import table
from lms.paper.text import BOLD, REGULAR, Style, draw, fitted, width, wrapped
from lms.workshops.evaluation.content import Form
from lms.workshops.evaluation.rules import POINTS
from lms.workshops.particulars import WorkshopFacts

COLUMNS, ROWS = 2, 6
"""Slips on a page."""
_EDGE = 8 * mm  # what office printers leave white
_WIDTH, _HEIGHT = (PAGE_WIDTH - 2 * _EDGE) / COLUMNS, (PAGE_HEIGHT - 2 * _EDGE) / ROWS
_PAD = 5 * mm
_QR = 33 * mm
_TEXT = _WIDTH - _QR - 2 * _PAD

_PLAIN = style("evaluation-plain", 10.5, leading=13.5, spaceBefore=2, spaceAfter=2)
_CELL = style("evaluation-cell", 10.5, leading=13)


@dataclass(frozen=True)
class Slip:
    """What stands on one slip."""

    code: str
    address: str
    """Of the form, without the code."""


def slips_pdf(slips: Sequence[Slip], facts: WorkshopFacts, *, closed_from: date, title: str, language: str) -> bytes:
    """Return the slips as a PDF, twelve to a page. The square code opens the form with the code filled in."""
    file = BytesIO()
    canvas = bare_canvas(file, (PAGE_WIDTH, PAGE_HEIGHT), title=title, subject=facts.place, language=language)
    until = day_on_paper(closed_from - timedelta(days=1), language)
    for number, slip in enumerate(slips):
        place = number % (COLUMNS * ROWS)
        if number and not place:
            canvas.showPage()
        left = _EDGE + place % COLUMNS * _WIDTH
        _draw_slip(canvas, slip, (left, PAGE_HEIGHT - _EDGE - (place // COLUMNS + 1) * _HEIGHT), (title, _held(facts, language), until))
    canvas.save()
    return file.getvalue()


def form_pdf(form: Form, facts: WorkshopFacts, *, programme: str, language: str) -> bytes:
    """Return the form as a PDF to print and copy. It bears no code: whoever fills it in copies that of their slip."""
    words = form.words[language]
    about = About(title=words.title, language=language, running=words.title, foot=programme, subject=facts.place)
    return pdf(list(_form(form, facts, language)), about, first=SHEET)


def _draw_slip(canvas: Canvas, slip: Slip, corner: tuple[float, float], told: tuple[str, str, str]) -> None:
    left, bottom = corner
    title, held, until = told
    canvas.saveState()
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.5)
    canvas.setDash([4, 4])
    canvas.rect(left, bottom, _WIDTH, _HEIGHT, stroke=1, fill=0)
    canvas.restoreState()
    x, y = left + _PAD, bottom + _HEIGHT - _PAD - 10
    y = _write(canvas, x, y, title, Style(BOLD, 11, INK))
    y = _write(canvas, x, y, held, Style(REGULAR, 8, MUTED), lines=2) - 13
    draw(canvas, x, y, spelt(slip.code), Style(BOLD, 17, INK))
    y -= 14
    for sentence in (_("Scan the square, or type the code at:"), slip.address, _("Until %(day)s. No name is kept with your answers.", day=until)):
        y = _write(canvas, x, y, str(sentence), Style(REGULAR, 7.5, MUTED), lines=2) - 2
    draw_qr(canvas, f"{slip.address}#{slip.code}", left=left + _WIDTH - _QR - 2 * mm, bottom=bottom + (_HEIGHT - _QR) / 2, side=_QR, error="m")


def _write(canvas: Canvas, x: float, y: float, text: str, face: Style, *, lines: int = 1) -> float:
    """Write a text on as many lines as it needs, smaller only where these are too few; return where the next line begins."""
    broken, size = wrapped(text, face.font, face.size, _TEXT), face.size
    if len(broken) > lines or any(width(line, face.font, size) > _TEXT for line in broken):
        broken, size = fitted(text, face.font, largest=face.size, smallest=face.size * 0.8, limit=_TEXT, lines=lines)
    for line in broken:
        draw(canvas, x, y, line, Style(face.font, size, face.color))
        y -= size * 1.25
    return y


def _form(form: Form, facts: WorkshopFacts, language: str) -> Iterator[Any]:
    words = form.words[language]
    heading = Heading(escaped(words.title), style("evaluation-title", 19, fontName=BOLD, leading=23, spaceAfter=2))
    heading.mark = Mark("evaluation", words.title, 0)
    yield heading
    yield Line(_held(facts, language), Style(REGULAR, 11, INK), after=2)
    code = Paragraph(bold(_("Code of your slip:")), _CELL)
    said = Paragraph(escaped(_("No name. The code only keeps anybody from answering twice; nobody knows whose it is.")), _CELL)
    yield table([[code, said]], width=FULL_WIDTH, widths=(62, 104), has_head=False, row_heights=[11 * mm], grid=True)
    points = [f"{point}\u00a0= {word}" for point, word in zip(POINTS, words.scale, strict=True)]
    what_to_do = _("Circle a figure in each line:")
    yield Paragraph(f"{escaped(words.intro)} {bold(what_to_do)} {escaped(' · '.join(points))}", _PLAIN)
    statements = [f"{item.number}. {item.words[language]}" for item in form.items]
    yield figures_table(statements, POINTS)
    yield Paragraph(escaped(words.warning), _PLAIN)
    for one in form.comments:
        yield Whole([Paragraph(bold(one.words[language]), _CELL), Blanks(2)], before=6, after=0)


def _held(facts: WorkshopFacts, language: str) -> str:
    first, last = period_on_paper(facts.starts_on, facts.ends_on, language)
    days = last if facts.starts_on == facts.ends_on else _("%(first)s to %(last)s", first=first, last=last)
    return ", ".join(part for part in (facts.place, facts.venue, days) if part)
