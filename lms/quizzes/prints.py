"""A quiz on paper: questions to read, a sheet to answer on, and the key on a page of its own. Black on white, good after two copies."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from reportlab.lib.units import mm
from reportlab.platypus import FrameBreak, Paragraph

from lms.paper.cover import Line
from lms.paper.document import FORM, SHEET, WIDE, About, new_page, pdf
from lms.paper.inline import bold, escaped
from lms.paper.ornament import INDIGO, INK, OCHRE_INK
from lms.paper.parts import Opening
from lms.paper.stack import Heading, Mark, Whole
from lms.paper.styles import FULL_WIDTH, shifted, style
from lms.paper.tables import table
from lms.paper.text import BOLD, REGULAR, Style
from lms.quizzes.sheets import TRUE_FALSE, Item, Sheet
from lms.quizzes.wording import answer_told

ROW_HEIGHT = 9.2 * mm

_SIZE = 10.0
_PLAIN = style("quiz-plain", 10, leading=13, spaceAfter=4)
_ASKED = style("quiz-asked", _SIZE, fontName=BOLD, leading=12.8, textColor=INK, spaceAfter=2.5)
_HINT = style("quiz-hint", _SIZE - 1, leading=12, textColor=OCHRE_INK, spaceAfter=2)
_PART = shifted(style("quiz-part", _SIZE, bulletColor=INK, leading=13, spaceBefore=1.5, spaceAfter=1.5), 17, 0)
_HEAD = style("quiz-head", 10, fontName=BOLD, leading=12)
_CELL = style("quiz-cell", 10.5, leading=13)
_NUMBER = style("quiz-number", 12, fontName=BOLD, leading=14, alignment=2)
_LETTERS = style("quiz-letters", 13, leading=16)
_RIGHT = style("quiz-right", 12, fontName=BOLD, leading=15)
_SAID = style("quiz-said", 9.5, fontName=BOLD, leading=12, textColor=INDIGO, spaceAfter=1)
_WHY = style("quiz-why", 9.5, leading=12, spaceAfter=2)


def quiz_pdf(sheet: Sheet, *, language: str, programme: str, has_key: bool) -> bytes:
    """Return a sheet as a PDF in a language: questions, sheet of answers, and the key when it is wanted. The same sheet gives the same bytes."""
    title = sheet.quiz.titles[language]
    about = About(title=title, language=language, running=title, foot=f"{programme} · {sheet_told(sheet)} · {sheet.code}", subject=sheet.code)
    story = [*_questions(sheet, language), *_answer_sheet(sheet, language)]
    return pdf([*story, *_key(sheet, language)] if has_key else story, about, first=FORM)


def sheet_told(sheet: Sheet) -> str:
    """Return what a sheet is called: «Forme A», «Feuille n° 7»."""
    return str(_("Form %(letter)s", letter=sheet.name.upper()) if sheet.quiz.forms else _("Sheet no. %(number)s", number=sheet.name))


def _questions(sheet: Sheet, language: str) -> Iterator[Any]:
    yield _title("questions", sheet.quiz.titles[language])
    yield Paragraph(f"{bold(sheet_told(sheet))} · {escaped(sheet.code)} · {escaped(_count(sheet))}", _PLAIN)
    yield Paragraph(escaped(_("Write nothing here: answer on the sheet of answers, which bears the same code.")), _PLAIN)
    if cases := _cases_told(sheet):
        yield Paragraph(escaped(cases), _PLAIN)
    yield FrameBreak()
    for item in sheet.items:
        yield Whole(list(_question(item, language)), before=9, after=5)


def _count(sheet: Sheet) -> str:
    return str(ngettext("%(num)d question.", "%(num)d questions.", len(sheet.items)))


def _cases_told(sheet: Sheet) -> str:
    """Return what became of the cases, whose next question depends on the answer before."""
    said = []
    if sheet.replaced:
        said.append(
            ngettext(
                "%(num)d case can only be taken on a screen: another question of its topic stands in its place.",
                "%(num)d cases can only be taken on a screen: other questions of their topics stand in their place.",
                sheet.replaced,
            )
        )
    if sheet.left_out:
        said.append(
            ngettext(
                "%(num)d case can only be taken on a screen: it is left out here.",
                "%(num)d cases can only be taken on a screen: they are left out here.",
                sheet.left_out,
            )
        )
    return " ".join(said)


def _question(item: Item, language: str) -> Iterator[Any]:
    question = item.question
    yield Heading(f"{item.number}.\u00a0{escaped(question.words[language].text)}", _ASKED)
    if hint := _hint(item, language):
        yield Heading(escaped(hint), _HINT)
    is_numbered = question.type in {"matching", "ordering"}
    for rank, option in enumerate(item.options, start=1):
        yield _part(f"{rank}." if is_numbered else item.letter(option, language), option.words[language].text)
    if item.choices:
        yield Paragraph("", style("quiz-gap", 4, leading=5))
    for choice in item.choices:
        yield _part(item.letter(choice, language), choice.words[language].text)


def _part(sign: str, text: str) -> Paragraph:
    return Paragraph(escaped(text), _PART, bulletText=sign)


def _hint(item: Item, language: str) -> str:
    match item.question.type:
        case "multiple":
            return str(_("Several answers are right: write the letters of all of them."))
        case "matching":
            return str(_("Write beside each number the letter that goes with it."))
        case "ordering":
            return str(_("Put these in order: write the numbers, the first one first."))
        case "numeric":
            unit = item.question.units.get(language, "")
            return str(_("Write a number (%(unit)s).", unit=unit) if unit else _("Write a number."))
        case "short":
            return str(_("Write one or a few words."))
        case _:
            return ""


def _answer_sheet(sheet: Sheet, language: str) -> Iterator[Any]:
    yield from new_page(SHEET)
    yield _title("answers", _("Sheet of answers"))
    face = Style(REGULAR, 11.5, INK)
    yield Line(sheet.quiz.titles[language], face, after=0)
    yield Line(f"{sheet_told(sheet)} · {sheet.code}", Style(BOLD, 15, INK), after=4)
    blanks: list[Any] = [Paragraph(escaped(words), _CELL) for words in (_("Name:"), _("Code:"), _("Day:"))]
    yield table([blanks], width=FULL_WIDTH, widths=(90, 38, 38), has_head=False, row_heights=[12 * mm], grid=True)
    yield Paragraph(escaped(_("Circle the letters, or write in the box. To correct, cross out and write the right letter beside.")), _PLAIN)
    head = [Paragraph(escaped(words), _HEAD) for words in (_("No."), _("Answer"), _("Points"))]
    rows: list[list[Any]] = [[Paragraph(str(item.number), _NUMBER), Paragraph(_room(item, language), _LETTERS), ""] for item in sheet.items]
    yield table([head, *rows], width=FULL_WIDTH, widths=(14, 128, 24), row_heights=[8 * mm, *[ROW_HEIGHT] * len(rows)], grid=True)


def _room(item: Item, language: str) -> str:
    """Return what stands in the box of an answer: letters to circle, or where to write."""
    apart, dots = "\u00a0" * 6, "\u00a0" * 10
    match item.question.type:
        case "matching":
            return escaped(dots.join(f"{rank}\u00a0:" for rank in range(1, len(item.options) + 1)))
        case "ordering":
            return escaped((dots + "→\u00a0") * (len(item.options) - 1))
        case "numeric" | "short":
            return ""
        case "true-false":
            return escaped(apart.join(TRUE_FALSE[language].values()))
        case _:
            return escaped(apart.join(item.letter(option, language) for option in item.options))


def _key(sheet: Sheet, language: str) -> Iterator[Any]:
    yield from new_page(WIDE)
    yield Opening(Mark("key", _("Answer key"), 0), hang=0, facts=f"{sheet_told(sheet)} · {sheet.code}")
    yield Paragraph(
        escaped(_("For whoever marks, not for the participants. Letters typed into Relais are marked there, partly right answers included.")), _PLAIN
    )
    yield Paragraph(bold(" ".join(item.right(language) for item in sheet.items)), _PLAIN)
    head = [Paragraph(escaped(words), _HEAD) for words in (_("Question"), _("Answer"), _("Why"))]
    rows = [
        [Paragraph(str(item.number), _CELL), Paragraph(escaped(item.right(language), BOLD), _RIGHT), _reasons(item, language)] for item in sheet.items
    ]
    yield table([head, *rows], width=FULL_WIDTH, widths=(20, 32, 114))


def _reasons(item: Item, language: str) -> list[Paragraph]:
    separator = "\u00a0; " if language == "fr" else "; "
    told = separator.join(part.text for part in answer_told(item.question, item.question.right, language))
    return [Paragraph(escaped(told, BOLD), _SAID), Paragraph(escaped(item.question.words[language].feedback), _WHY)]


def _title(key: str, words: str) -> Heading:
    heading = Heading(escaped(words), style("quiz-title", 18, fontName=BOLD, leading=22, spaceAfter=4))
    heading.mark = Mark(key, words, 0)
    return heading
