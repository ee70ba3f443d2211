"""Table of files."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class WorkshopFile(Model):
    """A file that belongs to a workshop. Once it is removed its content is gone, and the line stays."""

    __tablename__ = "workshop_file"
    __table_args__ = (CheckConstraint("kind IN ('output', 'road-map', 'criteria', 'other')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made with the page, so that a form sent twice is one file."""
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("workshop_session.id", ondelete="SET NULL"), index=True)
    """Empty when it belongs to the workshop as a whole, or its session is no longer in the timetable."""
    kind: Mapped[str]
    """A `rules.places.Kind`."""
    title: Mapped[str]
    stem: Mapped[str]
    """The name as it was sent, cleaned, without its ending."""
    format: Mapped[str]
    """A `rules.formats.Format`, found in the content."""
    size: Mapped[int]
    """In bytes, as it is kept."""
    sha256: Mapped[str]
    """Of the content as it is kept, in hexadecimal."""
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    """Left out of lists."""
    added_at: Mapped[datetime]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
