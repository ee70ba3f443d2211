"""Passwords: argon2id, at most two computations at a time, and the same work for an account that does not exist."""

from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 1024

_RUNS = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyz" * 2, "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm")

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
    return bool(stored_hash)  # an account without a password can be opened by none, not even by the dummy's


def is_too_simple(password: str) -> bool:
    """Tell whether a password repeats a few letters or runs along the keyboard or the alphabet."""
    letters = password.casefold()
    return len(set(letters)) < 5 or any(letters in run for run in _RUNS)


def needs_rehash(stored_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored_hash)
