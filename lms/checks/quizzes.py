"""Checks on quizzes against the modules that they close."""

from collections.abc import Iterator
from pathlib import Path

from lms.courses.content import Library
from lms.quizzes.content import Quiz

MINIMUM_QUESTIONS = 8


def quiz_faults(folder: Path, library: Library, quizzes: dict[str, Quiz]) -> Iterator[str]:
    """Yield what is wrong with the quizzes in `folder`."""
    seen = {question.id: "the check questions of its module" for module in library.modules.values() for lesson in module.lessons
            for question in lesson.questions}  # fmt: skip
    for quiz in quizzes.values():
        path = folder / "quizzes" / quiz.slug / "quiz.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        module = library.modules.get(quiz.module)
        if module is None:
            yield f"{path}:1: its module {quiz.module} does not exist."
            continue
        if quiz.kind == "module-quiz" and len(quiz.questions) < MINIMUM_QUESTIONS:
            yield f"{path}:1: a module quiz has at least {MINIMUM_QUESTIONS} questions, this one has {len(quiz.questions)}."
        for question in quiz.questions:
            at = f"{path}:{_line_of(lines, question.id)}: question {question.id}"
            if seen.setdefault(question.id, quiz.slug) != quiz.slug:
                yield f"{at}: its id is taken in {seen[question.id]}."
            if module.lesson(question.lesson) is None:
                yield f"{at}: its lesson {question.lesson} does not exist."
            for source in question.sources:
                if source not in library.sources:
                    yield f"{at}: its source {source} does not exist."


def _line_of(lines: list[str], question: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith("id") and f'"{question}"' in line), 1)
