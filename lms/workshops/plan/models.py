"""Tables of the plan of a workshop."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class WorkshopSession(Model):
    """What takes place within a half-day between two times."""

    __tablename__ = "workshop_session"
    __table_args__ = (CheckConstraint("kind IN ('plenary', 'group-work', 'exercise', 'module', 'test')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    half_day_id: Mapped[UUID] = mapped_column(ForeignKey("half_day.id"), index=True)
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    kind: Mapped[str]
    """A `rules.timetable.Kind`."""
    subject: Mapped[str]
    """Slug of the module or of the quiz, for the kinds that have one; else empty."""
    title: Mapped[str]
    """Empty where the name of the module or quiz says it all."""
    led_by: Mapped[str]
    """Names as they shall be printed. Text, for whoever leads a session may be several people, or a guest whom nobody enrols."""


class WorkshopQuota(Model):
    """Places meant at least for one group."""

    __tablename__ = "workshop_quota"

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    axis: Mapped[str] = mapped_column(primary_key=True)
    """A `rules.quotas.Axis`."""
    group: Mapped[str] = mapped_column(primary_key=True)
    """`F` or `M`, or a type of institution."""
    minimum: Mapped[int]


class StatusChange(Model):
    """A workshop went from one status to another."""

    __tablename__ = "workshop_status_change"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made with the page, so that a form sent twice is one step."""
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    at: Mapped[datetime]
    account_id: Mapped[UUID]
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str]
    """Empty when the workshop went on as planned."""
