"""The table of teach-backs, a projection of `teach-back.observed`."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class TeachBack(Model):
    """Somebody said how a participant's teach-back went. Of several the one said last counts."""

    __tablename__ = "teach_back"
    __table_args__ = (
        CheckConstraint("outcome IN ('convincing', 'again', 'withdrawn')", name="outcome"),
        Index("ix_teach_back_latest", "enrolment_id", "said_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    outcome: Mapped[str]
    on: Mapped[date]
    """The day on which it was observed."""
    observer: Mapped[str]
    """Name of whoever observed it, as recorded: it may be somebody without an account."""
    actor_id: Mapped[UUID]
    """Account of whoever recorded it."""
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
