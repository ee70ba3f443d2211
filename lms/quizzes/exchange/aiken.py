"""Reads Aiken: a question, options that begin with a letter, a line that says which one is right.

Source: Moodle, question/format/aiken/format.php; docs.moodle.org, «Aiken format».
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import gettext as _

from lms.quizzes.exchange.collector import Collector, Losses
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, Reading, Text, Unkeepable, default_name, shortened

_OPTION = re.compile(r"([A-Za-z])[.)][ \t]+(.+)")
_ANSWER = re.compile(r"ANSWER[ \t]*:[ \t]*(.*)")
_LETTER = re.compile(r"([A-Za-z])[.)]?")


def read_aiken(text: str) -> Reading:
    """Return the questions of an Aiken text whose lines end in `\\n`. A question may take several lines, an option one."""
    collector = Collector()
    draft = _Draft()
    is_after_blank = False
    for number, line in enumerate(map(str.strip, text.split("\n")), start=1):
        if not line:
            is_after_blank = True
            continue
        if found := _ANSWER.fullmatch(line):
            draft.begin(number)
            draft.finish(collector, found[1], number)
            draft = _Draft()
        elif found := _OPTION.fullmatch(line):
            draft.begin(number)
            draft.add_option(found[1].upper(), found[2].strip(), number)
        else:
            if draft.options and is_after_blank:
                draft.finish(collector, None, number)
                draft = _Draft()
            draft.begin(number)
            draft.add_words(line, number)
        is_after_blank = False
    if draft.line:
        draft.finish(collector, None, draft.line)
    return collector.reading()


@dataclass
class _Draft:
    """A question as far as it has been read."""

    line: int = 0
    words: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    fault: Unkeepable | None = None

    def begin(self, number: int) -> None:
        self.line = self.line or number

    def add_words(self, line: str, number: int) -> None:
        if self.fault:
            return  # what follows changes nothing, and may be endless
        if self.options:
            odd = _("“%(words)s” is neither an option nor the ANSWER line: an option stands on one line.", words=shortened(line))
            self.fault = Unkeepable(odd, number)
        self.words.append(line)

    def add_option(self, letter: str, text: str, number: int) -> None:
        if self.fault:
            return
        if letter in self.options:
            self.fault = Unkeepable(_("Two options begin with %(letter)s.", letter=letter), number)
        self.options[letter] = text

    def finish(self, collector: Collector, answer: str | None, number: int) -> None:
        """Keep or refuse what was read, now that the ANSWER line has come, or cannot come any more (None)."""
        name = default_name("\n".join(self.words))
        try:
            collector.keep(self._question(name, answer, number), Losses())
        except Unkeepable as error:
            collector.refuse(error.line or self.line, "", name, error.reason)

    def _question(self, name: str, answer: str | None, number: int) -> ExchangedQuestion:
        if self.fault:
            raise self.fault
        if answer is None:
            raise Unkeepable(_("No ANSWER line says which option is right."))
        if not self.words:
            raise Unkeepable(_("It has no text before its options."))
        if len(self.options) < 2:
            raise Unkeepable(_("It has fewer than two options: each is a letter, a point or a bracket, a space, the words."))
        letter = _LETTER.fullmatch(answer.strip())
        if letter is None or letter[1].upper() not in self.options:
            raise Unkeepable(_("“ANSWER: %(answer)s” does not name one of its options.", answer=shortened(answer)), number)
        options = tuple(Choice(Text(text), Decimal(100 * (key == letter[1].upper()))) for key, text in self.options.items())
        return ExchangedQuestion(type="single", name=name, stem=Text("\n".join(self.words)), options=options, line=self.line)
