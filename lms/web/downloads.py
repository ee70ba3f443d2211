"""Files that a page hands over."""

import hashlib
from io import BytesIO
from typing import Literal

from flask import Response, send_file


def pdf_download(body: bytes, name: str, *, caching: Literal["private, no-cache", "private, no-store"]) -> Response:
    """Return a PDF to be saved as `name`; a download that stopped can go on where it was, as long as the bytes are the same.

    caching: `no-cache` for what is the same for everybody, `no-store` for what only one reader should have.
    """
    etag = hashlib.sha256(body).hexdigest()[:16]
    answer = send_file(BytesIO(body), mimetype="application/pdf", as_attachment=True, download_name=name, etag=etag, conditional=True, max_age=0)
    answer.headers["Cache-Control"] = caching
    return answer


def sealed_download(body: bytes, name: str, media_type: str) -> Response:
    """Return what somebody attached, to be saved as `name`: no browser takes it for anything else, runs anything in it, or keeps it.

    media_type: decided by us when the file was checked, never by whoever sent it.
    """
    answer = send_file(BytesIO(body), mimetype=media_type, as_attachment=True, download_name=name, conditional=False, etag=False, max_age=0)
    answer.headers["Content-Type"] = media_type  # as it was decided: else the letters of a text are named a second time
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
