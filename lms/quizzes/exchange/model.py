"""Questions as other systems exchange them: in one language, with weights, whatever the file they came from."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache, partial

from babel.numbers import get_decimal_symbol, get_group_symbol
from flask_babel import get_locale
from flask_babel import gettext as _

from lms.errors import DomainError
from lms.questions.rules import TYPES

EXCHANGED_TYPES = tuple(name for name in TYPES if name != "case")
"""The types that have a counterpart elsewhere; a case with its branches has none."""

PICTURES = ("gif", "jpeg", "jpg", "png", "webp")
"""The kinds of files that a question may carry, by the end of their names. SVG is not among them: it may carry a script."""

NAME_LENGTH = 60

_SHARES = (
    (0, 1), (1, 20), (1, 10), (1, 9), (1, 8), (1, 7), (1, 6), (1, 5), (1, 4), (3, 10), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (7, 10),
    (3, 4), (4, 5), (5, 6), (9, 10), (1, 1),
)  # fmt: skip
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,120}(?:[.,][0-9]{0,120})?|[.,][0-9]{1,120})(?:[eE][+-]?[0-9]{1,2})?")
_TOP = ("$course$/top", "$system$/top", "$module$/top", "top")
_HUNDRED = Decimal(100)


class NotReadable(DomainError):
    """The file as a whole is not what it should be."""


class NotWritable(DomainError):
    """The format has no way to say this: `reason` is a sentence, `question` what it is about, "" when that is not one question."""

    def __init__(self, reason: str, question: str = "") -> None:
        super().__init__(_("%(question)s: %(reason)s", question=question, reason=reason) if question else reason)
        self.reason = reason
        self.question = question


class Unkeepable(Exception):
    """A question cannot be kept whole: `reason` is a sentence that says why.

    `line` says where (0: where the question begins), `type` what it is when that is known.
    """

    def __init__(self, reason: str, line: int = 0, type: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.type = type


class TextFormat(StrEnum):
    """How a text is meant."""

    HTML = "html"
    MARKDOWN = "markdown"
    PLAIN = "plain"
    AUTO = "moodle"
    """Moodle's own mixture: line breaks count, and HTML is allowed."""


@dataclass(frozen=True)
class File:
    """A picture that a text shows: `data` is base64 without spaces."""

    name: str
    data: str
    path: str = "/"


@dataclass(frozen=True)
class Text:
    """What is said, without space around it and with `\\n` between lines. Without words it has no format of its own."""

    text: str = ""
    format: TextFormat = TextFormat.PLAIN
    files: tuple[File, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.text.replace("\r\n", "\n").replace("\r", "\n").strip())
        if not self:
            object.__setattr__(self, "format", TextFormat.PLAIN)

    def __bool__(self) -> bool:
        return bool(self.text or self.files)


NOTHING = Text()


@dataclass(frozen=True)
class Choice:
    """An option, an item or an accepted answer; `weight` is a percentage of the point, from -100 to 100."""

    text: Text
    weight: Decimal = Decimal(0)
    feedback: Text = NOTHING

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", settled(self.weight))


@dataclass(frozen=True)
class Number:
    """A number that may be given, with its tolerance; without a value, any other number."""

    value: Decimal | None
    tolerance: Decimal = Decimal(0)
    weight: Decimal = _HUNDRED
    feedback: Text = NOTHING

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", settled(self.weight))
        if self.value is None:
            object.__setattr__(self, "tolerance", Decimal(0))


@dataclass(frozen=True)
class Pair:
    """A prompt and what it is matched with; without a prompt, a choice that matches nothing."""

    prompt: Text
    match: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "match", Text(self.match).text)


@dataclass(frozen=True)
class ExchangedQuestion:
    """One question in one language."""

    type: str
    """One of EXCHANGED_TYPES."""
    name: str
    stem: Text
    id: str = ""
    category: str = ""
    """The path of its category, parts separated by `/` (a slash inside a part is doubled)."""
    feedback: Text = NOTHING
    """What is said afterwards, whatever was answered."""
    options: tuple[Choice, ...] = ()
    """Of single, multiple and short, the answers with their weights (of short, `*` stands for any letters); of true-false, what is said of `true`
    and of `false`, in this order; of ordering, the items in the right order, where the weights mean nothing."""
    pairs: tuple[Pair, ...] = ()
    numbers: tuple[Number, ...] = ()
    unit: str = ""
    grading: str = ""
    """Of an ordering question, how Moodle marks it: the name of a `gradingtype`."""
    penalty: Decimal | None = None
    """What each further try costs, as a share of the point."""
    tags: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)
    """Where it begins in the file that it was read from."""

    def __post_init__(self) -> None:
        for name in ("name", "id", "category"):
            object.__setattr__(self, name, _on_one_line(getattr(self, name)))
        for name in ("unit", "grading"):
            object.__setattr__(self, name, getattr(self, name).strip())
        object.__setattr__(self, "category", "" if self.category in _TOP else self.category)
        object.__setattr__(self, "tags", tuple(dict.fromkeys(tag for tag in map(_on_one_line, self.tags) if tag)))

    @property
    def label(self) -> str:
        """Return what to call it in a list."""
        return self.id or self.name

    @property
    def texts(self) -> tuple[Text, ...]:
        """Return everything that it says."""
        said = [text for option in self.options for text in (option.text, option.feedback)]
        return (self.stem, self.feedback, *said, *(pair.prompt for pair in self.pairs), *(number.feedback for number in self.numbers))


