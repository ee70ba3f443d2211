"""How large what is sent to a page may be: little everywhere, more where a page takes a file and says so."""

from collections.abc import Callable
from typing import Any

from flask import Flask, request

View = Callable[..., Any]

LARGEST_REQUEST = 32_000_000
"""Where the server itself stops reading, with a bare line in English: so far above what any route takes that a file too large meets our page."""


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Declare that a route takes files, and how many bytes may be sent to it. Stands nearest to the function, below its access.

    Raises ValueError when that is more than half of what the server reads.
    """
    if 2 * most_bytes > LARGEST_REQUEST:
        raise ValueError(f"a route cannot take {most_bytes} bytes: the server stops reading at {LARGEST_REQUEST}")

    def declare(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return declare


def init_app(app: Flask) -> None:
    """Apply what routes declare. Comes before whatever reads the form: what protects it, and what refuses its letters."""

    @app.before_request
    def widen() -> None:
        most = getattr(app.view_functions.get(request.endpoint or ""), "most_bytes", None)
        if most is not None:
            request.max_content_length = most
