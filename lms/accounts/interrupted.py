"""A form that was sent after its session had ended: kept in the sign-in page, given back once signed in.

An old phone, a network that drops, an answer typed for ten minutes: it must not be lost because a session ended meanwhile. What was typed
travels in the page itself, never through the server's memory, and is sent only when the person presses the button again.
"""

import json
from dataclasses import dataclass

from flask import Request

_OURS = {"csrf_token"}


@dataclass(frozen=True)
class Kept:
    """Where the form was going, and its fields as pairs (name, value)."""

    path: str
    fields: tuple[tuple[str, str], ...]


def keep(request: Request) -> str:
    """Return the form of this request as text for a hidden field. Files are not kept."""
    fields = [(name, value) for name, values in request.form.lists() if name not in _OURS for value in values]
    return json.dumps({"path": request.path, "fields": fields})


def kept_in(text: str | None) -> Kept | None:
    """Return the form that a hidden field holds, or None when it holds none or was tampered with."""
    try:
        found = json.loads(text or "null")
        return Kept(path=str(found["path"]), fields=tuple((str(name), str(value)) for name, value in found["fields"])) if found else None
    except (ValueError, KeyError, TypeError):
        return None
