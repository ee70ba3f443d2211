"""Tables of the cascade. All are projections of `session.reported`, `session.amended` and `session.decided`."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class CascadeSession(Model):
    """One onward training session."""

    __tablename__ = "cascade_session"
    __table_args__ = (Index("ix_cascade_session_queue", "programme", "state", "reported_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event that first reported it."""
    programme: Mapped[str] = mapped_column(ForeignKey("programme.slug"))
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    """The trainer who led it and reports it."""
    report_id: Mapped[UUID]
    """The report that counts. Cache of `rules.latest_report`."""
    state: Mapped[str]
    """`waiting`, `verified` or `returned`. Cache of `rules.state`."""
    reported_at: Mapped[datetime]
    """When its latest report was received: the queue is served in this order."""


class SessionReport(Model):
    """What the lead trainer said of a session, once."""

    __tablename__ = "session_report"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    session_id: Mapped[UUID] = mapped_column(index=True)
    """No foreign key: facts of several machines may arrive before the session's first report."""
    amends_id: Mapped[UUID | None]
    """The report it corrects; empty for the first."""
    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"), index=True)
    """Cercle or commune of Bamako."""
    locality: Mapped[str]
    """Town or village, in the trainer's words; may be empty."""
    held_on: Mapped[date]
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]


class SessionModule(Model):
    """A module that was taught in a session, according to one report."""

    __tablename__ = "session_module"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("session_report.id"), primary_key=True)
    module: Mapped[str] = mapped_column(primary_key=True)


class HeadCount(Model):
    """How many people of one sex and age band were there, according to one report. Zero is not stored."""

    __tablename__ = "head_count"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    report_id: Mapped[UUID] = mapped_column(ForeignKey("session_report.id"), primary_key=True)
    sex: Mapped[str] = mapped_column(primary_key=True)
    """F, M, or N for not stated."""
    age_band: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class SessionDecision(Model):
    """A monitor verified a session, or returned it with a reason."""

    __tablename__ = "session_decision"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the event."""
    session_id: Mapped[UUID] = mapped_column(index=True)
    """No foreign key: facts of several machines may arrive before the session's first report."""
    report_id: Mapped[UUID]
    """The report that was looked at."""
    decision: Mapped[str]
    """`verified` or `returned`."""
    reason: Mapped[str]
    """Why it was returned; empty when verified."""
    actor_id: Mapped[UUID]
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
