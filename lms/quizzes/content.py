"""Reads banks and quizzes from their files, once, at the start; see docs/content-format.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app

from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.i18n import LANGUAGES
from lms.questions.content import Question, read_questions, read_wording
from lms.quizzes.rules import AFTER_PASSING, ANY_TOPIC, COUNTS, SHOWN, Rules

PRACTICE, MODULE_QUIZ = "practice", "module-quiz"
MEASURING = ("pre-test", "post-test")
"""Kinds about the whole training: what people knew before it and know after it."""
KINDS = (PRACTICE, MODULE_QUIZ, *MEASURING)
OF_A_MODULE = (PRACTICE, MODULE_QUIZ)
"""Kinds of which a module has one each; the others are about the whole training."""
TO_BE_PASSED = (MODULE_QUIZ,)
"""Kinds with a pass mark. The others judge nobody: practice counts for nothing, and the tests measure what the training brings."""
FORMS = ("a", "b")


@dataclass(frozen=True)
class Bank:
    """The questions on one module."""

    slug: str
    module: str
    questions: tuple[Question, ...]
    topics: dict[str, dict[str, str]]
    """Per topic its name in each language."""


@dataclass(frozen=True)
class PassMark:
    """From how much a quiz is passed, and who said so."""

    percent: int
    origin: str


@dataclass(frozen=True)
class Quiz:
    """A test: what it draws from, and the rules it is taken by."""

    slug: str
    kind: str
    module: str | None
    """The module it closes, or is practice for; None for a test of the whole training."""
    modules: tuple[str, ...]
    """The modules that its questions are about."""
    order: int
    version: int
    pass_mark: PassMark | None
    """None where nothing is to be passed."""
    rules: Rules
    draw: dict[str, int]
    """How many questions of each topic an attempt has, `ANY_TOPIC` for whichever; empty when there are forms."""
    forms: dict[str, tuple[str, ...]]
    """Parallel forms: ids of their questions."""
    pairs_with: str | None
    """Of a post-test, the pre-test whose other form somebody is given."""
    pool: dict[str, Question]
    """Every question that an attempt may have, by id."""
    topics: dict[str, dict[str, str]]
    titles: dict[str, str]
    intros: dict[str, str]

    @property
    def length(self) -> int:
        """Return how many questions an attempt has."""
        return sum(self.draw.values()) if self.draw else len(next(iter(self.forms.values())))

    @property
    def pass_mark_percent(self) -> int | None:
        """Return from how much it is passed; None where nothing is to be passed."""
        return self.pass_mark.percent if self.pass_mark else None

    @property
    def is_practice(self) -> bool:
        """Tell whether it is there to learn by: it counts for nothing, and asks first what somebody has not met or has missed."""
        return self.kind == PRACTICE


@dataclass(frozen=True)
class Tests:
    """All banks and quizzes."""

    banks: dict[str, Bank]
    quizzes: dict[str, Quiz]


def init_app(app: Flask, folder: Path) -> None:
    """Read the quizzes and keep them with the application. Raises ContentFault."""
    tests = load_tests(folder)
    app.extensions["quizzes"], app.extensions["banks"] = tests.quizzes, tests.banks


def quizzes() -> Mapping[str, Quiz]:
    """Return the quizzes that were read at the start, by slug, in order."""
    return cast(Mapping[str, Quiz], current_app.extensions["quizzes"])


def banks() -> Mapping[str, Bank]:
    """Return the banks that were read at the start."""
    return cast(Mapping[str, Bank], current_app.extensions["banks"])


def quiz_of_module(module: str, kind: str = MODULE_QUIZ) -> Quiz | None:
    """Return the quiz that closes a module, or another of the kinds of which it has one; None when there is none."""
    return next((quiz for quiz in quizzes().values() if quiz.module == module and quiz.kind == kind), None)


def quizzes_beside(quiz: Quiz) -> list[Quiz]:
    """Return the quizzes, itself among them, that may ask what this one asks: some module is common to both."""
    return [other for other in quizzes().values() if set(other.modules) & set(quiz.modules)]


def module_of(question: Question) -> str:
    """Return the module of a question's lesson, which is that of its bank."""
    return next(bank.module for bank in banks().values() if question.id in {one.id for one in bank.questions})


