"""Present or late on arrival, what was typed from a sheet, and when a helper's access is open."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from lms.workshops.rules import Mark, Status, heads_that_count, latest_heads

GRACE_MINUTES = 15
"""How long after the beginning of a half-day one still counts as present, while nobody has chosen another hour."""
_LAST_MINUTE = 24 * 60 - 1

_RANGE = re.compile(r"(?<=\d)\s*(?:-|–|—|à|to)\s*(?=\d)")
_ROWS = re.compile(r"([1-9]\d{0,2})(?:-([1-9]\d{0,2}))?")


def usual_hour(starts_at: time) -> int:
    """Return until when one counts as present on a half-day that begins at this time, in minutes since midnight."""
    return min(starts_at.hour * 60 + starts_at.minute + GRACE_MINUTES, _LAST_MINUTE)


def status_on_arrival(at: time, *, late_after_minutes: int) -> Status:
    """Return what somebody is who arrives at this time of the day: present until the end of the minute that was announced, then late."""
    return Status.LATE if at.hour * 60 + at.minute > late_after_minutes else Status.PRESENT


def when_said(said_at: datetime | None, *, now: datetime) -> datetime:
    """Return when a page said something: the time it gives, never later than its arrival here; now when it gives none."""
    return now if said_at is None else min(said_at, now)


def is_access_open(on: date, *, withdrawn_at: datetime | None, today: date) -> bool:
    """Tell whether a helper's access lets anybody in: on its day only, unless it was withdrawn."""
    return on == today and withdrawn_at is None


class UnreadableRows(ValueError):
    """What was typed is not a list of row numbers. `piece` is the part that could not be read."""

    def __init__(self, piece: str) -> None:
        super().__init__(piece)
        self.piece = piece


class RowsOffSheet(ValueError):
    """Rows that the sheet has not, or that bear no name on it."""

    def __init__(self, rows: Iterable[int]) -> None:
        self.rows = sorted(rows)
        super().__init__(self.rows)


class RowsTwice(ValueError):
    """Rows that were typed for two statuses."""

    def __init__(self, rows: Iterable[int]) -> None:
        self.rows = sorted(rows)
        super().__init__(self.rows)


def rows_in(text: str) -> frozenset[int]:
    """Return the row numbers that somebody typed: `3 7 12-14`, with spaces, commas or semicolons between. Raises UnreadableRows."""
    rows: set[int] = set()
    for piece in re.split(r"[\s,;]+", _RANGE.sub("-", text).strip(" \t\r\n,;")):
        found = _ROWS.fullmatch(piece)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if piece and last < first:
            raise UnreadableRows(piece)
        rows.update(range(first, last + 1))
    return frozenset(rows)


def statuses_of_sheet(rows: Mapping[int, UUID], exceptions: Mapping[Status, Collection[int]]) -> dict[int, Status]:
    """Return {row: what it says}: the exceptions as typed, everybody else on the sheet present.

    rows: {number: enrolment} of the rows that bear a name; rows left blank for people who walked in are not among them.
    Raises RowsTwice for rows of two statuses, RowsOffSheet for rows without a name.
    """
    said: dict[int, Status] = {}
    twice: set[int] = set()
    for status, numbers in exceptions.items():
        twice |= said.keys() & set(numbers)
        said.update(dict.fromkeys(numbers, status))
    if twice:
        raise RowsTwice(twice)
    if off := said.keys() - rows.keys():
        raise RowsOffSheet(off)
    return {number: said.get(number, Status.PRESENT) for number in rows}


_SAYS_MOST = (Status.PRESENT, Status.LATE, Status.EXCUSED, Status.ABSENT)


def row_that_counts(statuses: Mapping[int, Status]) -> int:
    """Return which of the rows of one person says where they were, the first of several that say it.

    Whoever stands on a sheet twice, under two records that were merged since it was printed, signs once: the other row stays empty.
    statuses: {number: what it says}, at least one.
    """
    return min(statuses, key=lambda number: (_SAYS_MOST.index(statuses[number]), number))


class TypedRow(StrEnum):
    """What a row typed from paper is to the marks that its person already has."""

    NEW = "new"
    SAME = "same"
    """Somebody has said so already: typing it again says nothing new."""
    CORRECTS = "corrects"
    """Whoever types it said otherwise before, and now corrects that."""
    CONTRADICTS = "contradicts"
    """Somebody else said otherwise: both marks stay until the organiser settles it."""


@dataclass(frozen=True)
class Comparison:
    """How a row typed from paper stands to the marks there, and which of these it replaces: none but those of whoever types."""

    kind: TypedRow
    corrects: tuple[Mark, ...] = ()


def compare_row(status: Status, marks: Collection[Mark], *, actor_id: UUID) -> Comparison:
    """Compare a status typed from paper with the marks that the person has on that half-day."""
    heads = heads_that_count(marks) if marks else []
    otherwise = [mark for mark in heads if mark.status != status]
    is_mine = {mark.id: mark.by is not None and mark.by.actor_id == actor_id for mark in marks}
    if any(is_mine[mark.id] for mark in otherwise):
        kind = TypedRow.CORRECTS if all(is_mine[mark.id] for mark in otherwise) else TypedRow.CONTRADICTS
        return Comparison(kind, tuple(mark for mark in latest_heads(marks) if is_mine[mark.id]))
    if len(otherwise) < len(heads):
        return Comparison(TypedRow.SAME)
    return Comparison(TypedRow.CONTRADICTS if heads else TypedRow.NEW)
