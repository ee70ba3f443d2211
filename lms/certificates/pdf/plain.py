"""The attestation of participation on a sheet: sober, set from the left along a strip of cloth."""

from reportlab.lib.units import mm

from lms.certificates.pdf.ornament import A4, INNER, edge, lozenges
from lms.certificates.pdf.parts import address, advice, draw_address, draw_code, draw_dates, draw_mark, draw_signatures, serial
from lms.certificates.pdf.sheet import Face, Passage, Sheet, height_of, in_languages, passage, sentence_of
from lms.certificates.rules.facts import Facts
from lms.paper.artwork import place_artwork
from lms.paper.ornament import INDIGO, MUTED, OCHRE, Point
from lms.paper.text import BOLD, ITALIC, REGULAR

_LEFT, _RIGHT = INNER + 20 * mm, A4[0] - 22 * mm
_TEXT = _RIGHT - _LEFT
_TOP, _FOOT = 190 * mm, 79 * mm
_QR_SIDE, _QR_BOTTOM = 43 * mm, 32 * mm
_QR_LEFT = _RIGHT - _QR_SIDE
_ADVICE = 34 * mm
_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64)
_LEAST_GAP = 7.0  # points
_BULLET = 5 * mm


def draw_plain(sheet: Sheet) -> None:
    """Draw an attestation of participation."""
    facts = sheet.facts
    with sheet.page.artifact():
        place_artwork(sheet.canvas, "edge", edge(_LEFT, _RIGHT, _FOOT))
    draw_mark(sheet, ((INNER + A4[0]) / 2, A4[1] / 2), angle=27, length=200 * mm, largest=84)
    _draw_upper(sheet)
    top = draw_dates(sheet, _LEFT, _FOOT - 5 * mm, 140 * mm, largest=11)
    draw_signatures(sheet, left=_LEFT, right=_QR_LEFT - _ADVICE - 9 * mm, top=top - 3 * mm, line_at=32 * mm)
    _draw_proof(sheet)
    funders = in_languages(facts.languages, facts.funders, Face(REGULAR, 9, 6.5, 2, MUTED), _TEXT, second=Face(ITALIC, 7.5, 6, 1, MUTED))
    sheet.draw_all(funders, _LEFT, 13 * mm + height_of(funders))


def _draw_upper(sheet: Sheet) -> None:
    """Draw what is said of the person, as large as there is room for, and the modules below it."""
    room = _TOP - _FOOT
    for scale in _SCALES:
        groups, modules = _groups(sheet.facts, scale), _modules(sheet.facts, scale)
        rows = [modules[start : start + 2] for start in range(0, len(modules), 2)]
        listed = sum(max(height_of(said) for said in row) + 6 for row in rows)
        spare = room - sum(height_of(group) for group in groups) - listed
        if spare >= _LEAST_GAP * (len(groups) + 1):
            break
    gap = min(spare / (len(groups) + 1), 9 * mm)
    top = _TOP
    for group in groups:
        top = sheet.draw_all(group, _LEFT, top) - gap
    if rows:
        _draw_modules(sheet, rows, top)


def _groups(facts: Facts, scale: float) -> list[list[Passage]]:
    titles = {language: facts.words[language].title for language in facts.languages}
    sentences = {language: sentence_of(facts, language) for language in facts.languages}
    awarded = " · ".join(facts.words[language].awarded_to for language in facts.languages)
    attended = {
        language: facts.words[language].attendance.format(attended=facts.attended, planned=facts.planned) if facts.planned else ""
        for language in facts.languages
    }
    name = Face(BOLD, 34 * scale, 20 * scale, 2, leading=1.15, size_wrapped=26 * scale)
    said, second = Face(REGULAR, 13 * scale, 9, 3, leading=1.35, is_running=True), Face(ITALIC, 9.5 * scale, 7, 3, MUTED, is_running=True)
    return [
        group
        for group in (
            in_languages(
                facts.languages, facts.programme, Face(REGULAR, 12 * scale, 9, 2, MUTED), _TEXT, second=Face(ITALIC, 9.5 * scale, 7, 2, MUTED)
            ),
            in_languages(
                facts.languages, titles, Face(BOLD, 30 * scale, 18, 2, INDIGO), _TEXT, role="H1", second=Face(ITALIC, 14 * scale, 9, 2, INDIGO)
            ),
            [passage(awarded, Face(ITALIC, 13 * scale, 9, 1, MUTED), _TEXT, language=facts.languages[0])],
            [passage(facts.full_name, name, _TEXT)],
            in_languages(facts.languages, sentences, said, _TEXT, second=second),
            in_languages(facts.languages, attended, said, _TEXT, second=second),
        )
        if group
    ]


def _modules(facts: Facts, scale: float) -> list[list[Passage]]:
    face, second = Face(REGULAR, 11 * scale, 7.5, 2, leading=1.2), Face(ITALIC, 8.5 * scale, 6.5, 2, MUTED, 1.15)
    return [in_languages(facts.languages, module, face, _TEXT / 2 - 2 * _BULLET, second=second) for module in facts.modules]


def _draw_modules(sheet: Sheet, rows: list[list[list[Passage]]], top: float) -> None:
    bullets: list[Point] = []
    with sheet.page.group("L"):
        for row in rows:
            for rank, said in enumerate(row):
                x = _LEFT + rank * _TEXT / 2
                bullets.append((round(x + 1.3 * mm, 2), round(top - said[0].style.size * 0.36, 2)))
                sheet.draw_item(said, x + _BULLET, top)
            top -= max(height_of(said) for said in row) + 6
    with sheet.page.artifact():
        place_artwork(sheet.canvas, "lozenges", lozenges(tuple(bullets), 1.3 * mm, OCHRE))


def _draw_proof(sheet: Sheet) -> None:
    facts = sheet.facts
    quiet = draw_code(sheet, left=_QR_LEFT, bottom=_QR_BOTTOM, side=_QR_SIDE)
    right = _RIGHT - quiet
    said = advice(facts, _ADVICE, largest=8.5)
    sheet.draw_all(said, _QR_LEFT - 1 * mm, _QR_BOTTOM + _QR_SIDE / 2 + height_of(said, 2) / 2, gap=2, align="right")
    top = sheet.draw_all([serial(facts, 75 * mm, size=11)], right, _QR_BOTTOM + 0.5 * mm, align="right") - 1
    draw_address(sheet, address(facts, 75 * mm, size=8), right, top, "right")
