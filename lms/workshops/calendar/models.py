"""Tables of calendars."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class CalendarFeed(Model):
    """The secret address at which an account's calendar is fetched. Deleting the row withdraws it."""

    __tablename__ = "calendar_feed"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of what the address ends with: a stolen database opens no calendar."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), unique=True)
    made_at: Mapped[datetime]


class CalendarEntry(Model):
    """What calendars have been told of one half-day. It stays when the half-day goes: then it is cancelled."""

    __tablename__ = "calendar_entry"

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """Of the half-day within its workshop, from 1: with the workshop it names the event for life, whatever becomes of the day."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    location: Mapped[str]
    is_cancelled: Mapped[bool]
    sequence: Mapped[int]
    """How often it has changed since it was first told (RFC 5545, 3.8.7.4)."""
    changed_at: Mapped[datetime]
