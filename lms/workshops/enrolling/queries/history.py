"""What has happened to the people of a workshop, the latest first."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Account, Person
from lms.accounts.rules import full_name
from lms.db import db
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.models import Enrolment, Workshop

PAGE_SIZE = 50


@dataclass(frozen=True)
class Entry:
    """One change of one person's state."""

    at: datetime
    name: str
    enrolment_id: UUID
    role: str
    before: str
    after: str
    holds_until: date | None
    reason: str
    is_offer: bool
    """It followed from the waiting list; nobody did it."""
    by: str
    """Who did it; empty of an offer, and where their account is not on this machine."""


@dataclass(frozen=True)
class History:
    """One page of the changes."""

    entries: list[Entry]
    count: int


def history_of(workshop: Workshop, *, enrolment_id: UUID | None = None, page: int = 1, size: int = PAGE_SIZE) -> History:
    """Return the changes in a workshop, or those of one enrolment and of what was merged into it, the latest first. One query."""
    author = aliased(Person)
    is_of_one = [or_(Enrolment.id == enrolment_id, Enrolment.merged_into_id == enrolment_id)] if enrolment_id else []
    rows = db.session.execute(
        select(EnrolmentChange, Person.given_names, Person.family_name, author.given_names, author.family_name, func.count().over())
        .join(Enrolment, Enrolment.id == EnrolmentChange.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Account, Account.id == EnrolmentChange.account_id)
        .outerjoin(author, author.id == Account.person_id)
        .where(Enrolment.workshop_id == workshop.id, *is_of_one)
        .order_by(EnrolmentChange.at.desc(), EnrolmentChange.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    entries = [
        Entry(at=one.at, name=full_name(given, family), enrolment_id=one.enrolment_id, role=one.role, before=one.before, after=one.after,
              holds_until=one.holds_until, reason=one.reason, is_offer=one.account_id is None,
              by=full_name(by_given, by_family) if by_family is not None else "")
        for one, given, family, by_given, by_family, _count in rows
    ]  # fmt: skip
    return History(entries=entries, count=rows[0][-1] if rows else 0)
