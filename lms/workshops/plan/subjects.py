"""The modules and quizzes that a session can be about, by slug and name. The application hands them over at the start: they are strangers here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from lms.workshops.plan.rules.timetable import Kind


@dataclass(frozen=True)
class Subject:
    """A module or a quiz."""

    titles: Mapping[str, str]
    """By language."""
    modules: frozenset[str]
    """What a programme must teach for this to be taught in it."""


Subjects = Mapping[Kind, Mapping[str, Subject]]


def init_app(app: Flask, subjects: Subjects) -> None:
    """Keep what can be taught with the application."""
    app.extensions["workshop_subjects"] = subjects


def title_of(kind: str, slug: str, language: str) -> str:
    """Return the name of a module or quiz in a language; its slug when it has left the files, and nothing for kinds without one."""
    subject = _subjects().get(Kind(kind), {}).get(slug)
    return subject.titles[language] if subject else slug


def taught_with(modules: Collection[str]) -> dict[Kind, dict[str, Subject]]:
    """Return, by kind, what a programme with these modules can teach and test."""
    return {kind: {slug: one for slug, one in found.items() if one.modules <= set(modules)} for kind, found in _subjects().items()}


def _subjects() -> Subjects:
    return cast(Subjects, current_app.extensions["workshop_subjects"])
