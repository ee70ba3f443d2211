"""What every answer says to the browser, and which requests are not even looked at."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from lms.errors import Forbidden

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",  # data: for the small marks drawn in the style sheet
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_POWERS = "camera={}, geolocation=(), microphone=()"

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _POWERS.format("()"),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def allow_camera(response: Response) -> Response:
    """Let the page of this answer, and no frame in it, ask its reader for the camera. No other page may."""
    response.headers["Permissions-Policy"] = _POWERS.format("(self)")
    return response


def _comes_from_elsewhere() -> bool:
    """Tell whether another site, or another host of this one, started the request. Older browsers say so in Origin only."""
    origin = request.headers.get("Origin")
    return request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"} or (origin is not None and urlsplit(origin).netloc != request.host)


def _texts(fields: MultiDict[str, str]) -> Iterator[str]:
    return (text for name, values in fields.lists() for text in (name, *values))


def init_app(app: Flask, *, is_https: bool) -> None:
    """Refuse writes that another site started, and add the security headers to every answer."""
    headers = {**HEADERS, **({"Strict-Transport-Security": "max-age=31536000"} if is_https else {})}

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and _comes_from_elsewhere():
            raise Forbidden(_l("This request came from another site and was not carried out."))

    @app.before_request
    def refuse_nul() -> None:
        if any("\0" in text for text in (request.path, *_texts(request.args), *_texts(request.form))):
            raise BadRequest  # no database and no page of ours has a use for it

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        # Pages are about one person: a shared computer or a proxy must not keep them.
        response.headers.setdefault("Cache-Control", "no-store")
        return response
