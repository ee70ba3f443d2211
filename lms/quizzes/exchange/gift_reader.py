"""Reads GIFT, as written by hand, by Moodle or by us.

Sources: Moodle, question/format/gift/format.php and examples.txt; docs.moodle.org, «GIFT format».
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from flask_babel import gettext as _

from lms.quizzes.exchange.collector import Collector, Losses
from lms.quizzes.exchange.gift_text import Part, text_of, unescaped, weighted, words_of
from lms.quizzes.exchange.model import (
    NOTHING,
    Choice,
    ExchangedQuestion,
    Number,
    Pair,
    Reading,
    Text,
    TextFormat,
    Unkeepable,
    decimal_in,
    default_name,
    reasonable,
    shortened,
)

ALL, NONE = Decimal(100), Decimal(0)

_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f\x7f]){1,255})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f\x7f]){1,255})\]")
_COMMENT_LENGTH = 10_000
_CATEGORY = "$CATEGORY:"
_TRUE = ("T", "TRUE")
_FALSE = ("F", "FALSE")


def read_gift(text: str) -> Reading:
    """Return the questions of a GIFT text whose lines end in `\\n`."""
    collector = Collector()
    category = ""
    for block in _blocks(text):
        body = block.body
        if body.text.startswith(_CATEGORY):
            line_end = (body.text + "\n").index("\n")
            category = body.text[len(_CATEGORY) : line_end]
            body = body.between(line_end).stripped()
        if body.text:
            _read(block, body, category, collector)
        elif block.id or block.tags:
            collector.lose(block.line, _("An [id:…] or [tag:…] in a comment belongs to no question: a blank line follows it."))
    return collector.reading()


@dataclass(frozen=True)
class _Block:
    """What stands between two blank lines."""

    line: int
    body: Part
    ids: list[str]
    tags: list[str]

    @property
    def id(self) -> str:
        """Return the first of its ids: as in Moodle, the others count for nothing."""
        return self.ids[0] if self.ids else ""


def _blocks(text: str) -> Iterator[_Block]:
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield _block(lines, number - len(lines))
            lines = []


def _block(lines: list[str], number: int) -> _Block:
    comment = "\n".join(line[:_COMMENT_LENGTH] for line in lines if _is_comment(line))
    body = Part("\n".join("" if _is_comment(line) else line for line in lines), number).stripped()
    return _Block(number, body, _bare(_ID.findall(comment)), _bare(_TAG.findall(_ID.sub("", comment))))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def _bare(texts: list[str]) -> list[str]:
    return [text.replace("\\]", "]").strip() for text in texts]


def _read(block: _Block, body: Part, category: str, collector: Collector) -> None:
    name, rest = _named(body)
    try:
        question = _Reader(rest).question()
    except Unkeepable as error:
        asked = rest.text.split("{", 1)[0]
        collector.refuse(error.line or body.line, error.type, block.id or name or default_name(unescaped(asked)), error.reason)
        return
    question = replace(
        question, id=block.id, name=name or default_name(question.stem.text), category=category, tags=tuple(block.tags), line=body.line
    )  # fmt: skip
    losses = Losses()
    for other in block.ids[1:]:
        losses.add(block.line, _("The id “%(id)s” is left out: the question has one already.", id=shortened(other)))
    collector.keep(question, losses)


def _named(body: Part) -> tuple[str, Part]:
    if not body.text.startswith("::"):
        return "", body
    name, rest = body.between(2).at_first("::")
    return ("", body) if rest is None else (unescaped(name.text).strip(), rest.stripped())


@dataclass(frozen=True)
class _Reader:
    """Reads one question: what is asked, and what stands between the braces."""

    part: Part

    def question(self) -> ExchangedQuestion:
        asked, answers = self._halves()
        usual = text_of(Part(f"{asked.text} x", 1)).format  # what is asked may name a format and say nothing
        answers, feedback = answers.at_last_run("#", 4)
        question = self._answered(answers.stripped(), usual)
        return replace(question, stem=text_of(asked), feedback=text_of(feedback, usual))

    def _halves(self) -> tuple[Part, Part]:
        """Return what is asked, with a gap where a word is missing, and the answers."""
        part = self.part
        opening, closing = part.find("{"), part.find("}")
        if opening < 0 and closing < 0:
            raise Unkeepable(_("It has no answers between { }: a description asks nothing."), type="description")
        if closing < 0:
            raise Unkeepable(_("Its { is not closed: a } is missing, or a blank line stands before it."), part.between(opening).line)
        if opening < 0 or closing < opening:
            stray = _("A } closes what no { has opened: a { is missing, or a blank line stands between them.")
            raise Unkeepable(stray, part.between(closing).line)
        if part.count("{") > 1 or part.count("}") > 1:
            raise Unkeepable(_("It has more than one pair of { }: questions with several gaps have no place here."), type="cloze")
        after = part.text[closing + 1 :]
        return Part(part.text[:opening] + (f"_____{after}" if after.strip() else ""), part.line), part.between(opening + 1, closing)

    def _answered(self, answers: Part, usual: TextFormat) -> ExchangedQuestion:
        text = answers.text
        if not text:
            raise Unkeepable(_("It is an essay: nothing says which answer is right."), type="essay")
        if text.startswith(">"):
            raise Unkeepable(_("It is an ordering question, which GIFT does not keep whole: export it as Moodle XML."), type="ordering")
        if text.startswith("#"):
            return self._numeric(answers.between(1), usual)
        if answers.find("~") >= 0:
            return self._choice(answers, usual)
        if answers.find("=") >= 0 and "->" in text:
            return self._matching(answers, usual)
        verdict, rest = answers.at_first("#")
        if verdict.text.strip() in _TRUE + _FALSE:
            return self._true_false(verdict.text.strip() in _TRUE, rest, usual)
        return self._short(answers, usual)

    def _choice(self, answers: Part, usual: TextFormat) -> ExchangedQuestion:
        pieces = answers.pieces("~=")
        is_single = any(mark == "=" for mark, _piece in pieces)
        options = []
        for mark, piece in pieces:
            if not mark:
                early = _("“%(words)s” stands before the first answer, which begins with = or ~.", words=shortened(piece.text))
                raise Unkeepable(early, piece.line)
            weight, said = weighted(piece)
            text, feedback = said.at_first("#")
            option = Choice(text_of(text, usual), weight if weight is not None else ALL if mark == "=" else NONE, text_of(feedback, usual))
            if not option.text:
                raise Unkeepable(_("One of its answers is empty."), piece.line)
            options.append(option)
        return _bare_question("single" if is_single else "multiple", options=tuple(options))

    def _true_false(self, verdict: bool, rest: Part | None, usual: TextFormat) -> ExchangedQuestion:
        wrong, right = rest.at_first("#") if rest else (None, None)
        said = {verdict: text_of(right, usual), not verdict: text_of(wrong, usual)}
        options = tuple(Choice(Text(word), ALL if verdict is value else NONE, said[value]) for word, value in (("true", True), ("false", False)))
        return _bare_question("true-false", options=options)

    def _short(self, answers: Part, usual: TextFormat) -> ExchangedQuestion:
        options = []
        for _mark, piece in answers.pieces("="):
            weight, said = weighted(piece)
            text, feedback = said.at_first("#")
            accepted = text_of(text, TextFormat.PLAIN).text
            if not accepted:
                raise Unkeepable(_("One of its answers is empty."), piece.line)
            options.append(Choice(Text(accepted), ALL if weight is None else weight, text_of(feedback, usual)))
        return _bare_question("short", options=tuple(options))

    def _matching(self, answers: Part, usual: TextFormat) -> ExchangedQuestion:
        pairs = []
        for mark, piece in answers.pieces("="):
            prompt, arrow, match = piece.text.partition("->")
            if not mark or not arrow or not match.strip():
                odd = _("“%(words)s” is not a pair: one is written =prompt -> match.", words=shortened(piece.text))
                raise Unkeepable(odd, piece.line)
            pairs.append(Pair(text_of(Part(prompt, piece.line), usual), words_of(match)))
        return _bare_question("matching", pairs=tuple(pairs))

    def _numeric(self, answers: Part, usual: TextFormat) -> ExchangedQuestion:
        numbers = []
        for mark, piece in answers.stripped().pieces("=~"):
            weight, said = weighted(piece)
            value, feedback = said.at_first("#")
            number = _number(value.text.strip(), value.line, may_be_any=mark == "~" or weight is not None)
            weight = (NONE if mark == "~" else ALL) if weight is None else weight
            numbers.append(replace(number, weight=weight, feedback=text_of(feedback, usual)))
        if not numbers:
            raise Unkeepable(_("It gives no number."))
        return _bare_question("numeric", numbers=tuple(numbers))


def _bare_question(
    type: str, *, options: tuple[Choice, ...] = (), pairs: tuple[Pair, ...] = (), numbers: tuple[Number, ...] = ()
) -> ExchangedQuestion:
    return ExchangedQuestion(type=type, name="", stem=NOTHING, options=options, pairs=pairs, numbers=numbers)


def _number(text: str, line: int, *, may_be_any: bool) -> Number:
    """Return the number of `12`, `12:0.5`, `11.5..12.5` or `*`."""
    if text == "*" or (may_be_any and not text):
        return Number(None)
    low, dots, high = text.partition("..")
    value, _colon, margin = text.partition(":")
    first, second = (decimal_in(low), decimal_in(high)) if dots else (decimal_in(value), decimal_in(margin or "0"))
    if first is not None and second is not None and dots:
        first, second = _middle(first, second)
    if first is None or second is None or second < 0:
        raise Unkeepable(_("“%(words)s” is not a number: 12, 12:0.5 and 11.5..12.5 are.", words=shortened(text)), line)
    return Number(first, second)


def _middle(low: Decimal, high: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Return the number in the middle of a span, and how far the span goes from there."""
    with localcontext(prec=300):
        return reasonable((low + high) / 2), reasonable((high - low) / 2)
