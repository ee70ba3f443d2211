"""Parts that every design has: the word across a paper that certifies nothing, the lines to sign on, the code and how to check it."""

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from lms.certificates.pdf.sheet import Face, Passage, Sheet, dates_of, height_of, in_languages, passage, signatories_of
from lms.certificates.rules.facts import Facts
from lms.paper.ornament import BRICK, INDIGO, INK, MUTED, rule
from lms.paper.qr import draw_matrix
from lms.paper.qr_matrix import Matrix, qr_matrix
from lms.paper.text import BOLD, ITALIC, REGULAR, Style, draw, width

_TINT = HexColor(0xF3DAD1)
_LARGEST_AT_M = 13
"""The version from which less of a code may be lost, so that its modules do not become too small for a photocopy."""
_HAND = 8 * mm
"""What a signature needs at least."""


def code_of(link: str) -> Matrix:
    """Return the QR of a certificate: at level M where its modules stay large enough, else at level L."""
    found = qr_matrix(link, "m")
    return found if found.version <= _LARGEST_AT_M else qr_matrix(link, "l")


def draw_mark(sheet: Sheet, middle: tuple[float, float], *, angle: float, length: float, largest: float) -> None:
    """Write across the paper that it certifies nothing. Before the text, so that every line stays readable."""
    facts, words = sheet.facts, sheet.first
    word = words.demonstration if facts.is_demonstration else words.test if facts.is_test else ""
    if not word:
        return
    size = min(largest, length / width(word, BOLD, 1))
    with sheet.page.element("P"):
        sheet.canvas.saveState()
        sheet.canvas.translate(*middle)
        sheet.canvas.rotate(angle)
        draw(sheet.canvas, 0, -0.33 * size, word, Style(BOLD, size, _TINT), align="centre")
        sheet.canvas.restoreState()


def draw_dates(sheet: Sheet, x: float, top: float, limit: float, *, largest: float) -> float:
    """Draw when it was issued, until when it is valid and which issue it is, the languages side by side. Return where they end."""
    for said in dates(sheet.facts, limit / len(sheet.facts.languages), largest=largest):
        left = x
        for passage_ in said:
            sheet.draw(passage_, left, top - said[0].height + passage_.height)
            left += passage_.width + 3 * mm
        top -= said[0].height + said[0].descent + 1
    return top


def dates(facts: Facts, limit: float, *, largest: float) -> list[list[Passage]]:
    """Return when it was issued, until when it is valid and which issue it is, each in every language."""
    spoken = {language: dates_of(facts, language) for language in facts.languages}
    face, second = Face(ITALIC, largest, 4, 1), Face(REGULAR, largest * 0.78, 4, 1, MUTED)
    return [
        in_languages(facts.languages, {language: said[rank] for language, said in spoken.items()}, face, limit, second=second)
        for rank in range(len(spoken[facts.languages[0]]))
    ]


def draw_signatures(sheet: Sheet, *, left: float, right: float, top: float, line_at: float) -> None:
    """Draw a line to sign on for each signatory, side by side, and above it in whose name it is signed."""
    facts = sheet.facts
    signatories = signatories_of(facts)
    if not signatories:
        return
    gap = 9 * mm if len(signatories) < 4 else 6 * mm
    length = min((right - left + gap) / len(signatories) - gap, 62 * mm)
    for scale in (1.0, 0.9, 0.8, 0.7, 0.6):
        face = Face(REGULAR, 10 * scale, 6, 3, leading=1.15, is_running=True)
        second = Face(ITALIC, 8 * scale, 5, 3, MUTED, 1.15, is_running=True)
        named = [in_languages(facts.languages, signatory, face, length, second=second) for signatory in signatories]
        if max(height_of(said) for said in named) <= top - line_at - _HAND:
            break
    signed = {language: words.signature for language, words in sheet.words()}
    for rank, said in enumerate(named):
        x = left + rank * (length + gap)
        sheet.draw_all(said, x, top)
        with sheet.page.artifact():
            rule(sheet.canvas, (x, line_at), length, 0.6, INK)
        small = Face(ITALIC, 8, 6.5, 1, MUTED)
        sheet.draw_all(in_languages(facts.languages, signed, small, length, second=Face(ITALIC, 6.5, 6, 1, MUTED)), x, line_at - 3, gap=0.5)


def draw_code(sheet: Sheet, *, left: float, bottom: float, side: float) -> float:
    """Draw the QR, with words in its place for who cannot see it. Return how wide its quiet zone is."""
    language = sheet.facts.languages[0]
    said = sheet.facts.words[language].qr.format(serial=sheet.facts.serial)
    with sheet.page.element("Figure", language=language, alternative=said or sheet.first.verify, box=(left, bottom, side, side)):
        return draw_matrix(sheet.canvas, code_of(sheet.link), left=left, bottom=bottom, side=side)


def advice(facts: Facts, limit: float, *, largest: float) -> list[Passage]:
    """Return what to do with the code, in each language; before it, that its signature certifies nothing when it is only a test."""
    texts = {language: facts.words[language].verify for language in facts.languages}
    second = Face(ITALIC, max(largest - 1, 5), 4, 12, MUTED, 1.2, is_running=True)
    said = in_languages(facts.languages, texts, Face(ITALIC, largest, 4, 12, MUTED, 1.25, is_running=True), limit, second=second)
    return [passage(facts.words[facts.languages[0]].test, Face(BOLD, largest, 4, color=BRICK), limit), *said] if facts.is_test else said


def serial(facts: Facts, limit: float, *, size: float) -> Passage:
    """Return the serial with its name."""
    language = facts.languages[0]
    return passage(f"{facts.words[language].serial} {facts.serial}", Face(BOLD, size, 4, color=INDIGO), limit, language=language)


def address(facts: Facts, limit: float, *, size: float, lines: int = 1) -> Passage:
    """Return where it is checked, as people type it."""
    return passage(facts.address, Face(REGULAR, size, 5.5, lines, MUTED), limit)


def draw_address(sheet: Sheet, said: Passage, x: float, top: float, align: str = "left") -> float:
    """Draw where it is checked: who reads the file on a telephone can touch it. Return where it ends."""
    left = x - said.width if align == "right" else x
    box = (left, top - said.height - said.descent, said.width, said.height + said.descent)
    with sheet.page.link(sheet.link, words=sheet.facts.address, box=box):
        sheet.draw_untagged(said, x, top, align)
    return top - said.height - said.descent - 1
