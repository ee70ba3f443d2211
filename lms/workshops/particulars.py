"""What a workshop tells those who come to it, in messages, calendars and on forms: its place, its venue, its days."""

from dataclasses import dataclass
from datetime import date

from lms.workshops.models import Workshop
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
