"""Tables of the journal. Rows of `journal_event` are never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class JournalNode(Model):
    """A machine that writes events, and the last number it gave."""

    __tablename__ = "journal_node"

    name: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[str]
    """Random, new after a restore or a clone, so that two copies of one node are told apart."""
    last_seq: Mapped[int]


class JournalEvent(Model):
    """One fact, as it was said."""

    __tablename__ = "journal_event"
    __table_args__ = (UniqueConstraint("node", "epoch", "seq"), Index("ix_journal_event_programme", "programme"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """UUIDv7 made where the fact was born."""
    node: Mapped[str]
    epoch: Mapped[str]
    seq: Mapped[int]
    """Gapless per node and epoch; the order in which events are applied again."""
    type: Mapped[str]
    type_version: Mapped[int]
    programme: Mapped[str]
    actor_id: Mapped[UUID]
    """Account of whoever said it, or a helper's access (`lms.workshops.checkin`)."""
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
    body: Mapped[str]
    """Canonical JSON: sorted keys, no spaces, UTF-8."""
    sha256: Mapped[str]


class QuarantinedEvent(Model):
    """An event that was refused because its id is already taken by another content."""

    __tablename__ = "journal_quarantine"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(index=True)
    type: Mapped[str]
    type_version: Mapped[int]
    programme: Mapped[str]
    actor_id: Mapped[UUID]
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
    body: Mapped[str]
    sha256: Mapped[str]