def load_tests(folder: Path) -> Tests:
    """Return everything in `quizzes/`. Raises ContentFault with a line for every fault, naming the file."""
    read = {path.parent.name: read_bank(path.parent) for path in sorted(folder.glob("banks/*/questions.toml"))}
    given = {path.parent.name: (path, read_toml(path)) for path in sorted(folder.glob("*/quiz.toml"))}
    reserved = {name for _path, facts in given.values() for form in facts.get("forms", {}).values() for name in form}
    found, faults = [], []
    for path, facts in given.values():
        try:
            found.append(_Reader(path, facts, read, reserved, {slug: other for slug, (_path, other) in given.items()}).quiz())
        except ContentFault as fault:
            faults.append(str(fault))
    if faults:
        raise ContentFault("\n".join(faults))
    return Tests(banks=read, quizzes={quiz.slug: quiz for quiz in sorted(found, key=lambda quiz: quiz.order)})


def read_bank(folder: Path) -> Bank:
    """Return the bank in a folder, wherever it lies. Raises ContentFault."""
    path = folder / "questions.toml"
    return bank_from(path, read_toml(path), read_wording(folder))


def bank_from(path: Path, facts: Mapping[str, Any], wording: Mapping[str, dict[str, Any]]) -> Bank:
    """Return the bank that its facts and its wording per language make; `path` is named in faults. Raises ContentFault."""
    try:
        questions = read_questions(path, facts["questions"], wording)
        names = list(dict.fromkeys(question.topic for question in questions))
        if "" in names:
            raise ContentFault(f"{path}: every question of a bank has a topic.")
        topics = {name: {language: polish(words["topics"][name], language) for language, words in wording.items()} for name in names}
        return Bank(slug=path.parent.name, module=facts["module"], questions=questions, topics=topics)
    except KeyError as error:
        raise ContentFault(f"{path}: {error.args[0]} is missing, here or in the wording.") from None


