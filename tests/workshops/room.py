"""A workshop with a room of invented people, for the tests of this folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops import services
from lms.workshops.models import AttendanceStanding, HalfDay, Workshop
from lms.workshops.rules import Marker, Reason, ReasonKind, Status
from tests import factories
from tests.factories import PROGRAMME, at


@dataclass(frozen=True)
class TestRoom:
    """A workshop, who organises it, its first half-day, and its people's enrolments in the order they were added."""

    __test__ = False

    workshop: Workshop
    organiser: Account
    half_day: HalfDay
    enrolments: list[UUID]


def make_room(people: int = 3, slug: str = "bamako", place_code: str = "ML-BKO") -> TestRoom:
    """Make a workshop with an organiser of its own; the programme must exist."""
    organiser = factories.make_account(Role.ORGANISER)
    workshop = factories.make_workshop(slug=slug, place_code=place_code, organisers=(organiser,))
    enrolments = [
        factories.make_enrolment(workshop, factories.make_person(family_name=f"Nom{n:02}", given_names="Prénom", sex="FM"[n % 2])).id
        for n in range(people)
    ]
    half_day = db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id, HalfDay.position == 1)).one()
    return TestRoom(workshop=workshop, organiser=organiser, half_day=half_day, enrolments=enrolments)


WHY = Reason(ReasonKind.CHECKED)


def mark(
    room: TestRoom, *statuses: str, form_id: UUID | None = None, seen: dict[UUID, tuple[UUID, ...]] | None = None, minute: int = 0,
    by: Marker | None = None, reason: Reason | None = WHY,
) -> services.MarkingSummary:  # fmt: skip
    """Mark the people of a room in their order, on the first half-day."""
    with transactional():
        return services.mark_attendance(
            form_id=form_id or factories.fact_id(minute), workshop=room.workshop, half_day=room.half_day,
            statuses={enrolment: Status(status) for enrolment, status in zip(room.enrolments, statuses, strict=False)},
            seen=seen or {}, by=by or marker(room), reason=reason, programme=PROGRAMME, now=at(minute),
        )  # fmt: skip


def marker(room: TestRoom, device: str = "K7M4") -> Marker:
    """Return the organiser of a room at a device."""
    return Marker(room.organiser.id, device)


def shown(room: TestRoom) -> dict[UUID, tuple[UUID, ...]]:
    """Return what a page opened now would show: the marks of each person."""
    return {one.enrolment_id: tuple(map(UUID, one.heads.split())) for one in _standings(room)}


def statuses(room: TestRoom) -> list[str | None]:
    """Return where the people stand, in their order."""
    found = {one.enrolment_id: one.status for one in _standings(room)}
    return [found.get(enrolment) for enrolment in room.enrolments]


def _standings(room: TestRoom) -> Sequence[AttendanceStanding]:
    query = select(AttendanceStanding).where(AttendanceStanding.half_day_id == room.half_day.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()
