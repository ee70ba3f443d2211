"""What stands on the papers of a workshop, and what is paid to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from lms.accounts.codes import read_code
from lms.plain import plain


@dataclass(frozen=True)
class Occasion:
    """What every paper says of its workshop, in one language."""

    programme: str
    funders: str
    place: str
    starts_on: date
    ends_on: date
    is_date_published: bool
    is_demonstration: bool
    language: str


@dataclass(frozen=True)
class SheetRow:
    """A person on a list. `number` counts from 1. `sex`: F, M, or N for not stated."""

    number: int
    name: str
    function: str
    institution: str
    code: str
    sex: str
    place: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sign-in sheet."""

    code: str
    on: date
    part: str
    rows: Sequence[SheetRow]


class BadgeRole(StrEnum):
    """What somebody is in a workshop, as their badge says it."""

    PARTICIPANT = "participant"
    TRAINER = "trainer"
    OBSERVER = "observer"
    ORGANISER = "organiser"


@dataclass(frozen=True)
class Badge:
    """A badge; one without a name is filled in by hand."""

    role: BadgeRole
    name: str = ""
    function: str = ""
    institution: str = ""
    code: str = ""
    sex: str = "N"


def is_wanted(name: str, code: str, wanted: str) -> bool:
    """Tell whether somebody is among those wanted.

    wanted: codes, names or parts of names, with commas between, in whatever letters; empty for everybody.
    """
    words = [word for word in wanted.split(",") if word.strip()]
    return not words or any(read_code(word) == code or (plain(word) and plain(word) in plain(name)) for word in words)


@dataclass(frozen=True)
class Terms:
    """What is paid, in whole francs CFA; 0 for what is not. `nights`: how many are paid to each."""

    per_half_day: int = 0
    per_night: int = 0
    nights: int = 0
    transport: int = 0


@dataclass(frozen=True)
class Attended:
    """How much of a workshop somebody attended."""

    person: SheetRow
    half_days: int
    days: int
    """On how many days at least one half-day."""
    open: int
    """Half-days of which nothing is recorded, or two things that differ."""
    travels: bool = True
    """False: neither nights nor transport are paid to them."""


@dataclass(frozen=True)
class Payment:
    """What somebody is paid, in whole francs CFA."""

    attended: Attended
    half_days: int
    nights: int
    transport: int

    @property
    def total(self) -> int:
        """The sum of its parts."""
        return self.half_days + self.nights + self.transport


def payment_of(attended: Attended, terms: Terms) -> Payment:
    """Return what somebody is paid for what is recorded.

    Half-days attended count, arriving late included; what is not recorded adds nothing and takes nothing away. Nights and transport are
    paid to those who travel and attended at least one half-day.
    """
    has_come = attended.travels and attended.half_days > 0
    return Payment(
        attended=attended,
        half_days=attended.half_days * terms.per_half_day,
        nights=terms.nights * terms.per_night if has_come else 0,
        transport=terms.transport if has_come else 0,
    )


@dataclass(frozen=True)
class OpenHalfDay:
    """A half-day of which something remains to be recorded. `remaining`: of how many people."""

    on: date
    part: str
    remaining: int


@dataclass(frozen=True)
class Attendance:
    """What a list of payments follows from. `planned`: half-days of the workshop. `recorded_at`: when the last mark came in."""

    planned: int
    people: Sequence[Attended]
    open_half_days: Sequence[OpenHalfDay]
    recorded_at: datetime | None


@dataclass(frozen=True)
class TimetableSession:
    """A session of a half-day. `kind`: plenary, group work …, in words."""

    starts_at: time
    ends_at: time
    kind: str
    title: str
    leader: str


@dataclass(frozen=True)
class TimetableHalfDay:
    """A morning or an afternoon; without sessions it is left open to be filled in by hand."""

    on: date
    part: str
    sessions: Sequence[TimetableSession] = ()
