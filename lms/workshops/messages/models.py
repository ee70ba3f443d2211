"""The log of messages sent by the product, which is also the list of those to send."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class WorkshopMessage(Model):
    """One message to one person for one occasion. Their address stands in their contacts only, never here."""

    __tablename__ = "workshop_message"
    __table_args__ = (
        UniqueConstraint("workshop_id", "person_id", "kind", "channel", "occasion"),
        CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed', 'unsure', 'withdrawn')", name="state"),
        Index("ix_workshop_message_due", "state", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    """A `rules.Kind`."""
    channel: Mapped[str]
    """`mail`, the only one yet."""
    occasion: Mapped[str]
    """What tells it from another of its kind: `rules.occasion_of`."""
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    """Emptied once it is sent: it may say what somebody has not passed."""
    state: Mapped[str]
    """A `rules.State`."""
    reason: Mapped[str] = mapped_column(default="")
    """A `mail.Reason`, of the last try that failed."""
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    """From when on it may be sent."""
    asked_by: Mapped[UUID]
    """The account that had it sent."""
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    """When its state was last changed."""
