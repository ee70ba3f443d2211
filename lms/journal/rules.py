"""What makes two events the same, and the shape of what goes in and comes out of the door."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class NewEvent:
    """A fact as somebody says it. `body` holds JSON values only; ids in it are strings."""

    id: UUID
    type: str
    version: int
    programme: str
    actor_id: UUID
    said_at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True)
class StoredEvent:
    """A fact as handlers see it: the same when it is first recorded and when it is replayed."""

    id: UUID
    type: str
    version: int
    programme: str
    actor_id: UUID
    said_at: datetime
    received_at: datetime
    body: Mapping[str, Any]


class Outcome(StrEnum):
    """What became of an event."""

    RECORDED = "recorded"
    KNOWN = "known"
    REFUSED = "refused"


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def canonical_json(body: Mapping[str, Any]) -> str:
    """Return the one way to write this body: sorted keys, no spaces, non-ASCII letters as they are."""
    return _encode(body)


def fingerprint_of(*, type: str, version: int, programme: str, actor_id: UUID, canonical_body: str) -> str:
    """Return the SHA-256, in hexadecimal, of everything that makes the fact what it is.

    The time it was said is left out: the same form sent again an hour later is the same fact.
    """
    parts = (type, str(version), programme, str(actor_id), canonical_body)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
