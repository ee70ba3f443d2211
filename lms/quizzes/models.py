"""Tables of attempts: projections of the facts in `facts.py`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Attempt(Model):
    """One person's answers to one quiz. Without `submitted_at` it is still open, and worth nothing yet."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_person_quiz", "person_id", "quiz"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event that began it."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    quiz: Mapped[str] = mapped_column(index=True)
    quiz_version: Mapped[int]
    form: Mapped[str]
    """Of a test with parallel forms, which one; else empty."""
    source: Mapped[str]
    """`screen` or `paper`."""
    pass_mark_percent: Mapped[int | None]
    """The mark that applied when it began; None where nothing is to be passed."""
    questions: Mapped[str]
    """JSON: [{id, version, key, order}] in the order in which they were asked; empty when only a score was typed."""
    started_at: Mapped[datetime]
    deadline: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    points: Mapped[float]
    points_possible: Mapped[float]
    is_passed: Mapped[bool]
    """Always false where nothing is to be passed."""


class AnswerGiven(Model):
    """An answer as it was given; which of several to a question counts is said by `rules.final_answers`."""

    __tablename__ = "answer_given"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    attempt_id: Mapped[UUID] = mapped_column(index=True)
    question: Mapped[str]
    answer: Mapped[str]
    """JSON: what was given; an empty list takes an answer back."""
    given_at: Mapped[datetime]
    is_explained: Mapped[bool]
    """Whether it was explained at once to whoever gave it: it can no longer be changed."""


class AttemptEnd(Model):
    """An attempt was handed in; of several times the first counts."""

    __tablename__ = "attempt_end"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    attempt_id: Mapped[UUID] = mapped_column(index=True)
    at: Mapped[datetime]


class AttemptRemark(Model):
    """Other keys apply to an attempt; of several for one question the last counts."""

    __tablename__ = "attempt_remark"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    attempt_id: Mapped[UUID] = mapped_column(index=True)
    keys: Mapped[str]
    """JSON: {question: {version, key}}."""
    at: Mapped[datetime]


class Answer(Model):
    """What was answered in the end to one question of an attempt that is finished, and what it is worth."""

    __tablename__ = "answer"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    question_version: Mapped[int]
    answer: Mapped[str]
    """JSON: what was given; an empty list when left blank."""
    points: Mapped[float]


class ImportedBank(Model):
    """Questions that came from another system: the files of a bank, kept until its authors have revised them and put them into `quizzes/banks`."""

    __tablename__ = "imported_bank"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the upload it was made from, so that importing it twice is one bank."""
    programme: Mapped[str] = mapped_column(ForeignKey("programme.slug"), index=True)
    module: Mapped[str]
    file_name: Mapped[str]
    format: Mapped[str]
    language: Mapped[str]
    """In which the file was written; the other wording is marked as to be translated."""
    files: Mapped[str]
    """JSON: {"questions.toml": its text, "fr.toml": …, "en.toml": …}."""
    n_questions: Mapped[int]
    n_left_out: Mapped[int]
    """Questions of the file that were refused, and left out by whoever imported it."""
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    """Who imported it on a page; nobody when it was a command."""
    imported_at: Mapped[datetime]
