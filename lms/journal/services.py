"""Recording facts, and making the tables again from them."""

import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Table, delete, insert, select, text

from lms.db import db
from lms.errors import DomainError
from lms.identifiers import new_id
from lms.journal.models import JournalEvent, JournalNode, QuarantinedEvent
from lms.journal.registry import handler_of, projections
from lms.journal.rules import NewEvent, Outcome, StoredEvent, canonical_json, fingerprint_of

_ADVISORY_KEY = 7_305_472  # any number that only the journal of this product uses
MOST_CHARACTERS = 64 * 1024
_AT_ONCE = 5000  # a statement may not have more values than a database takes
_ADD_EVENTS = insert(cast(Table, JournalEvent.__table__))  # the table and not the class: no objects are made of the rows


class JournalAltered(DomainError):
    """A row of the journal no longer fits its fingerprint: somebody changed it, or the disk did."""


class TooLong(DomainError):
    """An event holds more than any form of ours can say."""


def record(event: NewEvent, *, now: datetime) -> Outcome:
    """Store one fact and apply it; see `record_all`."""
    return record_all([event], now=now)[0]


def record_all(events: Sequence[NewEvent], *, now: datetime) -> list[Outcome]:
    """Store facts and have their domains apply them, all in the caller's transaction.

    Returns one outcome per event, in order: recorded, known (same id, same content: a success, nothing changed) or refused
    (same id, other content: kept in the quarantine). Whatever a domain raises while applying ends the whole transaction.
    Raises KeyError when no domain owns a type.
    """
    node = _locked_node()
    known = _known_fingerprints(events)
    outcomes: list[Outcome] = []
    rows: list[dict[str, object]] = []
    fresh: list[StoredEvent] = []
    for event in events:
        body = canonical_json(event.body)
        if len(body) > MOST_CHARACTERS:
            raise TooLong(_l("This is more than can be recorded at once. Send less at a time."))
        sha256 = fingerprint_of(type=event.type, version=event.version, programme=event.programme, actor_id=event.actor_id, canonical_body=body)
        row = _row(event, body=body, sha256=sha256, now=now)
        if event.id not in known:
            known[event.id] = sha256
            node.last_seq += 1
            rows.append({**row, "id": event.id, "node": node.name, "epoch": node.epoch, "seq": node.last_seq})
            fresh.append(_stored(event, body, now))
            outcomes.append(Outcome.RECORDED)
        elif known[event.id] == sha256:
            outcomes.append(Outcome.KNOWN)
        else:
            db.session.execute(insert(QuarantinedEvent), [{**row, "id": new_id(now), "event_id": event.id}])
            outcomes.append(Outcome.REFUSED)
    if rows:
        db.session.execute(_ADD_EVENTS, rows)
        _apply(fresh)
    return outcomes


def rebuild_projections() -> int:
    """Empty every projection and fill it again from the journal; return how many events were applied.

    Raises JournalAltered, changing nothing, when an event is no longer what was recorded. Those that come first (`registry.handles`) are
    applied before the others; these node by node: what a handler makes of them may not depend on that order.
    """
    lock()
    for table in reversed(projections()):
        db.session.execute(delete(table))
    events = db.session.scalars(select(JournalEvent).order_by(JournalEvent.node, JournalEvent.epoch, JournalEvent.seq)).all()
    for row in events:
        if (
            fingerprint_of(type=row.type, version=row.type_version, programme=row.programme, actor_id=row.actor_id, canonical_body=row.body)
            != row.sha256
        ):
            raise JournalAltered(_l("Event %(id)s of the journal is not what was recorded. Restore a backup.", id=row.id))
    stored = sorted(map(_read, events), key=lambda event: not handler_of(event.type, event.version).comes_first)
    _apply(stored)
    return len(stored)


def _apply(events: Sequence[StoredEvent]) -> None:
    for apply, batch in groupby(events, key=lambda event: handler_of(event.type, event.version).apply):
        apply(list(batch))
    db.session.flush()


def lock() -> None:
    """Let nobody else record facts until the transaction ends, whichever machine they write from.

    On SQLite a writer has the whole database already. Whoever locks other rows as well takes this lock first.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_KEY})


def body_of(event_id: UUID) -> dict[str, Any] | None:
    """Return what the event of this id says, or None when there is none."""
    body = db.session.scalar(select(JournalEvent.body).where(JournalEvent.id == event_id))
    return None if body is None else dict(json.loads(body))


def events_of(event_ids: Collection[UUID]) -> list[StoredEvent]:
    """Return the events of these ids in no particular order; ids that are none are left out."""
    ids = list(event_ids)
    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return [_read(row) for part in parts for row in db.session.scalars(select(JournalEvent).where(JournalEvent.id.in_(part)))]


def _read(row: JournalEvent) -> StoredEvent:
    return StoredEvent(id=row.id, type=row.type, version=row.type_version, programme=row.programme, actor_id=row.actor_id,
                       said_at=row.said_at, received_at=row.received_at, body=json.loads(row.body))  # fmt: skip


def _locked_node() -> JournalNode:
    lock()
    name = current_app.config["RELAIS_NODE"]
    node = db.session.get(JournalNode, name, populate_existing=True)
    if node is None:
        node = JournalNode(name=name, epoch=secrets.token_hex(8), last_seq=0)
        db.session.add(node)
        db.session.flush()
    return node


def _known_fingerprints(events: Sequence[NewEvent]) -> dict[object, str]:
    ids = [event.id for event in events]
    rows = db.session.execute(select(JournalEvent.id, JournalEvent.sha256).where(JournalEvent.id.in_(ids)))
    return {row.id: row.sha256 for row in rows}


def _row(event: NewEvent, *, body: str, sha256: str, now: datetime) -> dict[str, object]:
    return {
        "type": event.type, "type_version": event.version, "programme": event.programme, "actor_id": event.actor_id,
        "said_at": event.said_at, "received_at": now, "body": body, "sha256": sha256,
    }  # fmt: skip


def _stored(event: NewEvent, canonical_body: str, now: datetime) -> StoredEvent:
    body = json.loads(canonical_body)  # what a replay will read, not what the caller passed
    return StoredEvent(id=event.id, type=event.type, version=event.version, programme=event.programme, actor_id=event.actor_id,
                       said_at=event.said_at, received_at=now, body=body)  # fmt: skip
