"""Reads the quizzes from their files, once, at the start; see docs/content-format.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app

from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.i18n import LANGUAGES

TYPES = ("single", "multiple", "true-false")
KINDS = ("practice", "module-quiz", "pre-test", "post-test")


@dataclass(frozen=True)
class Words:
    """A question or an option in one language: what it says, and what is said of it afterwards."""

    text: str
    feedback: str


@dataclass(frozen=True)
class Option:
    """One possible answer."""

    id: str
    words: dict[str, Words]


@dataclass(frozen=True)
class Question:
    """One question, with an id for life."""

    id: str
    type: str
    topic: str
    options: tuple[Option, ...]
    right: tuple[str, ...]
    lesson: str
    sources: tuple[str, ...]
    words: dict[str, Words]

    @property
    def takes_several(self) -> bool:
        """Tell whether more than one option may be chosen."""
        return self.type == "multiple"


@dataclass(frozen=True)
class Quiz:
    """A test that closes a module."""

    slug: str
    module: str
    order: int
    version: int
    kind: str
    pass_mark_percent: int
    pass_mark_origin: str
    questions: tuple[Question, ...]
    titles: dict[str, str]
    intros: dict[str, str]

    @property
    def key(self) -> dict[str, tuple[str, ...]]:
        """Return the right options of each question."""
        return {question.id: question.right for question in self.questions}


def init_app(app: Flask, folder: Path) -> None:
    """Read the quizzes and keep them with the application. Raises ContentFault."""
    app.extensions["quizzes"] = load_quizzes(folder)


def quizzes() -> Mapping[str, Quiz]:
    """Return the quizzes that were read at the start, by slug, in order."""
    return cast(Mapping[str, Quiz], current_app.extensions["quizzes"])


def quiz_of_module(module: str) -> Quiz | None:
    """Return the quiz that closes a module, or None."""
    return next((quiz for quiz in quizzes().values() if quiz.module == module and quiz.kind == "module-quiz"), None)


def load_quizzes(folder: Path) -> dict[str, Quiz]:
    """Return everything in `quizzes/`. Raises ContentFault, naming the file, at the first fault."""
    found = [_quiz(path.parent) for path in sorted(folder.glob("*/quiz.toml"))]
    return {quiz.slug: quiz for quiz in sorted(found, key=lambda quiz: quiz.order)}


def _quiz(folder: Path) -> Quiz:
    path = folder / "quiz.toml"
    facts = read_toml(path)
    wording = {language: read_toml(folder / f"{language}.toml") for language in LANGUAGES}
    try:
        if not isinstance(facts["order"], int) or not isinstance(facts["version"], int):
            raise ContentFault(f"{path}: order and version are whole numbers.")
        if not isinstance(facts["pass_mark_percent"], int) or not 0 < facts["pass_mark_percent"] <= 100:
            raise ContentFault(f"{path}: pass_mark_percent is a whole number from 1 to 100.")
        names = [question["id"] for question in facts["questions"]]
        if len(set(names)) < len(names):
            raise ContentFault(f"{path}: a question id stands twice: {', '.join(sorted({name for name in names if names.count(name) > 1}))}.")
        if facts["kind"] not in KINDS:
            raise ContentFault(f"{path}: kind must be one of {', '.join(KINDS)}.")
        return Quiz(
            slug=folder.name, module=facts["module"], order=facts["order"], version=facts["version"], kind=facts["kind"],
            pass_mark_percent=facts["pass_mark_percent"], pass_mark_origin=facts["pass_mark_origin"],
            questions=tuple(_question(question, wording, folder) for question in facts["questions"]),
            titles={language: polish(words["title"], language) for language, words in wording.items()},
            intros={language: polish(words["intro"], language) for language, words in wording.items()},
        )  # fmt: skip
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing, here or in the wording.") from None


def _question(facts: dict[str, Any], wording: dict[str, dict[str, Any]], folder: Path) -> Question:
    path = folder / "quiz.toml"
    name = facts["id"]
    if facts["type"] not in TYPES:
        raise ContentFault(f"{path}: question {name}: type must be one of {', '.join(TYPES)}.")
    if not facts["right"] or not set(facts["right"]) <= set(facts["options"]):
        raise ContentFault(f"{path}: question {name}: the right answers are not among its options.")
    if facts["type"] != "multiple" and len(facts["right"]) != 1:
        raise ContentFault(f"{path}: question {name}: a {facts['type']} question has exactly one right answer.")
    for language, words in wording.items():
        if name not in words["questions"] or set(words["questions"][name]["options"]) != set(facts["options"]):
            raise ContentFault(f"{folder / language}.toml: question {name}: its wording is missing or has other options.")
    asked = {language: words["questions"][name] for language, words in wording.items()}
    return Question(
        id=name, type=facts["type"], topic=facts["topic"], right=tuple(facts["right"]), lesson=facts["lesson"], sources=tuple(facts["sources"]),
        options=tuple(Option(option, {lang: _words(q["options"][option], lang) for lang, q in asked.items()}) for option in facts["options"]),
        words={language: _words(question, language) for language, question in asked.items()},
    )  # fmt: skip


def _words(given: dict[str, Any], language: str) -> Words:
    return Words(text=polish(given["text"], language), feedback=polish(given["feedback"], language))
