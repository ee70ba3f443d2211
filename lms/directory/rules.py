"""Which record stands for which, once some were merged and some of these separated again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class RequestState(StrEnum):
    """What has become of a correction request."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class Merge:
    """Somebody said that two records are of one person, and which of them is kept."""

    id: UUID
    merged_id: UUID
    kept_id: UUID
    said_at: datetime


def kept_records(merges: Iterable[Merge]) -> dict[UUID, UUID]:
    """Return {merged record: the record that stands for it}; records that stand for themselves are left out.

    merges: those that hold, in any order. The result is the same whatever the order in which they became known: they are weighed in the order
    said. Each joins all records of one person to all of another, and the record that stands for the person kept stands for all of them.
    """
    stands: dict[UUID, UUID] = {}
    groups: dict[UUID, list[UUID]] = {}
    for merge in sorted(merges, key=lambda merge: (merge.said_at, merge.id)):
        merged, kept = (stands.get(id, id) for id in (merge.merged_id, merge.kept_id))
        if merged != kept:
            joined = groups.pop(merged, [merged])
            groups.setdefault(kept, [kept]).extend(joined)
            stands.update(dict.fromkeys(joined, kept))
    return stands


def regrouped(before: Mapping[UUID, UUID], after: Mapping[UUID, UUID]) -> set[UUID]:
    """Return every record of the people whose records belong together otherwise than before. Both say which merged record stands for which."""
    changed = {id for id in before.keys() | after.keys() if before.get(id) != after.get(id)}
    heads = {stands[id] for stands in (before, after) for id in changed if id in stands} | changed
    return heads | {id for stands in (before, after) for id, head in stands.items() if head in heads}
