"""The ring: keys that sign certificates, one file each in a folder outside database and repository.

A file is JSON with the public key and, until the key is retired, the private one; its mode is 0600. Nothing is ever forgotten: what a
retired key signed while it was in use stays proven.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask_babel import lazy_gettext as _l

from lms.certificates.proof.cose import KID_BYTES
from lms.errors import DomainError
from lms.files import write_whole

_GROUP = 5
_ALWAYS = date(2000, 1, 1)
"""From when on demonstrations are signed: they also play in the past."""
_FINGERPRINT_CHARACTERS = 25


class Use(StrEnum):
    """What a key may sign."""

    PRODUCTION = "production"
    TEST = "test"
    """Everything, as long as there is no key for production: for trying things out. Papers say TEST."""
    DEMONSTRATION = "demonstration"
    """Made by itself; signs demonstration programmes only. Papers say TEST."""


class KeyFault(DomainError):
    """A file of the ring cannot be used. As text it names the file and says what to do; `message` is what everybody may read of it."""

    status = 503

    def __init__(self, detail: str) -> None:
        super().__init__(
            _l("A key that signs certificates cannot be read on this server, so nothing can be signed or confirmed now. Tell the administrator of "
               "the server: the log names the file.")
        )  # fmt: skip
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


class NoSigningKey(DomainError):
    """There is no key that may sign this today."""


@dataclass(frozen=True)
class Key:
    """One key of the ring."""

    public: bytes
    """32 bytes."""
    use: Use
    valid_from: date
    valid_to: date | None = None
    """The last day on which it signed; None: it is in use."""
    is_withdrawn: bool = False
    """It fell into other hands: nothing it signed proves anything any more."""
    private: bytes | None = field(default=None, repr=False)
    """32 bytes; None: it signs nothing any more, or this is somebody who only verifies."""

    @property
    def kid(self) -> bytes:
        """Return the short name in the header of what it signs: the first 4 bytes of the SHA-256 of the public key."""
        return hashlib.sha256(self.public).digest()[:KID_BYTES]

    @property
    def is_test(self) -> bool:
        """Tell whether what it signs certifies nothing."""
        return self.use is not Use.PRODUCTION

    @property
    def fingerprint(self) -> str:
        """Return what people compare on paper: 125 bits of the SHA-256 of the public key, as `KQ7M2-…` in base32."""
        text = base64.b32encode(hashlib.sha256(self.public).digest()).decode()[:_FINGERPRINT_CHARACTERS]
        return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))

    @cached_property
    def signer(self) -> Ed25519PrivateKey:
        """Return the key as it signs. Raises ValueError when it is retired or not held here."""
        if self.private is None:
            raise ValueError("this key signs nothing any more")
        return Ed25519PrivateKey.from_private_bytes(self.private)

    def is_valid_on(self, day: date) -> bool:
        """Tell whether it was in use on this day."""
        return self.valid_from <= day and self.was_not_retired_before(day)

    def was_not_retired_before(self, day: date) -> bool:
        """Tell whether it may have signed on this day or later: a further issue is signed after the day that is printed on it."""
        return self.valid_to is None or day <= self.valid_to


@dataclass(frozen=True)
class Ring:
    """All keys, past and present."""

    keys: tuple[Key, ...]

    def __iter__(self) -> Iterator[Key]:
        return iter(self.keys)

    def get(self, kid: bytes) -> Key | None:
        """Return the key of this short name, or None."""
        return next((key for key in self.keys if key.kid == kid), None)

    def public_key_of(self, kid: bytes) -> bytes | None:
        """Return the 32 bytes of the key of this short name, or None."""
        key = self.get(kid)
        return key.public if key else None

    def signs_on(self, day: date, *, is_demonstration: bool) -> Key | None:
        """Return the key that signs on this day, the newest of those that may, or None.

        A real programme is signed by a key for production; only where there has never been one, by a test key that somebody made.
        """
        uses = (Use.DEMONSTRATION, Use.TEST) if is_demonstration else (Use.PRODUCTION,)
        if not is_demonstration and not any(key.use is Use.PRODUCTION for key in self.keys):
            uses = (Use.TEST,)
        able = [key for key in self.keys if key.use in uses and key.private and not key.is_withdrawn and key.is_valid_on(day)]
        return max(able, key=lambda key: (-uses.index(key.use), key.valid_from, key.kid), default=None)


def new_key(use: Use, valid_from: date) -> Key:
    """Return a new key, made by chance."""
    private = Ed25519PrivateKey.generate()
    return Key(private.public_key().public_bytes_raw(), use, valid_from, private=private.private_bytes_raw())


def retired(key: Key, on: date, *, is_withdrawn: bool) -> Key:
    """Return the key without its private part: this was the last day on which it signed."""
    return replace(key, valid_to=on, is_withdrawn=key.is_withdrawn or is_withdrawn, private=None)


def read_ring(folder: Path) -> Ring:
    """Return all keys in a folder, the oldest first; none when there is no such folder. Raises KeyFault."""
    return Ring(tuple(sorted(map(_read, folder.glob("*.json")), key=lambda key: (key.valid_from, key.kid))))


def keep_key(folder: Path, key: Key) -> Path:
    """Write a key into its file, in place of what was known of it, so that only the owner of the folder reads it; return the file."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{key.kid.hex()}.json"
    body = {**public_body(key), "private": base64.b64encode(key.private).decode() if key.private else None}
    write_whole(path, (json.dumps(body, indent=2) + "\n").encode(), mode=0o600)
    return path


