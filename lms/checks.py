"""Checks on the content files that need more than one room to see: every fault as «file:line: what is wrong»."""

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from lms.certificates.content import designs, load_designs
from lms.courses.content import Library, Module, library, load_library
from lms.db import db
from lms.errors import ContentFault
from lms.i18n import LANGUAGES
from lms.programmes import services as programmes
from lms.programmes.models import Programme
from lms.quizzes.content import Quiz, load_quizzes

# With a country code, in pairs of digits, or eight digits together; years («2018-2022») and decrees («2011-036») are neither.
_PHONE = re.compile(r"(?:\+|\b00)\d[\d .-]{7,}\d|\b\d{2}(?:[ .-]\d{2}){3,}\b|(?<![\w/.-])\d{8,}\b")
_WRONG_ABBREVIATION = re.compile(r"\bMNR\b")
MINIMUM_QUESTIONS = 8


def content_faults(folder: Path) -> list[str]:
    """Return every fault of the content in `folder`; an empty list when it is sound."""
    try:
        library = load_library(folder / "modules")
        quizzes = load_quizzes(folder / "quizzes")
        load_designs(folder / "certificates")
    except ContentFault as fault:
        return [str(fault)]  # without the whole content, what follows would only repeat it
    return [*_text_faults(folder), *_translation_faults(library), *_quiz_faults(folder, library, quizzes)]


def programmes_without_files() -> list[str]:
    """Return a sentence for each programme whose modules or certificate are no longer among the files: its pages could not be drawn."""
    faults = []
    for programme in db.session.scalars(select(Programme)):
        missing = [module for module in programmes.modules_of(programme.slug) if module not in library().modules]
        if missing:
            faults.append(f"Programme {programme.slug} teaches modules that are not in modules/: {', '.join(missing)}. Put them back.")
        if programme.certificate not in designs():
            faults.append(f"Programme {programme.slug} has the certificate {programme.certificate}, which is not in certificates/. Put it back.")
    return faults


def _text_faults(folder: Path) -> Iterator[str]:
    for path in sorted([*folder.glob("modules/**/*.md"), *folder.glob("quizzes/*/[fe][rn].toml"), *folder.glob("modules/*/[fe][rn].toml")]):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if _PHONE.search(line):
                yield f"{path}:{number}: this looks like a telephone number; none may be printed."
            if _WRONG_ABBREVIATION.search(line):
                yield f"{path}:{number}: the abbreviation is MRN."
            if "texte national" in line.lower() and path.parent.name == "en":
                yield f"{path}:{number}: French words in an English text."


def _translation_faults(library: Library) -> Iterator[str]:
    for module in library.modules.values():
        yield from _objectives_faults(module)
        for lesson in module.lessons:
            counts = {language: _headings(lesson.texts[language].markdown) for language in LANGUAGES}
            if len(set(counts.values())) > 1:
                yield f"{lesson.texts['en'].path}:1: the languages do not have the same headings: {counts}."


def _objectives_faults(module: Module) -> Iterator[str]:
    if len({len(words.objectives) for words in module.texts.values()}) > 1:
        yield f"modules/{module.slug}: the languages do not have the same number of objectives."


def _headings(markdown: str) -> tuple[int, ...]:
    return tuple(len(hashes) for hashes in re.findall(r"^(#+) ", markdown, re.M))


def _quiz_faults(folder: Path, library: Library, quizzes: dict[str, Quiz]) -> Iterator[str]:
    seen: dict[str, str] = {}
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
