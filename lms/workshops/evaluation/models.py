"""Tables of evaluation. None of them has a time, a person, an account or an address, and none an order that says who came first."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model

# Without rowid: else SQLite would number the rows in the order in which they came.
_UNNUMBERED = {"sqlite_with_rowid": False}


class Evaluation(Model):
    """The evaluation of one workshop, once codes have been made for it."""

    __tablename__ = "evaluation"

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    link: Mapped[str] = mapped_column(unique=True)
    """What the address of its form ends with."""
    closed_from: Mapped[date]
    """From this day on nobody answers any more."""


class EvaluationCode(Model):
    """A code that has not been used yet: whoever has its paper may answer once. Using it deletes it."""

    __tablename__ = "evaluation_code"
    __table_args__ = (_UNNUMBERED,)

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)


class EvaluationAnswer(Model):
    """The ratings that one person gave. Which person, when and with which code is not kept."""

    __tablename__ = "evaluation_answer"
    __table_args__ = (CheckConstraint("source IN ('screen', 'paper')", name="source"), _UNNUMBERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """By lot (UUID version 4), and another one whenever an answer joins those of the workshop."""
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    source: Mapped[str]
    """`screen` or `paper`."""
    ratings: Mapped[str]
    """JSON: {item: 1 to 5}, in the order of the form; items left blank are left out."""
    is_counted: Mapped[bool]
    """Among those that figures show: they join in groups, `rules.are_let_in`."""


class EvaluationComment(Model):
    """What somebody wrote to one open question, apart from their ratings and from their other comments."""

    __tablename__ = "evaluation_comment"
    __table_args__ = (_UNNUMBERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """By lot, as those of answers."""
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    question: Mapped[str]
    text: Mapped[str]
    is_counted: Mapped[bool]
