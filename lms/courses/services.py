"""Completing lessons, and what somebody has read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from lms.courses.content import Lesson, Module
from lms.courses.facts import lesson_completed
from lms.courses.models import LessonAnswers, LessonCompletion
from lms.courses.versions import Version, changes_since
from lms.db import db
from lms.journal import services as journal
from lms.journal.rules import Outcome
from lms.questions.content import Option, Question, refuse_unknown_answers
from lms.questions.rules import is_right


@dataclass(frozen=True)
class CheckedQuestion:
    """A check question with what was answered."""

    question: Question
    chosen: tuple[Option, ...]
    is_right: bool


@dataclass(frozen=True)
class Reading:
    """How one person last read a lesson."""

    answers: Mapping[str, Sequence[str]]
    content_hash: str
    at: datetime
    """When the answers were given last."""
    completed_at: datetime
    """When the questions were answered for the first time."""

    def changes(self, lesson: Lesson) -> tuple[Version, ...]:
        """Return the versions of the text that came since, oldest first."""
        return () if self.content_hash == lesson.content_hash else changes_since(lesson.versions, self.content_hash)

    def checked(self, lesson: Lesson) -> tuple[CheckedQuestion, ...]:
        """Return the lesson's questions of today with what was answered; those that were not yet asked then are left out."""
        return tuple(
            CheckedQuestion(
                question=question,
                chosen=tuple(option for option in question.options if option.id in self.answers[question.id]),
                is_right=is_right(question.key, self.answers[question.id]),
            )
            for question in lesson.questions
            if question.id in self.answers
        )


def complete_lesson(
    *, event_id: UUID, person_id: UUID, account_id: UUID, programme: str, module: Module, lesson: Lesson, content_hash: str,
    answers: Mapping[str, Sequence[str]], now: datetime,
) -> Outcome:  # fmt: skip
    """Record that a person has read a lesson, in the version that their page showed, and answered its questions.

    answers: {question: options chosen}. Raises UnknownAnswer when one is not an option of its question.
    """
    refuse_unknown_answers(lesson.questions, answers)
    event = lesson_completed(id=event_id, person_id=person_id, module=module.slug, lesson=lesson.slug, content_hash=content_hash,
                             answers=answers, programme=programme, account_id=account_id, now=now)  # fmt: skip
    return journal.record(event, now=now)


def lessons_completed(person_id: UUID) -> set[tuple[str, str]]:
    """Return the lessons a person has completed, as (module, lesson)."""
    query = select(LessonCompletion.module, LessonCompletion.lesson).where(LessonCompletion.person_id == person_id)
    return {(row.module, row.lesson) for row in db.session.execute(query)}


def readings(person_id: UUID, modules: Sequence[str]) -> dict[tuple[str, str], Reading]:
    """Return how a person last read each lesson that they have completed in these modules, by (module, lesson)."""
    first = and_(
        LessonCompletion.person_id == LessonAnswers.person_id,
        LessonCompletion.module == LessonAnswers.module,
        LessonCompletion.lesson == LessonAnswers.lesson,
    )
    query = select(LessonAnswers, LessonCompletion.completed_at).join(LessonCompletion, first)
    rows = db.session.execute(query.where(LessonAnswers.person_id == person_id, LessonAnswers.module.in_(modules)))
    return {
        (row.module, row.lesson): Reading(
            answers=json.loads(row.answers), content_hash=row.content_hash, at=row.answered_at, completed_at=completed_at
        )
        for row, completed_at in rows
    }
