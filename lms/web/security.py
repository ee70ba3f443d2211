"""What every answer says to the browser, and which requests are not even looked at."""

from flask import Flask, Response, request
from flask_babel import lazy_gettext as _l

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

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def init_app(app: Flask, *, is_https: bool) -> None:
    """Refuse writes that another site started, and add the security headers to every answer."""
    headers = {**HEADERS, **({"Strict-Transport-Security": "max-age=31536000"} if is_https else {})}

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise Forbidden(_l("This request came from another site and was not carried out."))

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        # Pages are about one person: a shared computer or a proxy must not keep them.
        response.headers.setdefault("Cache-Control", "no-store")
        return response
