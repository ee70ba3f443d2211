"""Several processes that write to one database at the same moment, for the tests of what that must not break."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from lms.config import ROOT

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
PROCESSES = 4


def url_of(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """Return the address of an empty database of this kind."""
    return f"sqlite:///{folder / 'empty.sqlite3'}" if kind == "sqlite" else request.getfixturevalue("postgresql_url")


def run_writers(job: str, url: str, folder: Path, *, threads: int, times: int = 1, processes: int = PROCESSES) -> Counter[str]:
    """Run processes × threads writers that start at the same moment; return how often each outcome was seen, errors by their text."""
    gate = folder / "gate"
    workers = [
        subprocess.Popen([sys.executable, "-m", "tests.db.writers", job, url, str(folder), str(gate), str(threads), str(times)],
                         cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]  # fmt: skip
    deadline = time.monotonic() + 60
    while not all((folder / f"ready-{worker.pid}").exists() or worker.poll() for worker in workers):
        assert time.monotonic() < deadline, "a process did not start"
        time.sleep(0.02)
    gate.touch()
    seen: Counter[str] = Counter()
    for worker in workers:
        out, err = worker.communicate(timeout=120)
        assert worker.returncode == 0, err
        answer = json.loads(out)
        seen.update(answer.pop("errors"))
        seen.update(answer)
    return seen
