"""Noting who read a list of names, or took questions with their answers away.

A page that is read cannot write, so the note is taken after its answer is ready.
"""

from flask import Flask, Response, g

from lms import clock
from lms.accounts import services
from lms.accounts.access import helper_or_none, viewer, viewer_or_none
from lms.accounts.limits import take_reading, take_strangers
from lms.db import transactional


def init_app(app: Flask) -> None:
    """Write the notes of a request once its answer is ready."""
    app.after_request(_write_notes)


def note_reading(what: str, *, action: str = "names.read", strangers: int = 0) -> None:
    """Remember that whoever is signed in, or a helper, reads a list of names, or does what `action` says.

    It counts against what one account may read, so that no route can forget the limit. what: a kind and an id, `person:…`. strangers: how many
    people are shown of whom the reader need not know; not counted for those who see every workshop. Raises RateLimitExceeded, a 429.
    """
    take_reading(1)
    reader = viewer_or_none()
    if reader and not reader.sees_every_workshop:
        take_strangers(strangers)
    note_with_page(what, action=action)


def note_with_page(what: str, *, action: str) -> None:
    """Remember what `action` says, beside a reading that is counted, once the page that shows it is ready."""
    helper = helper_or_none() if viewer_or_none() is None else None
    reading = (None, action, f"{what} helper:{helper.access_id}") if helper else (viewer().account_id, action, what)
    g.setdefault("readings", []).append(reading)


def _write_notes(response: Response) -> Response:
    readings = g.pop("readings", None)
    if readings and response.status_code in (200, 409, 422):  # a form that comes back with its faults shows the names again
        with transactional():
            for account_id, action, what in readings:
                services.note_audit(account_id=account_id, action=action, subject=what, now=clock.now())
    return response
