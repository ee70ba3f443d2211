"""What the answers of an exchanged question are in a bank: options and what is right, pairs, an order, a number, accepted words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from lms.plain import plain
from lms.questions.content import MOST_LETTERS
from lms.questions.rules import ALL_OR_NOTHING, ORDER_AGREEMENT, PER_PAIR, RIGHT_MINUS_WRONG, number_in
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, Number, Pair, Text, Unkeepable, share, shortened, told, written
from lms.quizzes.exchange.wording import FORMULA, plain_words

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TRUE_FALSE: Mapping[str, Mapping[str, str]] = {"fr": {"true": "Vrai", "false": "Faux"}, "en": {"true": "True", "false": "False"}}
"""What the two answers of a true-false question are called: other formats do not say it."""

_ALL, _NEAR = Decimal(100), Decimal(1)
"""The whole point, and how far sums of rounded weights (33, 33, 34) may be from it."""
_WILDCARD = re.compile(r"(?<!\\)\*")


@dataclass
class Words:
    """Gathers plain words, and the names of the marks that were lost for them."""

    marks: set[str] = field(default_factory=set)

    def of(self, text: Text) -> str:
        """Return what a text says in plain words. Raises Unkeepable."""
        words, marks = plain_words(text)
        self.marks |= marks
        return words

    def lost(self) -> list[str]:
        """Return what was lost, a sentence each."""
        lost = []
        if marks := sorted(self.marks - {FORMULA}):
            lost.append(_("The marks in its texts are taken away: %(marks)s.", marks=", ".join(marks)))
        if FORMULA in self.marks:
            lost.append(_("The formulas in its texts stay as they are written: here they are not drawn."))
        return lost


@dataclass(frozen=True)
class Answers:
    """The part of the facts and of the words that depends on the type; `rule` is "" where there is no choice."""

    facts: dict[str, Any]
    words: dict[str, Any] = field(default_factory=dict)
    rule: str = ""
    lost: tuple[str, ...] = ()

    @property
    def rule_fact(self) -> dict[str, str]:
        """Return the rule as a fact, where there is one to name."""
        return {"rule": self.rule} if self.rule else {}


def answers_of(question: ExchangedQuestion, words: Words, *, rule: str, language: str) -> Answers:
    """Return the answers as a bank holds them. Raises Unkeepable.

    rule: the rule by which it was marked when we wrote it, "" when it comes from elsewhere.
    """
    match question.type:
        case "single":
            return _single(question.options, words)
        case "multiple":
            return _multiple(question.options, words, rule)
        case "true-false":
            return _true_false(question.options, words, language)
        case "matching":
            return _matching(question, words, rule)
        case "ordering":
            return _ordering(question, words, rule)
        case "numeric":
            return _numeric(question)
        case _:
            return _short(question.options)


def right_options(options: Sequence[Choice]) -> list[int]:
    """Return the places of the options that are worth something."""
    return [place for place, option in enumerate(options) if option.weight > 0]


def weights_of(rule: str, *, right: int) -> tuple[Decimal, Decimal]:
    """Return what a right and a wrong option are worth, in percent, in a question with several right ones that is marked by this rule."""
    return share(right), -_ALL if rule == ALL_OR_NOTHING else -share(right)


def _single(options: Sequence[Choice], words: Words) -> Answers:
    said = _options(options, words)
    full = [place for place, option in enumerate(options) if option.weight == _ALL]
    if not full:
        raise Unkeepable(_("None of its options is worth the whole point: of a single choice, exactly one is right."))
    if len(full) > 1:
        raise Unkeepable(_("%(count)d of its options are worth the whole point: of a single choice, exactly one is right.", count=len(full)))
    lost = tuple(
        _("“%(option)s” is worth %(weight)s %%: here it is wrong.", option=shortened(said[LETTERS[place]]["text"]), weight=told(option.weight))
        for place, option in enumerate(options)
        if place not in full and option.weight
    )
    return Answers({"options": list(said), "right": [LETTERS[full[0]]]}, {"options": said}, lost=lost)


def _multiple(options: Sequence[Choice], words: Words, rule: str) -> Answers:
    said = _options(options, words)
    right = right_options(options)
    total = sum((options[place].weight for place in right), Decimal(0))
    if abs(total - _ALL) > _NEAR:
        raise Unkeepable(_("Its right options are worth %(total)s %% together, not 100: what the right answer is cannot be told.", total=told(total)))
    if rule and _agrees(options, rule):
        return Answers({"options": list(said), "right": [LETTERS[place] for place in right]}, {"options": said}, rule)
    wrong = {option.weight for option in options if option.weight <= 0}
    chosen = ALL_OR_NOTHING if wrong == {-_ALL} and len(right) > 1 else RIGHT_MINUS_WRONG
    lost = []
    if chosen == ALL_OR_NOTHING:
        lost.append(_("Some of the right options without a wrong one are worth a part of the point: here it is all or nothing."))
    elif not _agrees(options, chosen):
        weights = " / ".join(told(option.weight) for option in options)
        lost.append(
            _(
                "Its weights in percent (%(weights)s) change: here each right option is worth the same, and each wrong one takes as much away.",
                weights=weights,
            )
        )
    return Answers({"options": list(said), "right": [LETTERS[place] for place in right]}, {"options": said}, chosen, tuple(lost))


def _agrees(options: Sequence[Choice], rule: str) -> bool:
    """Tell whether the weights are those that we write for this rule."""
    worth, cost = weights_of(rule, right=len(right_options(options)))
    return all(abs(option.weight - (worth if option.weight > 0 else cost)) <= _NEAR for option in options)


def _true_false(options: Sequence[Choice], words: Words, language: str) -> Answers:
    said = {
        option.text.text: {"text": TRUE_FALSE[language][option.text.text], "feedback": words.of(option.feedback)} for option in options
    }  # fmt: skip
    right = [option.text.text for option in options if option.weight == _ALL]
    return Answers({"options": list(said), "right": right}, {"options": said})


def _matching(question: ExchangedQuestion, words: Words, rule: str) -> Answers:
    asked = [pair for pair in question.pairs if pair.prompt]
    prompts = dict(zip(_letters(len(asked)), _prompts(asked, words), strict=True))
    matches = sorted({pair.match for pair in question.pairs}, key=lambda text: (plain(text), text))  # an order that gives nothing away
    if not prompts:
        raise Unkeepable(_("It has no prompt to match with a choice."))
    if len(matches) < 2:
        raise Unkeepable(_("It has fewer than two choices to match its prompts with."))
    choices = {f"c{rank}": text for rank, text in enumerate(matches, start=1)}
    ids = {text: id_ for id_, text in choices.items()}
    pairs = {letter: ids[pair.match] for letter, pair in zip(prompts, asked, strict=True)}
    said = {name: {id_: {"text": text} for id_, text in parts.items()} for name, parts in (("prompts", prompts), ("choices", choices))}
    return Answers({"prompts": list(prompts), "choices": list(choices), "pairs": pairs}, said, rule or PER_PAIR)


def _prompts(asked: Sequence[Pair], words: Words) -> list[str]:
    empty, twice = _("One of its prompts is empty."), _("Two of its prompts say the same.")
    return _distinct([words.of(pair.prompt) for pair in asked], empty=empty, twice=twice)


def _ordering(question: ExchangedQuestion, words: Words, rule: str) -> Answers:
    empty, twice = _("One of its items is empty."), _("Two of its items say the same.")
    items = _distinct([words.of(option.text) for option in question.options], empty=empty, twice=twice)
    if len(items) < 3:
        raise Unkeepable(_("It has fewer than three items to put in order."))
    by_text = dict(zip(sorted(items, key=lambda text: (plain(text), text)), _letters(len(items)), strict=True))  # ids that give no order away
    said = {
        by_text[text]: {"text": text, **({"feedback": feedback} if (feedback := words.of(option.feedback)) else {})}
        for text, option in zip(items, question.options, strict=True)
    }
    chosen = ALL_OR_NOTHING if question.grading.upper() == ALL_OR_NOTHING.replace("-", "_").upper() else ORDER_AGREEMENT
    is_known = chosen in (rule, ALL_OR_NOTHING)
    lost = () if is_known else (_lost_grading(question.grading),)
    return Answers({"items": [by_text[text] for text in items]}, {"items": said}, chosen, lost)


def _lost_grading(grading: str) -> str:
    if not grading:
        return str(_("It does not say how it is marked: here by the pairs of items that stand in the right order."))
    return str(
        _("Moodle marks it by %(grading)s: here it is marked by the pairs of items that stand in the right order.", grading=shortened(grading))
    )


def _numeric(question: ExchangedQuestion) -> Answers:
    value, tolerance = _right_number(question.numbers)
    _refuse_what_comes_first(question.numbers, value, tolerance)
    for number in (value, tolerance):
        if number_in(written(number)) is None:
            raise Unkeepable(_("“%(number)s” is larger, or nearer to nought, than a number may be here.", number=shortened(told(number))))
    lost = [_lost_weight(number) for number in question.numbers if number.weight not in (0, _ALL)]
    lost += [_lost_feedback(number) for number in question.numbers if number.feedback]
    unit = {"unit": question.unit} if question.unit else {}
    return Answers({"answer": value, "tolerance": tolerance}, unit, lost=tuple(lost))


def _right_number(numbers: Sequence[Number]) -> tuple[Decimal, Decimal]:
    """Return the one number that is worth the whole point, with its tolerance. Raises Unkeepable."""
    full = [number for number in numbers if number.weight == _ALL]
    if not full:
        raise Unkeepable(_("No number is worth the whole point: here exactly one is, with its tolerance."))
    right = {(number.value, number.tolerance) for number in full if number.value is not None}
    if any(number.value is None for number in full):
        raise Unkeepable(_("Any number is worth the whole point: here exactly one is, with its tolerance."))
    if len(right) > 1:
        raise Unkeepable(_("%(count)d different numbers are worth the whole point: here exactly one is, with its tolerance.", count=len(right)))
    return right.pop()


def _refuse_what_comes_first(numbers: Sequence[Number], value: Decimal, tolerance: Decimal) -> None:
    """Raise Unkeepable when a number before the right one takes a part of its span: elsewhere the first that fits decides."""
    for number in numbers:
        if number.weight == _ALL:
            return
        weight = told(number.weight)
        if number.value is None:
            raise Unkeepable(_("Any other number comes before the right one, and is worth %(weight)s %%: here the right one decides.", weight=weight))
        if abs(number.value - value) <= number.tolerance + tolerance:
            span = _span(number.value, number.tolerance)
            raise Unkeepable(
                _("%(number)s comes before the right number, and is worth %(weight)s %%: here the right one decides.", number=span, weight=weight)
            )


def _lost_weight(number: Number) -> str:
    weight = told(number.weight)
    if number.value is None:
        return str(_("Any other number is worth %(weight)s %%: here only the right one counts.", weight=weight))
    span = _span(number.value, number.tolerance)
    return str(_("%(number)s is worth %(weight)s %%: here only the right number counts.", number=span, weight=weight))


def _lost_feedback(number: Number) -> str:
    words = shortened(number.feedback.text)
    if number.value is None:
        return str(_("What is said to whoever gives any other number has no place here: “%(words)s”.", words=words))
    span = _span(number.value, number.tolerance)
    return str(_("What is said to whoever answers %(number)s has no place here: “%(words)s”.", number=span, words=words))


def _span(value: Decimal, tolerance: Decimal) -> str:
    return f"{told(value)} ± {told(tolerance)}"


def _short(options: Sequence[Choice]) -> Answers:
    accepted = list(dict.fromkeys(option.text.text for option in options if option.weight == _ALL))
    if not accepted:
        raise Unkeepable(_("None of its answers is worth the whole point."))
    for text in accepted:
        _refuse_what_cannot_be_compared(text)
    compared = {plain(text) for text in accepted}
    for option in options:
        if option.weight != _ALL and plain(option.text.text) in compared:
            said = {"answer": shortened(option.text.text), "weight": told(option.weight)}
            raise Unkeepable(
                _(
                    "“%(answer)s” is worth %(weight)s %%, and is the same here as an accepted answer: accents, capitals and spaces do not count.",
                    **said,
                )
            )
    return Answers({}, {"accepted": [text.replace("\\*", "*") for text in accepted]}, lost=tuple(_lost_of_short(options)))


def _refuse_what_cannot_be_compared(text: str) -> None:
    """Raise Unkeepable when an accepted answer is not words that somebody may write."""
    answer = shortened(text)
    if _WILDCARD.search(text):
        raise Unkeepable(_("“%(answer)s” stands for any letters (*): here accepted words are written out.", answer=answer))
    if not plain(text):
        raise Unkeepable(_("“%(answer)s” has neither letters nor figures: such an answer cannot be compared.", answer=answer))
    if len(text) > MOST_LETTERS:
        raise Unkeepable(_("“%(answer)s” is longer than an answer may be here: %(most)d letters.", answer=answer, most=MOST_LETTERS))


def _lost_of_short(options: Sequence[Choice]) -> Iterator[str]:
    for option in options:
        answer = shortened(option.text.text)
        if option.weight not in (0, _ALL):
            yield _("“%(answer)s” is worth %(weight)s %%: here it is not accepted.", answer=answer, weight=told(option.weight))
        if option.feedback:
            words = shortened(option.feedback.text)
            yield _("What is said to whoever answers “%(answer)s” has no place here: “%(words)s”.", answer=answer, words=words)


def _options(options: Sequence[Choice], words: Words) -> dict[str, dict[str, str]]:
    letters = _letters(len(options))
    empty, twice = _("One of its options is empty."), _("Two of its options say the same.")
    texts = _distinct([words.of(option.text) for option in options], empty=empty, twice=twice)
    if len(texts) < 2:
        raise Unkeepable(_("It has fewer than two options."))
    rows = zip(letters, texts, options, strict=True)
    return {letter: {"text": text, "feedback": words.of(option.feedback)} for letter, text, option in rows}


def _distinct(texts: list[str], *, empty: str, twice: str) -> list[str]:
    """Return the texts. Raises Unkeepable with the sentence `empty` when one says nothing, `twice` when two say the same."""
    if not all(texts):
        raise Unkeepable(empty)
    if len(set(texts)) < len(texts):
        raise Unkeepable(twice)
    return texts


def _letters(number: int) -> str:
    if number > len(LETTERS):
        raise Unkeepable(_("It has more than %(most)d options, prompts or items.", most=len(LETTERS)))
    return LETTERS[:number]
