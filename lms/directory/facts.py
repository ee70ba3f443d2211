"""The facts that the directory owns.

- `people.merged` {merged, kept}: two records are of one person; the one that is kept stands for both.
- `people.separated` {merge}: that merge, named by its id, was a mistake.

Facts of all domains name the record that whoever said them knew, for ever, and may still come in under a merged one. Which rows they become
follows from all facts and from who is who, in no order: each handler asks who is who now, and when that changes every domain settles the
people concerned anew. See docs/decisions/0019-merging-people.md.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select

from lms.accounts import merging as accounts
from lms.accounts.merging import Regrouping, merged_people
from lms.cascade import merging as cascade
from lms.certificates import merging as certificates
from lms.courses import merging as courses
from lms.db import db
from lms.directory import merging as directory
from lms.directory.models import PersonMerge, PersonSeparation
from lms.directory.rules import Merge, kept_records, regrouped
from lms.journal.registry import handles
from lms.journal.rules import NewEvent, StoredEvent
from lms.quizzes import merging as quizzes
from lms.rosters import merging as rosters
from lms.workshops import merging as workshops

MERGED = "people.merged"
SEPARATED = "people.separated"

DOMAINS = (accounts, workshops, rosters, courses, quizzes, certificates, cascade, directory)
"""Those that have rows about people. Accounts come first: others ask which of them stands."""

_TABLES = (PersonMerge, PersonSeparation)
"""Who is who now (`merged_person`) is not emptied for a rebuild: rows that are no facts stand where it says, and are not put anywhere else by it."""


def people_merged(*, id: UUID, merged_id: UUID, kept_id: UUID, programme: str, account_id: UUID, now: datetime) -> NewEvent:
    """Return the fact that two records are of one person."""
    body = {"merged": str(merged_id), "kept": str(kept_id)}
    return NewEvent(id=id, type=MERGED, version=1, programme=programme, actor_id=account_id, said_at=now, body=body)


def people_separated(*, id: UUID, merge_id: UUID, programme: str, account_id: UUID, now: datetime) -> NewEvent:
    """Return the fact that a merge was a mistake."""
    return NewEvent(id=id, type=SEPARATED, version=1, programme=programme, actor_id=account_id, said_at=now, body={"merge": str(merge_id)})


@handles(MERGED, version=1, tables=_TABLES, comes_first=True)
@handles(SEPARATED, version=1, tables=_TABLES, comes_first=True)
def apply_merges(events: Sequence[StoredEvent]) -> None:
    """Store which records were merged and which merges were mistakes, and let every domain settle the people concerned."""
    merges = [
        {"id": event.id, "merged_id": UUID(event.body["merged"]), "kept_id": UUID(event.body["kept"]), "actor_id": event.actor_id,
         "said_at": event.said_at}
        for event in events if event.type == MERGED
    ]  # fmt: skip
    separations = [
        {"id": event.id, "merge_id": UUID(event.body["merge"]), "actor_id": event.actor_id, "said_at": event.said_at}
        for event in events if event.type == SEPARATED
    ]  # fmt: skip
    for table, rows in ((PersonMerge, merges), (PersonSeparation, separations)):
        if rows:
            db.session.execute(insert(table), rows)
    _settle()


def _settle() -> None:
    before = merged_people()
    after = kept_records(_merges_that_hold())
    people = regrouped(before, after)
    if people:
        change = Regrouping(before={id: before.get(id, id) for id in people}, after={id: after.get(id, id) for id in people})
        for domain in DOMAINS:
            domain.settle(change)


def _merges_that_hold() -> list[Merge]:
    taken_back = select(PersonSeparation.merge_id)
    query = select(PersonMerge.id, PersonMerge.merged_id, PersonMerge.kept_id, PersonMerge.said_at).where(PersonMerge.id.not_in(taken_back))
    return [Merge(*row) for row in db.session.execute(query)]
