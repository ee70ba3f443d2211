"""What an organiser has to do next: which line of the worklist stands when, and how urgent it is. Pure: values in, values out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.workshops.evaluation.rules import OPEN_DAYS, SMALLEST_GROUP

AT_RISK_DAYS = 21
"""A workshop that begins within fewer days is looked at for what is missing."""

CERTIFICATE_DAYS = timedelta(days=90)
"""How long after a workshop its certificates are looked at: whoever studies later than that asks for theirs."""

CONFIRMED_PERCENT = 60
"""Share of the places that should be taken by then."""


class Matter(StrEnum):
    """Something to be done. In this order where two are equally urgent."""

    OPENING = "opening"
    """It is still a draft: nobody can be invited or marked."""
    TRAINER = "trainer"
    VENUE = "venue"
    CONFIRMED = "confirmed"
    SHEETS_TO_PRINT = "sheets-to-print"
    ATTENDANCE = "attendance"
    SHEETS_TO_TYPE = "sheets-to-type"
    EVALUATION = "evaluation"
    CERTIFICATES = "certificates"


@dataclass(frozen=True)
class Situation:
    """How far a workshop is that was not cancelled."""

    starts_on: date
    ends_on: date
    is_draft: bool
    is_closed: bool
    has_venue: bool
    trainers: int
    confirmed: int
    capacity: int
    half_days: int
    half_days_printed: int
    """Half-days for which a sign-in sheet was printed."""
    answers: int
    """To its evaluation."""
    qualified: int
    """Participants who meet every requirement of the certificate and were never given one."""


@dataclass(frozen=True)
class HalfDaySituation:
    """A half-day on which somebody is not marked yet, or marked in different ways."""

    on: date
    is_printed: bool
    """A sign-in sheet was printed for it."""
    to_settle: int


@dataclass(frozen=True)
class Task:
    """Something to be done, and the day by which it should be."""

    matter: Matter
    due: date

    def is_due(self, today: date) -> bool:
        """Tell whether it should not wait any longer."""
        return self.due <= today


def tasks_of(workshop: Situation, today: date) -> list[Task]:
    """Return what a workshop as a whole needs, the most urgent first."""
    return sorted((Task(matter, rule.due(workshop)) for matter, rule in _RULES.items() if rule.stands(workshop, today)), key=urgency)


def task_of_half_day(half_day: HalfDaySituation) -> Task:
    """Return what a half-day needs: its sheet, if one was printed, waits to be typed until the next day; what contradicts is settled on the grid."""
    is_on_paper = half_day.is_printed and not half_day.to_settle
    return Task(Matter.SHEETS_TO_TYPE, half_day.on + timedelta(days=1)) if is_on_paper else Task(Matter.ATTENDANCE, half_day.on)


def urgency(task: Task) -> tuple[date, int]:
    """Return by what tasks are sorted: what should have been done longest ago comes first."""
    return task.due, list(Matter).index(task.matter)


@dataclass(frozen=True)
class _Rule:
    """A line of the table: when a matter stands, and by which day it should be mended."""

    stands: Callable[[Situation, date], bool]
    due: Callable[[Situation], date]


def _is_at_risk(workshop: Situation, today: date) -> bool:
    return not workshop.is_closed and today <= workshop.starts_on < today + timedelta(days=AT_RISK_DAYS)


def _may_be_filled(workshop: Situation, today: date) -> bool:
    return _is_at_risk(workshop, today) and today < workshop.starts_on


def _is_unopened(workshop: Situation, today: date) -> bool:
    return workshop.is_draft and today <= workshop.ends_on and today + timedelta(days=AT_RISK_DAYS) > workshop.starts_on


def _before_start(days: int) -> Callable[[Situation], date]:
    return lambda workshop: workshop.starts_on - timedelta(days=days)


_RULES: Mapping[Matter, _Rule] = {
    # As long as it lasts: without this neither invitations nor attendance.
    Matter.OPENING: _Rule(_is_unopened, _before_start(14)),
    Matter.TRAINER: _Rule(lambda workshop, today: _is_at_risk(workshop, today) and not workshop.trainers, _before_start(14)),
    Matter.VENUE: _Rule(lambda workshop, today: _is_at_risk(workshop, today) and not workshop.has_venue, _before_start(14)),
    # On the day itself nobody is invited any more.
    Matter.CONFIRMED: _Rule(
        lambda workshop, today: _may_be_filled(workshop, today) and workshop.confirmed * 100 < workshop.capacity * CONFIRMED_PERCENT,
        _before_start(10),
    ),
    # Nothing is printed for nobody; until somebody confirms, the line above stands.
    Matter.SHEETS_TO_PRINT: _Rule(
        lambda workshop, today: _is_at_risk(workshop, today) and workshop.confirmed > 0 and workshop.half_days_printed < workshop.half_days,
        _before_start(1),
    ),
    Matter.EVALUATION: _Rule(
        # While one may answer, and until there are answers enough to show: so the line does not tell when somebody answers.
        lambda workshop, today: (
            not workshop.is_draft
            and workshop.ends_on < today <= workshop.ends_on + OPEN_DAYS
            and workshop.answers < SMALLEST_GROUP <= workshop.confirmed
        ),
        lambda workshop: workshop.ends_on + timedelta(days=7),
    ),
    Matter.CERTIFICATES: _Rule(
        lambda workshop, today: not workshop.is_draft and workshop.ends_on < today <= workshop.ends_on + CERTIFICATE_DAYS and workshop.qualified > 0,
        lambda workshop: workshop.ends_on + timedelta(days=14),
    ),
}
