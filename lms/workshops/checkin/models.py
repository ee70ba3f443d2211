"""Tables of check-in and of helpers' accesses: desk work, not facts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class CheckInHour(Model):
    """Until when one counts as present on a half-day, where somebody chose another hour than the usual one."""

    __tablename__ = "check_in_hour"

    half_day_id: Mapped[UUID] = mapped_column(ForeignKey("half_day.id"), primary_key=True)
    late_after_minutes: Mapped[int]
    """Since midnight, where the workshop takes place: whoever arrives in a later minute is late."""


class HelperAccess(Model):
    """An organiser lets whoever holds a link or a code mark the half-days of one day."""

    __tablename__ = "helper_access"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Stands in the journal as the actor of what the helper says."""
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    on: Mapped[date]
    """The day on which it is open, from midnight to midnight where the workshop takes place."""
    label: Mapped[str]
    """What marks made with it are called by: «Entrée, table 2»."""
    link_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the 256 random bits in the link: a stolen database opens nothing."""
    code_hash: Mapped[str] = mapped_column(unique=True)
    """Of the code, which is short: keyed with the secret of this installation, else it could be found by trying."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    """Who gave it."""
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class HelperSession(Model):
    """One browser in which somebody helps."""

    __tablename__ = "helper_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the token in its cookie."""
    access_id: Mapped[UUID] = mapped_column(ForeignKey("helper_access.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Noted at most every five minutes."""
