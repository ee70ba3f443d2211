"""Tables of issued certificates."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model

_IS_ISSUED = text("state = 'issued'")


class Certificate(Model):
    """One issue of a certificate. Nothing in it is looked up again: a later change of name or quiz changes nothing here.

    The issues of one certificate share its serial. A person has one certificate of a kind in a programme: the first issue takes the place of
    that person and kind, whatever becomes of it, and later issues are numbered on. So the database refuses a second one, however many ask at once.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("serial", "issue_number"),
        UniqueConstraint("programme", "person_id", "kind", "duplicate", "issue_number"),
        Index("uq_certificate_issued", "serial", unique=True, sqlite_where=_IS_ISSUED, postgresql_where=_IS_ISSUED),
        CheckConstraint("state IN ('issued', 'replaced', 'revoked')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    serial: Mapped[str]
    """Readable, with a check character; says the year of the first issue and nothing of the order."""
    code: Mapped[str] = mapped_column(unique=True)
    """Random, of this issue, printed in the QR: whoever has it has the paper in hand."""
    programme: Mapped[str] = mapped_column(ForeignKey("programme.slug"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    """A `rules.kinds.Kind`."""
    design: Mapped[str]
    duplicate: Mapped[int] = mapped_column(default=0)
    """0, except where two records of one person had a certificate of this kind each before they were merged: see `merging`."""
    issue_number: Mapped[int]
    """From 1."""
    issued_on: Mapped[date]
    """As printed."""
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None]
    """Account whose request issued it; None: a command did."""
    reason: Mapped[str] = mapped_column(default="")
    """Why there is a further issue: a `rules.kinds.CorrectionReason`; empty for the first."""
    reason_words: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None]
    """The last day on which it is valid, as printed; None: it never expires."""
    facts: Mapped[str]
    """Canonical JSON of everything that is printed: `rules.facts.Facts`."""
    facts_sha256: Mapped[str]
    """Seal of the facts, HMAC-SHA256: its key is not in the database. See `rules.facts.seal`."""
    state: Mapped[str]
    """`issued`, `replaced` or `revoked`; only `issued` is valid, until it expires."""
    ended_at: Mapped[datetime | None]
    """When it was replaced or revoked."""
    ended_by: Mapped[UUID | None]
    """Account that replaced or revoked it."""
    ended_reason: Mapped[str] = mapped_column(default="")
    """Why it was revoked: a `rules.kinds.RevocationReason`. Why it was replaced stands with the issue that replaces it."""
    ended_words: Mapped[str] = mapped_column(default="")


class CertificatePaper(Model):
    """The file of one issue in one format, to the byte as it was drawn the day it was issued.

    Certificates from before files were kept, and those of the demonstration, have none until somebody needs it: see `services.papers`.
    """

    __tablename__ = "certificate_paper"
    __table_args__ = (CheckConstraint("format IN ('a4', 'card')", name="format"),)

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    """A `rules.kinds.PaperFormat`."""
    content: Mapped[bytes]
    sha256: Mapped[str]
    """Of the content, in hexadecimal."""
    seal: Mapped[str]
    """`rules.facts.seal` of which file of which issue has this SHA-256: another one, put there with its own SHA-256, does not fit."""
