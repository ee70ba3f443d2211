"""Sheets of a session to be filled in by hand: attendance, test, answer key, evaluation. Black on white, good after two copies."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import FrameBreak, Paragraph

from lms.courses.prints.questions import Tick, answer_lines, question_block, right_letters
from lms.courses.prints.session import Session
from lms.courses.session import Evaluation
from lms.i18n import day_on_paper
from lms.paper.cards import Blanks
from lms.paper.cover import Line
from lms.paper.document import FORM, SHEET, WIDE, new_page
from lms.paper.inline import bold, escaped
from lms.paper.ornament import INK
from lms.paper.parts import Opening
from lms.paper.ratings import ratings_table
from lms.paper.stack import Heading, Mark
from lms.paper.styles import FULL_WIDTH, shifted, style
from lms.paper.tables import table
from lms.paper.text import BOLD, REGULAR, Style
from lms.questions.content import Question

ROWS = 20
ROW_HEIGHT = 9.2 * mm

_TITLE = style("sheet-title", 20, fontName=BOLD, leading=25, spaceAfter=4)
_PLAIN = style("sheet-plain", 10.5, leading=14, spaceBefore=3, spaceAfter=6)
_HEAD = style("sheet-head", 10, fontName=BOLD, leading=12)
_CELL = style("sheet-cell", 10.5, leading=13)
_NUMBER = style("sheet-number", 10.5, leading=12, alignment=2)
_TICK = shifted(style("sheet-tick", 12, fontName=BOLD, leading=15), 14, 0)


def attendance_sheet(session: Session, modules: str) -> Iterator[Any]:
    """Yield a page of attendance: head, twenty rows, and where the sheet stays."""
    yield from new_page(SHEET)
    yield _title("attendance", _("Attendance sheet"))
    face = Style(REGULAR, 11.5, INK)
    yield Line(_("Trainer: %(name)s", name=session.trainer), face, after=0)
    yield Line(_("Place and date: %(place)s, %(day)s", place=session.place, day=day_on_paper(session.on, session.language)), face, after=0)
    yield Line(_("Subject: %(modules)s", modules=modules), face, after=4)
    head = [Paragraph(escaped(words), _HEAD) for words in (_("No."), _("Name"), _("Function or service"), _("Sex (F or M)"), _("Signature"))]
    rows: list[list[Any]] = [[Paragraph(str(number), _NUMBER), "", "", "", ""] for number in range(1, ROWS + 1)]
    yield table([head, *rows], width=FULL_WIDTH, widths=(11, 60, 42, 20, 33), row_heights=[12 * mm, *[ROW_HEIGHT] * ROWS], grid=True)
    yield Paragraph(bold(_("This sheet stays with the trainer. The report only asks for numbers, never for names.")), _PLAIN)


def test_sheet(questions: Sequence[Question], language: str, *, is_given_twice: bool) -> Iterator[Any]:
    """Yield the test in two columns: one form for before and after, or for the arrival alone."""
    yield from new_page(FORM)
    yield _title("test", _("Test"))
    yield from _twice(questions) if is_given_twice else _once(questions)
    yield FrameBreak()
    for number, question in enumerate(questions, start=1):
        yield question_block(number, question, language, size=10)


def _twice(questions: Sequence[Question]) -> Iterator[Any]:
    yield Paragraph(escaped(_("The same sheet before and after the session. No name: choose a sign (a star, a tree…) and draw it on both.")), _PLAIN)
    times = [Tick(escaped(words), _TICK) for words in (_("Before"), _("After"))]
    yield _test_head([*times, Paragraph(escaped(_("My sign:")), _CELL), _score(questions)], widths=(28, 28, 52, 56))


def _once(questions: Sequence[Question]) -> Iterator[Any]:
    """Yield a head that promises nothing: one test shows what is known already, not what was learnt."""
    yield Paragraph(escaped(_("To fill in on arrival. No name. The answers show the trainer what the group knows already.")), _PLAIN)
    yield _test_head([Paragraph(escaped(_("My sign, if I want my sheet back:")), _CELL), _score(questions)], widths=(92, 72))


def _score(questions: Sequence[Question]) -> Paragraph:
    return Paragraph(escaped(_("Right answers: … out of %(total)d", total=len(questions))), _CELL)


def _test_head(cells: list[Any], *, widths: tuple[int, ...]) -> Any:
    return table([cells], width=FULL_WIDTH, widths=widths, has_head=False, row_heights=[13 * mm], grid=True)


def answer_key(questions: Sequence[Question], language: str) -> Iterator[Any]:
    """Yield the right answers with their reasons, on a page that participants do not get."""
    yield from new_page(WIDE)
    yield Opening(Mark("key", _("Answer key"), 0), hang=0)
    yield Paragraph(
        escaped(_("For the trainer. A question with several right answers counts only when all of them are ticked, and no other.")), _PLAIN
    )
    head = [Paragraph(escaped(words), _HEAD) for words in (_("Question"), _("Answer"), _("Why"))]
    letters = style("key-letters", 14, fontName=BOLD, leading=17)
    rows = [
        [Paragraph(str(number), _CELL), Paragraph(escaped(right_letters(question)), letters), answer_lines(question, language, size=10)]
        for number, question in enumerate(questions, start=1)
    ]
    yield table([head, *rows], width=FULL_WIDTH, widths=(22, 22, 120))


def evaluation_sheet(form: Evaluation) -> Iterator[Any]:
    """Yield the form by which participants say what the session was worth."""
    yield from new_page(SHEET)
    yield _title("evaluation", form.title)
    yield Paragraph(escaped(form.intro), _PLAIN)
    yield ratings_table(form.statements, form.scale)
    for question in form.questions:
        yield Heading(bold(question), style("sheet-question", 11.5, spaceBefore=14, spaceAfter=0))
        yield Blanks(4)


def _title(key: str, words: str) -> Heading:
    heading = Heading(escaped(words), _TITLE)
    heading.mark = Mark(key, words, 0)
    return heading
