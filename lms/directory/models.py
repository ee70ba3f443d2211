"""Tables of the directory. `person_merge` and `person_separation` are projections of `people.merged` and `people.separated`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class PersonMerge(Model):
    """Somebody said that two records are of one person."""

    __tablename__ = "person_merge"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    actor_id: Mapped[UUID]
    said_at: Mapped[datetime]


class PersonSeparation(Model):
    """Somebody took a merge back."""

    __tablename__ = "person_separation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    merge_id: Mapped[UUID] = mapped_column(index=True)
    """No foreign key: it may arrive before the merge."""
    actor_id: Mapped[UUID]
    said_at: Mapped[datetime]


class CorrectionRequest(Model):
    """What somebody wrote about their own record, and what staff answered."""

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'refused')", name="state"),
        Index("ix_correction_request_queue", "programme", "state", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made with the page, so that a form sent twice is one request."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    programme: Mapped[str] = mapped_column(ForeignKey("programme.slug"))
    """Whose staff answer it."""
    words: Mapped[str]
    certificate: Mapped[str] = mapped_column(default="")
    """Serial of the certificate that it is about; empty: it is about the record."""
    asked_at: Mapped[datetime]
    state: Mapped[str]
    """A `rules.RequestState`."""
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
