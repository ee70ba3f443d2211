"""What a workshop tells those who come to it, in messages, calendars and on forms: its place, its venue, its days and hours."""

from dataclasses import dataclass
from datetime import date, time

from lms.workshops.models import HalfDay, Workshop

# The usual hours, until a half-day has its own.
_USUAL_HOURS = {"morning": (time(8, 30), time(12, 30)), "afternoon": (time(14, 0), time(16, 30))}


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
    return WorkshopFacts(place=workshop.place.name, venue="", starts_on=workshop.starts_on, ends_on=workshop.ends_on, is_cancelled=False)


def hours_of(half_day: HalfDay) -> tuple[time, time]:
    """Return when a half-day begins and ends, by the clocks of the place."""
    return _USUAL_HOURS[half_day.part]
