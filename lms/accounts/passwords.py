"""Passwords: argon2id, at most two computations at a time, and the same work for an account that does not exist."""

from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 1024

# OWASP's first choice: 19 MiB, two passes, one lane. More would make a room of sixty wait (docs/decisions/0004).
_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
_gate = Semaphore(2)
_dummy = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """Return the argon2id hash to store."""
    with _gate:
        return _hasher.hash(password)


def is_right(password: str, stored_hash: str | None) -> bool:
    """Tell whether the password is right. Without a stored hash, spend the same time and say no."""
    if len(password) > MAXIMUM_LENGTH:
        return False
    with _gate:
        try:
            _hasher.verify(stored_hash or _dummy, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
    return stored_hash is not None


def needs_rehash(stored_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored_hash)
