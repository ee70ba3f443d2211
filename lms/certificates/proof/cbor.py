"""CBOR as proofs hold it: whole numbers, bytes, text, arrays, maps and tags, each in the one way of RFC 8949, section 4.2.

A library's reader is made to be lenient: it also takes longer forms of the same, and runs code for tags that a stranger chose. What is
read here comes from strangers, so this reader knows nothing else than what `dump` writes.
"""

from dataclasses import dataclass
from typing import Any

from lms.certificates.proof.faults import Fault, Unreadable

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)
_DEEPEST = 8
"""A list of certificates is three deep."""


@dataclass(frozen=True)
class Tag:
    """A value with the number that says what it is."""

    number: int
    value: Any


def dump(value: Any) -> bytes:
    """Return the canonical CBOR of int (up to 64 bits), bytes, str, list, dict and Tag. Raises TypeError for anything else."""
    match value:
        case bool():
            raise TypeError("proofs hold no true or false")
        case int():
            return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
        case bytes():
            return _head(_BYTES, len(value)) + value
        case str():
            return _head(_TEXT, len(value.encode())) + value.encode()
        case list():
            return _head(_ARRAY, len(value)) + b"".join(map(dump, value))
        case dict():
            entries = sorted((dump(key), dump(content)) for key, content in value.items())
            return _head(_MAP, len(value)) + b"".join(key + content for key, content in entries)
        case Tag():
            return _head(_TAG, value.number) + dump(value.value)
    raise TypeError(f"proofs hold no {type(value).__name__}")


def load(content: bytes) -> Any:
    """Return the value that `dump` wrote so, and that it writes in no other way. Raises Unreadable: NOT_CBOR or NOT_CANONICAL."""
    reader = _Reader(content)
    value = reader.value(_DEEPEST)
    if reader.at != len(content):
        raise Unreadable(Fault.NOT_CBOR)
    return value


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for information, width in enumerate((1, 2, 4, 8), 24):
        if number < 1 << 8 * width:
            return bytes([major << 5 | information]) + number.to_bytes(width)
    raise TypeError("proofs hold no number of more than 64 bits")


class _Reader:
    """Bytes, and how far they have been read."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def value(self, depth: int) -> Any:
        """Return the next value, nested no deeper than `depth`."""
        major, number = self._head()
        if depth == 0:
            raise Unreadable(Fault.NOT_CBOR)
        match major:
            case 0:  # _UNSIGNED
                return number
            case 1:  # _NEGATIVE
                return -1 - number
            case 2:  # _BYTES
                return self._take(number)
            case 3:  # _TEXT
                return self._text(number)
            case 4:  # _ARRAY
                return [self.value(depth - 1) for _ in range(self._possible(number))]
            case 5:  # _MAP
                return self._map(number, depth - 1)
        return Tag(number, self.value(depth - 1))

    def _head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, information = first >> 5, first & 31
        if information < 24 and major <= _TAG:
            return major, information
        if information > 27 or major > _TAG:
            raise Unreadable(Fault.NOT_CBOR)
        width = 1 << information - 24
        number = int.from_bytes(self._take(width))
        if number < 24 or (width > 1 and number < 1 << 4 * width):
            raise Unreadable(Fault.NOT_CANONICAL)
        return major, number

    def _take(self, number: int) -> bytes:
        taken = self.content[self.at : self.at + number]
        if len(taken) != number:
            raise Unreadable(Fault.NOT_CBOR)
        self.at += number
        return taken

    def _possible(self, number: int) -> int:
        """Return the number of items announced, unless there are fewer bytes left than that."""
        if number > len(self.content) - self.at:
            raise Unreadable(Fault.NOT_CBOR)
        return number

    def _text(self, number: int) -> str:
        try:
            return self._take(number).decode()
        except UnicodeDecodeError:
            raise Unreadable(Fault.NOT_CBOR) from None

    def _map(self, number: int, depth: int) -> dict[int | str, Any]:
        found: dict[int | str, Any] = {}
        before = b""
        for _ in range(self._possible(number)):
            start = self.at
            key = self.value(depth)
            if not isinstance(key, int | str):
                raise Unreadable(Fault.NOT_CBOR)
            if self.content[start : self.at] <= before:  # out of order, or twice the same
                raise Unreadable(Fault.NOT_CANONICAL)
            before = self.content[start : self.at]
            found[key] = self.value(depth)
        return found
