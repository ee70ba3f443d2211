"""How many sessions people have given: what is known of sessions stands in a package above this one, which says so at the start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app


@dataclass(frozen=True)
class SessionCount:
    """Sessions that somebody led."""

    reported: int = 0
    """Verified or waiting; not those that were returned."""
    verified: int = 0


Counter = Callable[[Sequence[UUID], str], Mapping[UUID, SessionCount]]
"""Of people and a programme; who led none may be left out."""


def count_sessions_with(app: Flask, counter: Counter) -> None:
    """Say how sessions are counted."""
    app.extensions["session_counter"] = counter


def sessions_of(person_ids: Sequence[UUID], programme: str) -> Mapping[UUID, SessionCount]:
    """Return how many sessions of a programme these people led; who led none is left out. One query."""
    counter: Counter = current_app.extensions["session_counter"]
    return counter(person_ids, programme)
