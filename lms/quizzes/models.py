"""Tables of attempts. Projections of `attempt.submitted`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Attempt(Model):
    """One set of answers to one quiz, handed in by one person."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_person_quiz", "person_id", "quiz"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    quiz: Mapped[str] = mapped_column(index=True)
    quiz_version: Mapped[int]
    pass_mark_percent: Mapped[int]
    """The mark that applied when it was handed in."""
    points: Mapped[float]
    points_possible: Mapped[float]
    is_passed: Mapped[bool]
    submitted_at: Mapped[datetime]


class Answer(Model):
    """What was answered to one question of an attempt."""

    __tablename__ = "answer"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    chosen: Mapped[str]
    """Option ids, separated by spaces; empty when left blank."""
    points: Mapped[float]