def demonstration_key(folder: Path) -> Key:
    """Return the newest key for demonstrations, made now when there is none: it certifies nothing, so nobody need ask for it."""
    made = [key for key in read_ring(folder) if key.use is Use.DEMONSTRATION and key.private]
    if made:
        return made[-1]
    key = new_key(Use.DEMONSTRATION, _ALWAYS)
    keep_key(folder, key)
    return key


def public_body(key: Key) -> dict[str, Any]:
    """Return what everybody may know of a key, as JSON."""
    return {
        "kid": key.kid.hex(), "public": base64.b64encode(key.public).decode(), "use": key.use.value, "valid_from": key.valid_from.isoformat(),
        "valid_to": key.valid_to.isoformat() if key.valid_to else None, "is_withdrawn": key.is_withdrawn, "fingerprint": key.fingerprint,
    }  # fmt: skip


def public_ring(text: str) -> Ring:
    """Return the ring that a file of public keys holds, as the page of keys gives it. Raises KeyFault when it is none."""
    try:
        return Ring(tuple(_key(body) for body in json.loads(text)["keys"]))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise KeyFault("This is no file of public keys. Fetch it again from /v/keys.json.") from error


def _read(path: Path) -> Key:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise KeyFault(f"{path} can be read by others than its owner. Run chmod 600 on it; if others may have read it, retire the key.")
    try:
        key = _key(json.loads(path.read_text()))
    except OSError as error:
        raise KeyFault(f"{path} cannot be read: {error.strerror}. Give it to the user that Relais runs as, with mode 600.") from error
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise KeyFault(f"{path} is no signing key. Restore it from its copy, or move it out of the folder.") from error
    if key.private and Ed25519PrivateKey.from_private_bytes(key.private).public_key().public_bytes_raw() != key.public:
        raise KeyFault(f"In {path} the private key does not belong to the public one. Restore the file from its copy.")
    return key


def _key(body: dict[str, Any]) -> Key:
    key = Key(
        public=_bytes_32(body["public"]), use=Use(body["use"]), valid_from=date.fromisoformat(body["valid_from"]),
        valid_to=date.fromisoformat(body["valid_to"]) if body["valid_to"] else None, is_withdrawn=bool(body["is_withdrawn"]),
        private=_bytes_32(body["private"]) if body.get("private") else None,
    )  # fmt: skip
    if key.kid.hex() != body["kid"]:
        raise ValueError("the short name belongs to another key")
    return key


def _bytes_32(text: str) -> bytes:
    content = base64.b64decode(text, validate=True)
    if len(content) != 32:
        raise ValueError("a key has 32 bytes")
    return content
