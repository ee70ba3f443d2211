"""Reads the quizzes from their files, once, at the start; see docs/content-format.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.questions.content import Question, read_questions, read_wording

KINDS = ("practice", "module-quiz", "pre-test", "post-test")


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
    wording = read_wording(folder)
    try:
        if not isinstance(facts["order"], int) or not isinstance(facts["version"], int):
            raise ContentFault(f"{path}: order and version are whole numbers.")
        if not isinstance(facts["pass_mark_percent"], int) or not 0 < facts["pass_mark_percent"] <= 100:
            raise ContentFault(f"{path}: pass_mark_percent is a whole number from 1 to 100.")
        if facts["kind"] not in KINDS:
            raise ContentFault(f"{path}: kind must be one of {', '.join(KINDS)}.")
        if any(not question.get("topic") for question in facts["questions"]):
            raise ContentFault(f"{path}: every question has a topic.")
        return Quiz(
            slug=folder.name, module=facts["module"], order=facts["order"], version=facts["version"], kind=facts["kind"],
            pass_mark_percent=facts["pass_mark_percent"], pass_mark_origin=facts["pass_mark_origin"],
            questions=read_questions(path, facts["questions"], wording),
            titles={language: polish(words["title"], language) for language, words in wording.items()},
            intros={language: polish(words["intro"], language) for language, words in wording.items()},
        )  # fmt: skip
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing, here or in the wording.") from None
