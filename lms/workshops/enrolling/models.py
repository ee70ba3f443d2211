"""The history of enrolments."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class EnrolmentChange(Model):
    """Somebody's state in a workshop changed. Rows are never changed."""

    __tablename__ = "enrolment_change"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Follows from the form that asked for it, so that a form sent twice is one change."""
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    at: Mapped[datetime]
    """Of an offer: the day on which the place fell to them, though it may have been written down later."""
    account_id: Mapped[UUID | None]
    """Who did it; empty for an offer, which follows from the waiting list."""
    role: Mapped[str]
    before: Mapped[str]
    """Empty for somebody who was not enrolled."""
    after: Mapped[str]
    holds_until: Mapped[date | None]
    """Of an invitation: the day given for an answer."""
    reason: Mapped[str]
    """What whoever did it wrote, if anything."""
