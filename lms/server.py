"""The production server of the laptop edition: waitress, one process. Several workers use gunicorn: docs/operator.md."""

import gc

import waitress
from flask import Flask

from lms.config import Settings
from lms.web.uploads import LARGEST_REQUEST


def serve(app: Flask, settings: Settings) -> None:
    """Serve until interrupted."""
    gc.collect()
    gc.freeze()  # what the start made stays: looking through all of it for rubbish again and again takes a fifth of a second each time
    waitress.serve(
        app,
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        # Every telephone keeps its connection open for a while: with the library's hundred, a room that hands in its test would shut itself out.
        connection_limit=500,
        channel_timeout=30,
        backlog=1024,
        ident=None,  # no need to tell the world what serves it
        clear_untrusted_proxy_headers=not settings.proxies,  # behind a proxy, the application itself counts the hops
        max_request_body_size=LARGEST_REQUEST,
    )
