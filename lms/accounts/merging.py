"""Who is now whom, and how the accounts and contacts of two records of one person come together.

Each domain has such a room: `settle` puts its rows where they belong once records were merged or separated, `OWNERS` names the columns that it
settles, and `STAYING` those that name a person or an account and stay, with the reason. `lms.directory` decides, and calls them all.

Of several accounts one stands: one that is active before others, that of the record which is kept before others. The rest are aside: whoever
types what opened one of them opens the account that stands, with its password (`services.account_of`). Roles go to it unless it has them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, or_, select

from lms.accounts.models import Account, AccountIdentifier, AuditEntry, Contact, DistinctPeople, FormerName, Grant, MergedPerson, UserSession
from lms.accounts.moving import ASIDE, Holders, Row, Values, moving, settle_rows
from lms.db import db

OWNERS = (Account.person_id, Account.merged_into_id, Contact.person_id, FormerName.person_id, Grant.account_id)
STAYING: Mapping[Any, str] = {
    MergedPerson.person_id: "It says who is whom.",
    MergedPerson.kept_id: "It says who is whom.",
    AccountIdentifier.account_id: "Signing in follows it to the account that stands.",
    AuditEntry.account_id: "It says who did it.",
    DistinctPeople.one_id: "Of whom it was said; who that is now is asked when it is read.",
    DistinctPeople.other_id: "Of whom it was said; who that is now is asked when it is read.",
    DistinctPeople.account_id: "It says who did it.",
    UserSession.account_id: "An account that is aside opens nothing; whoever was signed in signs in again.",
}

_FEW = 1000


@dataclass(frozen=True)
class Regrouping:
    """Records of people that belong together otherwise than before. Both have the same records, also those that stand for themselves."""

    before: Holders
    """{record: the one that stood for it}"""
    after: Holders
    """{record: the one that stands for it now}"""


def of_several_records(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return {record: the one that stands for it now} of those among these whose person has several records; others are left out. One query."""
    query = select(MergedPerson.person_id, MergedPerson.kept_id)
    if len(ids) <= _FEW:  # of more people, everybody who was merged is asked for: they are few, and a statement has its limits
        query = query.where(or_(MergedPerson.person_id.in_(ids), MergedPerson.kept_id.in_(ids)))
    found = {record: row.kept_id for row in db.session.execute(query) for record in (row.person_id, row.kept_id)}
    return {record: found[record] for record in ids if record in found}


def records_of(kept_id: UUID) -> list[UUID]:
    """Return all records of a person, the one that stands for them first. One query."""
    return [kept_id, *db.session.scalars(select(MergedPerson.person_id).where(MergedPerson.kept_id == kept_id))]


def merged_people() -> dict[UUID, UUID]:
    """Return {merged record: the one that stands for it now}, of everybody. One query."""
    return {row.person_id: row.kept_id for row in db.session.execute(select(MergedPerson.person_id, MergedPerson.kept_id))}


def settle(people: Regrouping) -> None:
    """Write down who is whom, and let accounts, roles, contacts and former names be theirs."""
    db.session.execute(delete(MergedPerson).where(MergedPerson.person_id.in_(people.after)))
    merged = [{"person_id": record, "kept_id": kept} for record, kept in people.after.items() if record != kept]
    if merged:
        db.session.execute(insert(MergedPerson), merged)
    settle_rows(Account, "person_id", people.after, _one_account_stands)
    settle_rows(Grant, "account_id", standing_accounts(people.after), moving("account_id", unless_taken=("role", "programme")))
    for table in (Contact, FormerName):
        settle_rows(table, "person_id", people.after)


def standing_accounts(people: Collection[UUID]) -> dict[UUID, UUID]:
    """Return {account: the one that stands} of these people. One query."""
    rows = db.session.execute(select(Account.id, Account.merged_into_id).where(Account.person_id.in_(people)))
    return {row.id: row.merged_into_id or row.id for row in rows}


def _one_account_stands(rows: Sequence[Row], holders: Holders) -> list[Values]:
    changes: list[Values] = []
    for row in rows:
        holder = holders[row["person_id"]]
        first = min((one for one in rows if holders[one["person_id"]] == holder), key=lambda one: _rank(one, one["person_id"] == holder))
        if row is first:
            changes.append({"person_id": holder})
        else:  # where it is not in the way of whoever looks for the account of the person
            changes.append({ASIDE: first["id"], "person_id": first["person_id"] if row["person_id"] == holder else row["person_id"]})
    return changes


def _rank(account: Row, is_own: bool) -> tuple[Any, ...]:
    return not account["is_active"], not is_own, account["created_at"], account["id"]
