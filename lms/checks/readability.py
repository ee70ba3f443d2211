"""How hard a Markdown text is to read. Pure."""

import re
from dataclasses import dataclass

LONG_WORD = 7
"""Letters from which a word counts as long."""

_MARKS = re.compile(r"\[@[^\]]*\]|[*_`]|!?\[(?=[^\]]*\]\()|\]\([^)]*\)")
_SKIPPED = re.compile(r"\s*(?:#|\||!!!)")
_ITEM = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
_END = re.compile(r"(?<=[.!?:;])[\s\u00a0\u202f]+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+|\d[\d\u202f\u00a0 .,-]*")


@dataclass(frozen=True)
class Sentence:
    """A sentence, or what a list or a colon makes one."""

    line: int
    words: int
    long_words: int


def sentences(markdown: str) -> list[Sentence]:
    """Return the sentences of a text with the line on which their paragraph begins. Headings, tables and titles of boxes are left out."""
    found: list[Sentence] = []
    for line, paragraph in _paragraphs(markdown):
        for piece in _END.split(paragraph):
            words = _WORD.findall(piece)
            if words:
                found.append(Sentence(line=line, words=len(words), long_words=sum(len(word) >= LONG_WORD for word in words)))
    return found


def lix(text: list[Sentence]) -> float:
    """Return the LIX of a text: words per sentence plus the percentage of words of more than six letters.

    Björnsson, C. H., Läsbarhet, Stockholm 1968; it needs no syllables, so that one measure serves both languages.
    """
    words = sum(sentence.words for sentence in text)
    return 0.0 if not words else words / len(text) + 100 * sum(sentence.long_words for sentence in text) / words


def number_of_words(markdown: str) -> int:
    """Return how many words somebody reads, those of tables and headings included."""
    return len(_WORD.findall(_MARKS.sub(" ", markdown)))


def _paragraphs(markdown: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    is_open = False
    for number, line in enumerate(markdown.splitlines(), 1):
        text = _MARKS.sub("", line).strip()
        if not text or _SKIPPED.match(line):
            is_open = False
        elif is_open and not _ITEM.match(line):
            first, before = found[-1]
            found[-1] = (first, f"{before} {text}")
        else:
            found.append((number, _ITEM.sub("", text)))
            is_open = True
    return found
