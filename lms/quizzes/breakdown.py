"""What people answered to a question, taken apart as its author needs it: as a whole, or by prompt, item or decision. Pure.

Each type of question has its way of being taken apart, in one registry; the rows are the same for all, and so is their drawing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from uuid import UUID

from lms.i18n import LANGUAGES
from lms.plain import plain
from lms.questions.content import Option, Question
from lms.questions.rules import is_right, number_in, path_of
from lms.quizzes.answers import chosen_for, position_of
from lms.quizzes.statistics import MarksTable, OptionFigures, OptionFlag, distractor_table, written_table
from lms.quizzes.statistics.options import OFFERED

Answers = Mapping[UUID, Sequence[str]]
"""{attempt: what was answered to the question}, nothing where it was left blank."""
Texts = Mapping[str, str]
"""What something says, per language."""


@dataclass(frozen=True)
class Part:
    """The answers to a question or to one prompt, item or decision of it."""

    id: str
    """Empty: the question as a whole."""
    n: int
    """How many people had it: of a case, those who met the decision."""
    rows: tuple[OptionFigures, ...]
    """Nothing where too few had it."""
    label: Texts = field(default_factory=dict)
    texts: Mapping[str, Texts] = field(default_factory=dict)
    """What its options say, as far as files say it: places, numbers and what people wrote are told as they are."""
    place: int | None = None
    """Of an item, its right place, from 1."""
    mean_place: float | None = None
    """Of an item, the mean of the places that it was put in; None when nobody put it anywhere."""


def parts_of(question: Question, table: MarksTable[UUID], answers: Answers, *, smallest: int) -> tuple[Part, ...]:
    """Return the distractor table of each part of a question. table: the question first, then the rest; of the same attempts as `answers`.

    Of a part that fewer than `smallest` people had, only their number is returned.
    - single, true-false, multiple: the options of the whole.
    - matching: per prompt its choices. None is idle: what is wrong for this prompt is right for another.
    - ordering: per item, in the right order, its place and the others it was put in. None is idle: a place is not there to distract.
    - numeric, short: the answers that several gave, taken together as marking does: equal numbers, or the same plain letters.
    - case: per decision its options, among those who met it; somebody who stopped there left it blank.
    """
    parts = _PARTS[question.type](question, table, answers)
    return tuple(part if part.n >= smallest else replace(part, rows=(), mean_place=None) for part in parts)


def _choice(question: Question, table: MarksTable[UUID], answers: Answers) -> Iterator[Part]:
    names = [option.id for option in question.options]
    chosen = {who: [name for name in given if name in names] for who, given in answers.items()}
    rows = distractor_table(table, 0, chosen, options=names, right=question.right, flags=_flags(names))
    yield Part("", len(answers), rows, texts=_texts(question.options))


def _matching(question: Question, table: MarksTable[UUID], answers: Answers) -> Iterator[Part]:
    names = [choice.id for choice in question.choices]
    for prompt in question.options:
        chosen = {who: [name for name in names if name == chosen_for(given, prompt.id)] for who, given in answers.items()}
        rows = distractor_table(table, 0, chosen, options=names, right=[question.key["pairs"][prompt.id]], flags={OptionFlag.ABOVE_KEY})
        yield Part(prompt.id, len(answers), rows, _texts([prompt])[prompt.id], _texts(question.choices))


def _ordering(question: Question, table: MarksTable[UUID], answers: Answers) -> Iterator[Part]:
    names = [str(place) for place in range(1, len(question.options) + 1)]
    texts = _texts(question.options)
    for place, item in enumerate(question.key["order"], start=1):
        put = {who: position_of(given, item) for who, given in answers.items()}
        chosen = {who: [name for name in names if name == str(where)] for who, where in put.items()}
        rows = distractor_table(table, 0, chosen, options=names, right=[str(place)], flags={OptionFlag.ABOVE_KEY})
        places = [where for where in put.values() if where is not None]
        used = tuple(row for row in rows if row.n or row.is_right or row.option is None)
        yield Part(item, len(answers), used, texts[item], place=place, mean_place=fmean(places) if places else None)


def _numeric(question: Question, table: MarksTable[UUID], answers: Answers) -> Iterator[Part]:
    yield _written(question, table, answers, _number_meant, {})


def _short(question: Question, table: MarksTable[UUID], answers: Answers) -> Iterator[Part]:
    accepted = {plain(text): dict.fromkeys(LANGUAGES, text) for text in reversed(question.key["accepted"])}
    yield _written(question, table, answers, plain, accepted)


def _written(
    question: Question, table: MarksTable[UUID], answers: Answers, meant: Callable[[str], str], texts: Mapping[str, Texts]
) -> Part:  # fmt: skip
    given = {who: meant(answer[0]) for who, answer in answers.items() if answer}
    right = {given[who] for who in given if is_right(question.key, answers[who])}
    return Part("", len(answers), written_table(table, 0, given, right=right), texts=texts)


def _number_meant(text: str) -> str:
    """Return a number so that equal ones are written the same; empty when it is none."""
    number = number_in(text)
    return "" if number is None else format((number + 0).normalize(), "f")


def _case(question: Question, table: MarksTable[UUID], answers: Answers) -> Iterator[Part]:
    paths = {who: dict(path_of(question.key, given)) for who, given in answers.items()}
    for decision in question.decisions:
        names = [option.id for option in decision.options]
        chosen = {who: [name for name in names if name == path[decision.id]] for who, path in paths.items() if decision.id in path}
        rows = distractor_table(table.only(chosen), 0, chosen, options=names, right=question.key["decisions"][decision.id]["right"],
                                takes_all=False, flags=_flags(names))  # fmt: skip
        yield Part(decision.id, len(chosen), rows, decision.texts, _texts(decision.options))


def _flags(names: Sequence[str]) -> frozenset[OptionFlag]:
    """Return the flags of options to choose from: of two, an idle one says no more than «too easy»."""
    return OFFERED if len(names) > 2 else OFFERED - {OptionFlag.IDLE}


def _texts(options: Sequence[Option]) -> dict[str, Texts]:
    return {option.id: {language: words.text for language, words in option.words.items()} for option in options}


_PARTS: Mapping[str, Callable[[Question, MarksTable[UUID], Answers], Iterator[Part]]] = {
    "single": _choice,
    "true-false": _choice,
    "multiple": _choice,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
    "short": _short,
    "case": _case,
}
