"""What a workshop tells those who come to it, in messages, calendars and on forms: its place, its venue, its days and hours."""

from dataclasses import dataclass
from datetime import date, time

from lms.workshops.models import HalfDay, Workshop
from lms.workshops.plan.rules.status import WorkshopStatus


@dataclass(frozen=True)
class WorkshopFacts:
    """What is said of a workshop as a whole."""

    place: str
    venue: str
    """House and room; empty while it is not known."""
    starts_on: date
    ends_on: date
    is_cancelled: bool


def facts_of(workshop: Workshop) -> WorkshopFacts:
    """Return what may be said of a workshop to whoever is invited."""
    return WorkshopFacts(place=workshop.place.name, venue=workshop.venue, starts_on=workshop.starts_on, ends_on=workshop.ends_on,
                         is_cancelled=workshop.status == WorkshopStatus.CANCELLED)  # fmt: skip


def hours_of(half_day: HalfDay) -> tuple[time, time]:
    """Return when a half-day begins and ends, by the clocks of the place."""
    return half_day.starts_at, half_day.ends_at
