"""Errors as pages: what happened, and what to do next, in the reader's language."""

import logging
import secrets
from traceback import format_tb

from flask import Flask, Response, g, render_template, request
from flask_babel import lazy_gettext as _l
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError, TimeoutError  # the pool's, not Python's
from werkzeug.exceptions import HTTPException, SecurityError

from lms.db import db
from lms.db.locking import Busy
from lms.errors import DomainError

log = logging.getLogger(__name__)

_WORDS = {
    400: (_l("This request could not be read"), _l("Go back, reload the page and try again.")),
    403: (_l("This page is not open to you"), _l("If you need it for your work, ask the administrator.")),
    404: (_l("This page does not exist"), _l("Check the address, or start again from the home page.")),
    405: (_l("This page cannot be used in that way"), _l("Start again from the home page.")),
    413: (_l("What you sent is too large"), _l("Send less at a time.")),
    429: (_l("Too many attempts"), _l("Wait a quarter of an hour, then try again. Nothing is blocked for good.")),
    503: (_l("The service is resting"), _l("What you entered is still on the previous page. Wait a minute, go back and send it again.")),
}
_QUARTER_OF_AN_HOUR = 15 * 60
_HOUR = 60 * 60
_IN_AN_HOUR = _l("Wait an hour, then try again. Nothing is blocked for good.")
_TOMORROW = _l("This account has looked up as many people of other workshops as it may in a day. Go on tomorrow, or ask the administrator.")
_FAULT = (
    _l("Something went wrong on our side"),
    _l("What you entered is still on the previous page. Go back and send it again. If it fails twice, tell the administrator this reference:"),
)


def init_app(app: Flask) -> None:
    """Register one page for every kind of error."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(RateLimitExceeded, _too_many)
    for unavailable in (OperationalError, TimeoutError, Busy):
        app.register_error_handler(unavailable, _database_down)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def _page(status: int, title: object, text: object, reference: str = "") -> tuple[str, int]:
    return render_template("error.html", title=title, text=text, reference=reference), status


def _domain_error(error: DomainError) -> tuple[str, int]:
    if error.status >= 500:  # somebody has to mend it
        log.error("%s: %s", type(error).__name__, error)
    title = _WORDS[error.status][0] if error.status in (403, 404) else _l("This could not be done")
    return _page(error.status, title, error.message)


def _too_many(error: RateLimitExceeded) -> tuple[str, int]:
    title, soon = _WORDS[429]
    seconds = error.limit.limit.get_expiry()
    return _page(429, title, soon if seconds <= _QUARTER_OF_AN_HOUR else _IN_AN_HOUR if seconds <= _HOUR else _TOMORROW)


def _http_error(error: HTTPException) -> tuple[str, int] | HTTPException | Response:
    if isinstance(error, SecurityError):  # the host is not ours, so neither are the addresses a page would show
        return Response("Unknown host.", status=400, mimetype="text/plain")
    status = error.code or 500
    if status >= 500:
        return _fault(getattr(error, "original_exception", None) or error)
    if status < 400:
        return error
    title, text = _WORDS.get(status, _WORDS[400])
    return _page(status, title, _at_most() if status == 413 else text)


def _at_most() -> object:
    """Return how much may be sent to this page, where that is what was too much."""
    most, sent = request.max_content_length, request.content_length
    if most is None or sent is None or sent <= most:
        return _WORDS[413][1]
    return _l("Send at most %(num)d MB at a time. What you entered is still on the previous page.", num=most // 1_000_000)


def _database_down(error: OperationalError | TimeoutError | Busy) -> tuple[str, int, dict[str, str]]:
    cause = getattr(error, "orig", error)
    log.error("database unavailable: %s: %s", type(cause).__name__, str(cause).split("\n", 1)[0])
    db.session.rollback()
    g.is_database_down = True  # the page that says so must not ask it who is signed in
    return (*_page(503, *_WORDS[503]), {"Retry-After": "60"})


def _fault(error: Exception) -> tuple[str, int]:
    reference = secrets.token_hex(4)
    # Where, and of which kind, but never the message: databases and validators quote in it what people typed.
    log.error("fault %s: %s\n%s", reference, type(error).__name__, "".join(format_tb(error.__traceback__)))
    db.session.rollback()
    return _page(500, *_FAULT, reference=reference)
