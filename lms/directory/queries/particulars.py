"""What is recorded of one person beside their row: contacts, former names, further records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Text, Uuid, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from lms.accounts.codes import spelt
from lms.accounts.models import Account, Contact, FormerName, MergedPerson, Person
from lms.accounts.rules import full_name
from lms.db import UtcDateTime, db
from lms.directory.models import PersonMerge, PersonSeparation


@dataclass(frozen=True)
class Earlier:
    """A name that somebody had before."""

    name: str
    until: datetime


@dataclass(frozen=True)
class Merged:
    """Another record that was said to be of the same person."""

    merge_id: UUID
    name: str
    code: str
    """As it is printed."""
    at: datetime
    by: str
    """Who said it; empty where their account is not on this machine."""


@dataclass(frozen=True)
class Particulars:
    """Contacts without those that stand in two records, former names and merged records."""

    phones: tuple[str, ...]
    emails: tuple[str, ...]
    earlier: tuple[Earlier, ...]
    merged: tuple[Merged, ...]


def particulars_of(person_id: UUID) -> Particulars:
    """Return what is recorded of a person beside their row. One query."""
    rows = db.session.execute(union_all(_contacts(person_id), _former_names(person_id), _merges(person_id)).order_by("at", "one")).all()
    return Particulars(
        phones=_values(rows, "phone"),
        emails=_values(rows, "email"),
        earlier=tuple(Earlier(full_name(row.other, row.one), row.at) for row in rows if row.kind == "former"),
        merged=tuple(
            Merged(
                merge_id=row.id,
                name=full_name(row.other, row.one),
                code=spelt(row.code),
                at=row.at,
                by=full_name(*row.by.split("\n")) if row.by else "",
            )
            for row in rows
            if row.kind == "merged"
        ),
    )


def _values(rows: Sequence[Row[*tuple[Any, ...]]], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.one for row in rows if row.kind == kind))


def _columns(kind: Any, one: Any, other: Any, *, id: Any = None, code: Any = None, at: Any = None, by: Any = None) -> Select[*tuple[Any, ...]]:
    """Return a part of the union: in each of them every column has a type, for PostgreSQL asks."""
    return select(
        cast(kind, Text).label("kind"),
        cast(one, Text).label("one"),
        cast(other, Text).label("other"),
        (cast(null(), Uuid(as_uuid=True)) if id is None else id).label("id"),
        cast(null() if code is None else code, Text).label("code"),
        (cast(null(), UtcDateTime()) if at is None else at).label("at"),
        cast(null() if by is None else by, Text).label("by"),
    )


def _contacts(person_id: UUID) -> Select[*tuple[Any, ...]]:
    return _columns(Contact.kind, Contact.value, literal("")).where(Contact.person_id == person_id)


def _former_names(person_id: UUID) -> Select[*tuple[Any, ...]]:
    return _columns(literal("former"), FormerName.family_name, FormerName.given_names, at=FormerName.until).where(FormerName.person_id == person_id)


def _merges(person_id: UUID) -> Select[*tuple[Any, ...]]:
    theirs = select(MergedPerson.person_id).where(MergedPerson.kept_id == person_id)
    author = aliased(Person)
    by = author.given_names + literal("\n") + author.family_name
    return (
        _columns(literal("merged"), Person.family_name, Person.given_names, id=PersonMerge.id, code=Person.code, at=PersonMerge.said_at, by=by)
        .join(Person, Person.id == PersonMerge.merged_id)
        .outerjoin(Account, Account.id == PersonMerge.actor_id)
        .outerjoin(author, author.id == Account.person_id)
        .where(or_(PersonMerge.merged_id.in_(theirs), PersonMerge.kept_id.in_(theirs)))
        .where(PersonMerge.id.not_in(select(PersonSeparation.merge_id)))
    )
