"""A quiz as it stands on paper: which questions, under which numbers and letters. The same name gives the same sheet wherever it is drawn or typed.

A *sheet* is named by its form («a», «b») or, of a quiz that draws its questions, by a number: the seed of the draw.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from string import ascii_uppercase

from flask_babel import gettext as _

from lms.errors import DomainError
from lms.questions.content import Option, Question
from lms.quizzes.content import FORMS, Quiz
from lms.quizzes.rules import drawn, shuffled

MOST_SHEETS = 999
TRUE_FALSE = {"fr": {"true": "V", "false": "F"}, "en": {"true": "T", "false": "F"}}


class UnknownSheet(DomainError):
    """There is no such form or sheet of this quiz, or it is not what it was when it was printed."""


@dataclass(frozen=True)
class Item:
    """A question as a sheet shows it."""

    number: int
    question: Question
    options: tuple[Option, ...]
    """Options, prompts or things to put in order, in the order of the sheet."""
    choices: tuple[Option, ...]

    def letter(self, option: Option, language: str) -> str:
        """Return the letter of an option or choice; of true and false the first letter of the word."""
        if self.question.type == "true-false" and option.id in TRUE_FALSE[language]:
            return TRUE_FALSE[language][option.id]
        return ascii_uppercase[(self.choices or self.options).index(option)]

    def right(self, language: str) -> str:
        """Return the right answer as it is written on the sheet and typed: «B», «AC», «1C2A», «312», «48»."""
        right = self.question.right
        match self.question.type:
            case "matching":
                pairs, letters = dict(pair.split("=", 1) for pair in right), {one.id: self.letter(one, language) for one in self.choices}
                return "".join(f"{rank}{letters[pairs[prompt.id]]}" for rank, prompt in enumerate(self.options, 1))
            case "ordering":
                ranks = {option.id: str(rank) for rank, option in enumerate(self.options, 1)}
                return ("" if len(ranks) < 10 else ",").join(ranks[name] for name in right)  # beyond nine, digits would run together
            case "numeric":
                return right[0].replace(".", ",") if language == "fr" else right[0]
            case "short":
                return f'"{right[0]}"' if " " in right[0] else right[0]
            case _:
                return "".join(self.letter(option, language) for option in self.options if option.id in right)


@dataclass(frozen=True)
class Sheet:
    """A quiz on paper."""

    quiz: Quiz
    name: str
    items: tuple[Item, ...]
    replaced: int
    """Cases in whose place another question of their topic stands."""
    left_out: int
    """Cases in whose place nothing stands."""

    @property
    def form(self) -> str:
        """Return which parallel form it is; empty for a draw."""
        return self.name if self.quiz.forms else ""

    @property
    def code(self) -> str:
        """Return what is printed on it, «7-3F9A»: its name, and four signs that change as soon as a question of it does."""
        said = [self.quiz.slug, self.name]
        for item in self.items:
            said += [item.question.id, str(item.question.version), *(one.id for one in (*item.options, *item.choices))]
        return f"{self.name}-{hashlib.sha256('|'.join(said).encode()).hexdigest()[:4].upper()}"


def sheet_named(quiz: Quiz, text: str) -> Sheet:
    """Return the sheet that somebody names, with or without its four signs: «a», «7», «7-3F9A». Raises UnknownSheet."""
    name, dash, signs = text.strip().lower().partition("-")
    is_known = name in FORMS if quiz.forms else name.isascii() and name.isdigit() and 1 <= int(name[:9]) <= MOST_SHEETS
    if not is_known:
        raise UnknownSheet(
            _("Write the form as it is printed on the sheet: a or b.") if quiz.forms
            else _("Write the number of the sheet as it is printed on it, from 1 to %(most)d.", most=MOST_SHEETS)
        )  # fmt: skip
    sheet = _sheet(quiz, name if quiz.forms else str(int(name)))
    if dash and signs.strip().upper() != sheet.code.partition("-")[2]:
        raise UnknownSheet(
            _(
                "“%(code)s” is not what this sheet bears today, which is “%(today)s”. Check what is printed. "
                "If it is so, the questions have changed since: type the scores instead, as 14/20.",
                code=text.strip(),
                today=sheet.code,
            )
        )
    return sheet


def _sheet(quiz: Quiz, name: str) -> Sheet:
    dice = Random(f"{quiz.slug}|{name}")  # noqa: S311  a lot among questions, not a secret
    ids = quiz.forms[name] if quiz.forms else drawn(list(quiz.pool.values()), quiz.draw, rank={}, dice=dice)
    questions = [quiz.pool[one] for one in ids]
    kept = list(_without_cases(quiz, questions))
    cases = sum(question.type == "case" for question in questions)
    items = tuple(_item(number, question, quiz, name) for number, question in enumerate(kept, start=1))
    left_out = len(questions) - len(kept)
    return Sheet(quiz=quiz, name=name, items=items, replaced=cases - left_out, left_out=left_out)


def _without_cases(quiz: Quiz, questions: list[Question]) -> Iterator[Question]:
    """Yield the questions; for each case the next free one of its topic. The forms of a test take nothing from each other."""
    pool, taken = list(quiz.pool.values()), {question.id for question in questions}
    for question in questions:
        if question.type != "case":
            yield question
            continue
        rank = pool.index(question)
        following = (one for one in (*pool[rank:], *pool[:rank]) if one.topic == question.topic and one.type != "case" and one.id not in taken)
        instead = None if quiz.forms else next(following, None)
        if instead is not None:
            taken.add(instead.id)
            yield instead


def _item(number: int, question: Question, quiz: Quiz, name: str) -> Item:
    dice = Random(f"{quiz.slug}|{name}|{question.id}")  # noqa: S311  a lot among options, not a secret
    is_mixed = question.type == "ordering" or (quiz.rules.shuffle and question.type in {"single", "multiple"})
    options = {option.id: option for option in question.options}
    order = shuffled(list(options), dice) if is_mixed else list(options)
    if question.type == "ordering" and order == list(question.right):
        order = [*order[1:], order[0]]
    choices = {choice.id: choice for choice in question.choices}
    return Item(number, question, tuple(options[one] for one in order), tuple(choices[one] for one in shuffled(list(choices), dice)))
