"""Tables of people, accounts, sessions and the audit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.rules import full_name
from lms.db import Model

_STANDS = text("merged_into_id IS NULL")


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
    profession_type: Mapped[str] = mapped_column(default="other")
    """A key of `lms.people.professions.Profession`."""
    institution: Mapped[str]
    actor_type: Mapped[str] = mapped_column(index=True)
    """Which part of the referral chain: a key of `rules.ActorType`."""
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), index=True)
    """Where the person works, as recorded."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    @property
    def full_name(self) -> str:
        """Given names, then the family name in capitals: `rules.full_name`."""
        return full_name(self.given_names, self.family_name)


class Contact(Model):
    """An e-mail address or a phone number of a person."""

    __tablename__ = "contact"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(index=True)
    """E-mail in small letters, phone in E.164."""


class FormerName(Model):
    """What a person was called before a correction. Papers that were printed then still say so."""

    __tablename__ = "former_name"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    family_name: Mapped[str]
    given_names: Mapped[str]
    sort_key: Mapped[str] = mapped_column(index=True)
    """As that of the person: they are found by it."""
    until: Mapped[datetime]
    """When it was changed."""


class MergedPerson(Model):
    """A record of a person for which another record stands now. Follows from the facts of `lms.directory`."""

    __tablename__ = "merged_person"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    """Its code still names the person, and facts may still come in under it."""
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    """Never itself a merged one: the end of the chain."""


class DistinctPeople(Model):
    """Somebody said that two records that look alike are of two people."""

    __tablename__ = "distinct_people"

    one_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    """The smaller one: `rules.pair`."""
    other_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class MovedRow(Model):
    """A row that stands elsewhere than it was recorded, because records of people were merged. See `moving`."""

    __tablename__ = "moved_row"

    table_name: Mapped[str] = mapped_column(primary_key=True)
    row_key: Mapped[str] = mapped_column(primary_key=True)
    """Its primary key as it is now, several columns with spaces between."""
    recorded: Mapped[str]
    """JSON: what those of its columns held that were changed by moving it."""


class Account(Model):
    """A person's right to sign in."""

    __tablename__ = "account"
    __table_args__ = (Index("uq_account_person_id", "person_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    """Another account of the same person, who signs in to that one only. See `merging`."""
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
