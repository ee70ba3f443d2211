"""Markdown files of courses, read and checked against what they refer to: sources, terms, figures, lessons."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from lms.content_files import polish
from lms.errors import ContentFault
from lms.markup import Section, cited_sources, render

_REFERENCE = re.compile(r"\]\((term|lesson|figure|source):([^)\s]*)\)|\[@([^\]]+)\]")


@dataclass(frozen=True)
class Shelf:
    """What texts may refer to."""

    sources: frozenset[str]
    terms: frozenset[str]
    figures: frozenset[str]
    lessons: frozenset[str]
    """As `module/lesson`."""

    def has(self, kind: str, target: str, module: str) -> bool:
        """Tell whether a reference leads somewhere; a lesson may be named without its module from within it."""
        if kind == "lesson":
            return full_lesson(target, module) in self.lessons
        return target in {"term": self.terms, "figure": self.figures, "source": self.sources}[kind]


@dataclass(frozen=True)
class Text:
    """A Markdown file in one language, with its title taken off. Figures are places in its HTML, yet without their drawing."""

    title: str
    html: Markup
    sections: tuple[Section, ...]
    markdown: str
    path: Path
    terms: tuple[str, ...]
    """Ids of the glossary terms that it explains, in order."""


@dataclass(frozen=True)
class Part:
    """A titled piece of a text."""

    title: str
    html: Markup


def full_lesson(target: str, module: str) -> str:
    """Return a reference to a lesson as `module/lesson`."""
    return target if "/" in target else f"{module}/{target}"


def read_markdown(path: Path) -> str:
    """Return a Markdown file. Raises ContentFault when it is missing, cannot be read, or has no title."""
    try:
        markdown = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise ContentFault(f"{path}: this text is missing.") from None
    except UnicodeDecodeError:
        raise ContentFault(f"{path}: this file is not UTF-8. Save it again as UTF-8.") from None
    if not markdown.startswith("# "):
        raise ContentFault(f"{path}:1: a text begins with its title, «# Title».")
    return markdown


def read_text(path: Path, *, language: str, module: str, shelf: Shelf, sources: Sequence[str]) -> Text:
    """Return a text, its citations numbered by their rank in `sources`. Raises ContentFault, naming the line, for what leads nowhere."""
    markdown = read_markdown(path)
    refuse_unresolved(path, markdown, module=module, shelf=shelf)
    title, body = _without_title(markdown)
    rendered = render(body, language=language, sources=sources, links=_links(language, module))
    terms = dict.fromkeys(target for kind, target, _source in _REFERENCE.findall(body) if kind == "term")
    return Text(title=polish(title, language), html=rendered.html, sections=rendered.sections, markdown=markdown, path=path, terms=tuple(terms))


def read_parts(markdown: str, *, language: str, module: str, sources: Sequence[str], level: int = 2) -> tuple[str, Markup, tuple[Part, ...]]:
    """Return the title of a text, what stands before its first heading of that level, and its pieces under such headings."""
    title, body = _without_title(markdown) if level == 2 else ("", markdown)
    before, *pieces = re.split(rf"^{'#' * level} +(.+)$", body, flags=re.MULTILINE)

    def html(text: str) -> Markup:
        if not text.strip():
            return Markup()
        return render(text.strip(), language=language, sources=sources, links=_links(language, module)).html

    parts = [Part(title=polish(name, language), html=html(text)) for name, text in zip(pieces[::2], pieces[1::2], strict=True)]
    return polish(title, language), html(before), tuple(parts)


def refuse_unresolved(path: Path, markdown: str, *, module: str, shelf: Shelf) -> None:
    """Raise ContentFault for references that lead nowhere, each with its line."""
    faults = [
        f"{path}:{number}: {kind} {target} does not exist."
        for number, kind, target in _references(markdown)
        if not shelf.has(kind, target, module)
    ]  # fmt: skip
    if faults:
        raise ContentFault("\n".join(faults))


def cited_in(markdowns: Sequence[str]) -> list[str]:
    """Return the sources that several texts cite, each once, in order of first appearance."""
    return list(dict.fromkeys(source for markdown in markdowns for source in cited_sources(markdown)))


def _references(markdown: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(markdown.splitlines(), 1):
        for kind, target, source in _REFERENCE.findall(line):
            yield (number, "source", source) if source else (number, kind, target)


def _without_title(markdown: str) -> tuple[str, str]:
    first, _newline, rest = markdown.partition("\n")
    return first.removeprefix("# "), rest


def _links(language: str, module: str) -> dict[str, Callable[[str], str]]:
    return {"term": _term_link, "lesson": _LessonLink(language, module)}


def _term_link(target: str) -> str:
    return f"#term-{target}"


@dataclass(frozen=True)
class _LessonLink:
    language: str
    module: str

    def __call__(self, target: str) -> str:
        module, _slash, lesson = full_lesson(target, self.module).partition("/")
        return f"/{self.language}/modules/{module}/{lesson}"
