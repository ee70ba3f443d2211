"""Checks on modules: parts that every lesson has, both languages alike, length and reading level, recorded versions."""

import re
from collections.abc import Iterator
from pathlib import Path

from lms.checks.readability import lix, number_of_words, sentences
from lms.courses.content import Lesson, Library, Module
from lms.courses.guide import BY_AUDIENCE, Guide
from lms.courses.texts import Text
from lms.i18n import LANGUAGES

LESSONS_PER_MODULE = range(6, 10)
QUESTIONS_PER_LESSON = range(2, 5)
OBJECTIVES = range(3, 6)
MINUTES = range(5, 11)
WORDS_PER_MINUTE = 115
"""Slower than the 180 to 240 of fluent readers: most read these lessons in a second language, on a telephone, to remember them."""
MOST_LIX = 40
LONGEST_SENTENCE = 40

_BOX = re.compile(r'^!!! (\w+) "', re.MULTILINE)
_KINDS = {"key", "guidance", "national", "example", "caution"}
_ROLE_PLAY = re.compile(r"\b(?:jeux? de rôles?|role[ -]plays?)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\]\(figure:([a-z0-9-]+)\)")


def course_faults(folder: Path, library: Library) -> Iterator[str]:
    """Yield what is wrong with the modules in `folder`."""
    for module in library.modules.values():
        yield from _module_faults(folder / module.slug, module)
        for lesson in module.lessons:
            yield from _lesson_faults(folder / module.slug, lesson)
            for language in LANGUAGES:
                yield from _text_faults(lesson, lesson.texts[language])
        if module.guide is not None:
            yield from _guide_faults(folder / module.slug)
            yield from _role_play_faults(folder / module.slug, module.guide)


def _module_faults(folder: Path, module: Module) -> Iterator[str]:
    path = folder / "module.toml"
    if len({len(words.objectives) for words in module.texts.values()}) > 1:
        yield f"{path}:1: the languages do not have the same number of objectives."
    if len(next(iter(module.texts.values())).objectives) not in OBJECTIVES:
        yield f"{path}:1: a module has three to five objectives."
    if len(module.lessons) not in LESSONS_PER_MODULE:
        yield f"{path}:1: a module has {LESSONS_PER_MODULE.start} to {LESSONS_PER_MODULE.stop - 1} lessons, this one has {len(module.lessons)}."
    if module.guide is None:
        yield f"{folder / 'guide.toml'}:1: the facilitator's guide is missing."
    for language, words in module.texts.items():
        if len(words.short_title) > 40:
            yield f"{folder / language}.toml:1: short_title has more than 40 characters."
    named = {lesson.slug for lesson in module.lessons}
    for language in LANGUAGES:
        for stray in sorted({path.stem for path in (folder / language).glob("*.md")} - named):
            yield f"{folder / language / stray}.md:1: module.toml does not name this lesson."


def _lesson_faults(folder: Path, lesson: Lesson) -> Iterator[str]:
    at = f"{folder / 'module.toml'}:{_line_of(folder / 'module.toml', lesson.slug)}: lesson {lesson.slug}"
    french, english = (lesson.texts[language] for language in LANGUAGES)
    for what, french_has, english_has in (
        ("headings", _headings(french.markdown), _headings(english.markdown)),
        ("boxes", _BOX.findall(french.markdown), _BOX.findall(english.markdown)),
        ("glossary terms", sorted(french.terms), sorted(english.terms)),
        ("figures", _FIGURE.findall(french.markdown), _FIGURE.findall(english.markdown)),
    ):
        if french_has != english_has:
            yield f"{english.path}:1: the languages do not have the same {what}: fr {french_has}, en {english_has}."
    if lesson.minutes not in MINUTES:
        yield f"{at} takes {lesson.minutes} minutes; a lesson takes {MINUTES.start} to {MINUTES.stop - 1}."
    needed = number_of_words(french.markdown) / WORDS_PER_MINUTE
    if abs(needed - lesson.minutes) > 1.5:
        yield f"{at} says {lesson.minutes} minutes; its French text takes about {needed:.0f}, at {WORDS_PER_MINUTE} words a minute."
    if len(lesson.questions) not in QUESTIONS_PER_LESSON:
        yield f"{at} has {len(lesson.questions)} check questions; a lesson has {QUESTIONS_PER_LESSON.start} to {QUESTIONS_PER_LESSON.stop - 1}."
    if not lesson.versions or lesson.versions[-1].content_hash != lesson.content_hash:
        known = f"since version {lesson.versions[-1].number}" if lesson.versions else "and no version of it is recorded"
        yield (
            f"{folder / 'versions.toml'}:1: the text of {lesson.slug} has changed {known}. Say what changed: "
            f"flask --app wsgi content record {folder.name} {lesson.slug}"
        )


