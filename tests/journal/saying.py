"""A type of event for tests. What its handler was given is kept in `applied`; it fills no table of the product."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.journal.registry import handles
from lms.journal.rules import NewEvent, StoredEvent
from tests.conftest import NOW

SAID = "test.said"
FIRST, ALSO_FIRST = "test.first", "test.also-first"
ACTOR = UUID("01a1fd55-7a80-75f1-ba60-4c7a7b65977e")

applied: list[StoredEvent] = []
batches: list[int] = []
"""How many events of the types that come first were applied at a time."""


@handles(SAID, version=1, tables=())
def apply_said(events: Sequence[StoredEvent]) -> None:
    """Keep what was given; refuse what a test wants refused."""
    if any(event.body.get("fails") for event in events):
        raise RuntimeError("the domain says no")
    applied.extend(events)


@handles(FIRST, version=1, tables=(), comes_first=True)
@handles(ALSO_FIRST, version=1, tables=(), comes_first=True)
def apply_first(events: Sequence[StoredEvent]) -> None:
    """Keep what was given, and how much at a time."""
    batches.append(len(events))
    applied.extend(events)


def said(id: UUID, body: dict[str, Any], *, said_at: datetime = NOW, actor_id: UUID = ACTOR) -> NewEvent:
    """Return an event of this type."""
    return NewEvent(id=id, type=SAID, version=1, programme="essai", actor_id=actor_id, said_at=said_at, body=body)
