"""The register of a workshop, made of its rows."""

from collections.abc import Iterable
from datetime import date

from lms.workshops.enrolling.rules import Offer, Register, Seat, State, offers_due
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.plan.rules.status import WorkshopStatus


def stored_register(workshop: Workshop, participants: Iterable[Enrolment]) -> Register:
    """Return the register as stored, without the offers that have come since."""
    seats = {one.id: Seat(one.id, State(one.state), one.holds_until, one.waiting_since) for one in participants}
    return Register(capacity=workshop.capacity, starts_on=workshop.starts_on, seats=seats)


def offers_of(workshop: Workshop, register: Register, *, today: date) -> list[Offer]:
    """Return the offers that have come since places were last offered; none unless invitations are open."""
    if workshop.status != WorkshopStatus.PUBLISHED:
        return []
    return offers_due(register, since=workshop.line_settled_on or today, today=today)
