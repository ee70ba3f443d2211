"""What was said of records that are of one person."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select

from lms.accounts.models import Account, Grant
from lms.db import db
from lms.directory.models import PersonMerge, PersonSeparation

_HELD = select(PersonMerge).where(PersonMerge.id.not_in(select(PersonSeparation.merge_id)))


def merge_or_none(merge_id: UUID) -> PersonMerge | None:
    """Return a merge that holds, or None when there is none or it was taken back."""
    return db.session.scalar(_HELD.where(PersonMerge.id == merge_id))


def merges_that_hold(merged: Select[UUID]) -> Sequence[PersonMerge]:
    """Return the merges of these records into others that were not taken back."""
    return db.session.scalars(_HELD.where(PersonMerge.merged_id.in_(merged))).all()


def programmes_of_accounts(people: Collection[UUID]) -> set[str]:
    """Return the programmes in which accounts of these people have a role."""
    return set(db.session.scalars(select(Grant.programme).join(Account, Account.id == Grant.account_id).where(Account.person_id.in_(people))))
