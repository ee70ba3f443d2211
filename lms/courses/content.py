"""Reads the modules from their files, once, at the start; see docs/content-format.md."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from markupsafe import Markup

from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.i18n import LANGUAGES
from lms.markup import cited_sources, render

STATUSES = ("draft", "reviewed", "validated")


@dataclass(frozen=True)
class Source:
    """Something that lessons and questions cite."""

    id: str
    title: dict[str, str]
    url: str
    grade: str
    is_guidance: bool


@dataclass(frozen=True)
class LessonText:
    """A lesson in one language."""

    title: str
    html: Markup
    markdown: str
    path: Path


@dataclass(frozen=True)
class Lesson:
    """One page of a module."""

    slug: str
    minutes: int
    sources: tuple[Source, ...]
    texts: dict[str, LessonText]
    content_hash: str

    def title(self, language: str) -> str:
        """Return its title in a language."""
        return self.texts[language].title


@dataclass(frozen=True)
class ModuleText:
    """What introduces a module in one language."""

    title: str
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
    lessons: tuple[Lesson, ...]
    texts: dict[str, ModuleText]

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
    """All modules, by order, and the sources they share."""

    modules: dict[str, Module]
    sources: dict[str, Source]


def init_app(app: Flask, folder: Path) -> None:
    """Read the modules and keep them with the application. Raises ContentFault."""
    app.extensions["library"] = load_library(folder)


def library() -> Library:
    """Return the modules that were read at the start."""
    return cast(Library, current_app.extensions["library"])


def load_library(folder: Path) -> Library:
    """Return everything in `modules/`. Raises ContentFault, naming the file, at the first fault."""
    sources = {key: _source(key, facts, folder / "sources.toml") for key, facts in read_toml(folder / "sources.toml").items()}
    modules = [_module(path.parent, sources) for path in sorted(folder.glob("*/module.toml"))]
    return Library(modules={module.slug: module for module in sorted(modules, key=lambda module: module.order)}, sources=sources)


def _source(key: str, facts: dict[str, Any], path: Path) -> Source:
    try:
        title = {language: polish(facts[language], language) for language in LANGUAGES}
        return Source(id=key, title=title, url=facts.get("url", ""), grade=facts["grade"], is_guidance=bool(facts.get("guidance", False)))
    except KeyError as error:
        raise ContentFault(f"{path}: source {key} has no {error.args[0]}.") from None


def _module(folder: Path, sources: dict[str, Source]) -> Module:
    path = folder / "module.toml"
    facts = read_toml(path)
    try:
        if not isinstance(facts["order"], int):
            raise ContentFault(f"{path}: order is a whole number.")
        if facts["status"] not in STATUSES:
            raise ContentFault(f"{path}: status must be one of {', '.join(STATUSES)}.")
        return Module(
            slug=folder.name,
            order=facts["order"],
            version=facts["version"],
            status=facts["status"],
            checked_on=facts["checked_on"],
            reviewed_by=facts["reviewed_by"],
            lessons=tuple(_lesson(folder, lesson, sources) for lesson in facts["lessons"]),
            texts={language: _module_text(folder / f"{language}.toml", language) for language in LANGUAGES},
        )
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None


def _module_text(path: Path, language: str) -> ModuleText:
    words = read_toml(path)
    try:
        objectives = tuple(polish(objective, language) for objective in words["objectives"])
        return ModuleText(title=polish(words["title"], language), summary=polish(words["summary"], language), objectives=objectives)
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing.") from None


def _lesson(folder: Path, facts: dict[str, Any], sources: dict[str, Source]) -> Lesson:
    unknown = [key for key in facts["sources"] if key not in sources]
    if unknown:
        raise ContentFault(f"{folder / 'module.toml'}: lesson {facts['slug']} names sources that do not exist: {', '.join(unknown)}.")
    texts = {language: _lesson_text(folder / language / f"{facts['slug']}.md", language, facts["sources"]) for language in LANGUAGES}
    fingerprint = hashlib.sha256("\n".join(texts[language].markdown for language in LANGUAGES).encode()).hexdigest()[:16]
    return Lesson(slug=facts["slug"], minutes=facts["minutes"], sources=tuple(sources[key] for key in facts["sources"]), texts=texts,
                  content_hash=fingerprint)  # fmt: skip


def _lesson_text(path: Path, language: str, sources: list[str]) -> LessonText:
    try:
        markdown = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentFault(f"{path}: this lesson is missing.") from None
    except UnicodeDecodeError:
        raise ContentFault(f"{path}: this file is not UTF-8. Save it again as UTF-8.") from None
    first, _newline, rest = markdown.strip().partition("\n")
    if not first.startswith("# "):
        raise ContentFault(f"{path}:1: a lesson begins with its title, «# Title».")
    cited = cited_sources(rest)
    if set(cited) != set(sources):
        difference = ", ".join(sorted(set(cited) ^ set(sources)))
        raise ContentFault(f"{path}: its citations and the sources in module.toml differ: {difference}.")
    return LessonText(title=polish(first[2:], language), html=render(rest, language=language, sources=sources), markdown=markdown, path=path)
