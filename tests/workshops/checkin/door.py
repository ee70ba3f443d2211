"""A room whose first two half-days are today, for the tests of this folder. Everybody in it is invented."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms import clock
from lms.accounts.models import Person
from lms.db import db, transactional
from lms.workshops.checkin import services
from lms.workshops.checkin.services import CheckIn
from lms.workshops.models import Enrolment, HalfDay
from lms.workshops.prints.models import SignInSheet
from lms.workshops.rules import Marker
from tests import factories
from tests.conftest import NOW
from tests.factories import PROGRAMME
from tests.workshops.room import TestRoom, make_room, marker

SHEET = "S234567H"
EIGHT = NOW.replace(hour=8)
"""The hour of these tests; in Bamako, too."""


def todays_room(people: int = 3, slug: str = "bamako", place_code: str = "ML-BKO") -> TestRoom:
    """Make a room whose workshop begins on the day of EIGHT; the programme must exist."""
    room = make_room(people, slug, place_code)
    with transactional():
        for half_day in db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == room.workshop.id)):
            half_day.on = clock.local_day(EIGHT) + timedelta(days=(half_day.position - 1) // 2)
    return room


def code_of(room: TestRoom, number: int = 0) -> str:
    """Return what stands on somebody's badge."""
    return db.session.scalars(
        select(Person.code).join(Enrolment, Enrolment.person_id == Person.id).where(Enrolment.id == room.enrolments[number])
    ).one()


def arrive(
    room: TestRoom, minute: int, *, number: int = 0, by: Marker | None = None, scan_id: UUID | None = None, typed: str | None = None,
    received: int | None = None,
) -> CheckIn:  # fmt: skip
    """Read a badge so many minutes after eight; it arrives at once, or later."""
    said_at = EIGHT + timedelta(minutes=minute)
    with transactional():
        return services.check_in(
            scan_id=scan_id or factories.fact_id(minute), workshop=room.workshop, half_day=room.half_day, typed=typed or code_of(room, number),
            said_at=said_at, by=by or marker(room), programme=PROGRAMME,
            now=said_at if received is None else EIGHT + timedelta(minutes=received),
        )  # fmt: skip


def print_sheet(room: TestRoom, code: str = SHEET, rows: Sequence[UUID] | None = None, at: datetime = NOW) -> SignInSheet:
    """Print the sign-in sheet of a room's first half-day."""
    ids = ", ".join(f'"{one}"' for one in (room.enrolments if rows is None else rows))
    with transactional():
        sheet = SignInSheet(id=factories.fact_id(), code=code, half_day_id=room.half_day.id, rows=f"[{ids}]", printed_at=at,
                            account_id=room.organiser.id)  # fmt: skip
        db.session.add(sheet)
    return sheet
