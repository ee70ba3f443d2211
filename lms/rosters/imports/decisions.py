"""What becomes of each row of a sorted list. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from lms.rosters.evidence import Known, Verdict
from lms.rosters.rows import Row
from lms.rosters.sorting import Sorted, SortedList

NEW, SKIP = "new", "skip"


class Fate(StrEnum):
    """What is done with a row."""

    ADD = "add"
    """Add a person and enrol them."""
    ENROL = "enrol"
    """Enrol somebody who is known."""
    SAME = "same"
    """It is the person of an earlier row of this list."""
    SKIP = "skip"


@dataclass(frozen=True)
class Decided:
    """A row and what is done with it."""

    row: Row
    fate: Fate
    person_id: UUID | None = None
    """Of somebody known."""
    same_as: int | None = None
    """The earlier row that has the same person."""
    other_than: tuple[Known | Row, ...] = ()
    """Of somebody whom a person decided to add: those beside the row, who are somebody else."""


def choice_of(match_other: object) -> str:
    """Return the word that chooses one of the people or rows beside a doubtful row."""
    return f"row:{match_other.number}" if isinstance(match_other, Row) else str(getattr(match_other, "id", ""))


def decided(outcome: SortedList, choices: Mapping[int, str]) -> tuple[list[Decided], list[int]]:
    """Return (what becomes of each row that is not refused, in the order of the file; the doubtful rows that still wait for a decision).

    choices: {number of a doubtful row: NEW, SKIP, the id of a person or `row:N`}; only what stands beside the row counts.
    """
    found: list[Decided] = []
    waiting: list[int] = []
    for one in sorted((*outcome.new, *outcome.known, *outcome.doubtful), key=lambda one: one.row.number):
        if one.verdict is Verdict.NEW:
            found.append(Decided(one.row, Fate.ADD))
        elif one.known is not None:
            found.append(Decided(one.row, Fate.ENROL, person_id=_id(one.known.id)))
        elif (choice := _choice(one, choices.get(one.row.number, ""))) is None:
            waiting.append(one.row.number)
        else:
            found.append(choice)
    return found, waiting


def _choice(one: Sorted, chosen: str) -> Decided | None:
    if chosen == NEW:
        return Decided(one.row, Fate.ADD, other_than=tuple(match.other for match in one.matches))
    if chosen == SKIP:
        return Decided(one.row, Fate.SKIP)
    other = next((match.other for match in one.matches if choice_of(match.other) == chosen), None)
    if other is None:
        return None
    return Decided(one.row, Fate.SAME, same_as=other.number) if isinstance(other, Row) else Decided(one.row, Fate.ENROL, person_id=_id(other.id))


def _id(id: UUID | str) -> UUID:
    return id if isinstance(id, UUID) else UUID(id)
