"""Base45: bytes as the characters that a square code holds most densely (RFC 9285)."""

import struct

from lms.certificates.proof.faults import Fault, Unreadable

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_CHARACTERS = [low + high for high in ALPHABET for low in ALPHABET]
"""Numbers under 2025 as two characters, the lesser one first."""
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def encode(content: bytes) -> str:
    """Return the bytes in base45: three characters for two bytes, two for a last one alone."""
    pairs = struct.unpack(f">{len(content) // 2}H", content[: len(content) & ~1])
    last = _CHARACTERS[content[-1]] if len(content) % 2 else ""
    return "".join([_CHARACTERS[pair % 2025] + ALPHABET[pair // 2025] for pair in pairs]) + last


def decode(text: str) -> bytes:
    """Return the bytes that `encode` wrote so. Raises Unreadable: BAD_CHARACTER, TRUNCATED or BAD_GROUP."""
    if not all(character in _VALUES for character in text):
        raise Unreadable(Fault.BAD_CHARACTER)
    if len(text) % 3 == 1:
        raise Unreadable(Fault.TRUNCATED)
    return b"".join(_bytes(text[start : start + 3]) for start in range(0, len(text), 3))


def _bytes(group: str) -> bytes:
    number = 0
    for character in reversed(group):
        number = number * 45 + _VALUES[character]
    try:
        return number.to_bytes(len(group) - 1)
    except OverflowError:
        raise Unreadable(Fault.BAD_GROUP) from None
