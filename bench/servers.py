"""Servers under measurement, and a browser that does no more than it must."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from lms.config import ROOT

_TICKS = os.sysconf("SC_CLK_TCK")
_HIDDEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Server:
    """A server that runs: where it listens and which process it is."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the time on a processor, own and in the kernel, that the process and its children have used so far."""
        return sum(_ticks(pid) for pid in _tree(self.pid)) / _TICKS


@dataclass
class Browser:
    """One connection that is kept open, and the cookies that came over it."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, path: str, *, keep_cookies: bool = False) -> bytes:
        """Return a page, not compressed; fail on any other answer."""
        response, body = self._ask("GET", path, None)
        assert response.status == 200, f"GET {path}: {response.status}"
        if keep_cookies:
            self._keep_cookies(response)
        return body

    def post(self, path: str, fields: dict[str, str], *, keep_cookies: bool = False) -> None:
        """Send a form; fail unless the answer is the redirect that follows a success."""
        response, _body = self._ask("POST", path, urlencode(fields))
        assert response.status == 302, f"POST {path}: {response.status}"
        if keep_cookies:
            self._keep_cookies(response)

    def sign_in(self, identifier: str, password: str) -> None:
        """Sign in as anybody does, with the form."""
        token = csrf_token(self.get("/fr/sign-in", keep_cookies=True))
        self.post("/fr/sign-in", {"csrf_token": token, "identifier": identifier, "password": password}, keep_cookies=True)

    def _ask(self, method: str, path: str, body: str | None) -> tuple[HTTPResponse, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Accept-Encoding": "identity"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return response, response.read()

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]


def csrf_token(page: bytes) -> str:
    """Return the token of the forms on a page."""
    found = _HIDDEN.search(page.decode())
    assert found, "this page has no form"
    return found[1]


@contextmanager
def running(command: list[str], environ: dict[str, str], ready_path: str) -> Iterator[Server]:
    """Run a server on a free port until the block ends; it is stopped by its own process id."""
    port = _free_port()
    log = Path(environ["RELAIS_DATA_DIR"]) / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env={**os.environ, **environ, "RELAIS_PORT": str(port)}, stdout=output,
                                   stderr=output)  # fmt: skip
    try:
        _wait_until_ready(process, port, ready_path, log)
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            Browser(port).get(path)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"A server did not start:\n{log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])  # utime and stime


def _tree(pid: int) -> list[int]:
    children = (Path(f"/proc/{pid}/task/{task}/children") for task in os.listdir(f"/proc/{pid}/task"))
    return [pid, *(below for path in children if path.exists() for child in path.read_text().split() for below in _tree(int(child)))]
