"""A real server with the demonstration, and a real browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from lms.config import ROOT
from tests import browser as browsers

expect.set_options(timeout=15_000)  # a busy machine is no fault of the page

_NOT_INHERITED = ("DATABASE_URL", "SECRET_KEY", "RELAIS_CONTENT_DIR", "RELAIS_PUBLIC_URL")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser. Without one the journeys are left out with one loud line; with CI=true that is a failure."""
    path = browsers.find()
    if path is None:
        if browsers.must_have_one():
            pytest.fail(browsers.MISSING)
        pytest.skip(browsers.MISSING)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=browsers.ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product as `make run` serves it, on a free port with a data folder of its own."""
    with served(tmp_path_factory.mktemp("journey"), RELAIS_DEMO="1") as address:
        yield address


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[str]:
    """Serve the product from a data folder on a free port, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if name not in _NOT_INHERITED},
        "RELAIS_DATA_DIR": str(folder), "RELAIS_PORT": str(port), **settings,
    }  # fmt: skip
    log = folder / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_until_it_answers(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(f"{address}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server did not answer: {log.read_text()}")
