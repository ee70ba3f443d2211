"""E-mail addresses in cells of lists."""

import re

_ADDRESS = re.compile(r"[^\s@;,<>()\[\]\"|/:]+@[^\s@;,<>()\[\]\"|/:]+\.[^\W\d_]{2,}")
_AROUND_AT = re.compile(r"\s*@\s*")


def emails_in(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses in a cell in small letters, in their order, each once; empty when there is none."""
    found = _ADDRESS.findall(_AROUND_AT.sub("@", text))
    return tuple(dict.fromkeys(address.strip(".'’").lower() for address in found))


def unread_in(text: str) -> tuple[str, ...]:
    """Return what looks like an e-mail address in a cell and is none: `awa@example`."""
    pieces = re.split(r"[\s;,/|<>]+", _AROUND_AT.sub("@", text))
    return tuple(piece for piece in pieces if "@" in piece and not emails_in(piece))
