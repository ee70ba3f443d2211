"""Questions with a right answer, as quizzes and lessons ask them: read from files, marked by one rule; see docs/content-format.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from lms.content_files import polish, read_toml
from lms.errors import ContentFault, DomainError
from lms.i18n import LANGUAGES

TYPES = ("single", "multiple", "true-false")


class UnknownOption(DomainError):
    """The form names an option that the question does not have."""


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
    """What it is about, within a quiz; empty for a check question, which is about its lesson."""
    options: tuple[Option, ...]
    right: tuple[str, ...]
    lesson: str
    sources: tuple[str, ...]
    words: dict[str, Words]

    @property
    def takes_several(self) -> bool:
        """Tell whether more than one option may be chosen."""
        return self.type == "multiple"

    @property
    def right_options(self) -> tuple[Option, ...]:
        """Return the options that make the right answer."""
        return tuple(option for option in self.options if option.id in self.right)


def is_right(chosen: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether exactly the right options were chosen.

    All or nothing also for several right options: half of the signs of trafficking is not half of the right decision.
    """
    return set(chosen) == set(right)


def refuse_unknown_options(questions: Sequence[Question], answers: Mapping[str, Sequence[str]]) -> None:
    """Raise UnknownOption when an answer ({question: options chosen}) is not one that its question allows."""
    for question in questions:
        chosen = answers.get(question.id, ())
        if not set(chosen) <= {option.id for option in question.options} or (len(chosen) > 1 and not question.takes_several):
            raise UnknownOption(_l("One of the answers does not belong to its question. Reload the page and answer again."))


def read_wording(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the wording beside a file of questions, per language."""
    return {language: read_toml(folder / f"{language}.toml") for language in LANGUAGES}


def read_questions(path: Path, facts: Sequence[dict[str, Any]], wording: Mapping[str, dict[str, Any]]) -> tuple[Question, ...]:
    """Return the questions of a file. Raises ContentFault, naming the file at `path` or its wording beside it."""
    names = [question["id"] for question in facts]
    if len(set(names)) < len(names):
        raise ContentFault(f"{path}: a question id stands twice: {', '.join(sorted({name for name in names if names.count(name) > 1}))}.")
    for language, words in wording.items():
        if unknown := sorted(set(words["questions"]) - set(names)):
            raise ContentFault(f"{path.parent / language}.toml: these questions are not in {path.name}: {', '.join(unknown)}.")
    return tuple(_question(path, question, wording) for question in facts)


def _question(path: Path, facts: dict[str, Any], wording: Mapping[str, dict[str, Any]]) -> Question:
    name = facts["id"]
    if facts["type"] not in TYPES:
        raise ContentFault(f"{path}: question {name}: type must be one of {', '.join(TYPES)}.")
    if not facts["right"] or not set(facts["right"]) <= set(facts["options"]):
        raise ContentFault(f"{path}: question {name}: the right answers are not among its options.")
    if facts["type"] != "multiple" and len(facts["right"]) != 1:
        raise ContentFault(f"{path}: question {name}: a {facts['type']} question has exactly one right answer.")
    for language, words in wording.items():
        if name not in words["questions"] or set(words["questions"][name]["options"]) != set(facts["options"]):
            raise ContentFault(f"{path.parent / language}.toml: question {name}: its wording is missing or has other options.")
    asked = {language: words["questions"][name] for language, words in wording.items()}
    return Question(
        id=name, type=facts["type"], topic=facts.get("topic", ""), right=tuple(facts["right"]), lesson=facts["lesson"],
        sources=tuple(facts["sources"]), words={language: _words(question, language) for language, question in asked.items()},
        options=tuple(Option(option, {lang: _words(q["options"][option], lang) for lang, q in asked.items()}) for option in facts["options"]),
    )  # fmt: skip


def _words(given: dict[str, Any], language: str) -> Words:
    return Words(text=polish(given["text"], language), feedback=polish(given["feedback"], language))
