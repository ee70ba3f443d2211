"""How far people are, for one person or a page of them: the number of queries does not depend on how many."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from lms.courses.content import library
from lms.courses.models import LessonCompletion
from lms.db import db
from lms.programmes import services as programmes
from lms.progress.rules import ModuleStanding
from lms.quizzes import queries as quizzes
from lms.quizzes.content import quiz_of_module


def module_standings(person_ids: Sequence[UUID], programme: str) -> dict[UUID, list[ModuleStanding]]:
    """Return for each person how far they are in each module of the programme, in its order. Three queries.

    A lesson that left its module since it was read no longer counts; one that was added is still to be read.
    """
    modules = [library().modules[slug] for slug in programmes.modules_of(programme)]
    read = _lessons_read(person_ids)
    by_module = {module.slug: quiz_of_module(module.slug) for module in modules}
    reached = quizzes.standings(person_ids, [quiz.slug for quiz in by_module.values() if quiz])
    standings: dict[UUID, list[ModuleStanding]] = {}
    for person_id in person_ids:
        standings[person_id] = []
        for module in modules:
            quiz = by_module[module.slug]
            attempt = reached.get((person_id, quiz.slug)) if quiz else None
            done = read.get((person_id, module.slug), set())
            standings[person_id].append(
                ModuleStanding(
                    module=module.slug,
                    lessons_done=sum(lesson.slug in done for lesson in module.lessons),
                    lessons_total=len(module.lessons),
                    best_percent=attempt.percent if attempt else None,
                    pass_mark_percent=quiz.pass_mark.percent if quiz and quiz.pass_mark else 0,
                    is_quiz_passed=quiz is None or (attempt is not None and attempt.is_passed),
                )
            )
    return standings


def _lessons_read(person_ids: Sequence[UUID]) -> dict[tuple[UUID, str], set[str]]:
    read: dict[tuple[UUID, str], set[str]] = {}
    rows = db.session.execute(
        select(LessonCompletion.person_id, LessonCompletion.module, LessonCompletion.lesson).where(LessonCompletion.person_id.in_(person_ids))
    )
    for person_id, module, lesson in rows:
        read.setdefault((person_id, module), set()).add(lesson)
    return read
