"""The server of the laptop edition lets through what the application is to answer itself."""

import io
from collections.abc import Iterator
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import waitress
from flask import Flask
from waitress import wasyncore

from lms.config import Settings
from lms.quizzes.exchange.formats import MOST_BYTES
from lms.server import serve
from lms.web.uploads import LARGEST_REQUEST, takes_files


@pytest.fixture
def address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the application is served as `make run` serves it."""
    servers = []

    def begin(served: Flask, *, host: str, port: int, **settings: Any) -> None:
        servers.append(waitress.create_server(served, host=host, port=0, **settings))

    monkeypatch.setattr(waitress, "serve", begin)
    settings: Settings = app.config["RELAIS_SETTINGS"]
    serve(app, settings)
    (server,) = servers
    loop = Thread(target=server.run, daemon=True)
    loop.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))  # by the thread that waits on these sockets
    loop.join(timeout=30)
    assert not loop.is_alive()


@pytest.mark.parametrize("size", [3_000_000, MOST_BYTES + 2_000_000])
def test_what_is_too_large_is_answered_by_our_own_page(address: str, size: int) -> None:
    with pytest.raises(HTTPError) as answer:
        urlopen(Request(f"{address}/fr/sign-in", data=io.BytesIO(b"a" * size), headers={"Content-Length": str(size)}))
    page = answer.value.read().decode()
    assert (answer.value.code, "Ce que vous avez envoyé est trop volumineux" in page) == (413, True), page[:200]


def test_a_route_cannot_take_more_than_the_server_reads() -> None:
    with pytest.raises(ValueError, match="the server stops reading"):
        takes_files(LARGEST_REQUEST)
