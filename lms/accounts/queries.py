"""Reads on accounts, sessions and the audit."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.accounts.models import Account, AccountIdentifier, AuditEntry, FormerName, Grant, MergedPerson, Person, UserSession
from lms.accounts.rules import Role, full_name
from lms.db import db

AUDIT_PAGE_SIZE = 100


@dataclass(frozen=True)
class AuditLine:
    """Something done or read at a desk."""

    at: datetime
    action: str
    subject: str
    account_id: UUID | None
    by: str
    """Who did it; empty for nobody with an account."""


@dataclass(frozen=True)
class AuditPage:
    """One page of the audit."""

    lines: list[AuditLine]
    count: int
    """On all pages."""


def roles_of(account_id: UUID) -> frozenset[Role]:
    """Return the roles of an account, in whatever programme."""
    return frozenset(Role(role) for role in db.session.scalars(select(Grant.role).where(Grant.account_id == account_id)))


def password_hash_of(account_id: UUID) -> str | None:
    """Return the stored hash of an account's password, or None when there is no such account."""
    return db.session.scalar(select(Account.password_hash).where(Account.id == account_id))


def is_kept() -> ColumnElement[bool]:
    """Return the condition that a record of a person stands for itself: lists of people leave out those that were merged into another."""
    return ~exists().where(MergedPerson.person_id == Person.id)


def holder_of_code(code: str) -> ScalarSelect[UUID]:
    """Return, as a part of a query, the id of whom a code names: of a record that was merged, that of the one that stands for it.

    code: as `codes.read_code` returns it.
    """
    named = aliased(Person)
    kept = select(MergedPerson.kept_id).where(MergedPerson.person_id == named.id).scalar_subquery()
    return select(func.coalesce(kept, named.id)).where(named.code == code).scalar_subquery()


def is_called(fits: Callable[[InstrumentedAttribute[str]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the condition that a name of a person fits: the one recorded, a former one, or that of a record that was merged into theirs.

    fits: given a column in the form of `rules.sort_key`, the condition on it.
    """
    record = aliased(Person)
    is_merged_here = and_(MergedPerson.kept_id == Person.id, MergedPerson.person_id == record.id)
    return or_(
        fits(Person.sort_key),
        exists().where(FormerName.person_id == Person.id, fits(FormerName.sort_key)),
        exists().where(is_merged_here, fits(record.sort_key)).correlate(Person),
    )


def other_names() -> dict[UUID, list[tuple[str, str]]]:
    """Return {person: (family name, given names) that they have had, or that stand in records merged into theirs}, of those who have any.

    One query. A record that was merged has no names of its own here: they are those of the one that stands for it.
    """
    found: defaultdict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for person_id, _kind, family_name, given_names in db.session.execute(union_all(*selected_names())):
        found[person_id].append((family_name, given_names))
    return dict(found)


def selected_names() -> tuple[Select[UUID, str, str, str], Select[UUID, str, str, str]]:
    """Return, as parts of a union, (person, "name", family name, given names) of former names and of those of merged records."""
    former = select(FormerName.person_id, literal("name"), FormerName.family_name, FormerName.given_names)
    merged = select(MergedPerson.kept_id, literal("name"), Person.family_name, Person.given_names)
    return former, merged.join(Person, Person.id == MergedPerson.person_id)


def sessions_of(account_id: UUID) -> Sequence[UserSession]:
    """Return the browsers signed in as this account, the latest used first."""
    return db.session.scalars(select(UserSession).where(UserSession.account_id == account_id).order_by(UserSession.seen_at.desc())).all()


def staff_accounts(programme: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (given_names, family_name, role, is_active, identifier, programme) of everybody but trainers, by name."""
    return db.session.execute(
        select(Person.given_names, Person.family_name, Grant.role, Account.is_active, func.min(AccountIdentifier.value).label("identifier"))
        .join(Account, Account.person_id == Person.id)
        .join(Grant, Grant.account_id == Account.id)
        .join(AccountIdentifier, AccountIdentifier.account_id == Account.id)
        .where(Grant.programme == programme, Grant.role != Role.TRAINER, Account.merged_into_id.is_(None))
        .group_by(Person.id, Grant.role, Account.is_active, Person.given_names, Person.family_name, Person.sort_key)
        .order_by(Person.sort_key)
    ).all()


def audit_page(programme: str, *, account_id: UUID | None = None, page: int = 1) -> AuditPage:
    """Return one page of the audit, newest first. One query.

    Entries of accounts of the programme, also of those that are aside by now, and those of nobody: commands on the server and refused sign-ins.
    account_id: only those of this account.
    """
    in_programme = select(Grant.account_id).where(Grant.programme == programme)
    is_theirs = or_(AuditEntry.account_id.is_(None), AuditEntry.account_id.in_(in_programme), Account.merged_into_id.in_(in_programme))
    rows = db.session.execute(
        select(AuditEntry, Person.given_names, Person.family_name, func.count().over())
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(is_theirs, *([AuditEntry.account_id == account_id] if account_id else []))
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(AUDIT_PAGE_SIZE)
        .offset((page - 1) * AUDIT_PAGE_SIZE)
    ).all()
    lines = [
        AuditLine(at=entry.at, action=entry.action, subject=entry.subject, account_id=entry.account_id,
                  by="" if family is None else full_name(given, family))
        for entry, given, family, _count in rows
    ]  # fmt: skip
    return AuditPage(lines=lines, count=rows[0][-1] if rows else 0)


def accounts_with_name(programme: str) -> list[tuple[UUID, str]]:
    """Return (account, name) of everybody with a role in a programme, trainers left out, by name. One query."""
    rows = db.session.execute(
        select(Account.id, Person.given_names, Person.family_name)
        .join(Person, Person.id == Account.person_id)
        .where(exists().where(Grant.account_id == Account.id, Grant.programme == programme, Grant.role != Role.TRAINER))
        .order_by(Person.sort_key, Account.id)
    )
    return [(id, full_name(given, family)) for id, given, family in rows]
