"""Identifiers that can be made anywhere: UUIDv7, made where a fact is born (RFC 9562, section 5.7)."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID


def new_id(now: datetime) -> UUID:
    """Return a new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    return _version_7(int(now.timestamp() * 1000), secrets.randbits(80))


def derived_id(parent: UUID, key: str) -> UUID:
    """Return the UUIDv7 that always belongs to `key` inside `parent`.

    One form that states forty facts needs forty ids, and the same forty when it is sent again: the time of the parent is
    kept and the random part comes from a hash of both.
    """
    digest = hashlib.sha256(parent.bytes + key.encode()).digest()
    return _version_7(parent.int >> 80, int.from_bytes(digest[:10], "big"))


def parse_id(text: str) -> UUID | None:
    """Return the UUIDv7 written in `text`, or None when it is not one."""
    try:
        value = UUID(text)
    except ValueError:
        return None
    return value if value.version == 7 else None


def _version_7(milliseconds: int, random_bits: int) -> UUID:
    value = (milliseconds & (2**48 - 1)) << 80 | random_bits & (2**80 - 1)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
