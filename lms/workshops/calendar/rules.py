"""What calendars are told of a half-day, and when that is told anew."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Slot:
    """When and where a half-day takes place."""

    starts_at: datetime
    ends_at: datetime
    location: str


@dataclass(frozen=True)
class Entry:
    """What was told last."""

    slot: Slot
    is_cancelled: bool
    sequence: int
    changed_at: datetime


def told_anew(known: Entry | None, wanted: Slot | None, now: datetime) -> Entry | None:
    """Return what calendars are told from now on of one half-day.

    wanted: None when it does not take place (any more). The sequence rises with each change (RFC 5545, 3.8.7.4), also with a cancellation
    and with its return; the same is told again without a rise. None when there is nothing to tell.
    """
    if known is None:
        return Entry(wanted, is_cancelled=False, sequence=0, changed_at=now) if wanted else None
    if wanted is None:
        return known if known.is_cancelled else replace(known, is_cancelled=True, sequence=known.sequence + 1, changed_at=now)
    if known.slot == wanted and not known.is_cancelled:
        return known
    return Entry(wanted, is_cancelled=False, sequence=known.sequence + 1, changed_at=now)
