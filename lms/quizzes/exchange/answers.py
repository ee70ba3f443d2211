"""What the answers of an exchanged question are in a bank: options and what is right, pairs, an order, a number, accepted words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lms.plain import plain
from lms.questions.content import MOST_LETTERS
from lms.questions.rules import ALL_OR_NOTHING, ORDER_AGREEMENT, PER_PAIR, RIGHT_MINUS_WRONG
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, Number, Text, Unkeepable, share, shortened, written
from lms.quizzes.exchange.wording import plain_words

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
        """Return what was lost, in a sentence."""
        return [f"marks in its texts: {', '.join(sorted(self.marks))}"] if self.marks else []


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
    if len(full) != 1:
        raise Unkeepable(f"{len(full)} of its options are worth the whole point: of a single choice, exactly one is right")
    lost = tuple(
        f"that «{shortened(said[LETTERS[place]]['text'])}» is worth {written(option.weight)} %: here it is wrong"
        for place, option in enumerate(options)
        if place not in full and option.weight
    )
    return Answers({"options": list(said), "right": [LETTERS[full[0]]]}, {"options": said}, lost=lost)


def _multiple(options: Sequence[Choice], words: Words, rule: str) -> Answers:
    said = _options(options, words)
    right = right_options(options)
    total = sum((options[place].weight for place in right), Decimal(0))
    if abs(total - _ALL) > _NEAR:
        raise Unkeepable(f"its right options are worth {written(total)} % together, not 100: what the right answer is cannot be told")
    if rule and _agrees(options, rule):
        return Answers({"options": list(said), "right": [LETTERS[place] for place in right]}, {"options": said}, rule)
    wrong = {option.weight for option in options if option.weight <= 0}
    chosen = ALL_OR_NOTHING if wrong == {-_ALL} and len(right) > 1 else RIGHT_MINUS_WRONG
    lost = []
    if chosen == ALL_OR_NOTHING:
        lost.append("that some of the right options without a wrong one are worth something: here it is all or nothing")
    elif not _agrees(options, chosen):
        weights = ", ".join(f"{written(option.weight)} %" for option in options)
        lost.append(f"its weights ({weights}): here each right option is worth the same, and each wrong one takes as much away")
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
    prompts = dict(zip(_letters(len(asked)), _distinct([words.of(pair.prompt) for pair in asked], "prompts"), strict=True))
    matches = sorted({pair.match for pair in question.pairs}, key=lambda text: (plain(text), text))  # an order that gives nothing away
    if not prompts or len(matches) < 2:
        raise Unkeepable("it has no prompt, or fewer than two choices")
    choices = {f"c{rank}": text for rank, text in enumerate(matches, start=1)}
    ids = {text: id_ for id_, text in choices.items()}
    pairs = {letter: ids[pair.match] for letter, pair in zip(prompts, asked, strict=True)}
    said = {name: {id_: {"text": text} for id_, text in parts.items()} for name, parts in (("prompts", prompts), ("choices", choices))}
    return Answers({"prompts": list(prompts), "choices": list(choices), "pairs": pairs}, said, rule or PER_PAIR)


def _ordering(question: ExchangedQuestion, words: Words, rule: str) -> Answers:
    items = _distinct([words.of(option.text) for option in question.options], "items")
    if len(items) < 3:
        raise Unkeepable("it has fewer than three items to put in order")
    by_text = dict(zip(sorted(items, key=lambda text: (plain(text), text)), _letters(len(items)), strict=True))  # ids that give no order away
    said = {
        by_text[text]: {"text": text, **({"feedback": feedback} if (feedback := words.of(option.feedback)) else {})}
        for text, option in zip(items, question.options, strict=True)
    }
    chosen = ALL_OR_NOTHING if question.grading.upper() == ALL_OR_NOTHING.replace("-", "_").upper() else ORDER_AGREEMENT
    is_known = chosen in (rule, ALL_OR_NOTHING)
    lost = () if is_known else (f"how it is marked ({question.grading or 'as Moodle chooses'}): here it is {chosen}",)
    return Answers({"items": [by_text[text] for text in items]}, {"items": said}, chosen, lost)


def _numeric(question: ExchangedQuestion) -> Answers:
    right = {(number.value, number.tolerance) for number in question.numbers if number.weight == _ALL}
    value, tolerance = next(iter(right), (None, Decimal(0)))
    if len(right) != 1 or value is None:
        raise Unkeepable(f"{len(right)} different numbers are worth the whole point, or any number is: here there is one, with its tolerance")
    _refuse_what_comes_first(question.numbers, value, tolerance)
    lost = [f"that {_span(number)} is worth {written(number.weight)} %" for number in question.numbers if number.weight not in (0, _ALL)]
    lost += _lost_feedback((_span(number), number.feedback) for number in question.numbers)
    unit = {"unit": question.unit} if question.unit else {}
    return Answers({"answer": value, "tolerance": tolerance}, unit, lost=tuple(lost))


def _refuse_what_comes_first(numbers: Sequence[Number], value: Decimal, tolerance: Decimal) -> None:
    """Raise Unkeepable when a number before the right one takes a part of its span: elsewhere the first that fits decides."""
    for number in numbers:
        if number.weight == _ALL:
            return
        if number.value is None or abs(number.value - value) <= number.tolerance + tolerance:
            raise Unkeepable(f"{_span(number)} comes before the right number, and is worth {written(number.weight)} %: here the right one decides")


def _span(number: Number) -> str:
    return "any other number" if number.value is None else f"{written(number.value)} ± {written(number.tolerance)}"


def _short(options: Sequence[Choice]) -> Answers:
    accepted = list(dict.fromkeys(option.text.text for option in options if option.weight == _ALL))
    if not accepted:
        raise Unkeepable("none of its answers is worth the whole point")
    for text in accepted:
        if _WILDCARD.search(text):
            raise Unkeepable(f"«{shortened(text)}» stands for any letters (*): here accepted words are written out")
        if not plain(text) or len(text) > MOST_LETTERS:
            raise Unkeepable(f"«{shortened(text)}» has no letters, or more than {MOST_LETTERS}: such an answer cannot be compared")
    compared = {plain(text) for text in accepted}
    for option in options:
        if option.weight != _ALL and plain(option.text.text) in compared:
            raise Unkeepable(f"«{shortened(option.text.text)}» is worth {written(option.weight)} %, and is compared here as an accepted answer")
    lost = [
        f"that «{shortened(one.text.text)}» is worth {written(one.weight)} %: here it is not accepted"
        for one in options
        if one.weight not in (0, _ALL)
    ]
    lost += _lost_feedback((f"«{shortened(option.text.text)}»", option.feedback) for option in options)
    return Answers({}, {"accepted": [text.replace("\\*", "*") for text in accepted]}, lost=tuple(lost))


def _lost_feedback(said: Iterable[tuple[str, Text]]) -> list[str]:
    return [f"what is said to whoever answers {answer}: «{shortened(text.text)}»" for answer, text in said if text]


def _options(options: Sequence[Choice], words: Words) -> dict[str, dict[str, str]]:
    letters = _letters(len(options))
    texts = _distinct([words.of(option.text) for option in options], "options")
    if len(texts) < 2:
        raise Unkeepable("it has fewer than two options")
    rows = zip(letters, texts, options, strict=True)
    return {letter: {"text": text, "feedback": words.of(option.feedback)} for letter, text, option in rows}


def _distinct(texts: list[str], what: str) -> list[str]:
    if not all(texts):
        raise Unkeepable(f"one of its {what} is empty")
    if len(set(texts)) < len(texts):
        raise Unkeepable(f"two of its {what} say the same")
    return texts


def _letters(number: int) -> str:
    if number > len(LETTERS):
        raise Unkeepable(f"it has more than {len(LETTERS)} options, prompts or items")
    return LETTERS[:number]
