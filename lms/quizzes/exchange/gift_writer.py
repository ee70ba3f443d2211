"""Writes GIFT that Moodle, other readers of GIFT and we read alike: every mark escaped, every format named, no line that could begin a comment.

Sources: Moodle, question/format/gift/format.php; the grammar of gift-pegjs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from flask_babel import gettext as _

from lms.quizzes.exchange.model import (
    Choice,
    ExchangedQuestion,
    NotWritable,
    Number,
    Pair,
    Text,
    TextFormat,
    Unkeepable,
    default_name,
    moodle_weight,
    shortened,
    written,
)

ALL = Decimal(100)

_MARKS = re.compile(r"[\\~=#{}:]")
_NOT_IN_COMMENTS = re.compile(r"[\[\]<>`\\\x00-\x1f\x7f]")
_NO_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def write_gift(questions: Iterable[ExchangedQuestion]) -> str:
    """Return the questions as a GIFT text. Raises NotWritable, naming the first question that GIFT cannot say."""
    pieces = []
    category = ""
    for question in questions:
        try:
            if question.category != category:
                category = question.category
                pieces.append(f"$CATEGORY: {_category(category)}\n")
            pieces.append(_question(question))
        except Unkeepable as error:
            raise NotWritable(error.reason, question.label) from None
    return "\n".join(pieces)


def gift_losses(question: ExchangedQuestion) -> Iterator[str]:
    """Yield what GIFT has no place for, of a question that it can say."""
    if question.penalty is not None:
        yield _("What a further try costs (the penalty) has no place in GIFT.")
    if question.unit:
        yield _("The unit “%(unit)s” has no place in GIFT.", unit=question.unit)


def _category(path: str) -> str:
    return _checked(path) or "$course$/top"


def _question(question: ExchangedQuestion) -> str:
    if any(text.files for text in question.texts):
        raise Unkeepable(_("GIFT holds no pictures."))
    usual = question.stem.format if question.stem else TextFormat.AUTO
    lines = [f"// [id:{_comment(question.id)}]"] if question.id else []
    lines += [f"// {' '.join(f'[tag:{_comment(tag)}]' for tag in question.tags)}"] if question.tags else []
    name = escaped(question.name or default_name(question.stem.text))
    asked = f"[{usual}]{escaped(question.stem.text)}" if question.stem else ""
    lines.append(f"::{name}::{asked}{{{_answers(question, usual)}")
    lines += [f"\t####{_text(question.feedback, usual)}"] if question.feedback else []
    return "\n".join([*lines, "}", ""])


def _answers(question: ExchangedQuestion, usual: TextFormat) -> str:
    match question.type:
        case "single" | "multiple":
            return _choice(question.type, question.options, usual)
        case "true-false":
            return _true_false(question.options, usual)
        case "short":
            return _short(question.options, usual)
        case "matching":
            return _matching(question.pairs, usual)
        case "numeric":
            return _numeric(question.numbers, usual)
        case _:
            raise Unkeepable(_("GIFT has no ordering questions."))


def _choice(type: str, options: Sequence[Choice], usual: TextFormat) -> str:
    if len(options) < 2 or not all(option.text for option in options):
        raise Unkeepable(_("A choice needs two options or more, each with its text."))
    full = [rank for rank, option in enumerate(options) if option.weight == ALL]
    if type == "single" and not full:
        raise Unkeepable(_("No option is worth the whole point, without which GIFT reads a choice of several."))
    first_right = full[0] if type == "single" else -1
    lines = [""]
    for rank, option in enumerate(options):
        mark = "=" if rank == first_right else f"~%{moodle_weight(option.weight)}%" if option.weight else "~"
        lines.append(f"\t{mark}{_text(option.text, usual)}{_feedback(option.feedback, usual)}")
    return "\n".join(lines)


def _true_false(options: Sequence[Choice], usual: TextFormat) -> str:
    if [option.text.text for option in options] != ["true", "false"] or sorted(option.weight for option in options) != [0, ALL]:
        raise Unkeepable(_("Of true and false, one must be worth the whole point and the other nothing."))
    is_true = options[0].weight == ALL
    right, wrong = options if is_true else reversed(options)
    said = f"#{_text(wrong.feedback, usual)}#{_text(right.feedback, usual)}" if right.feedback else _feedback(wrong.feedback, usual)
    return f"{'TRUE' if is_true else 'FALSE'}{said}"


def _short(options: Sequence[Choice], usual: TextFormat) -> str:
    if not options or not all(option.text for option in options):
        raise Unkeepable(_("There is no accepted answer, or an empty one."))
    if any("->" in text.text for option in options for text in (option.text, option.feedback)):
        raise Unkeepable(_("An answer or its feedback holds “->”, which GIFT reads as a pair."))
    answers = (f"\t=%{moodle_weight(option.weight)}%{_plain(option.text.text)}{_feedback(option.feedback, usual)}" for option in options)
    return "\n".join(["", *answers])


def _matching(pairs: Sequence[Pair], usual: TextFormat) -> str:
    if len(pairs) < 2 or not all(pair.match for pair in pairs):
        raise Unkeepable(_("There are fewer than two pairs, or one without its match."))
    if any("->" in pair.prompt.text for pair in pairs):
        raise Unkeepable(_("A prompt holds “->”, which GIFT reads as the arrow of the pair."))
    return "\n".join(["", *(f"\t={_text(pair.prompt, usual)} -> {escaped(pair.match)}" for pair in pairs)])


def _numeric(numbers: Sequence[Number], usual: TextFormat) -> str:
    if not numbers:
        raise Unkeepable(_("It gives no number."))
    lines = ["#"]
    for rank, number in enumerate(numbers):
        if number.value is not None:
            answer = f"=%{moodle_weight(number.weight)}%{written(number.value)}:{written(number.tolerance)}"
        elif number.weight or rank < len(numbers) - 1:
            answer = f"=%{moodle_weight(number.weight)}%"  # without a number: any other
        else:
            answer = "~"
        lines.append(f"\t{answer}{_feedback(number.feedback, usual)}")
    return "\n".join(lines)


def _feedback(text: Text, usual: TextFormat) -> str:
    return f"#{_text(text, usual)}" if text else ""


def _text(text: Text, usual: TextFormat) -> str:
    """Return a text, with its format where another is usual or where it begins like a format or a weight."""
    needs_format = text.format is not usual or text.text[:1] in ("[", "%")
    return f"[{text.format}]{escaped(text.text)}" if text and needs_format else escaped(text.text)


def _plain(text: str) -> str:
    return f"[plain]{escaped(text)}" if text[:1] == "[" else escaped(text)


def escaped(text: str) -> str:
    """Return a text that holds no mark of GIFT and no end of line."""
    return _MARKS.sub(r"\\\g<0>", _checked(text)).replace("\n", "\\n")


def _comment(text: str) -> str:
    if _NOT_IN_COMMENTS.search(text):
        raise Unkeepable(_("“%(words)s” holds a character that ids and tags cannot have in GIFT.", words=shortened(text)))
    return _checked(text)


def _checked(text: str) -> str:
    if _NO_CHARACTERS.search(text):
        raise Unkeepable(_("A text holds a control character."))
    return text
