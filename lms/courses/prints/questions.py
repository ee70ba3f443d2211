"""Questions on paper: to be answered with a pen, and their answers apart."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from lms.paper.inline import bold, escaped
from lms.paper.ornament import INDIGO, INK, OCHRE_INK
from lms.paper.stack import Heading, Whole
from lms.paper.styles import shifted, style
from lms.paper.text import BOLD
from lms.questions.content import Option, Question

_LETTERS = "ABCDEFGH"
_BOX = 8.0


class Tick(Paragraph):  # type: ignore[misc]  # ReportLab publishes no types
    """An option with a square to tick before it."""

    def split(self, _width: float, _height: float) -> list[Any]:
        """Return nothing: an option is not parted from its square."""
        return []

    def draw(self) -> None:
        """Draw the square at the height of the first line, then the words."""
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.8)
        canvas.rect(0, self.height - self.style.leading + (self.style.leading - _BOX) / 2 - 1, _BOX, _BOX, stroke=1, fill=0)
        canvas.restoreState()
        super().draw()


def letter_of(question: Question, option: Option) -> str:
    """Return the letter that an option has on paper."""
    return _LETTERS[question.options.index(option)]


def right_letters(question: Question) -> str:
    """Return the letters of the right answer: «A», «B, D»."""
    return ", ".join(letter_of(question, option) for option in question.right_options)


def question_block(number: int, question: Question, language: str, *, size: float) -> Whole:
    """Return a question with lettered options to tick, never parted between two pages."""
    asked, hint, option = _faces(size)
    words = question.words[language]
    lines: list[Any] = [Heading(f"{number}.\u00a0{escaped(words.text)}", asked)]
    if question.takes_several:
        lines.append(Heading(escaped(_("Several answers are right: tick all of them.")), hint))
    lines += [Tick(f"{bold(letter_of(question, choice))}\u00a0\u00a0{escaped(choice.words[language].text)}", option) for choice in question.options]
    return Whole(lines, before=size * 0.9, after=size * 0.5)


def _faces(size: float) -> tuple[ParagraphStyle, ParagraphStyle, ParagraphStyle]:
    asked = style(f"asked-{size}", size, fontName=BOLD, leading=size * 1.28, textColor=INK, spaceAfter=size * 0.25)
    hint = style(f"hint-{size}", size - 1, textColor=OCHRE_INK, leading=size * 1.2, spaceAfter=size * 0.2)
    return asked, hint, shifted(style(f"option-{size}", size, leading=size * 1.3, spaceBefore=size * 0.15, spaceAfter=size * 0.15), _BOX + 6, 0)


def answer_lines(question: Question, language: str, *, size: float) -> list[Paragraph]:
    """Return the right answer of a question in words, and why it is right."""
    said = style(f"answer-{size}", size, fontName=BOLD, textColor=INDIGO, spaceAfter=1)
    why = style(f"why-{size}", size, spaceAfter=2)
    words = question.words[language]
    separator = "\u00a0; " if language == "fr" else "; "
    right: Sequence[str] = [f"{letter_of(question, option)}.\u00a0{option.words[language].text}" for option in question.right_options]
    return [Paragraph(escaped(separator.join(right), BOLD), said), Paragraph(escaped(words.feedback), why)]
