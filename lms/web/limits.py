"""How often one visitor may try something: kept in memory by one process, in Redis by several."""

import hashlib

from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=False)


def identifier_key() -> str:
    """Return a key for the account that a sign-in form names, without keeping the name itself."""
    named = request.form.get("identifier", "").strip().lower()
    return "account:" + hashlib.sha256(named.encode()).hexdigest()[:32]


def was_refused(response: Response) -> bool:
    """Tell whether an attempt should count: only those that failed do, so that a full room can sign in at once."""
    return response.status_code >= 400
