"""The small change of GIFT: pieces of a file that know their line, marks that are not escaped, texts with their format.

Source: Moodle, question/format/gift/format.php, whose readings are followed wherever it does not lose words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from lms.quizzes.exchange.model import NOTHING, Text, TextFormat, Unkeepable, weight_in

_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:[.,][0-9]*)?)%")
_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")


MOST_ANSWERS = 500


@dataclass(frozen=True)
class Part:
    """A piece of the file, and the line on which it begins."""

    text: str
    line: int

    def between(self, start: int, end: int | None = None) -> "Part":
        """Return the piece of this one from `start` to `end`."""
        return Part(self.text[start:end], self.line + self.text.count("\n", 0, start))

    def stripped(self) -> "Part":
        """Return it without space around it."""
        bare = self.text.lstrip()
        return self.between(len(self.text) - len(bare), len(self.text.rstrip())) if bare else Part("", self.line)

    def find(self, mark: str) -> int:
        """Return where the first mark stands that is not escaped, or -1."""
        return next(_unescaped(self.text, re.escape(mark)), (-1, ""))[0]

    def count(self, mark: str) -> int:
        """Return how many marks stand in it that are not escaped."""
        return sum(1 for _place in _unescaped(self.text, re.escape(mark)))

    def at_last_run(self, mark: str, times: int) -> tuple["Part", "Part | None"]:
        """Return what stands before and after the last run of so many marks or more, whose surplus belongs to what stands before."""
        runs = [at + len(run) for at, run in _unescaped(self.text, f"{re.escape(mark)}{{{times},}}")]
        return (self.between(0, runs[-1] - times), self.between(runs[-1])) if runs else (self, None)

    def at_first(self, mark: str) -> tuple["Part", "Part | None"]:
        """Return what stands before and after the first mark; nothing after it when there is none."""
        at = self.find(mark)
        return (self, None) if at < 0 else (self.between(0, at), self.between(at + len(mark)))

    def pieces(self, marks: str) -> list[tuple[str, "Part"]]:
        """Return the pieces that begin with one of these marks, each with its mark; what stands before the first has the mark ""."""
        found: list[tuple[str, Part]] = []
        mark, start, line, counted = "", 0, self.line, 0
        for at, next_mark in [*_unescaped(self.text, f"[{re.escape(marks)}]"), (len(self.text), "")]:
            if len(found) > MOST_ANSWERS:
                raise Unkeepable(_("It has more than %(most)d answers.", most=MOST_ANSWERS))
            line += self.text.count("\n", counted, start)
            counted = start
            found.append((mark, Part(self.text[start:at], line).stripped()))
            mark, start = next_mark, at + 1
        return found if found[0][1].text else found[1:]


def weighted(part: Part) -> tuple[Decimal | None, Part]:
    """Return the weight at the beginning of an answer (None: there is none), and the rest. Raises Unkeepable when it is out of range."""
    found = _WEIGHT.match(part.text)
    return (weight_in(found[1], part.line), part.between(found.end()).stripped()) if found else (None, part)


def text_of(part: Part | None, usual: TextFormat = TextFormat.AUTO) -> Text:
    """Return a text, in the format that it names or else in the usual one. Lines of plain and automatic text are joined: they were wrapped."""
    if part is None:
        return NOTHING
    raw = part.text.strip()
    found = _FORMAT.match(raw)
    format_ = TextFormat(found[1]) if found else usual
    raw = raw[found.end() :] if found else raw
    return Text(words_of(raw) if format_ in (TextFormat.PLAIN, TextFormat.AUTO) else unescaped(raw), format_)


def words_of(raw: str) -> str:
    """Return what is said in plain words: lines that were wrapped are joined, escapes are taken away."""
    return unescaped(" ".join(line.strip(" \t") for line in raw.strip().split("\n")))


def unescaped(raw: str) -> str:
    """Return what was meant by a text with escapes."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], raw)


def _unescaped(text: str, pattern: str) -> Iterator[tuple[int, str]]:
    """Yield (place, what stands there) for each match that does not begin inside of an escape."""
    for found in re.finditer(rf"\\[\\~=#{{}}:n]|({pattern})", text):
        if found[1] is not None:
            yield found.start(), found[1]
