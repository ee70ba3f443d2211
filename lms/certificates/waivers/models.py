"""The table of waivers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Waiver(Model):
    """Somebody need not meet a requirement. Rows are never deleted."""

    __tablename__ = "waiver"
    __table_args__ = (Index("ix_waiver_person", "person_id", "programme"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made with the form, so that sending it twice is one waiver."""
    programme: Mapped[str] = mapped_column(ForeignKey("programme.slug"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    design: Mapped[str]
    """Of which certificate."""
    requirement: Mapped[str]
    """`rules.requirements.RequirementResult.key`: `attendance`, or `quiz:legal-framework`."""
    reason: Mapped[str]
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    granted_at: Mapped[datetime]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
