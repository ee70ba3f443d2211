"""The certificate as one page: A4 landscape, from frozen facts."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from lms.certificates.pdf.ornament import HEIGHT, INNER, WIDTH, draw_border, draw_demonstration, draw_relay
from lms.certificates.rules.facts import Facts, Words
from lms.i18n import day_on_paper, period_on_paper
from lms.paper.bare import bare_canvas
from lms.paper.ornament import INDIGO, INK, MUTED
from lms.paper.qr import draw_qr
from lms.paper.text import BOLD, ITALIC, REGULAR, Style, draw, fitted

_CENTRE = WIDTH / 2
_LEFT = 36 * mm
_QR_SIDE = 36 * mm
_RIGHT = WIDTH - _LEFT
_QR_LEFT = _RIGHT - _QR_SIDE
_QR_BOTTOM = 41 * mm


def certificate_pdf(facts: Facts, *, language: str, qr_address: str, address: str) -> bytes:
    """Return a certificate as a PDF of one page.

    language: in which of the frozen languages. qr_address: what the QR opens, with the code. address: the same page without
    the code, printed as text. The same arguments give the same bytes.
    """
    file = BytesIO()
    words = facts.words[language]
    canvas = bare_canvas(file, (WIDTH, HEIGHT), title=f"{words.title} {facts.serial}", subject=facts.programme[language], language=language)
    draw_border(canvas)
    if facts.is_demonstration:
        draw_demonstration(canvas, words.demonstration)
    _draw_heading(canvas, facts, language)
    _draw_name(canvas, facts.full_name)
    _draw_achievement(canvas, facts, language)
    _draw_modules(canvas, [module[language] for module in facts.modules])
    _draw_signatures(canvas, words, issued_on=words.issued_on.format(day=day_on_paper(facts.issued_on, language)))
    _draw_proof(canvas, facts, words, qr_address=qr_address, address=address)
    _draw_fitted(canvas, 24 * mm, facts.funders[language], REGULAR, largest=9, smallest=6.5, limit=225 * mm)
    canvas.save()
    return file.getvalue()


def _draw_heading(canvas: Canvas, facts: Facts, language: str) -> None:
    words = facts.words[language]
    lines, size = fitted(facts.programme[language], REGULAR, largest=13, smallest=10, limit=215 * mm, lines=2)
    for rank, line in enumerate(lines):
        draw(canvas, _CENTRE, 181.5 * mm - rank * size * 1.25, line, Style(REGULAR, size, MUTED, 0.3), align="centre")
    _draw_fitted(canvas, 160 * mm, words.title, BOLD, largest=40, smallest=20, limit=225 * mm, color=INDIGO)
    draw(canvas, _CENTRE, 150 * mm, words.awarded_to, Style(ITALIC, 15, MUTED), align="centre")


def _draw_name(canvas: Canvas, name: str) -> None:
    lines, size = fitted(name, BOLD, largest=40, smallest=23, limit=218 * mm, lines=2)
    size = size if len(lines) == 1 else min(size, 27)  # two lines share the height of one
    leading = size * 1.12
    top = 134 * mm + (len(lines) - 1) * leading * 0.55
    for rank, line in enumerate(lines):
        draw(canvas, _CENTRE, top - rank * leading, line, Style(BOLD, size, INK), align="centre")


def _draw_achievement(canvas: Canvas, facts: Facts, language: str) -> None:
    words = facts.words[language]
    sentence = words.achievement.format(programme=facts.programme[language], place=facts.place, dates=_dates(facts, words, language))
    lines, size = fitted(sentence, REGULAR, largest=13, smallest=9.5, limit=212 * mm, lines=3)
    middle = 116 * mm + (len(lines) - 1) * size * 0.7
    for rank, line in enumerate(lines):
        draw(canvas, _CENTRE, middle - rank * size * 1.4, line, Style(REGULAR, size, INK), align="centre")


def _draw_modules(canvas: Canvas, titles: Sequence[str]) -> None:
    """Let the relay line pass through the modules: they are what has been learnt and what will be passed on."""
    y, left, right = 98 * mm, INNER + 8 * mm, WIDTH - INNER - 30 * mm
    column = (right - left) / max(len(titles), 1)
    middles = [left + column * (rank + 0.5) for rank in range(len(titles))]
    draw_relay(canvas, middles, y)
    largest = 10.5 if len(titles) <= 4 else 8.5
    for x, title in zip(middles, titles, strict=True):
        lines, size = fitted(title, REGULAR, largest=largest, smallest=largest, limit=column - 5 * mm, lines=4)
        for rank, line in enumerate(lines):
            draw(canvas, x, y - 9 * mm - rank * size * 1.2, line, Style(REGULAR, size, INK), align="centre")


def _draw_signatures(canvas: Canvas, words: Words, *, issued_on: str) -> None:
    draw(canvas, _LEFT, 73 * mm, issued_on, Style(ITALIC, 12, INK))
    length = 58 * mm
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.6)
    for rank, signatory in enumerate(words.signatories):
        x = _LEFT + rank * (length + 12 * mm)
        lines, size = fitted(signatory, REGULAR, largest=10.5, smallest=8, limit=length, lines=2)
        for row, line in enumerate(lines):
            draw(canvas, x, 62.5 * mm - row * size * 1.2, line, Style(REGULAR, size, INK))
        canvas.line(x, 40 * mm, x + length, 40 * mm)
        draw(canvas, x, 36 * mm, words.signature, Style(ITALIC, 8.5, MUTED))


def _draw_proof(canvas: Canvas, facts: Facts, words: Words, *, qr_address: str, address: str) -> None:
    right = _RIGHT - draw_qr(canvas, qr_address, left=_QR_LEFT, bottom=_QR_BOTTOM, side=_QR_SIDE, error="m")
    draw(canvas, right, 36 * mm, f"{words.serial} {facts.serial}", Style(BOLD, 11, INDIGO), align="right")
    lines, size = fitted(address, REGULAR, largest=8.5, smallest=6, limit=72 * mm, lines=1)
    for line in lines:
        draw(canvas, right, 31.5 * mm, line, Style(REGULAR, size, MUTED), align="right")
    advice, size = fitted(words.verify, ITALIC, largest=8.5, smallest=8.5, limit=34 * mm, lines=8)
    for rank, line in enumerate(advice):
        y = _QR_BOTTOM + _QR_SIDE / 2 + (len(advice) / 2 - rank - 0.8) * 11
        draw(canvas, _QR_LEFT - 2 * mm, y, line, Style(ITALIC, size, MUTED), align="right")


def _draw_fitted(canvas: Canvas, y: float, text: str, font: str, *, largest: float, smallest: float, limit: float, color: object = MUTED) -> None:
    lines, size = fitted(text, font, largest=largest, smallest=smallest, limit=limit, lines=2)
    for rank, line in enumerate(reversed(lines)):
        draw(canvas, _CENTRE, y + rank * size * 1.2, line, Style(font, size, color), align="centre")


def _dates(facts: Facts, words: Words, language: str) -> str:
    first, last = period_on_paper(facts.starts_on, facts.ends_on, language)
    return words.one_day.format(day=last) if facts.starts_on == facts.ends_on else words.dates.format(first=first, last=last)
