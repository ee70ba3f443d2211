"""Completing lessons, and which lessons somebody has completed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.courses.content import Lesson, Module
from lms.courses.facts import LESSON_COMPLETED
from lms.courses.models import LessonCompletion
from lms.db import db
from lms.journal import services as journal
from lms.journal.rules import NewEvent, Outcome


def complete_lesson(
    *, event_id: UUID, person_id: UUID, account_id: UUID, programme: str, module: Module, lesson: Lesson, content_hash: str, now: datetime
) -> Outcome:
    """Record that a person has finished a lesson, in the version of its text (`content_hash`) that their page showed."""
    event = NewEvent(
        id=event_id, type=LESSON_COMPLETED, version=1, programme=programme, actor_id=account_id, said_at=now,
        body={"person": str(person_id), "module": module.slug, "lesson": lesson.slug, "content": content_hash},
    )  # fmt: skip
    return journal.record(event, now=now)


def lessons_completed(person_id: UUID, module: str | None = None) -> set[tuple[str, str]]:
    """Return the lessons a person has completed, as (module, lesson), in one module or in all."""
    query = select(LessonCompletion.module, LessonCompletion.lesson).where(LessonCompletion.person_id == person_id)
    if module is not None:
        query = query.where(LessonCompletion.module == module)
    return {(row.module, row.lesson) for row in db.session.execute(query)}
