"""Reads the modules from their files, once, at the start; see docs/content-format.md."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from markupsafe import Markup

from lms.content_files import polish, read_toml
from lms.courses.figures import Figure, load_figures, with_figures
from lms.courses.glossary import Term, load_glossary
from lms.courses.guide import Guide, load_guide
from lms.courses.session import SessionFrame, load_session
from lms.courses.texts import Shelf, Text, read_text
from lms.courses.versions import Version, content_hash, load_versions
from lms.errors import ContentFault
from lms.i18n import LANGUAGES
from lms.markup import cited_sources
from lms.plain import plain
from lms.questions.content import Question, read_questions, read_wording

STATUSES = ("draft", "reviewed", "validated")
CHECK_TYPES = ("single", "multiple", "true-false")


@dataclass(frozen=True)
class Source:
    """Something that lessons and questions cite."""

    id: str
    title: dict[str, str]
    url: str
    grade: str
    is_guidance: bool


@dataclass(frozen=True)
class Lesson:
    """One page of a module."""

    slug: str
    minutes: int
    sources: tuple[Source, ...]
    texts: dict[str, Text]
    pages: dict[str, Markup]
    """Per language, its HTML with the figures drawn."""
    questions: tuple[Question, ...]
    """What is answered to complete it."""
    content_hash: str
    versions: tuple[Version, ...]

    @property
    def key(self) -> dict[str, tuple[str, ...]]:
        """Return the right options of each of its questions."""
        return {question.id: question.right for question in self.questions}

    def title(self, language: str) -> str:
        """Return its title in a language."""
        return self.texts[language].title


@dataclass(frozen=True)
class ModuleText:
    """What introduces a module in one language."""

    title: str
    short_title: str
    summary: str
    objectives: tuple[str, ...]


@dataclass(frozen=True)
class Module:
    """One course."""

    slug: str
    order: int
    version: str
    status: str
    checked_on: date
    reviewed_by: str
    validated_on: date | None
    lessons: tuple[Lesson, ...]
    texts: dict[str, ModuleText]
    guide: Guide | None

    @property
    def minutes(self) -> int:
        """Return how long its lessons take to read, in minutes."""
        return sum(lesson.minutes for lesson in self.lessons)

    def title(self, language: str) -> str:
        """Return its title in a language."""
        return self.texts[language].title

    def lesson(self, slug: str) -> Lesson | None:
        """Return one of its lessons, or None."""
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)


@dataclass(frozen=True)
class Library:
    """All modules, by order, and what they share."""

    modules: dict[str, Module]
    sources: dict[str, Source]
    glossary: dict[str, Term]
    figures: dict[str, Figure]
    session: SessionFrame
    fingerprint: str
    """Changes with any of the files: what was made from them under another fingerprint is out of date."""

    def terms_of(self, lessons: Iterable[Lesson], language: str) -> list[Term]:
        """Return the glossary terms that the lessons explain in a language, by name."""
        used = {term for lesson in lessons for term in lesson.texts[language].terms}
        return sorted((self.glossary[term] for term in used), key=lambda term: plain(term.names[language]))


def init_app(app: Flask, folder: Path) -> None:
    """Read the modules and keep them with the application. Raises ContentFault."""
    app.extensions["library"] = load_library(folder)


def library() -> Library:
    """Return the modules that were read at the start."""
    return cast(Library, current_app.extensions["library"])


def load_library(folder: Path) -> Library:
    """Return everything in `modules/`. Raises ContentFault with a line for every fault, naming the file."""
    sources = {key: _source(key, facts, folder / "sources.toml") for key, facts in read_toml(folder / "sources.toml").items()}
    glossary, figures = load_glossary(folder / "glossary.toml"), load_figures(folder / "figures")
    session = load_session(folder / "session")
    given = {path: read_toml(path) for path in sorted(folder.glob("*/module.toml"))}
    lessons = frozenset(f"{path.parent.name}/{lesson.get('slug')}" for path, facts in given.items() for lesson in facts.get("lessons", []))
    shelf = Shelf(sources=frozenset(sources), terms=frozenset(glossary), figures=frozenset(figures), lessons=lessons)
    faults, modules = [], []
    for path, facts in given.items():
        try:
            modules.append(_Reader(path, facts, sources, figures, shelf).module())
        except ContentFault as fault:
            faults.append(str(fault))
    if faults:
        raise ContentFault("\n".join(faults))
    in_order = {module.slug: module for module in sorted(modules, key=lambda module: module.order)}
    return Library(modules=in_order, sources=sources, glossary=glossary, figures=figures, session=session, fingerprint=_fingerprint(folder))


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _source(key: str, facts: dict[str, Any], path: Path) -> Source:
    try:
        title = {language: polish(facts[language], language) for language in LANGUAGES}
        return Source(id=key, title=title, url=facts.get("url", ""), grade=facts["grade"], is_guidance=bool(facts.get("guidance", False)))
    except KeyError as error:
        raise ContentFault(f"{path}: source {key} has no {error.args[0]}.") from None
    except (AttributeError, TypeError):
        raise ContentFault(f"{path}: {key} is not a table, or one of its texts is not a text.") from None


@dataclass(frozen=True)
class _Reader:
    """Reads one module: its facts, and what its texts may refer to."""

    path: Path
    facts: dict[str, Any]
    sources: dict[str, Source]
    figures: dict[str, Figure]
    shelf: Shelf

    def module(self) -> Module:
        facts, folder = self.facts, self.path.parent
        try:
            self._check_facts()
            questions = self._questions()
            history = load_versions(folder / "versions.toml")
            return Module(
                slug=folder.name, order=facts["order"], version=facts["version"], status=facts["status"], checked_on=facts["checked_on"],
                reviewed_by=facts["reviewed_by"], validated_on=facts["validated_on"] or None, lessons=self._lessons(questions, history),
                texts={language: _module_text(folder / f"{language}.toml", language) for language in LANGUAGES},
                guide=load_guide(folder, self.shelf),
            )  # fmt: skip
        except KeyError as error:
            raise ContentFault(f"{self.path}: {error.args[0]} is missing.") from None
        except (AttributeError, TypeError, ValueError) as error:
            raise ContentFault(f"{self.path}: something is not of the form that docs/content-format.md describes: {error}.") from error

    def _check_facts(self) -> None:
        facts = self.facts
        if not isinstance(facts["order"], int) or not all(isinstance(lesson.get("minutes"), int) for lesson in facts["lessons"]):
            raise ContentFault(f"{self.path}: order and the minutes of every lesson are whole numbers.")
        if not isinstance(facts["checked_on"], date):
            raise ContentFault(f"{self.path}: checked_on is a day: checked_on = 2026-11-21.")
        slugs = [lesson.get("slug", "") for lesson in facts["lessons"]]
        if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1 or not slug}):
            raise ContentFault(f"{self.path}: lessons without a slug, or with one that stands twice: {', '.join(twice)}.")
        if facts["status"] not in STATUSES:
            raise ContentFault(f"{self.path}: status must be one of {', '.join(STATUSES)}.")
        if facts["status"] != "draft" and not facts["reviewed_by"]:
            raise ContentFault(f"{self.path}: a module that is {facts['status']} names its reviewer in reviewed_by.")
        if (facts["status"] == "validated") != isinstance(facts["validated_on"], date):
            raise ContentFault(f"{self.path}: validated_on is the day of validation of a validated module, else empty.")

    def _questions(self) -> dict[str, list[Question]]:
        path = self.path.parent / "checks" / "questions.toml"
        try:
            questions = read_questions(path, read_toml(path)["questions"], read_wording(path.parent))
        except KeyError as error:
            raise ContentFault(f"{path}: {error.args[0]} is missing, here or in the wording.") from None
        by_lesson: dict[str, list[Question]] = {lesson["slug"]: [] for lesson in self.facts["lessons"]}
        for question in questions:
            if question.type not in CHECK_TYPES:
                raise ContentFault(f"{path}: question {question.id}: a check question is one of {', '.join(CHECK_TYPES)}.")
            if question.lesson not in by_lesson:
                raise ContentFault(f"{path}: question {question.id}: its lesson {question.lesson} does not exist.")
            if unknown := sorted(set(question.sources) - set(self.sources)):
                raise ContentFault(f"{path}: question {question.id} names sources that do not exist: {', '.join(unknown)}.")
            by_lesson[question.lesson].append(question)
        return by_lesson

    def _lessons(self, questions: dict[str, list[Question]], history: dict[str, tuple[Version, ...]]) -> tuple[Lesson, ...]:
        faults, lessons = [], []
        for facts in self.facts["lessons"]:
            try:
                lessons.append(self._lesson(facts, questions[facts["slug"]], history.get(facts["slug"], ())))
            except ContentFault as fault:
                faults.append(str(fault))
        if faults:
            raise ContentFault("\n".join(faults))
        return tuple(lessons)

    def _lesson(self, facts: dict[str, Any], questions: list[Question], versions: tuple[Version, ...]) -> Lesson:
        slug, cited = facts["slug"], facts["sources"]
        if unknown := [key for key in cited if key not in self.sources]:
            raise ContentFault(f"{self.path}: lesson {slug} names sources that do not exist: {', '.join(unknown)}.")
        if not questions:
            raise ContentFault(f"{self.path.parent / 'checks/questions.toml'}: lesson {slug} has no check question.")
        texts = {language: self._text(self.path.parent / language / f"{slug}.md", language, cited) for language in LANGUAGES}
        return Lesson(
            slug=slug, minutes=facts["minutes"], sources=tuple(self.sources[key] for key in cited), texts=texts, questions=tuple(questions),
            pages={language: with_figures(text.html, self.figures, language) for language, text in texts.items()},
            content_hash=content_hash(texts[language].markdown for language in LANGUAGES), versions=versions,
        )  # fmt: skip

    def _text(self, path: Path, language: str, sources: list[str]) -> Text:
        text = read_text(path, language=language, module=self.path.parent.name, shelf=self.shelf, sources=sources)
        if difference := sorted(set(cited_sources(text.markdown)) ^ set(sources)):
            raise ContentFault(f"{path}: its citations and the sources in module.toml differ: {', '.join(difference)}.")
        return text


def _module_text(path: Path, language: str) -> ModuleText:
    words = read_toml(path)
    try:
        title, short_title, summary = (polish(words[key], language) for key in ("title", "short_title", "summary"))
        objectives = tuple(polish(objective, language) for objective in words["objectives"])
        return ModuleText(title=title, short_title=short_title, summary=summary, objectives=objectives)
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None