@dataclass(frozen=True)
class _Reader:
    """Reads one quiz: its facts, the banks, the questions that tests reserve, and the facts of all quizzes."""

    path: Path
    facts: dict[str, Any]
    banks: Mapping[str, Bank]
    reserved: set[str]
    others: Mapping[str, dict[str, Any]]

    def quiz(self) -> Quiz:
        facts, folder = self.facts, self.path.parent
        wording = {language: read_toml(folder / f"{language}.toml") for language in LANGUAGES}
        try:
            self._check()
            chosen = self._banks()
            forms = self._forms()
            questions = {question.id: question for bank in chosen for question in bank.questions}
            draw = self._draw()
            pool = self._pool(questions, forms, draw)
            return Quiz(
                slug=folder.name, kind=facts["kind"], module=facts.get("module"),
                modules=tuple(bank.module for bank in chosen), order=facts["order"], version=facts["version"],
                pass_mark=self._pass_mark(), rules=self._rules(), draw=draw, forms=forms, pairs_with=facts.get("pairs_with"), pool=pool,
                topics={name: words for bank in chosen for name, words in bank.topics.items()},
                titles={language: polish(words["title"], language) for language, words in wording.items()},
                intros={language: polish(words["intro"], language) for language, words in wording.items()},
            )  # fmt: skip
        except KeyError as error:
            raise ContentFault(f"{self.path}: {error.args[0]} is missing, here or in the wording.") from None

    def _check(self) -> None:
        facts = self.facts
        if not isinstance(facts["order"], int) or not isinstance(facts["version"], int):
            raise ContentFault(f"{self.path}: order and version are whole numbers.")
        if facts["kind"] not in KINDS:
            raise ContentFault(f"{self.path}: kind must be one of {', '.join(KINDS)}.")
        if facts["kind"] in OF_A_MODULE and not facts.get("module"):
            raise ContentFault(f"{self.path}: a quiz of this kind names its module.")

    def _pass_mark(self) -> PassMark | None:
        facts, names = self.facts, ("pass_mark_percent", "pass_mark_origin")
        if facts["kind"] not in TO_BE_PASSED:
            if stray := [name for name in names if name in facts]:
                raise ContentFault(f"{self.path}: nothing is to be passed in this kind of quiz: leave out {' and '.join(stray)}.")
            return None
        percent, origin = (facts[name] for name in names)
        if not isinstance(percent, int) or not 0 < percent <= 100:
            raise ContentFault(f"{self.path}: pass_mark_percent is a whole number from 1 to 100.")
        return PassMark(percent, origin)

    def _banks(self) -> list[Bank]:
        unknown = [name for name in self.facts["banks"] if name not in self.banks]
        if unknown:
            raise ContentFault(f"{self.path}: these banks do not exist: {', '.join(unknown)}.")
        return [self.banks[name] for name in self.facts["banks"]]

    def _forms(self) -> dict[str, tuple[str, ...]]:
        partner = self.facts.get("pairs_with")
        if partner is not None and not self.others.get(partner, {}).get("forms"):
            raise ContentFault(f"{self.path}: pairs_with names {partner}, which is not a test with forms.")
        given = self.others[partner]["forms"] if partner else self.facts.get("forms", {})
        if bool(given) == bool(self.facts.get("draw")):
            raise ContentFault(f"{self.path}: a quiz has either questions to draw or forms.")
        if given and self.facts["kind"] == PRACTICE:
            raise ContentFault(f"{self.path}: practice has no forms: say how many questions to draw.")
        if given and set(given) != set(FORMS):
            raise ContentFault(f"{self.path}: there are two forms, a and b.")
        return {name: tuple(ids) for name, ids in given.items()}

    def _draw(self) -> dict[str, int]:
        """Return how many questions of each topic are drawn; one number in place of the table is of whichever topics."""
        given = self.facts.get("draw", {})
        draw = {ANY_TOPIC: given} if isinstance(given, int) else dict(given)
        if any(not isinstance(number, int) or number < 1 for number in draw.values()):
            raise ContentFault(f"{self.path}: draw is a whole number from 1, or one for each topic.")
        return draw

    def _pool(self, questions: dict[str, Question], forms: dict[str, tuple[str, ...]], draw: dict[str, int]) -> dict[str, Question]:
        if forms:
            if unknown := [name for ids in forms.values() for name in ids if name not in questions]:
                raise ContentFault(f"{self.path}: these questions of its forms are not in its banks: {', '.join(unknown)}.")
            return {name: questions[name] for ids in forms.values() for name in ids}
        free = {name: question for name, question in questions.items() if name not in self.reserved}
        for topic, number in draw.items():
            if (there := sum(topic in (ANY_TOPIC, question.topic) for question in free.values())) < number:
                raise ContentFault(f"{self.path}: it draws {number} questions on {topic or 'whichever topic'}, and there are {there}.")
        return {name: question for name, question in free.items() if ANY_TOPIC in draw or question.topic in draw}

    def _rules(self) -> Rules:
        given = self.facts["rules"]
        if given["answers_shown"] not in SHOWN:
            raise ContentFault(f"{self.path}: answers_shown must be one of {', '.join(SHOWN)}.")
        if given["counts"] not in COUNTS:
            raise ContentFault(f"{self.path}: counts must be one of {', '.join(COUNTS)}.")
        numbers = {name: given[name] for name in ("attempts", "wait_minutes", "time_limit_minutes")}
        if any(not isinstance(number, int) or number < 0 for number in numbers.values()):
            raise ContentFault(f"{self.path}: attempts, wait_minutes and time_limit_minutes are whole numbers, 0 for none.")
        if self.facts["kind"] == PRACTICE and any(numbers.values()):
            raise ContentFault(f"{self.path}: practice has no limit: attempts, wait_minutes and time_limit_minutes are 0.")
        if self.facts["kind"] not in TO_BE_PASSED and given["answers_shown"] == AFTER_PASSING:
            raise ContentFault(f"{self.path}: nothing is to be passed in this kind of quiz: answers_shown cannot be {AFTER_PASSING}.")
        return Rules(**numbers, shuffle=bool(given["shuffle"]), answers_shown=given["answers_shown"], counts=given["counts"])


def in_order(quiz: Quiz, ids: Sequence[str]) -> list[Question]:
    """Return the questions of an attempt that the quiz still has, in the order of the attempt."""
    return [quiz.pool[name] for name in ids if name in quiz.pool]
