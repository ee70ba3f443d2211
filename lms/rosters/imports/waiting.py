"""Work that takes seconds, and how far it has come while a page waits for it."""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread

from lms.rosters.rows import Progress

LONG = 500
"""Rows from which on a page shows how far it has come."""


def waited_for(work: Callable[[Progress], None]) -> Iterator[tuple[int, int]]:
    """Do the work aside and yield (done, total) whenever it says so; raise what it raises once it has ended.

    The work sees the request: its context is copied. Nothing else may use the database until it has ended.
    """
    said: SimpleQueue[tuple[int, int] | None] = SimpleQueue()
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work(lambda done, total: said.put((done, total)))
        except BaseException as error:
            raised.append(error)
        finally:
            said.put(None)

    thread = Thread(target=copy_context().run, args=(run,), daemon=True)
    thread.start()
    while (step := said.get()) is not None:
        yield step
    thread.join()
    if raised:
        raise raised[0]
