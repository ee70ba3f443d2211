"""A form that was sent after its session had ended: kept in the sign-in page, given back once the same person has signed in.

An old phone, a network that drops, an answer typed for ten minutes: it must not be lost because a session ended meanwhile. What was typed
travels in the page itself, signed, never through the server's memory, and is sent only when the person presses the button again. It is kept for
the account whose session had ended and is given to nobody else: on a shared computer the next person must not send it in their name.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import Request, current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

_OURS = {"csrf_token"}
_LIFE_SECONDS = 24 * 3600
_MOST_CHARACTERS = 100_000


@dataclass(frozen=True)
class Kept:
    """Where the form was going, and its fields as pairs (name, value)."""

    path: str
    fields: tuple[tuple[str, str], ...]


def fields_of(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the fields of a form as pairs, without the token that belongs to the old page. Files are not kept."""
    return tuple((name, value) for name, values in request.form.lists() if name not in _OURS for value in values)


def keep(request: Request, account_id: UUID) -> str:
    """Return the form of this request as text for a hidden field; empty when it is too long to travel so."""
    fields = fields_of(request)
    if sum(len(name) + len(value) for name, value in fields) > _MOST_CHARACTERS:
        return ""
    return str(_signer().dumps([str(account_id), request.path, fields]))


def kept_in(text: str | None, account_id: UUID) -> Kept | None:
    """Return the form that a hidden field holds for this account, or None when it holds none of theirs."""
    if not text:
        return None
    try:
        owner, path, fields = _signer().loads(text, max_age=_LIFE_SECONDS)
    except BadSignature:
        return None
    return Kept(path=path, fields=tuple((name, value) for name, value in fields)) if owner == str(account_id) else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="interrupted-form")
