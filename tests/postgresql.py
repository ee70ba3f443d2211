"""A PostgreSQL server for the tests, from the machine's own programs, thrown away at the end.

TEST_DATABASE_URL names one to use instead; its user must be allowed to create databases. Where there is neither, tests that need
it are skipped with one line that says so, except where CI is set: there they fail.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

OWNER = "relais"
_START_SECONDS = 30
# What a crash could lose does not matter here: without waiting for the disk the tests take a third of the time.
_SETTINGS = {"fsync": "off", "full_page_writes": "off", "listen_addresses": "", "max_connections": "200", "shared_buffers": "32MB"}


class Unavailable(Exception):
    """No PostgreSQL can be started here; the message says why."""


@pytest.fixture(scope="session")
def postgresql_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a PostgreSQL server whose user may create databases."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="relais-pg-"))
    try:
        server = _start(folder)
    except Unavailable as reason:
        shutil.rmtree(folder)
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(f"PostgreSQL is needed in CI and could not be started: {reason}")
        words = f"NOT TESTED ON POSTGRESQL: {reason} Install PostgreSQL or set TEST_DATABASE_URL."
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():  # said even where skips are not listed
            sys.stderr.write(f"\n{words}\n")
        pytest.skip(words)
    try:
        yield f"postgresql://{OWNER}@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGINT)  # a fast shutdown: open sessions are ended
        server.wait(timeout=30)
        shutil.rmtree(folder)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of an empty database of its own for one test."""
    with fresh_database(postgresql_server) as url:
        yield url


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """Create an empty database on a server; drop it at the end, whoever is still connected."""
    name = f"relais_{secrets.token_hex(4)}"
    _execute(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _execute(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(server.replace("postgresql+psycopg://", "postgresql://"), autocommit=True) as connection:
        connection.execute(statement)


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    programs = _programs()
    run_as = _unprivileged(folder)
    data, log = folder / "data", folder / "log"
    made = subprocess.run([programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
                          capture_output=True, text=True, cwd=folder, **run_as)  # fmt: skip
    if made.returncode:
        raise Unavailable(f"initdb failed: {made.stderr.strip().splitlines()[-1:]}.")
    options = [option for name, value in _SETTINGS.items() for option in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        server = subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, *options], stdout=output, stderr=output, cwd=folder, **run_as)
    _wait_until_ready(server, folder, log)
    return server


def _wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Unavailable(f"the server stopped at once: {log.read_text()[-300:]}")
        try:
            psycopg.connect(host=str(folder), user=OWNER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    server.kill()
    server.wait()
    raise Unavailable(f"the server did not answer within {_START_SECONDS} seconds.")


def _programs() -> Path:
    """Return the folder that holds both `initdb` and `postgres`, the newest version when there are several."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    pg_config = shutil.which("pg_config")
    if pg_config:
        folders.append(Path(subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True).stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("initdb and postgres were not found on this machine.")


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Return the arguments that make a program run as somebody PostgreSQL accepts: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Unavailable("as root, PostgreSQL needs a user named postgres or nobody.")
