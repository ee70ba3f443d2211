"""Table of issued certificates."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Certificate(Model):
    """One certificate as it was issued. Nothing in it is looked up again: a later change of name or quiz changes nothing here."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("programme", "person_id", "design", "issue_number"),
        CheckConstraint("state IN ('issued', 'replaced', 'revoked')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(unique=True)
    """Readable, with a check character; says the year of issue and nothing of the order."""
    code: Mapped[str]
    """128 random bits in base 32, printed in the QR: whoever has it has the paper in hand."""
    programme: Mapped[str] = mapped_column(ForeignKey("programme.slug"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    design: Mapped[str]
    issue_number: Mapped[int]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID]
    """Account whose request issued it."""
    facts: Mapped[str]
    """Canonical JSON of everything that is printed: `rules.Facts`."""
    facts_sha256: Mapped[str]
    """Seal of the facts, HMAC-SHA256: its key is not in the database. See `rules.seal`."""
    state: Mapped[str]
    """`issued`, `replaced` or `revoked`; only `issued` is valid."""
