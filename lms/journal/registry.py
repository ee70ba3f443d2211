"""Which domain applies which type of event, and which tables it fills by doing so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lms.db import Model
from lms.journal.rules import StoredEvent

Apply = Callable[[Sequence[StoredEvent]], None]


@dataclass(frozen=True)
class Handler:
    """How events of one type and version become rows. `apply` takes a batch in order, all of the types and versions that it was registered for."""

    apply: Apply
    tables: tuple[type[Model], ...]
    comes_first: bool = False


_handlers: dict[tuple[str, int], Handler] = {}


def handles(event_type: str, *, version: int, tables: Sequence[type[Model]], comes_first: bool = False) -> Callable[[Apply], Apply]:
    """Register the decorated function as what applies this type of event.

    tables: every table it writes, parents before children; they are projections, emptied and filled again on a rebuild.
    comes_first: a rebuild applies it before all others, because these ask what it says and each would otherwise be applied twice.
    """

    def register(apply: Apply) -> Apply:
        key = (event_type, version)
        if key in _handlers:
            raise RuntimeError(f"{event_type} v{version} already has a handler.")
        _handlers[key] = Handler(apply=apply, tables=tuple(tables), comes_first=comes_first)
        return apply

    return register


def handler_of(event_type: str, version: int) -> Handler:
    """Return the handler of a type. Raises KeyError when no domain owns it."""
    return _handlers[event_type, version]


def projections() -> list[type[Model]]:
    """Return every projection, parents before children, each once."""
    return list(dict.fromkeys(table for handler in _handlers.values() for table in handler.tables))
