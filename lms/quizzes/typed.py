"""Reads what somebody types from a sheet of answers: «B D AC - V 1C2A 312 48», or a score, «14/20»."""

import re
from dataclasses import dataclass
from string import ascii_uppercase

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.errors import DomainError
from lms.questions.content import MOST_LETTERS
from lms.questions.rules import number_in
from lms.quizzes.content import Quiz
from lms.quizzes.sheets import Item, Sheet, sheet_named

MOST_POINTS = 1000

_TOKEN = re.compile(r'["“”«]\s*([^"“”«»]*?)\s*["“”»]|(\S+)')
_OTHER_SHEET = re.compile(r"([A-Za-z]|[0-9]{1,3})(\s*-\s*[0-9A-Fa-f]{4})?\s*:\s*(.*)", re.S)
_SCORE = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,3})?)\s*/\s*([0-9]{1,4}(?:[.,][0-9]{1,3})?)")
_BLANKS = {"-", "–", "—", "_"}
_TRUE = {"V", "VRAI", "T", "TRUE"}
_FALSE = {"F", "FAUX", "FALSE"}
_BETWEEN = re.compile(r"[,;/+.=-]")
_PAIR = re.compile(r"([0-9]{1,2})([A-Z])")


class Unreadable(DomainError):
    """What was typed cannot be read; the message says what and why."""


@dataclass(frozen=True)
class Typed:
    """A result as it was read: answers to a sheet, or only a score."""

    sheet: Sheet | None
    answers: dict[str, tuple[str, ...]]
    points: float = 0
    possible: float = 0
    """More than 0 when only the score is known."""


def read_result(quiz: Quiz, text: str, sheet: Sheet | None) -> Typed:
    """Return what a line says. Before it may stand another sheet than the usual one: «b: A C D». Raises Unreadable, UnknownSheet."""
    text = text.strip()
    if other := _OTHER_SHEET.fullmatch(text):
        sheet, text = sheet_named(quiz, re.sub(r"\s", "", f"{other[1]}{other[2] or ''}")), other[3].strip()
    if score := _SCORE.fullmatch(text):
        points, possible = (float(part.replace(",", ".")) for part in score.groups())
        if not 0 < possible <= MOST_POINTS or points > possible:
            raise Unreadable(_("“%(text)s” is no score: the first number is at most as large as the second.", text=text))
        return Typed(sheet, {}, points, possible)
    if sheet is None:
        raise Unreadable(_("Answers can be read only with the form or the number of their sheet. Write it above, then save again."))
    return Typed(sheet, read_answers(sheet, text))


def read_answers(sheet: Sheet, text: str) -> dict[str, tuple[str, ...]]:
    """Return the answers to a sheet, {question: what was given}, without those left blank. Raises Unreadable."""
    given = [quoted or plain for quoted, plain in _TOKEN.findall(text)]
    if len(given) != len(sheet.items):
        raise Unreadable(ngettext(
            "There is %(num)d answer here, and the sheet has %(wanted)d questions. Separate answers by spaces; write - for one left blank.",
            "There are %(num)d answers here, and the sheet has %(wanted)d questions. Separate answers by spaces; write - for one left blank.",
            len(given), wanted=len(sheet.items)))  # fmt: skip
    read = {item.question.id: _answer(item, token) for item, token in zip(sheet.items, given, strict=True) if token and token not in _BLANKS}
    return {question: answer for question, answer in read.items() if answer}


def _answer(item: Item, token: str) -> tuple[str, ...]:
    match item.question.type:
        case "matching":
            found = _pairs(item, token.upper())
        case "ordering":
            found = _order(item, token)
        case "numeric":
            found = (token,) if number_in(token) is not None else None
        case "short":
            found = (token,) if len(token) <= MOST_LETTERS else None
        case "true-false":
            found = ("true",) if token.upper() in _TRUE else ("false",) if token.upper() in _FALSE else None
        case _:
            found = _letters(item, token.upper())
    if found is None:
        raise Unreadable(_("Question %(number)d: “%(text)s” cannot be read. %(expected)s", number=item.number, text=token, expected=_expected(item)))
    return found


def _letters(item: Item, token: str) -> tuple[str, ...] | None:
    letters = list(dict.fromkeys(_BETWEEN.sub("", token)))
    by_letter = dict(zip(ascii_uppercase, (option.id for option in item.options), strict=False))
    if not letters or any(letter not in by_letter for letter in letters) or (len(letters) > 1 and not item.question.takes_several):
        return None
    return tuple(by_letter[letter] for letter in letters)


def _pairs(item: Item, token: str) -> tuple[str, ...] | None:
    """Return the pairs of «1C2A», or of «CA», a letter for each prompt in turn with - for none."""
    prompts, choices = [option.id for option in item.options], dict(zip(ascii_uppercase, (one.id for one in item.choices), strict=False))
    if token[0].isdigit():
        close = _BETWEEN.sub("", token)
        pairs = [(int(rank), letter) for rank, letter in _PAIR.findall(close)]
        if _PAIR.sub("", close) or len({rank for rank, _letter in pairs}) < len(pairs):
            return None
    else:
        pairs = [(rank, letter) for rank, letter in enumerate(token, 1) if letter not in _BLANKS]
        if len(token) != len(prompts):
            return None
    if any(not 1 <= rank <= len(prompts) or letter not in choices for rank, letter in pairs):
        return None
    return tuple(f"{prompts[rank - 1]}={choices[letter]}" for rank, letter in pairs)


def _order(item: Item, token: str) -> tuple[str, ...] | None:
    parts = [part for part in _BETWEEN.split(token) if part] if _BETWEEN.search(token) else list(token)
    if sorted(parts) != sorted(str(rank) for rank in range(1, len(item.options) + 1)):
        return None
    return tuple(item.options[int(part) - 1].id for part in parts)


def _expected(item: Item) -> str:
    last = ascii_uppercase[max(len(item.choices or item.options) - 1, 0)]
    match item.question.type:
        case "matching":
            return str(_("Write pairs without spaces, as 1C2A, with letters from A to %(last)s.", last=last))
        case "ordering":
            return str(_("Write each number from 1 to %(count)d once, without spaces.", count=len(item.options)))
        case "numeric":
            return str(_("Write a number without spaces."))
        case "short":
            return str(_("Write at most %(most)d letters.", most=MOST_LETTERS))
        case "true-false":
            return str(_("Write T for true, F for false."))
        case "multiple":
            return str(_("Write letters from A to %(last)s without spaces between them.", last=last))
        case _:
            return str(_("Write one letter from A to %(last)s.", last=last))
