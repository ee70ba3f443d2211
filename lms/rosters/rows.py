"""What a list says of one person, and what may be wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from lms.accounts.rules import ActorType
from lms.people.names import Name
from lms.people.professions import Profession
from lms.people.sexes import Sex

Progress = Callable[[int, int], None]
"""Called now and then with how many rows are done and how many there are; the last time both are equal."""

_T = TypeVar("_T")

_STEP = 250
"""Rows between two reports of progress."""


class Problem(StrEnum):
    """What is wrong with a cell."""

    NO_NAME = "no-name"
    NOT_A_NAME = "not-a-name"
    DAMAGED = "damaged"
    LOOKALIKES = "lookalikes"
    TOO_LONG = "too-long"
    ERROR = "error"
    SEX = "sex"
    PHONE = "phone"
    SHORTENED = "shortened"
    EMAIL = "email"
    BIRTH_YEAR = "birth-year"


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be kept as it is."""

    problem: Problem
    cell: str
    """As spreadsheets name it: `C14`."""
    value: str
    """What is written there."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a list says of one person. Texts are as written, empty where nothing is."""

    number: int
    """As the file numbers its rows, from 1."""
    name: Name
    sex: Sex = Sex.NOT_STATED
    phones: tuple[str, ...] = ()
    """In E.164, in the order of the file."""
    emails: tuple[str, ...] = ()
    """In small letters."""
    function: str = ""
    profession: Profession = Profession.OTHER
    organisation: str = ""
    institution_type: ActorType = ActorType.OTHER
    place: str = ""
    birth_year: int | None = None
    remarks: tuple[Fault, ...] = ()
    """What was left out without harm: a second number with a digit too few."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be kept until somebody mends it in the file."""

    row: Row
    """As far as it could be read."""
    faults: tuple[Fault, ...]
    """One at least, in the order of the columns."""


class Kind(StrEnum):
    """What a row is that is about nobody."""

    BLANK = "blank"
    """Nothing in it, or nothing but a running number or lines."""
    HEADER = "header"
    """The names of the columns, at the top or repeated."""
    TOTAL = "total"
    TEXT = "text"
    """Titles above the list, headings inside it, signatures below."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is about nobody."""

    number: int
    kind: Kind
    text: str = ""
    """What is in it, so that a person can see that nobody was lost."""


@dataclass(frozen=True)
class Reading:
    """All rows of a list, each in exactly one place, in the order of the file."""

    rows: tuple[Row, ...] = ()
    refused: tuple[Refused, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def in_steps(rows: Sequence[_T], progress: Progress | None) -> Iterator[_T]:
    """Yield rows one after another, and say now and then how many are done."""
    for done, row in enumerate(rows):
        if progress and done % _STEP == 0:
            progress(done, len(rows))
        yield row
    if progress:
        progress(len(rows), len(rows))
