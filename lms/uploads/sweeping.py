"""Dropping the files that nobody decided on in time: before somebody sends another, at the start, and once an hour while the server answers."""

import time
from datetime import datetime, timedelta

from flask import Flask, Response, current_app
from sqlalchemy import delete, select

from lms import clock
from lms.db import db, once_kept, transactional
from lms.db.forgetting import empty_log
from lms.uploads.models import Upload

KEPT = timedelta(days=2)
_EVERY_SECONDS = 3600
_DUE = "uploads-swept-next"


def init_app(app: Flask) -> None:
    """Sweep after the first answer of each hour. The start itself sweeps too: see `lms.cli`."""
    app.extensions[_DUE] = time.monotonic() + _EVERY_SECONDS
    app.after_request(_sweep_when_due)


def sweep_soon() -> None:
    """Have the request at hand sweep once it is answered: something was found that should have gone."""
    current_app.extensions[_DUE] = 0.0


def drop_stale_uploads(*, now: datetime) -> None:
    """Drop what was sent longer ago than files are kept, whoever sent it."""
    stale = db.session.scalars(select(Upload.id).where(Upload.sent_at < now - KEPT)).all()
    if stale:
        db.session.execute(delete(Upload).where(Upload.id.in_(stale)))
        once_kept(empty_log)


def _sweep_when_due(response: Response) -> Response:
    if time.monotonic() >= current_app.extensions[_DUE] and response.status_code < 500:
        current_app.extensions[_DUE] = time.monotonic() + _EVERY_SECONDS
        with transactional():
            drop_stale_uploads(now=clock.now())
    return response
