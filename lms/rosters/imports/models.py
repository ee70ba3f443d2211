"""Tables of imports."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class RosterImport(Model):
    """A list was imported into a workshop."""

    __tablename__ = "roster_import"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Id of the upload it was made from, so that importing it twice is one import."""
    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"), index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    """Nobody when it was a command."""
    file_name: Mapped[str]
    imported_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    n_new: Mapped[int]
    """People nobody knew before."""
    n_known: Mapped[int]
    n_enrolled: Mapped[int]
    """Of both, those who were not enrolled before."""
    n_left_out: Mapped[int]
    """Rows that were refused, or left out by whoever imported."""


class RosterImportRow(Model):
    """Who a row of an import was decided to be."""

    __tablename__ = "roster_import_row"
    __table_args__ = (Index("ix_roster_import_row_person", "person_id"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("roster_import.id"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    """As the file numbers it."""
    fingerprint: Mapped[str] = mapped_column(index=True)
    """Of what the row says; see `sorting.fingerprints`."""
    person_id: Mapped[UUID]
    """No foreign key: an import that was undone remembers whom it had added."""
    is_new: Mapped[bool]
    enrolment_id: Mapped[UUID | None]
    """The enrolment that this row made; empty for somebody who was enrolled before."""


class RememberedMapping(Model):
    """What the columns of lists with these names hold, as one account corrected it."""

    __tablename__ = "remembered_mapping"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    """`ColumnMapping.key`."""
    choices: Mapped[str]
    """JSON: `ColumnMapping.choices`."""
    said_at: Mapped[datetime]
