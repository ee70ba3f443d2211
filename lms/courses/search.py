"""Search over the lessons and the glossary, in one language, without accents or case."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, groupby
from typing import cast

from flask import Flask, current_app
from markupsafe import Markup, escape

from lms.courses.content import Library
from lms.courses.glossary import Term
from lms.i18n import LANGUAGES
from lms.markup import text_of
from lms.plain import plain

MOST = 20
"""Sections shown at most: nobody reads further on a telephone."""

MOST_WORDS = 8
_LETTERS_OF_PLURAL = 4
"""Shorter words keep their s or x: «cas», «pas»."""

_LETTERS_TO_COMPARE, _LIKENESS = 5, 0.75
"""Another word is offered for one that is nowhere: both as long as this, and as much alike, from 0 to 1 (difflib)."""

_SNIPPET_BEFORE, _SNIPPET_WORDS = 8, 28
_TITLE_WEIGHT, _HEADING_WEIGHT = 8, 4
_EXACT_WEIGHT = 2
_WORD = re.compile(r"[^\W_]+")
_INLINE = re.compile(r"<sup>.*?</sup>|</?(?:a|abbr|code|em|strong)\b[^>]*>", re.DOTALL)
_BLOCK = re.compile(r"(?=<)")
_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
# Too common to look for, once other words are asked.
_COMMON = {
    "fr": "a au aux avec ce ces d dans de des du elle en est et il l la le les leur on ou par pas pour qu que qui s se son sur un une",
    "en": "a an and are as at be by for from he in is it its of on or s she that the their they to what who with",
}


@dataclass(frozen=True)
class Found:
    """A section of a lesson that has all the words asked."""

    module: str
    lesson: str
    lesson_title: str
    section: str
    """Where in the page; empty for what stands before the first heading."""
    section_title: str
    snippet: Markup


@dataclass(frozen=True)
class _Passage:
    module: str
    lesson: str
    lesson_title: str
    section: str
    section_title: str
    words: tuple[str, ...]
    """As written."""
    keys: tuple[tuple[str, ...], ...]
    """Each word in plain letters; several where a mark divides it («l’accord»)."""
    numbers: Mapping[str, int]
    """How often each of them stands in it."""
    title_keys: frozenset[str]
    heading_keys: frozenset[str]

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is written in it."""
        return (self.lesson_title, self.section_title, *self.words)


class Index:
    """The words of a library in one language. Made once, at the start; asking reads memory only."""

    def __init__(self, library: Library, language: str) -> None:
        self._common = frozenset(_COMMON[language].split())
        self._passages = [passage for module in library.modules.values() for lesson in module.lessons
                          for passage in _passages(module.slug, lesson.slug, lesson.texts[language].title, lesson.texts[language].html)]  # fmt: skip
        self._terms = [(term, plain(term.names[language]).split()) for term in library.glossary.values()]
        names = (term.names[language] for term in library.glossary.values())
        self._spellings = _spellings([*names, *(text for passage in self._passages for text in passage.texts)])

    def asked(self, query: str) -> list[str]:
        """Return the words that are looked for, `MOST_WORDS` at most: plain, without the most common ones."""
        words = plain(query).split()
        telling = [word for word in words if word not in self._common] or words
        return list(dict.fromkeys(telling))[:MOST_WORDS]

    def find(self, query: str, modules: Collection[str]) -> list[Found]:
        """Return the sections of these modules that have every word, as the beginning of a word or in the plural; best first, `MOST` at most.

        Where no section has them all, the best section of each lesson that has them all.
        """
        asked = [self._weights(word) for word in self.asked(query)]
        counted = [(_counts(passage, asked), passage) for passage in self._passages if passage.module in modules] if asked else []
        best = _best([(sum(counts), passage) for counts, passage in counted if all(counts)]) or _best(_of_whole_lessons(counted))
        return [_found(passage, asked) for passage in best]

    def terms(self, query: str) -> list[Term]:
        """Return the glossary terms whose name has every word asked."""
        asked = self.asked(query)
        return [term for term, keys in self._terms if asked and all(any(_weight(key, word) for key in keys) for word in asked)]

    def suggestion(self, query: str, modules: Collection[str]) -> str:
        """Return the query with the nearest word of the lessons for each one that is nowhere; empty when that would find nothing either."""
        words = [self._nearest(word) for word in _WORD.findall(query)[:MOST_WORDS]]
        mended = " ".join(words)
        return mended if all(words) and (self.find(mended, modules) or self.terms(mended)) else ""

    def _nearest(self, word: str) -> str:
        key = plain(word)
        if key in self._common or self._weights(key):
            return word
        known = [one for one in self._spellings if len(one) >= _LETTERS_TO_COMPARE] if len(key) >= _LETTERS_TO_COMPARE else []
        return next((self._spellings[one] for one in get_close_matches(key, known, 1, _LIKENESS)), "")

    def _weights(self, word: str) -> dict[str, int]:
        """Return how much each word of the lessons answers a word asked; those that do not are left out."""
        return {key: weight for key in self._spellings if (weight := _weight(key, word))}


