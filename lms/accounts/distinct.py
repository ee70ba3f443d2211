"""Records that look alike and are of two people: said wherever two are compared, remembered in one place, and heeded by whoever compares next."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import DistinctPeople, MergedPerson
from lms.accounts.rules import pair
from lms.accounts.services import note_audit
from lms.db import db, insert_absent


def tell_apart(pairs: Iterable[tuple[UUID, UUID]], *, account_id: UUID, now: datetime) -> None:
    """Remember of pairs of records that they are of two people; who said it first stays."""
    said = dict.fromkeys(pair(one, other) for one, other in pairs)
    insert_absent(DistinctPeople, [{"one_id": one, "other_id": other, "account_id": account_id, "at": now} for one, other in said])
    for one, other in said:
        note_audit(account_id=account_id, action="people.told-apart", subject=f"person:{one} person:{other}", now=now)


def told_apart() -> set[tuple[UUID, UUID]]:
    """Return the pairs of people of whom somebody said that they are not the same, as they are recorded now. One query.

    A pair that was merged all the same is left out.
    """
    one, other = aliased(MergedPerson), aliased(MergedPerson)
    rows = db.session.execute(
        select(func.coalesce(one.kept_id, DistinctPeople.one_id), func.coalesce(other.kept_id, DistinctPeople.other_id))
        .select_from(DistinctPeople)
        .outerjoin(one, one.person_id == DistinctPeople.one_id)
        .outerjoin(other, other.person_id == DistinctPeople.other_id)
    )
    return {pair(first, second) for first, second in rows if first != second}
