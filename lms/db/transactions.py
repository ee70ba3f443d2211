"""Who may write: reading is the default, `transactional` is the only way to write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path

from lms.db.locking import file_lock
from lms.db.model import db

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_afterwards: ContextVar[tuple[Callable[[], None], ...]] = ContextVar("afterwards", default=())


def is_writing() -> bool:
    """Tell whether the transaction that begins now belongs to a writer."""
    return _writing.get()


@contextmanager
def as_writer() -> Iterator[None]:
    """Let transactions that begin inside the block write. For migrations; everybody else wants `transactional`."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def once_kept(action: Callable[[], None]) -> None:
    """Have something done as soon as the transaction at hand is kept; never when it is not, and once however often it is asked for."""
    assert is_writing(), "outside of a transaction there is nothing to keep"
    if action not in _afterwards.get():
        _afterwards.set((*_afterwards.get(), action))


@contextmanager
def transactional() -> Iterator[None]:
    """Run a block, or a decorated function, as one writing transaction: all of it is kept, or nothing.

    The reading transaction of the request ends first, so that whatever is decided inside is decided on fresh rows.
    Keep slow work (hashing passwords, drawing PDFs) outside: everybody else waits. Inside another one it joins it.
    """
    if is_writing():
        yield
        return
    db.session.rollback()
    lock_path = _lock_path()
    _afterwards.set(())
    with file_lock(lock_path) if lock_path else nullcontext(), as_writer():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
    for action in _afterwards.get():
        action()


def _lock_path() -> Path | None:
    url = db.engine.url
    return Path(f"{url.database}.write-lock") if url.get_backend_name() == "sqlite" and url.database else None
