"""What the relay line shows: `components/relay-list.html`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A point on a relay line: a lesson of a module, a requirement of a certificate."""

    title: str
    detail: str | None
    state: str
    """`done`, `current` or `todo`."""
    url: str | None
