"""The certificate of a trainer on a sheet: cloth all around, centred, the modules on the relay line. It is made to be framed."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from reportlab.lib.units import mm

from lms.certificates.pdf.ornament import A4, INNER, frame, relay
from lms.certificates.pdf.parts import address, advice, draw_address, draw_code, draw_dates, draw_mark, draw_signatures, serial
from lms.certificates.pdf.sheet import Face, Passage, Sheet, height_of, in_languages, passage, sentence_of
from lms.certificates.rules.facts import Facts
from lms.paper.artwork import place_artwork
from lms.paper.ornament import INDIGO, MUTED
from lms.paper.text import BOLD, ITALIC, REGULAR

_CENTRE = A4[0] / 2
_TEXT = 218 * mm
_TOP = 187 * mm
_LEFT, _RIGHT = 34 * mm, A4[0] - 34 * mm
_QR_SIDE, _QR_BOTTOM = 43 * mm, 39 * mm
_QR_LEFT = _RIGHT - _QR_SIDE
_ADVICE = 34 * mm
_FOOT = 84 * mm  # what is above belongs to the person, what is below to the proof
_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64)
_LEAST_GAP = 7.0  # points

_Texts = tuple[str, ...]


class _Said(NamedTuple):
    """What is said of everybody of a workshop alike, each in every language."""

    languages: _Texts
    programme: _Texts
    titles: _Texts
    awarded: _Texts
    sentences: _Texts


def draw_framed(sheet: Sheet) -> None:
    """Draw the certificate of a trainer."""
    canvas, page, facts = sheet.canvas, sheet.page, sheet.facts
    modules = _modules(facts)
    below = max((height_of(said) for said in modules), default=0)
    y = _FOOT + below + 9 * mm
    with page.artifact():
        place_artwork(canvas, "frame", frame())
    draw_mark(sheet, (_CENTRE, A4[1] / 2), angle=27, length=200 * mm, largest=84)
    with page.artifact():  # the modules stand on the relay line: they are what has been learnt and what will be passed on
        place_artwork(canvas, "relay", relay(tuple(_columns(facts)[0]), round(y, 2)))
    _draw_upper(sheet, y + 7 * mm)
    _draw_modules(sheet, modules, y)
    top = draw_dates(sheet, _LEFT, _FOOT - 4 * mm, 140 * mm, largest=11)
    draw_signatures(sheet, left=_LEFT, right=_QR_LEFT - _ADVICE - 9 * mm, top=top - 3 * mm, line_at=38.5 * mm)
    _draw_proof(sheet)
    funders = in_languages(facts.languages, facts.funders, Face(REGULAR, 9, 6.5, 2, MUTED), _TEXT, second=Face(ITALIC, 7.5, 6, 1, MUTED))
    sheet.draw_all(funders, _CENTRE, 22 * mm + height_of(funders), align="centre")


def _draw_upper(sheet: Sheet, bottom: float) -> None:
    """Draw what is said of the person, as large as there is room for, the groups evenly apart."""
    said, name, room = _said(sheet.facts), sheet.facts.full_name, _TOP - bottom
    for scale in _SCALES:
        groups, height = _groups(said, name, scale)
        spare = room - height
        if spare >= _LEAST_GAP * len(groups):
            break
    gap = min(spare / len(groups), 11 * mm)
    top = _TOP - (spare - gap * len(groups)) / 2 - gap / 2
    for group in groups:
        top = sheet.draw_all(group, _CENTRE, top, align="centre") - gap


def _said(facts: Facts) -> _Said:
    languages, words = facts.languages, [facts.words[language] for language in facts.languages]
    return _Said(
        languages,
        programme=tuple(facts.programme[language] for language in languages),
        titles=tuple(one.title for one in words),
        awarded=tuple(one.awarded_to for one in words),
        sentences=tuple(sentence_of(facts, language) for language in languages),
    )


def _groups(said: _Said, full_name: str, scale: float) -> tuple[list[list[Passage]], float]:
    """Return what is said, one thing a group, and how much room that takes."""
    before, after, height = _around_name(said, scale)
    name = [passage(full_name, Face(BOLD, 40 * scale, 23 * scale, 2, leading=1.12, size_wrapped=27 * scale), _TEXT)]
    return [*before, name, *after], height + height_of(name)


@lru_cache(maxsize=64)
def _around_name(said: _Said, scale: float) -> tuple[list[list[Passage]], list[list[Passage]], float]:
    """Return what stands before and after the name, and how much room that takes."""
    languages = said.languages
    programme, second_programme = Face(REGULAR, 13 * scale, 9, 2, MUTED), Face(ITALIC, 10 * scale, 7, 2, MUTED)
    title, second_title = Face(BOLD, 40 * scale, 20, 2, INDIGO), Face(ITALIC, 15 * scale, 9, 2, INDIGO)
    sentence = Face(REGULAR, 13 * scale, 8.5, 3, leading=1.35, is_running=True)
    second_sentence = Face(ITALIC, 9.5 * scale, 7, 3, MUTED, is_running=True)
    before = [
        in_languages(languages, _by(languages, said.programme), programme, _TEXT, second=second_programme),
        in_languages(languages, _by(languages, said.titles), title, _TEXT, role="H1", second=second_title),
        [passage(" · ".join(said.awarded), Face(ITALIC, 14 * scale, 9, 1, MUTED), _TEXT, language=languages[0])],
    ]
    after = [in_languages(languages, _by(languages, said.sentences), sentence, 205 * mm, second=second_sentence)]
    return before, after, sum(height_of(group) for group in (*before, *after))


def _by(languages: _Texts, texts: _Texts) -> dict[str, str]:
    return dict(zip(languages, texts, strict=True))


def _columns(facts: Facts) -> tuple[list[float], float]:
    left, right = INNER + 8 * mm, A4[0] - INNER - 30 * mm
    column = (right - left) / max(len(facts.modules), 1)
    return [left + column * (rank + 0.5) for rank in range(len(facts.modules))], column


def _modules(facts: Facts) -> list[list[Passage]]:
    largest = 10.5 if len(facts.modules) <= 4 else 9
    face, second = Face(REGULAR, largest, 7, 4, leading=1.2, is_running=True), Face(ITALIC, largest - 2, 6, 4, MUTED, 1.15, is_running=True)
    return [in_languages(facts.languages, module, face, _columns(facts)[1] - 4 * mm, second=second) for module in facts.modules]


def _draw_modules(sheet: Sheet, modules: Sequence[Sequence[Passage]], y: float) -> None:
    middles, _column = _columns(sheet.facts)
    if not modules:
        return
    with sheet.page.group("L"):
        for x, said in zip(middles, modules, strict=True):
            sheet.draw_item(said, x, y - 6 * mm, "centre")


def _draw_proof(sheet: Sheet) -> None:
    facts = sheet.facts
    quiet = draw_code(sheet, left=_QR_LEFT, bottom=_QR_BOTTOM, side=_QR_SIDE)
    right = _RIGHT - quiet
    said = advice(facts, _ADVICE, largest=8.5)
    middle = _QR_BOTTOM + _QR_SIDE / 2
    sheet.draw_all(said, _QR_LEFT - 1 * mm, middle + height_of(said, 2) / 2, gap=2, align="right")
    top = sheet.draw_all([serial(facts, 75 * mm, size=11)], right, _QR_BOTTOM + 0.5 * mm, align="right") - 1
    draw_address(sheet, address(facts, 75 * mm, size=8), right, top, "right")