@dataclass(frozen=True)
class Refused:
    """A question that was not kept.

    `type` is what it is, in the words of the format where we have none, "" when that cannot be told; `line` is 0 where no file has it.
    """

    line: int
    type: str
    name: str
    reason: str


@dataclass(frozen=True)
class Lost:
    """Something that was said of a question that is kept, or of the file when `question` is empty, and has no place; `line` as of Refused."""

    line: int
    question: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What a file holds."""

    questions: tuple[ExchangedQuestion, ...] = ()
    refused: tuple[Refused, ...] = ()
    lost: tuple[Lost, ...] = ()
    encoding: str = "utf-8"


def decimal_in(text: str) -> Decimal | None:
    """Return the number that a text is, with a point or a comma before its decimals; None when it is not one of a reasonable size."""
    found = text.strip()
    return reasonable(Decimal(found.replace(",", "."))) if _NUMBER.fullmatch(found) else None


def reasonable(number: Decimal) -> Decimal | None:
    """Return the number, or None when it would take more than a hundred digits to write it."""
    with localcontext(prec=300):
        bare = number.normalize()
    return bare if abs(bare.adjusted()) <= 40 and len(bare.as_tuple().digits) <= 60 else None


def told(number: Decimal | int) -> str:
    """Return a number as a sentence says it: every digit, with the marks of the language of the page, in English where there is no page."""
    locale = get_locale() or "en"
    marks = {ord(","): get_group_symbol(locale), ord("."): get_decimal_symbol(locale)}
    return written(Decimal(number), grouping=",").translate(marks)


def written(number: Decimal, *, grouping: str = "") -> str:
    """Return a number in digits, without an exponent and without zeros that say nothing."""
    if not number:
        return "0"
    text = format(number, f"{grouping}f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(parts: int) -> Decimal:
    """Return the weight of one of several equal parts of the point: 33.33333 for 3, five decimals as Moodle writes them."""
    return _percentage(Fraction(1, parts))


def moodle_weight(weight: Decimal) -> str:
    """Return a weight as Moodle reads it. Raises Unkeepable when Moodle accepts no such weight."""
    if weight not in ALLOWED_WEIGHTS:
        raise Unkeepable(_("Moodle accepts no answer with the weight %(weight)s %%.", weight=told(weight)))
    return written(weight)


@lru_cache(maxsize=4096)
def settled(weight: Decimal) -> Decimal:
    """Return the weight that Moodle means by this one (33.3 is 33.33333), or the weight itself when Moodle has none near."""
    nearest = min(ALLOWED_WEIGHTS, key=partial(_distance, weight))
    return nearest if _distance(weight, nearest) <= Decimal("0.07") else weight


def weight_in(text: str, line: int) -> Decimal:
    """Return the weight that a text says. Raises Unkeepable when it is not a percentage from -100 to 100."""
    weight = decimal_in(text)
    if weight is None or abs(weight) > _HUNDRED:
        raise Unkeepable(_("The weight “%(weight)s” is not a percentage from -100 to 100.", weight=shortened(text)), line)
    return weight


def default_name(stem: str) -> str:
    """Return a name for a question that has none: the first words of what it asks."""
    return shortened(re.sub(r"<[^<>]*>", " ", stem)) or "?"


def shortened(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = _on_one_line(text)
    return line if len(line) <= NAME_LENGTH else line[:NAME_LENGTH].rsplit(" ", 1)[0] + "…"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _percentage(part: Fraction) -> Decimal:
    return Decimal(written((_HUNDRED * part.numerator / part.denominator).quantize(Decimal("0.00001"))))


def _distance(one: Decimal, other: Decimal) -> Decimal:
    return abs(one - other)


ALLOWED_WEIGHTS = frozenset(sign * _percentage(Fraction(*part)) for part in _SHARES for sign in (1, -1))
"""The only weights that Moodle accepts, in percent. Source: Moodle, question_bank::fraction_options_full."""
