"""Reads what participants are asked from `workshops/evaluation/`, once, at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app

from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.i18n import LANGUAGES
from lms.workshops.evaluation.rules import POINTS


@dataclass(frozen=True)
class Asked:
    """An item or an open question."""

    id: str
    number: int
    """From 1, in the order of the form."""
    sources: tuple[str, ...]
    """Why it is asked: ids in `modules/sources.toml`."""
    words: Mapping[str, str]
    """By language."""


@dataclass(frozen=True)
class Section:
    """Items under one heading."""

    titles: Mapping[str, str]
    items: tuple[Asked, ...]


@dataclass(frozen=True)
class FormWording:
    """What stands around the items, in one language."""

    title: str
    intro: str
    scale: tuple[str, ...]
    """A word for each of the five points, from the lowest."""
    warning: str


@dataclass(frozen=True)
class Form:
    """The whole form."""

    sections: tuple[Section, ...]
    comments: tuple[Asked, ...]
    words: Mapping[str, FormWording]

    @property
    def items(self) -> tuple[Asked, ...]:
        """Every item, in order."""
        return tuple(item for section in self.sections for item in section.items)


def init_app(app: Flask, folder: Path) -> None:
    """Read the form and keep it with the application. Raises ContentFault."""
    app.extensions["evaluation_form"] = load_form(folder)


def form_asked() -> Form:
    """Return the form that was read at the start."""
    return cast(Form, current_app.extensions["evaluation_form"])


def load_form(folder: Path) -> Form:
    """Return the form in `workshops/evaluation/`. Raises ContentFault, naming the file, at the first fault."""
    path = folder / "evaluation.toml"
    facts = read_toml(path)
    wording = {language: read_toml(folder / f"{language}.toml") for language in LANGUAGES}
    try:
        ids = [item["id"] for section in facts["sections"] for item in section["items"]]
        form = Form(
            sections=tuple(_section(section, ids, wording) for section in facts["sections"]),
            comments=tuple(_asked(given, number, "comments", wording) for number, given in enumerate(facts["comments"], start=1)),
            words={language: _words(folder / f"{language}.toml", given, language) for language, given in wording.items()},
        )
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing, here or in the wording.") from None
    _refuse_doubles(path, [*ids, *(comment.id for comment in form.comments)])
    for language, given in wording.items():
        _refuse_leftovers(folder / f"{language}.toml", given, form)
    return form


def _section(facts: Mapping[str, Any], ids: list[str], wording: Mapping[str, Mapping[str, Any]]) -> Section:
    return Section(
        titles={language: polish(given["sections"][facts["id"]], language) for language, given in wording.items()},
        items=tuple(_asked(item, ids.index(item["id"]) + 1, "items", wording) for item in facts["items"]),
    )


def _asked(facts: Mapping[str, Any], number: int, table: str, wording: Mapping[str, Mapping[str, Any]]) -> Asked:
    words = {language: polish(given[table][facts["id"]], language) for language, given in wording.items()}
    return Asked(id=facts["id"], number=number, sources=tuple(facts["sources"]), words=words)


def _words(path: Path, given: Mapping[str, Any], language: str) -> FormWording:
    scale = tuple(polish(word, language) for word in given["scale"])
    if len(scale) != len(POINTS):
        raise ContentFault(f"{path}: the scale has {len(POINTS)} words, from the lowest to the highest.")
    return FormWording(title=polish(given["title"], language), intro=polish(given["intro"], language), scale=scale,
                       warning=polish(given["warning"], language))  # fmt: skip


def _refuse_doubles(path: Path, ids: list[str]) -> None:
    if double := sorted({id for id in ids if ids.count(id) > 1}):
        raise ContentFault(f"{path}: these ids stand twice: {', '.join(double)}.")


def _refuse_leftovers(path: Path, given: Mapping[str, Any], form: Form) -> None:
    unknown = sorted((set(given["items"]) - {item.id for item in form.items}) | (set(given["comments"]) - {one.id for one in form.comments}))
    if unknown:
        raise ContentFault(f"{path}: evaluation.toml does not ask these: {', '.join(unknown)}.")
