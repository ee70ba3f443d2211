"""A certificate for the wallet and the telephone: two faces of a bank card one above the other, to be cut out and folded.

On an old telephone the page fills the width of the screen: the name above and the code below are seen at once, without turning or enlarging.
"""

from itertools import chain

from reportlab.lib.units import mm

from lms.certificates.pdf.ornament import CARD, CARD_BAND, CARD_MARGIN, card_edge, card_frame
from lms.certificates.pdf.parts import address, advice, dates, draw_address, draw_code, draw_mark, serial
from lms.certificates.pdf.sheet import Face, Passage, Sheet, height_of, in_languages, passage, sentence_of
from lms.certificates.rules.facts import Facts
from lms.certificates.rules.kinds import Kind
from lms.paper.artwork import place_artwork
from lms.paper.ornament import INDIGO, MUTED
from lms.paper.text import BOLD, ITALIC, REGULAR

_FACE = CARD[1] / 2
_EDGE = CARD_MARGIN + CARD_BAND
_QR_SIDE = 43 * mm
_QR_LEFT, _QR_BOTTOM = 1 * mm, _FACE - 43.5 * mm
_BESIDE = _QR_LEFT + _QR_SIDE
_SCALES = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62, 0.56)
_LEAST_GAP = 3.0  # points
_LEAST_EDGE = 2.4 * mm  # what is cut badly still shows every letter


def draw_card(sheet: Sheet) -> None:
    """Draw both faces of a card."""
    is_framed = sheet.facts.kind == Kind.TRAINER
    with sheet.page.artifact():
        place_artwork(sheet.canvas, "card", card_frame() if is_framed else card_edge())
    middle = CARD[0] / 2 if is_framed else (_EDGE + CARD[0]) / 2
    draw_mark(sheet, (middle, _FACE * 1.5), angle=27, length=62 * mm, largest=34)
    left, right = (_EDGE + 3 * mm, CARD[0] - _EDGE - 3 * mm) if is_framed else (_EDGE + 4 * mm, CARD[0] - 4 * mm)
    top, bottom = (CARD[1] - _EDGE - 3 * mm, _FACE + _EDGE + 2.6 * mm) if is_framed else (CARD[1] - 5 * mm, _FACE + 5 * mm)
    _draw_front(sheet, (left, right), (top, bottom), "centre" if is_framed else "left")
    _draw_back(sheet)


def _draw_front(sheet: Sheet, across: tuple[float, float], along: tuple[float, float], align: str) -> None:
    (left, right), (top, bottom) = across, along
    for scale in _SCALES:
        groups = _groups(sheet.facts, right - left, scale)
        spare = top - bottom - sum(height_of(group) for group in groups)
        if spare >= _LEAST_GAP * (len(groups) - 1):
            break
    gap = min(spare / (len(groups) - 1), 5 * mm)
    top -= (spare - gap * (len(groups) - 1)) / 2
    for group in groups:
        top = sheet.draw_all(group, (left + right) / 2 if align == "centre" else left, top, align=align) - gap


def _groups(facts: Facts, limit: float, scale: float) -> list[list[Passage]]:
    titles = {language: facts.words[language].title for language in facts.languages}
    sentences = {language: sentence_of(facts, language, is_short=True) for language in facts.languages}
    awarded = " · ".join(facts.words[language].awarded_to for language in facts.languages)
    name = Face(BOLD, 17 * scale, 11 * scale, 3, leading=1.1, size_wrapped=14 * scale)
    said = Face(REGULAR, 8 * scale, 4, 6, leading=1.2, is_running=True)
    second = Face(ITALIC, 6.5 * scale, 4, 6, MUTED, 1.15, is_running=True)
    return [
        in_languages(facts.languages, titles, Face(BOLD, 13.5 * scale, 8, 2, INDIGO), limit, role="H1", second=Face(ITALIC, 8 * scale, 5, 1, INDIGO)),
        [passage(awarded, Face(ITALIC, 7.5 * scale, 5, 1, MUTED), limit, language=facts.languages[0]), passage(facts.full_name, name, limit)],
        in_languages(facts.languages, sentences, said, limit, second=second),
    ]


def _draw_back(sheet: Sheet) -> None:
    facts = sheet.facts
    limit = CARD[0] - _BESIDE - 3 * mm
    quiet = draw_code(sheet, left=_QR_LEFT, bottom=_QR_BOTTOM, side=_QR_SIDE)
    room = _QR_SIDE - 2 * quiet
    for scale in _SCALES:
        said = [
            serial(facts, limit, size=8.5),
            *chain.from_iterable(dates(facts, limit, largest=8 * scale)),
            *advice(facts, limit, largest=7.5 * scale),
        ]
        if height_of(said, 3 * scale) <= room:
            break
    sheet.draw_all(said, _BESIDE, _QR_BOTTOM + _QR_SIDE - quiet, gap=3 * scale)
    across = CARD[0] - 8 * mm
    top = draw_address(sheet, address(facts, across, size=7), _QR_LEFT + quiet, _QR_BOTTOM + quiet - 1.5 * mm) - 1
    for scale in _SCALES:
        face, second = Face(REGULAR, 6 * scale, 4, 2, MUTED, 1.15, is_running=True), Face(ITALIC, 5.5 * scale, 4, 2, MUTED, 1.15, is_running=True)
        funders = in_languages(facts.languages, facts.funders, face, across, second=second)
        if height_of(funders, 0.5) <= top - _LEAST_EDGE:
            break
    sheet.draw_all(funders, _QR_LEFT + quiet, top, gap=0.5)
