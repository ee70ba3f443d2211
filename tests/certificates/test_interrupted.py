"""Power cuts: a process that is killed in the middle of 220 certificates, whether a command or a page was at it."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from sqlalchemy import update

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.rules import Role
from lms.app import create_app
from lms.certificates.services import papers
from lms.config import ROOT
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.places.services import store_places
from lms.programmes.models import Programme
from tests import factories
from tests.certificates.crowd import make_ready_crowd
from tests.conftest import SAMPLE, settings_in

WHOLE = 220
ENOUGH = 40
PAGE = "/en/workshops/bamako/certificates"


@dataclass(frozen=True)
class Crowd:
    """A data folder with a workshop of 220 people who are ready."""

    folder: Path
    environment: dict[str, str]
    """Of a process that works on it."""
    token: str
    """Of a browser in which its organiser is signed in."""

    def issued(self) -> list[str]:
        """Return whose certificates are kept, as another process sees them."""
        return [str(row[0]) for row in self._ask("SELECT hex(person_id) || kind FROM certificate")]

    def papers(self) -> int:
        """Return how many files are kept."""
        return len(self._ask("SELECT 1 FROM certificate_paper"))

    def _ask(self, statement: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(f"file:{self.folder / 'relais.sqlite3'}?mode=ro", uri=True)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()


@pytest.fixture
def crowd(tmp_path: Path) -> Crowd:
    """A demonstration, which prints any address, with 220 people who are ready."""
    app = create_app(settings_in(tmp_path))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        factories.make_programme()
        organiser = factories.make_account(Role.ORGANISER)
        make_ready_crowd(WHOLE, organiser)
        with transactional():
            db.session.execute(update(Programme).values(is_demonstration=True))
            token = accounts.start_session(account_id=organiser.id, now=clock.now())
        db.session.remove()
        db.engine.dispose()
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "RELAIS_PUBLIC_URL")}
    environment = {**kept, "RELAIS_DATA_DIR": str(tmp_path), "RELAIS_CONTENT_DIR": str(SAMPLE), "SECRET_KEY": "for tests", "RELAIS_DEMO": "0"}
    return Crowd(tmp_path, environment, token)


def flask(*arguments: str) -> list[str]:
    """Return a command of the product."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]


ISSUE = flask("certificates", "issue", "--workshop", "bamako", "--kind", "trainer", "--json")


def kill_in_the_middle(process: "subprocess.Popen[bytes]", crowd: Crowd) -> int:
    """Kill a process as soon as it has kept enough certificates, with no moment to put anything in order; return how many it kept."""
    while len(crowd.issued()) < ENOUGH:
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    number = len(crowd.issued())
    assert ENOUGH <= number < WHOLE
    return number


def assert_whole(crowd: Crowd) -> None:
    """Assert that everybody has one certificate, with its files."""
    after = crowd.issued()
    assert (len(after), len(set(after)), crowd.papers()) == (WHOLE, WHOLE, WHOLE * len(papers.FORMATS))


@contextmanager
def served(crowd: Crowd) -> "Iterator[tuple[str, subprocess.Popen[bytes]]]":
    """Serve the product as `make run` does; give its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with (crowd.folder / "server.log").open("w") as log:
        process = subprocess.Popen(flask("serve"), cwd=ROOT, env={**crowd.environment, "RELAIS_PORT": port}, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(600):
        assert process.poll() is None
        try:
            with build_opener().open(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer")


def press_button(address: str, token: str) -> str:
    """Press the button that issues all, as a browser without scripts does, and return the whole page once it has ended."""
    browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.addheaders = [("Cookie", f"relais={token}")]
    with browser.open(f"{address}{PAGE}", timeout=60) as answer:
        page = answer.read().decode()
        cookies = [header.split(";")[0] for header in answer.headers.get_all("Set-Cookie") or []]
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    browser = build_opener()
    browser.addheaders = [("Cookie", "; ".join([f"relais={token}", *cookies]))]
    with browser.open(f"{address}{PAGE}/trainer/issue", urlencode({"csrf_token": found[1], "languages": "fr"}).encode(), timeout=300) as answer:
        return str(answer.read().decode())


def test_a_command_killed_in_the_middle_of_220_goes_on_without_a_double(crowd: Crowd) -> None:
    first = subprocess.Popen(ISSUE, cwd=ROOT, env=crowd.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    number = kill_in_the_middle(first, crowd)
    done = subprocess.run(ISSUE, cwd=ROOT, env=crowd.environment, capture_output=True, check=True)
    said = json.loads(done.stdout)
    assert (said["ready"], len(said["issued"]), said["refused"]) == (WHOLE - number, WHOLE - number, [])
    assert_whole(crowd)


def test_a_server_killed_while_its_page_issues_220_goes_on_without_a_double(crowd: Crowd) -> None:
    with served(crowd) as (address, server), ThreadPoolExecutor(1) as asking:
        asked = asking.submit(press_button, address, crowd.token)
        number = kill_in_the_middle(server, crowd)
        broken_off = asked.exception()
    assert isinstance(broken_off, (OSError, HTTPException)), broken_off
    with served(crowd) as (address, _server):
        page = press_button(address, crowd.token)
    assert f"{WHOLE - number} certificates were issued." in page
    assert_whole(crowd)
