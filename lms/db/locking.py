"""A lock that all processes on this machine share: one file, held while one of them writes or migrates."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import IO

try:
    from fcntl import LOCK_EX, LOCK_NB, flock

    HAS_FLOCK = True
except ImportError:  # Windows: the laptop edition is one process there, so a lock between threads is enough
    HAS_FLOCK = False

LONGEST_WAIT_SECONDS = 30


class Busy(Exception):
    """Another process or thread has been writing for too long."""


_threads: dict[Path, Lock] = {}


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the lock named by `path` until the block ends. Raises Busy when others hold it for half a minute.

    Fairer than SQLite's own busy handler, which sleeps longer and longer and starves: see docs/decisions/0003.
    """
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    if not HAS_FLOCK:
        lock = _threads.setdefault(path, Lock())
        if not lock.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise Busy(path)
        try:
            yield
        finally:
            lock.release()
        return
    with path.open("a") as file:
        while not _is_taken(file):
            if time.monotonic() > deadline:
                raise Busy(path)
            time.sleep(0.002)
        yield  # closing the file releases the lock


def _is_taken(file: IO[str]) -> bool:
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True
