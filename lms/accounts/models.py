"""Tables of people, accounts, sessions and the audit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Person(Model):
    """One human being, with names as on the identity document."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("sex IN ('F', 'M', 'N')", name="sex"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """What stands on badges and sheets; see `codes`."""
    family_name: Mapped[str]
    given_names: Mapped[str]
    sort_key: Mapped[str] = mapped_column(index=True)
    """Family name then given names, without accents or case."""
    sex: Mapped[str]
    """F, M, or N for not stated."""
    birth_year: Mapped[int | None]
    language: Mapped[str] = mapped_column(default="fr")
    """In which messages are written to them."""
    profession: Mapped[str]
    """As the roster says it."""
    institution: Mapped[str]
    actor_type: Mapped[str] = mapped_column(index=True)
    """Which part of the referral chain: a key of `rules.ActorType`."""
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), index=True)
    """Where the person works, as recorded."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    @property
    def full_name(self) -> str:
        """Given names, then the family name in capitals, as certificates and sheets write it."""
        return f"{self.given_names} {self.family_name.upper()}".strip()


class Contact(Model):
    """An e-mail address or a phone number of a person."""

    __tablename__ = "contact"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(index=True)
    """E-mail in small letters, phone in E.164."""


class Account(Model):
    """A person's right to sign in."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class AccountIdentifier(Model):
    """What someone types to sign in."""

    __tablename__ = "account_identifier"

    value: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)


class Grant(Model):
    """A role of an account in a programme."""

    __tablename__ = "account_grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "programme"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str]
    programme: Mapped[str]
    """Slug of the programme; `programmes` stands above this package, so no foreign key points there."""


class UserSession(Model):
    """One browser signed in. Deleting the row signs it out at once."""

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the token in the cookie: a stolen database opens no session."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Noted at most every five minutes."""


class AuditEntry(Model):
    """Who did what at a desk, or read which list of names. Values of personal fields never stand here."""

    __tablename__ = "audit_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[UUID | None]
    action: Mapped[str]
    subject: Mapped[str]
