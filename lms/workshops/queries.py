"""Reads on workshops and attendance."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, select

from lms.accounts.access import Viewer
from lms.accounts.models import Person
from lms.accounts.rules import Role
from lms.db import db
from lms.errors import NotFound
from lms.places.models import Place
from lms.workshops.facts import marks_of
from lms.workshops.models import AttendanceMark, AttendanceStanding, Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.rules import ATTENDED, CONFLICT, AttendanceRecord, is_attended, latest_heads

UNMARKED = "unmarked"
_NO_SUCH_WORKSHOP = _l("There is no such workshop among those you may see. Choose one in the list of workshops.")
_IS_IN_THE_ROOM = and_(Enrolment.role == "participant", Enrolment.state == "confirmed")


@dataclass(frozen=True)
class WorkshopLine:
    """A workshop as the list shows it."""

    workshop: Workshop
    enrolled: int
    half_days: int
    half_days_marked: int
    """Half-days on which anybody is marked."""


@dataclass(frozen=True)
class Standing:
    """Where one person stands on one half-day."""

    status: str
    """A status, or CONFLICT."""
    mark_id: UUID
    """What a correction would replace."""


@dataclass(frozen=True)
class Attendee:
    """A confirmed participant, and where they stand."""

    enrolment_id: UUID
    name: str
    sex: str
    profession: str
    institution: str
    standings: Mapping[UUID, Standing]
    """By half-day; without those that nobody has marked."""

    @property
    def attended(self) -> int:
        """Half-days on which this person was there."""
        return sum(is_attended(standing.status) for standing in self.standings.values())

    @property
    def conflicts(self) -> int:
        """Half-days that somebody must settle."""
        return sum(standing.status == CONFLICT for standing in self.standings.values())


@dataclass(frozen=True)
class Room:
    """The confirmed participants of a workshop by name, on each of its half-days."""

    half_days: Sequence[HalfDay]
    people: Sequence[Attendee]

    @cached_property
    def counts(self) -> dict[UUID, Counter[str]]:
        """{half-day: how many people by status}; those without a mark are counted under UNMARKED."""
        counts: dict[UUID, Counter[str]] = {half_day.id: Counter() for half_day in self.half_days}
        for person in self.people:
            for half_day_id, counter in counts.items():
                standing = person.standings.get(half_day_id)
                counter[standing.status if standing else UNMARKED] += 1
        return counts

    def is_marked(self, half_day: HalfDay) -> bool:
        """Tell whether anybody is marked on this half-day."""
        return any(half_day.id in person.standings for person in self.people)

    @property
    def marked(self) -> int:
        """Half-days on which anybody is marked."""
        return sum(self.is_marked(half_day) for half_day in self.half_days)


def attendance_of(person_ids: Sequence[UUID], programme: str) -> dict[UUID, AttendanceRecord]:
    """Return how much of their workshop these people attended, in one query.

    Counts confirmed participants only; somebody without such an enrolment in the programme is left out. Planned is the number of
    half-days of the workshop, marked or not. Somebody confirmed in two workshops is judged by the one attended more.
    """
    planned = select(func.count()).where(HalfDay.workshop_id == Enrolment.workshop_id).correlate(Enrolment).scalar_subquery()
    rows = db.session.execute(
        select(Enrolment.person_id, planned, func.count(AttendanceStanding.half_day_id))
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .outerjoin(AttendanceStanding, and_(AttendanceStanding.enrolment_id == Enrolment.id, AttendanceStanding.status.in_(ATTENDED)))
        .where(Enrolment.person_id.in_(person_ids), Workshop.programme == programme, _IS_IN_THE_ROOM)
        .group_by(Enrolment.id, Enrolment.person_id, Enrolment.workshop_id)
    )
    records: dict[UUID, AttendanceRecord] = {}
    for person_id, half_days, attended in rows:
        record = AttendanceRecord(planned=half_days, attended=attended)
        records[person_id] = max(record, records.get(person_id, record), key=lambda one: (one.share, one.attended))
    return records


def workshops_visible_to(viewer: Viewer) -> list[WorkshopLine]:
    """Return the workshops this viewer may see, with their counts, by date then place.

    Organisers: those assigned to them. Monitors and administrators: all of their programme.
    """
    enrolled = select(func.count()).where(Enrolment.workshop_id == Workshop.id, _IS_IN_THE_ROOM).correlate(Workshop).scalar_subquery()
    half_days = select(func.count()).where(HalfDay.workshop_id == Workshop.id).correlate(Workshop).scalar_subquery()
    is_marked = select(AttendanceMark.id).where(AttendanceMark.half_day_id == HalfDay.id).correlate(HalfDay).exists()
    marked = select(func.count()).where(HalfDay.workshop_id == Workshop.id, is_marked).correlate(Workshop).scalar_subquery()
    rows = db.session.execute(
        select(Workshop, enrolled, half_days, marked)
        .join(Place, Place.code == Workshop.place_code)
        .where(_is_visible_to(viewer))
        .order_by(Workshop.starts_on, Place.sort_key, Workshop.slug)
    )
    return [WorkshopLine(*row) for row in rows]


def workshop_or_404(slug: str, viewer: Viewer) -> Workshop:
    """Return a workshop that this viewer may see. Raises NotFound in the same words for one that does not exist and one that is not theirs."""
    found = db.session.scalar(select(Workshop).where(Workshop.slug == slug, _is_visible_to(viewer)))
    if found is None:
        raise NotFound(_NO_SUCH_WORKSHOP)
    return found


def half_day_or_404(slug: str, position: int, viewer: Viewer) -> tuple[Workshop, HalfDay]:
    """Return a workshop that this viewer may see and one of its half-days, by its place in time from 1. Raises NotFound."""
    row = db.session.execute(
        select(Workshop, HalfDay)
        .outerjoin(HalfDay, and_(HalfDay.workshop_id == Workshop.id, HalfDay.position == position))
        .where(Workshop.slug == slug, _is_visible_to(viewer))
    ).one_or_none()
    if row is None:
        raise NotFound(_NO_SUCH_WORKSHOP)
    workshop, half_day = row
    if half_day is None:
        raise NotFound(_l("This workshop has no such half-day. Choose one on the page of the workshop."))
    return workshop, half_day


def may_mark(workshop: Workshop, viewer: Viewer) -> bool:
    """Tell whether this viewer may mark attendance in a workshop they may see: its organisers and administrators may."""
    if Role.ADMINISTRATOR in viewer.roles:
        return True
    if Role.ORGANISER not in viewer.roles:
        return False
    return not viewer.sees_every_workshop or db.session.get(WorkshopOrganiser, (workshop.id, viewer.account_id)) is not None


def room(workshop: Workshop, *, only: HalfDay | None = None) -> Room:
    """Return the confirmed participants by name with where they stand on each half-day, or on one `only`. At most three queries."""
    half_days = [only] if only else db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id).order_by(HalfDay.position)).all()
    standings = _standings(workshop, [half_day.id for half_day in half_days])
    people = db.session.execute(
        select(Enrolment.id, Person.given_names, Person.family_name, Person.sex, Person.profession, Person.institution)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.workshop_id == workshop.id, _IS_IN_THE_ROOM)
        .order_by(Person.sort_key, Enrolment.id)
    )
    return Room(half_days=half_days, people=[
        Attendee(enrolment_id=id, name=f"{given} {family.upper()}".strip(), sex=sex, profession=profession, institution=institution,
                 standings=standings.get(id, {}))
        for id, given, family, sex, profession, institution in people
    ])  # fmt: skip


def conflicting_statuses(room: Room, half_day: HalfDay) -> dict[UUID, list[str]]:
    """Return {enrolment: the statuses that contradict each other on this half-day}; no query when nothing is in conflict."""
    in_conflict = [one.enrolment_id for one in room.people if half_day.id in one.standings and one.standings[half_day.id].status == CONFLICT]
    if not in_conflict:
        return {}
    marks = marks_of(half_day.id)
    return {enrolment_id: list(dict.fromkeys(mark.status for mark in latest_heads(marks[enrolment_id]))) for enrolment_id in in_conflict}


def _standings(workshop: Workshop, half_day_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[UUID, Standing]]:
    rows = db.session.execute(
        select(AttendanceStanding.enrolment_id, AttendanceStanding.half_day_id, AttendanceStanding.status, AttendanceStanding.mark_id)
        .join(Enrolment, Enrolment.id == AttendanceStanding.enrolment_id)  # the way in is the enrolment: it comes first in the key
        .where(Enrolment.workshop_id == workshop.id, AttendanceStanding.half_day_id.in_(half_day_ids))
    )
    found: dict[UUID, dict[UUID, Standing]] = defaultdict(dict)
    for enrolment_id, half_day_id, status, mark_id in rows:
        found[enrolment_id][half_day_id] = Standing(status, mark_id)
    return found


def _is_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    is_of_programme = Workshop.programme == viewer.programme
    if viewer.sees_every_workshop:
        return is_of_programme
    assigned = select(WorkshopOrganiser.workshop_id).where(WorkshopOrganiser.account_id == viewer.account_id)
    return and_(is_of_programme, Workshop.id.in_(assigned))