def _text_faults(lesson: Lesson, text: Text) -> Iterator[str]:
    lines = text.markdown.splitlines()
    boxes = _BOX.findall(text.markdown)
    if unknown := sorted(set(boxes) - _KINDS):
        yield f"{text.path}:{_line(lines, unknown[0])}: boxes of this kind do not exist: {', '.join(unknown)}."
    if not text.sections or "<li>" not in str(text.html).split("<h2", 2)[1]:
        yield f"{text.path}:1: the first section lists what the reader will be able to do."
    if "key" in boxes and '!!! key "' not in text.markdown.rsplit("\n## ", 1)[-1]:
        yield f"{text.path}:{_line(lines, '!!! key')}: what to remember stands in the last section."
    for kind, what in (("example", "a worked example with invented people"), ("key", "what to remember")):
        if kind not in boxes:
            yield f"{text.path}:1: there is no box of kind {kind}: {what}."
    if any(source.is_guidance for source in lesson.sources) and "national" not in boxes:
        yield f"{text.path}:1: it leans on general guidance and has no place for the national text (a box of kind national)."
    told = sentences(text.markdown)
    for sentence in told:
        if sentence.words > LONGEST_SENTENCE:
            yield f"{text.path}:{sentence.line}: a sentence of {sentence.words} words; at most {LONGEST_SENTENCE}."
    if (level := lix(told)) > MOST_LIX:
        yield f"{text.path}:1: hard to read: LIX {level:.1f}, at most {MOST_LIX}. Shorten sentences and words."
    for term in text.terms:
        if text.markdown.count(f"](term:{term})") > 1:
            yield f"{text.path}:{_line(lines, f'](term:{term})')}: the term {term} is explained more than once."


def _guide_faults(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "fr" / "guide").glob("*.md")):
        other = folder / "en" / "guide" / path.name
        french, english = _headings(path.read_text(encoding="utf-8")), _headings(other.read_text(encoding="utf-8"))
        if french != english:
            yield f"{other}:1: the languages do not have the same headings: fr {french}, en {english}."


def _role_play_faults(folder: Path, guide: Guide) -> Iterator[str]:
    """Yield activities that speak of a role play without naming it in guide.toml: its cards would be missing from session kits."""
    for activity in guide.activities.values():
        for language in LANGUAGES:
            path = folder / language / "guide" / f"{activity.id}.md"
            markdown = path.read_text(encoding="utf-8")
            quoted = [play.id for play in guide.role_plays if _is_quoted(play.texts[language].title, markdown)]
            if activity.role_play is None and (quoted or _ROLE_PLAY.search(markdown)):
                yield f"{path}:1: it speaks of a role play; guide.toml gives the activity {activity.id} no role_play."
            elif quoted and activity.role_play not in (*quoted, BY_AUDIENCE):
                yield f"{path}:1: it speaks of the role play {', '.join(quoted)}; guide.toml gives the activity {activity.id} {activity.role_play}."


def _is_quoted(title: str, markdown: str) -> bool:
    """Tell whether a title stands in a text as one: between quotation marks or in bold, for some are also ordinary words."""
    words = r"\s+".join(re.escape(word).replace("’", "['’]") for word in title.split())
    return re.search(rf"(?:[«“]\s*|\*\*){words}", markdown) is not None


def _headings(markdown: str) -> tuple[int, ...]:
    return tuple(len(hashes) for hashes in re.findall(r"^(#+) ", markdown, re.MULTILINE))


def _line_of(path: Path, slug: str) -> int:
    return _line(path.read_text(encoding="utf-8").splitlines(), f'slug = "{slug}"')


def _line(lines: list[str], words: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if words in line), 1)
