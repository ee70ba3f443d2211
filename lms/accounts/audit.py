"""Noting who read a list of names. A page that is read cannot write, so the note is taken after its answer is ready."""

from flask import Flask, Response, g

from lms import clock
from lms.accounts import services
from lms.accounts.access import viewer
from lms.db import transactional


def init_app(app: Flask) -> None:
    """Write the notes of a request once its answer is ready."""
    app.after_request(_write_notes)


def note_reading(what: str) -> None:
    """Remember that whoever is signed in reads a list of names. `what` is a kind and an id: `workshop:bamako`."""
    g.setdefault("readings", []).append((viewer().account_id, what))


def _write_notes(response: Response) -> Response:
    readings = g.pop("readings", None)
    if readings and response.status_code in (200, 409, 422):  # a form that comes back with its faults shows the names again
        with transactional():
            for account_id, what in readings:
                services.note_audit(account_id=account_id, action="names.read", subject=what, now=clock.now())
    return response
