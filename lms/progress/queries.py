"""How far people are, for one person or a page of them: the number of queries does not depend on how many."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, select

from lms.courses.content import Module, library
from lms.courses.models import LessonCompletion
from lms.db import db
from lms.programmes.models import ProgrammeModule
from lms.progress.rules import Measured, ModuleStanding, Standing
from lms.quizzes import queries as attempts
from lms.quizzes.content import MEASURING, Quiz, quiz_of_module, quizzes

_Reached = Mapping[tuple[UUID, str], attempts.Standing]


def module_standings(person_ids: Sequence[UUID], programme: str) -> dict[UUID, list[ModuleStanding]]:
    """Return for each person how far they are in each module of the programme, in its order. Two queries."""
    return {person_id: list(standing.modules) for person_id, standing in standings_of(person_ids, programme).items()}


def standings_of(person_ids: Sequence[UUID], programme: str) -> dict[UUID, Standing]:
    """Return for each person how far they are in the modules and the tests of the programme. Two queries.

    A lesson that left its module since it was read no longer counts; one that was added is still to be read.
    """
    read = _lessons_read(person_ids, programme)
    modules = [library().modules[slug] for slug in read]
    closing = {module.slug: quiz_of_module(module.slug) for module in modules}
    tests = [quiz for quiz in quizzes().values() if quiz.kind in MEASURING and set(quiz.modules) <= set(read)]
    reached = attempts.standings(person_ids, [quiz.slug for quiz in (*closing.values(), *tests) if quiz])
    return {
        person_id: Standing(
            modules=tuple(
                _of_module(person_id, module, closing[module.slug], read[module.slug].get(person_id, set()), reached) for module in modules
            ),
            tests=tuple(Measured(quiz.slug, quiz.kind, _percent(person_id, quiz, reached)) for quiz in tests),
        )
        for person_id in person_ids
    }


def _of_module(person_id: UUID, module: Module, quiz: Quiz | None, done: set[str], reached: _Reached) -> ModuleStanding:
    attempt = reached.get((person_id, quiz.slug)) if quiz else None
    return ModuleStanding(
        module=module.slug,
        lessons_done=sum(lesson.slug in done for lesson in module.lessons),
        lessons_total=len(module.lessons),
        best_percent=attempt.percent if attempt else None,
        pass_mark_percent=quiz.pass_mark.percent if quiz and quiz.pass_mark else 0,
        is_quiz_passed=quiz is None or (attempt is not None and attempt.is_passed),
    )


def _percent(person_id: UUID, quiz: Quiz, reached: _Reached) -> int | None:
    attempt = reached.get((person_id, quiz.slug))
    return attempt.percent if attempt else None


def _lessons_read(person_ids: Sequence[UUID], programme: str) -> dict[str, dict[UUID, set[str]]]:
    """Return {module of the programme, in its order: {person: the lessons they completed}}. One query."""
    theirs = and_(LessonCompletion.module == ProgrammeModule.module, LessonCompletion.person_id.in_(person_ids))
    rows = db.session.execute(
        select(ProgrammeModule.module, LessonCompletion.person_id, LessonCompletion.lesson)
        .outerjoin(LessonCompletion, theirs)
        .where(ProgrammeModule.programme == programme)
        .order_by(ProgrammeModule.position)
    )
    read: dict[str, dict[UUID, set[str]]] = {}
    for module, person_id, lesson in rows:
        of_module = read.setdefault(module, {})
        if person_id is not None:
            of_module.setdefault(person_id, set()).add(lesson)
    return read
