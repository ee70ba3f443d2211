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
