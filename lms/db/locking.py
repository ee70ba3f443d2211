"""A lock that all processes on this machine share: one file, held while one of them writes or migrates."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

try:
    from fcntl import LOCK_EX, flock

    HAS_FLOCK = True
except ImportError:  # Windows: the laptop edition is one process there, so a lock between threads is enough
    HAS_FLOCK = False

_threads: dict[Path, Lock] = {}


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the lock named by `path` until the block ends; wait for it as long as it takes.

    Fairer than SQLite's own busy handler, which sleeps and starves: see docs/decisions/0003.
    """
    if not HAS_FLOCK:
        with _threads.setdefault(path, Lock()):
            yield
        return
    with path.open("a") as file:
        flock(file, LOCK_EX)  # closing the file releases the lock
        yield