def _passages(module: str, lesson: str, title: str, html: Markup) -> list[_Passage]:
    before, *pieces = _HEADING.split(html)
    texts = [("", "", before), *zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)]
    return [_passage(module, lesson, title, section, _words_of(heading), _words_of(text)) for section, heading, text in texts if text.strip()]


def _weight(key: str, word: str) -> int:
    if key == word:
        return _EXACT_WEIGHT
    is_plural_of = len(word) >= _LETTERS_OF_PLURAL and word[-1] in "sx" and key == word[:-1]
    return 1 if is_plural_of or key.startswith(word) else 0


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    """Return every word of the texts, in plain letters, with its most frequent spelling, in small letters if it ever has them."""
    written = Counter(word for text in texts for word in _WORD.findall(text))
    spellings: dict[str, str] = {}
    for word, _number in written.most_common():
        for key in plain(word).split():
            spellings.setdefault(key, word.lower() if word.lower() in written else word)
    return spellings


def _words_of(html: str) -> str:
    return text_of(_BLOCK.sub(" ", _INLINE.sub("", html)))


def _passage(module: str, lesson: str, title: str, section: str, heading: str, text: str) -> _Passage:
    words = tuple(text.split())
    keys = tuple(tuple(plain(word).split()) for word in words)
    return _Passage(
        module=module, lesson=lesson, lesson_title=title, section=section, section_title=heading, words=words,
        keys=keys, numbers=Counter(chain.from_iterable(keys)),
        title_keys=frozenset(plain(title).split()), heading_keys=frozenset(plain(heading).split()),
    )  # fmt: skip


def _counts(passage: _Passage, asked: Sequence[Mapping[str, int]]) -> list[int]:
    """Return how much each word is found in a passage; nothing at all when none is in its text, whatever its titles say."""
    in_text = [sum(weight * passage.numbers.get(key, 0) for key, weight in weights.items()) for weights in asked]
    if not any(in_text):
        return [0] * len(asked)
    in_heading = [_HEADING_WEIGHT * _most(passage.heading_keys, weights) for weights in asked]
    in_title = [_TITLE_WEIGHT * _most(passage.title_keys, weights) for weights in asked]
    return [sum(counts) for counts in zip(in_text, in_heading, in_title, strict=True)]


def _most(keys: Iterable[str], weights: Mapping[str, int]) -> int:
    return max((weights.get(key, 0) for key in keys), default=0)


def _of_whole_lessons(counted: Sequence[tuple[list[int], _Passage]]) -> list[tuple[int, _Passage]]:
    """Return, for each lesson whose passages together have every word, the passage that has most of them."""
    lessons: dict[tuple[str, str], list[tuple[list[int], _Passage]]] = {}
    for counts, passage in counted:
        lessons.setdefault((passage.module, passage.lesson), []).append((counts, passage))
    found = []
    for passages in lessons.values():
        if all(any(column) for column in zip(*(counts for counts, _passage in passages), strict=True)):
            counts, passage = max(passages, key=lambda pair: sum(pair[0]))
            found.append((sum(counts), passage))
    return found


def _best(scored: Sequence[tuple[int, _Passage]]) -> list[_Passage]:
    return [passage for _score, passage in sorted(scored, key=lambda pair: -pair[0])[:MOST]]


def _found(passage: _Passage, asked: Sequence[Mapping[str, int]]) -> Found:
    marked = [any(key in weights for weights in asked for key in keys) for keys in passage.keys]
    start = max(0, marked.index(True) - _SNIPPET_BEFORE)
    shown = zip(passage.words[start : start + _SNIPPET_WORDS], marked[start : start + _SNIPPET_WORDS], strict=True)
    pieces = []
    for is_marked, pairs in groupby(shown, key=lambda pair: pair[1]):
        words = escape(" ".join(word for word, _is in pairs))
        pieces.append(Markup("<mark>{}</mark>").format(words) if is_marked else words)
    snippet = Markup(" ").join(pieces)
    if start:
        snippet = escape("… ") + snippet
    if start + _SNIPPET_WORDS < len(passage.words):
        snippet = snippet + escape(" …")
    return Found(module=passage.module, lesson=passage.lesson, lesson_title=passage.lesson_title, section=passage.section,
                 section_title=passage.section_title, snippet=snippet)  # fmt: skip


def search_index(language: str) -> Index:
    """Return the index that was made at the start for a language."""
    return cast(dict[str, Index], current_app.extensions["search"])[language]


def init_app(app: Flask, library: Library) -> None:
    """Make the index of each language and keep it with the application."""
    app.extensions["search"] = {language: Index(library, language) for language in LANGUAGES}
