"""Tables of what people have read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class _Completion:
    """The columns of a completion."""

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    module: Mapped[str] = mapped_column(primary_key=True)
    lesson: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str]
    """Which version of the text was read."""
    completed_at: Mapped[datetime]


class _Answers:
    """The columns of answers."""

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    module: Mapped[str] = mapped_column(primary_key=True)
    lesson: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str]
    answers: Mapped[str]
    """Canonical JSON: {question: [options chosen]}."""
    answered_at: Mapped[datetime]


class LessonCompletion(_Completion, Model):
    """A person completed a lesson. The first time counts; answering again adds nothing. A projection of `lesson.completed`."""

    __tablename__ = "lesson_completion"
    __table_args__ = (Index("ix_lesson_completion_module", "module"),)


class LessonAnswers(_Answers, Model):
    """What a person answered last to the check questions of a lesson, and of which version. A projection of `lesson.completed`."""

    __tablename__ = "lesson_answers"


class RecordCompletion(_Completion, Model):
    """What facts say of one record of a person who has several, so that they can be told apart again. A projection of `lesson.completed`."""

    __tablename__ = "record_completion"


class RecordAnswers(_Answers, Model):
    """The same of the answers. A projection of `lesson.completed`."""

    __tablename__ = "record_answers"
