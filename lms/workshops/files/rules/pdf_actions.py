"""What a PDF does by itself: when it is opened, when a page is turned, when a field is touched.

Only the values of these triggers are read, and the actions that follow from them: links wait for a click, so they may lead anywhere.
Source: ISO 32000-1, 7.3 (objects), 7.5.7 (object streams), 7.7.2 (OpenAction), 12.6.3 (additional actions, AA) and 12.6.4 (kinds of action).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.workshops.files.rules.refusals import Refusal, RefusedFile

_LEADING_OUT = {b"URI", b"GoToR", b"GoToE", b"SubmitForm", b"Launch", b"ImportData"}
_TRIGGERS = {b"OpenAction", b"AA"}
_NAME = re.compile(rb"/([^\s\0()<>\[\]{}/%]+)")
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10})[\s\0]+[0-9]{1,5}[\s\0]+obj\b")
_PAIR = re.compile(rb"\s*([0-9]{1,10})\s+([0-9]{1,10})")
_FIRST = re.compile(rb"/First\s+([0-9]{1,10})")
_TOKEN = re.compile(
    rb"(?:[\s\0]|%[^\r\n]*)*(?:(?P<mark><<|>>|\[|\]|\()|/(?P<name>[^\s\0()<>\[\]{}/%]*)"
    rb"|(?P<number>[0-9]{1,10})[\s\0]+[0-9]{1,5}[\s\0]+R\b|<[^<>]*>|[^\s\0()<>\[\]{}/%]+|.)",
    re.DOTALL,
)
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
_SPELT = re.compile(rb"#([0-9A-Fa-f]{2})")
_DEEPEST = 30
_MOST_BYTES, _TOKEN_COST = 20_000_000, 40


@dataclass(frozen=True)
class Reference:
    """What stands elsewhere, under this number."""

    number: int


Value = dict[bytes, "Value"] | list["Value"] | Reference | bytes | None
"""A name is bytes; strings, numbers and the like are None: no action begins with them."""
Places = Mapping[int, Sequence[tuple[bytes, int]]]
"""{number: (text, where in it the object begins), for each version of it}."""


def leads_out(texts: Sequence[bytes], places: Places) -> bool:
    """Tell whether a PDF opens an address or another file, or sends something, without being asked.

    texts: all that stands in no stream, and what was packed. Raises RefusedFile when there is more of it than any program writes.
    """
    return _Reader(places).is_any_out(texts)


def places_in(text: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Return (number, text, place) of the objects that are written one after the other."""
    for found in _OBJECT.finditer(text):
        yield int(found[1]), text, found.end()


def places_packed_in(text: bytes, dictionary: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Return (number, text, place) of the objects of an object stream, whose dictionary says where the first begins."""
    first, here = _FIRST.search(dictionary), 0
    while first and (pair := _PAIR.match(text, here)) and pair.end() <= int(first[1]):
        yield int(pair[1]), text, int(first[1]) + int(pair[2])
        here = pair.end()


class _Reader:
    def __init__(self, places: Places) -> None:
        self.places, self.bytes_left = places, _MOST_BYTES
        self.seen: set[tuple[int, bool]] = set()

    def is_any_out(self, texts: Sequence[bytes]) -> bool:
        for text in texts:
            for found in _NAME.finditer(text):
                name = _spelt_out(found[1])
                if name in _TRIGGERS and self._is_trigger_out(name, self.value_at(text, found.end())[0]):
                    return True
        return False

    def _is_trigger_out(self, name: bytes, value: Value) -> bool:
        if name == b"AA":
            return self._has_triggers_out(value)
        return not isinstance(value, list) and self._is_out(value)  # a list says which page to show first

    def _has_triggers_out(self, value: Value) -> bool:
        """Tell it of a dictionary of triggers, {when: action}."""
        return any(self._is_out(action) for one in self._resolved(value, is_action=False) if isinstance(one, dict) for action in one.values())

    def _is_out(self, value: Value) -> bool:
        """Tell it of an action, or of one of those that come after it."""
        waiting = [value]
        while waiting:
            for one in self._resolved(waiting.pop(), is_action=True):
                if not isinstance(one, dict):
                    continue
                kind = one.get(b"S")
                if isinstance(kind, Reference) or kind in _LEADING_OUT:  # no program says elsewhere what kind it is
                    return True
                after = one.get(b"Next")
                waiting += after if isinstance(after, list) else [after]
        return False

    def _resolved(self, value: Value, *, is_action: bool) -> list[Value]:
        if not isinstance(value, Reference):
            return [value]
        if (value.number, is_action) in self.seen:
            return []
        self.seen.add((value.number, is_action))
        return [self.value_at(text, place)[0] for text, place in self.places.get(value.number, ())]

    def value_at(self, text: bytes, here: int, depth: int = 0) -> tuple[Value, int]:
        """Return the value that begins at a place, and where it ends. What is broken off ends there."""
        if depth > _DEEPEST:
            raise RefusedFile(Refusal.BOMB)
        found = _TOKEN.match(text, here)
        self._note_read(found.end() - here if found else len(text) - here)
        if found is None:
            return None, len(text)
        if found["name"] is not None:
            return _spelt_out(found["name"]), found.end()
        if found["number"]:
            return Reference(int(found["number"])), found.end()
        match found["mark"]:
            case b"<<" | b"[":
                return self._several(text, found.end(), found["mark"], depth)
            case b"(":
                end = _end_of_string(text, found.end())
                self._note_read(end - here)
                return None, end
            case _:
                return None, found.end()

    def _note_read(self, size: int) -> None:
        """Count what was read, for a file may have us read the same again and again."""
        self.bytes_left -= size + _TOKEN_COST
        if self.bytes_left < 0:
            raise RefusedFile(Refusal.BOMB)

    def _several(self, text: bytes, here: int, mark: bytes, depth: int) -> tuple[Value, int]:
        values: list[Value] = []
        closing = b">>" if mark == b"<<" else b"]"
        while here < len(text):
            found = _TOKEN.match(text, here)
            if found is None or found["mark"] == closing:
                here = found.end() if found else len(text)
                break
            value, here = self.value_at(text, here, depth + 1)
            values.append(value)
        if mark == b"[":
            return values, here
        return {name: value for name, value in zip(values[::2], values[1::2], strict=False) if isinstance(name, bytes)}, here


def _spelt_out(name: bytes) -> bytes:
    return _SPELT.sub(lambda found: bytes([int(found[1], 16)]), name) if b"#" in name else name


def _end_of_string(text: bytes, here: int) -> int:
    depth = 1
    while depth and (found := _IN_STRING.search(text, here)):
        here = found.end()
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
    return len(text) if depth else here
