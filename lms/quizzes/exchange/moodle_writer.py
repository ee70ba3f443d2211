"""Writes Moodle XML as Moodle itself would: the same elements in the same order, texts in CDATA where they hold marks.

Sources: Moodle, question/format/xml/format.php; question/type/ordering/questiontype.php.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from flask_babel import gettext as _

from lms.quizzes.exchange.model import (
    Choice,
    ExchangedQuestion,
    File,
    NotWritable,
    Pair,
    Text,
    TextFormat,
    Unkeepable,
    default_name,
    moodle_weight,
    written,
)
from lms.quizzes.exchange.moodle_parts import FORMATS

NAMES: Mapping[TextFormat, str] = {format_: name for name, format_ in FORMATS.items()}

_NO_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TOP = "$course$/top"


def write_moodle_xml(questions: Iterable[ExchangedQuestion]) -> str:
    """Return the questions as Moodle XML, to be saved as UTF-8. Raises NotWritable, naming the first question that Moodle cannot say."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    category = ""
    for question in questions:
        try:
            if question.category != category:
                category = question.category
                lines += ['  <question type="category">', "    <category>", f"      {_said(category or _TOP)}", "    </category>", "  </question>"]
            lines += _question(question)
        except Unkeepable as error:
            raise NotWritable(error.reason, question.label) from None
    return "\n".join([*lines, "</quiz>", ""])


def _question(question: ExchangedQuestion) -> Iterator[str]:
    type_, body = _BODIES[question.type]
    yield f'  <question type="{type_}">'
    yield f"    <name>{_said(question.name or default_name(question.stem.text))}</name>"
    yield from _text("questiontext", question.stem, 4)
    yield from _text("generalfeedback", question.feedback, 4)
    yield "    <defaultgrade>1</defaultgrade>"
    if question.penalty is not None:
        yield f"    <penalty>{written(question.penalty)}</penalty>"
    yield "    <hidden>0</hidden>"
    yield f"    <idnumber>{_escaped(question.id)}</idnumber>"
    yield from body(question)
    if question.tags:
        yield "    <tags>"
        yield from (f"      <tag>{_said(tag)}</tag>" for tag in question.tags)
        yield "    </tags>"
    yield "  </question>"


def _choice(question: ExchangedQuestion) -> Iterator[str]:
    yield f"    <single>{'true' if question.type == 'single' else 'false'}</single>"
    yield "    <shuffleanswers>true</shuffleanswers>"
    yield "    <answernumbering>abc</answernumbering>"
    for option in _full(question.options):
        yield from _answer(option.text, moodle_weight(option.weight), option.feedback)


def _true_false(question: ExchangedQuestion) -> Iterator[str]:
    options = question.options
    if [option.text.text for option in options] != ["true", "false"] or sorted(option.weight for option in options) != [0, 100]:
        raise Unkeepable(_("Of true and false, one must be worth the whole point and the other nothing."))
    for option in options:
        yield from _answer(option.text, moodle_weight(option.weight), option.feedback)


def _short(question: ExchangedQuestion) -> Iterator[str]:
    yield "    <usecase>0</usecase>"
    for option in _full(question.options):
        yield from _answer(option.text, moodle_weight(option.weight), option.feedback)


def _numeric(question: ExchangedQuestion) -> Iterator[str]:
    if not question.numbers:
        raise Unkeepable(_("It gives no number."))
    for number in question.numbers:
        value = "*" if number.value is None else written(number.value)
        yield from _answer(Text(value), moodle_weight(number.weight), number.feedback, f"      <tolerance>{written(number.tolerance)}</tolerance>")
    if question.unit:
        yield f"    <units><unit><multiplier>1</multiplier><unit_name>{_escaped(question.unit)}</unit_name></unit></units>"
    yield "    <unitgradingtype>0</unitgradingtype>"
    yield f"    <showunits>{0 if question.unit else 3}</showunits>"


def _matching(question: ExchangedQuestion) -> Iterator[str]:
    if len(question.pairs) < 2 or not all(pair.match for pair in question.pairs):
        raise Unkeepable(_("There are fewer than two pairs, or one without its match."))
    yield "    <shuffleanswers>true</shuffleanswers>"
    for pair in question.pairs:
        yield from _subquestion(pair)


def _subquestion(pair: Pair) -> Iterator[str]:
    yield f'    <subquestion format="{NAMES[pair.prompt.format]}">'
    yield from _content(pair.prompt, 6)
    yield f"      <answer>{_said(pair.match)}</answer>"
    yield "    </subquestion>"


def _ordering(question: ExchangedQuestion) -> Iterator[str]:
    yield "    <layouttype>VERTICAL</layouttype>"
    yield "    <selecttype>ALL</selecttype>"
    yield f"    <selectcount>{len(question.options)}</selectcount>"
    if question.grading:
        yield f"    <gradingtype>{_escaped(question.grading)}</gradingtype>"
    yield "    <showgrading>SHOW</showgrading>"
    for rank, option in enumerate(_full(question.options), start=1):
        yield from _answer(option.text, str(rank), option.feedback)


_BODIES = {
    "single": ("multichoice", _choice),
    "multiple": ("multichoice", _choice),
    "true-false": ("truefalse", _true_false),
    "short": ("shortanswer", _short),
    "numeric": ("numerical", _numeric),
    "matching": ("matching", _matching),
    "ordering": ("ordering", _ordering),
}


def _full(options: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if not options or not all(option.text for option in options):
        raise Unkeepable(_("It has no answers, or an empty one."))
    return options


def _answer(text: Text, fraction: str, feedback: Text, *more: str) -> Iterator[str]:
    yield f'    <answer fraction="{fraction}" format="{NAMES[text.format]}">'
    yield from _content(text, 6)
    yield from more
    yield from _text("feedback", feedback, 6)
    yield "    </answer>"


def _text(name: str, text: Text, indent: int) -> Iterator[str]:
    yield f'{" " * indent}<{name} format="{NAMES[text.format]}">'
    yield from _content(text, indent + 2)
    yield f"{' ' * indent}</{name}>"


def _content(text: Text, indent: int) -> Iterator[str]:
    yield f"{' ' * indent}{_said(text.text)}"
    yield from (f"{' ' * indent}{_file(file)}" for file in text.files)


def _file(file: File) -> str:
    name, path = (escape(_checked(one)).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") for one in (file.name, file.path))
    return f'<file name="{name}" path="{path}" encoding="base64">{_escaped(file.data)}</file>'


def _said(text: str) -> str:
    marked = _checked(text).replace("]]>", "]]]]><![CDATA[>")
    return f"<text><![CDATA[{marked}]]></text>" if escape(text, quote=False) != text else f"<text>{text}</text>"


def _escaped(text: str) -> str:
    return escape(_checked(text), quote=False)


def _checked(text: str) -> str:
    if _NO_CHARACTERS.search(text):
        raise Unkeepable(_("A text holds a control character."))
    return text
