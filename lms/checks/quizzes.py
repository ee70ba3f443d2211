"""Checks on banks and quizzes against the modules that they are about."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lms.courses.content import Library
from lms.questions.content import Question
from lms.quizzes.content import Bank, Quiz, Tests

MINIMUM_QUESTIONS = 30


def quiz_faults(folder: Path, library: Library, tests: Tests) -> Iterator[str]:
    """Yield what is wrong with the banks and quizzes in `folder`."""
    taken = {question.id: "the check questions of its module" for module in library.modules.values() for lesson in module.lessons
             for question in lesson.questions}  # fmt: skip
    for bank in tests.banks.values():
        yield from _bank_faults(folder / "quizzes" / "banks" / bank.slug / "questions.toml", bank, library, taken)
    for quiz in tests.quizzes.values():
        yield from _forms_faults(folder / "quizzes" / quiz.slug / "quiz.toml", quiz)
        yield from _module_faults(folder / "quizzes" / quiz.slug / "quiz.toml", quiz, library, tests)


def _module_faults(path: Path, quiz: Quiz, library: Library, tests: Tests) -> Iterator[str]:
    """Yield what is wrong between a quiz and the module it closes or is practice for."""
    if quiz.module is None:
        return
    if quiz.module not in library.modules:
        yield f"{path}:1: its module {quiz.module} does not exist."
    if quiz.modules != (quiz.module,):
        yield f"{path}:1: its bank is not that of its module {quiz.module}."
    if other := next((one for one in tests.quizzes.values() if one.slug < quiz.slug and (one.module, one.kind) == (quiz.module, quiz.kind)), None):
        yield f"{path}:1: a module has one quiz of a kind, and {other.slug} is that of {quiz.module}."


def _bank_faults(path: Path, bank: Bank, library: Library, taken: dict[str, str]) -> Iterator[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    module = library.modules.get(bank.module)
    if module is None:
        yield f"{path}:1: its module {bank.module} does not exist."
        return
    if len(bank.questions) < MINIMUM_QUESTIONS:
        yield f"{path}:1: a bank has at least {MINIMUM_QUESTIONS} questions, this one has {len(bank.questions)}."
    for question in bank.questions:
        at = f"{path}:{_line_of(lines, question.id)}: question {question.id}"
        if taken.setdefault(question.id, bank.slug) != bank.slug:
            yield f"{at}: its id is taken in {taken[question.id]}."
        if module.lesson(question.lesson) is None:
            yield f"{at}: its lesson {question.lesson} does not exist."
        if not question.sources:
            yield f"{at}: it names no source."
        for source in question.sources:
            if source not in library.sources:
                yield f"{at}: its source {source} does not exist."


def _forms_faults(path: Path, quiz: Quiz) -> Iterator[str]:
    """Yield how parallel forms differ: other lengths, other numbers of questions on a topic, or a question in both."""
    if not quiz.forms:
        return
    counts = {name: Counter(_topic(quiz.pool[question]) for question in ids) for name, ids in quiz.forms.items()}
    if len({frozenset(count.items()) for count in counts.values()}) > 1:
        yield f"{path}:1: its forms do not have as many questions of each topic."
    if shared := sorted(set.intersection(*(set(ids) for ids in quiz.forms.values()))):
        yield f"{path}:1: these questions stand in both forms: {', '.join(shared)}."


def _topic(question: Question) -> tuple[str, str]:
    return question.id.split("-")[0], question.topic


def _line_of(lines: list[str], question: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith("id") and f'"{question}"' in line), 1)
