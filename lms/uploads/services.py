"""Keeping a file between two pages."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from lms.db import db, once_kept
from lms.db.forgetting import empty_log
from lms.errors import NotFound
from lms.uploads.models import Upload
from lms.uploads.sweeping import KEPT, drop_stale_uploads, sweep_soon

LONGEST_NAME = 120


def keep_upload(
    *, id: UUID, account_id: UUID, purpose: str, file_name: str, content: bytes, choices: Mapping[str, Any], now: datetime
) -> Upload:  # fmt: skip
    """Keep a file until whoever sent it decides; sent again under the same id it takes the place of the first. Old ones of anybody are dropped."""
    drop_stale_uploads(now=now)
    upload = db.session.get(Upload, id)
    if upload is not None and upload.account_id != account_id:
        raise NotFound(_GONE)
    if upload is None:
        upload = Upload(id=id, account_id=account_id)
        db.session.add(upload)
    upload.purpose, upload.file_name, upload.content = purpose, file_name[-LONGEST_NAME:], content
    upload.choices, upload.sent_at = json.dumps(choices), now
    db.session.flush()
    return upload


def own_upload(id: UUID, *, account_id: UUID, purpose: str, now: datetime) -> Upload:
    """Return a file that this account sent for this purpose. Raises NotFound, also once its two days are over."""
    upload = db.session.get(Upload, id)
    if upload is not None and upload.sent_at < now - KEPT:
        sweep_soon()
        upload = None
    if upload is None or upload.account_id != account_id or upload.purpose != purpose:
        raise NotFound(_GONE)
    return upload


def choices_of(upload: Upload) -> dict[str, Any]:
    """Return what was chosen beside the file."""
    return dict(json.loads(upload.choices))


def choose(upload: Upload, choices: Mapping[str, Any]) -> None:
    """Keep what was chosen beside the file since."""
    upload.choices = json.dumps({**choices_of(upload), **choices})
    db.session.flush()


def drop_upload(upload: Upload) -> None:
    """Forget a file, on the disk as well: it was imported, or nobody wants it."""
    db.session.delete(upload)
    db.session.flush()
    once_kept(empty_log)


_GONE = _l("This file is no longer kept: it was imported, discarded, or sent more than two days ago. Send it again.")
