"""Reads on workshops and attendance."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, case, func, select

from lms.accounts.access import Viewer
from lms.accounts.codes import spelt
from lms.accounts.models import Person
from lms.accounts.rules import full_name
from lms.db import db
from lms.errors import NotFound
from lms.places.models import Place
from lms.workshops.access import is_visible_to, may_be_marked_by
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop
from lms.workshops.rules import CONFLICT, Marking, is_attended

UNMARKED = "unmarked"
_IS_IN_THE_ROOM = and_(Enrolment.role == "participant", Enrolment.state == "confirmed")
# Made once, like the statements of `facts`: it is asked each time a grid is saved.
_TO_SETTLE = (
    select(func.count())
    .select_from(AttendanceStanding)
    .join(Enrolment, Enrolment.id == AttendanceStanding.enrolment_id)
    .where(
        Enrolment.workshop_id == bindparam("workshop_id"),
        AttendanceStanding.half_day_id == bindparam("half_day_id"),
        AttendanceStanding.status == CONFLICT,
        _IS_IN_THE_ROOM,
    )
)


@dataclass(frozen=True)
class WorkshopLine:
    """A workshop as the list shows it."""

    workshop: Workshop
    enrolled: int
    half_days: int
    half_days_complete: int


@dataclass(frozen=True)
class WorkshopSummary:
    """A workshop as other programs read it."""

    slug: str
    place: str
    starts_on: date
    ends_on: date
    capacity: int
    enrolled: int
    """Participants who are confirmed."""


@dataclass(frozen=True)
class HalfDayLine:
    """A half-day that somebody must still say something about."""

    half_day_id: UUID
    slug: str
    place: str
    position: int
    on: date
    part: str
    marking: Marking


@dataclass(frozen=True)
class Standing:
    """Where one person stands on one half-day."""

    status: str
    """A status, or CONFLICT."""
    heads: tuple[UUID, ...]
    """What a correction would replace."""


@dataclass(frozen=True)
class Attendee:
    """A confirmed participant, and where they stand."""

    enrolment_id: UUID
    name: str
    code: str
    sex: str
    profession: str
    institution: str
    standings: Mapping[UUID, Standing]
    """By half-day; without those that nobody has marked."""

    @property
    def spelt_code(self) -> str:
        """The code as it stands on the badge."""
        return spelt(self.code)

    @property
    def marked(self) -> int:
        """Half-days on which this person is marked."""
        return len(self.standings)

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

    def marking(self, half_day: HalfDay) -> Marking:
        """Return how far this half-day has been marked."""
        counts = self.counts[half_day.id]
        return Marking(people=len(self.people), unmarked=counts[UNMARKED], to_settle=counts[CONFLICT])

    def names(self, half_day: HalfDay, status: str) -> list[str]:
        """Return the people of this status on this half-day."""
        return [one.name for one in self.people if half_day.id in one.standings and one.standings[half_day.id].status == status]

    @property
    def begun(self) -> int:
        """Half-days on which anybody is marked."""
        return sum(self.marking(half_day).is_begun for half_day in self.half_days)

    @property
    def complete(self) -> int:
        """Half-days on which everybody is marked and nothing remains to settle."""
        return sum(self.marking(half_day).is_complete for half_day in self.half_days)


def workshops_visible_to(viewer: Viewer) -> list[WorkshopLine]:
    """Return the workshops this viewer may see, with their counts, by date then place.

    Organisers: those assigned to them. Monitors and administrators: all of their programme.
    """
    rows = db.session.execute(
        select(Workshop, _enrolled())
        .join(Place, Place.code == Workshop.place_code)
        .where(is_visible_to(viewer))
        .order_by(Workshop.starts_on, Place.sort_key, Workshop.slug)
    )
    markings: dict[UUID, list[Marking]] = defaultdict(list)
    for half_day, _place, marking in _half_days_with_marking(is_visible_to(viewer)):
        markings[half_day.workshop_id].append(marking)
    return [
        WorkshopLine(workshop, people, half_days=len(markings[workshop.id]), half_days_complete=sum(one.is_complete for one in markings[workshop.id]))
        for workshop, people in rows
    ]


def workshop_summaries(programme: str | None = None) -> list[WorkshopSummary]:
    """Return every workshop of a programme, or of all, by date then place then slug. One query."""
    rows = db.session.execute(
        select(Workshop.slug, Place.name, Workshop.starts_on, Workshop.ends_on, Workshop.capacity, _enrolled())
        .join(Place, Place.code == Workshop.place_code)
        .where(*([Workshop.programme == programme] if programme else []))
        .order_by(Workshop.starts_on, Place.sort_key, Workshop.slug)
    )
    return [WorkshopSummary(*row) for row in rows]


def _enrolled() -> ScalarSelect[int]:
    return select(func.count()).where(Enrolment.workshop_id == Workshop.id, _IS_IN_THE_ROOM).correlate(Workshop).scalar_subquery()


def half_days_to_mark(viewer: Viewer, *, today: date, most: int = 20) -> list[HalfDayLine]:
    """Return the half-days until today that this viewer may mark and on which somebody remains unmarked or to settle.

    Those of today come first, then the others by date: what is cut off at `most` is never what happens now.
    """
    lines = [
        HalfDayLine(half_day_id=half_day.id, slug=slug, place=place, position=half_day.position, on=half_day.on, part=half_day.part, marking=marking)
        for half_day, (slug, place), marking in _half_days_with_marking(and_(may_be_marked_by(viewer), HalfDay.on <= today))
        if marking.remaining
    ]
    return sorted(lines, key=lambda line: line.on != today)[:most]


def people_to_settle(half_day: HalfDay) -> int:
    """Return how many people are marked in different ways on this half-day."""
    return db.session.scalar(_TO_SETTLE, {"workshop_id": half_day.workshop_id, "half_day_id": half_day.id}) or 0


def is_in_the_room() -> ColumnElement[bool]:
    """Return the condition that an enrolment is of a confirmed participant: only they count and are marked."""
    return _IS_IN_THE_ROOM


def workshop_named(slug: str, programme: str | None = None) -> Workshop:
    """Return a workshop for a command. Raises NotFound where there is none of that slug, or several programmes have one."""
    found = db.session.scalars(select(Workshop).where(Workshop.slug == slug, *([Workshop.programme == programme] if programme else []))).all()
    if len(found) > 1:
        raise NotFound(_l("Several programmes have a workshop %(slug)s. Say which programme.", slug=slug))
    if not found:
        raise NotFound(_l("There is no workshop %(slug)s. See them with «workshops list».", slug=slug))
    return found[0]


def half_day_of(workshop: Workshop, half_day_id: UUID) -> HalfDay | None:
    """Return a half-day of a workshop by its id, or None when it is of another."""
    half_day = db.session.get(HalfDay, half_day_id)
    return half_day if half_day is not None and half_day.workshop_id == workshop.id else None


def half_days_of(workshop: Workshop) -> Sequence[HalfDay]:
    """Return the half-days of a workshop, in order of time."""
    return db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id).order_by(HalfDay.position)).all()


def half_days_on(workshop: Workshop, day: date) -> Sequence[HalfDay]:
    """Return the half-days of a workshop on one day, in order of time."""
    return db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == workshop.id, HalfDay.on == day).order_by(HalfDay.position)).all()


def next_half_day(half_day: HalfDay) -> HalfDay | None:
    """Return the half-day that follows in the same workshop, if there is one."""
    following = select(HalfDay).where(HalfDay.workshop_id == half_day.workshop_id, HalfDay.position > half_day.position)
    return db.session.scalar(following.order_by(HalfDay.position).limit(1))


def room(workshop: Workshop, *, only: HalfDay | None = None) -> Room:
    """Return the confirmed participants by name with where they stand on each half-day, or on one `only`. At most three queries."""
    half_days = [only] if only else half_days_of(workshop)
    standings = _standings(workshop, [half_day.id for half_day in half_days])
    people = db.session.execute(
        select(Enrolment.id, Person.given_names, Person.family_name, Person.code, Person.sex, Person.profession, Person.institution)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.workshop_id == workshop.id, _IS_IN_THE_ROOM)
        .order_by(Person.sort_key, Enrolment.id)
    )
    return Room(half_days=half_days, people=[
        Attendee(enrolment_id=id, name=full_name(given, family), code=code, sex=sex, profession=profession, institution=institution,
                 standings=standings.get(id, {}))
        for id, given, family, code, sex, profession, institution in people
    ])  # fmt: skip


def _half_days_with_marking(condition: ColumnElement[bool]) -> list[tuple[HalfDay, tuple[str, str], Marking]]:
    """Return (half-day, (slug of its workshop, place), how far it has been marked) by date then place, in one query."""
    in_the_room = and_(Enrolment.workshop_id == HalfDay.workshop_id, _IS_IN_THE_ROOM)
    theirs = and_(AttendanceStanding.enrolment_id == Enrolment.id, AttendanceStanding.half_day_id == HalfDay.id)
    people, marked = func.count(Enrolment.id), func.count(AttendanceStanding.enrolment_id)
    rows = db.session.execute(
        select(HalfDay, Workshop.slug, Place.name, people, people - marked, func.count(case((AttendanceStanding.status == CONFLICT, 1))))
        .join(Workshop, Workshop.id == HalfDay.workshop_id)
        .join(Place, Place.code == Workshop.place_code)
        .outerjoin(Enrolment, in_the_room)
        .outerjoin(AttendanceStanding, theirs)
        .where(condition)
        .group_by(HalfDay.id, Workshop.slug, Place.name, Place.sort_key)
        .order_by(HalfDay.on, Place.sort_key, HalfDay.position, Workshop.slug)
    )
    return [(half_day, (slug, place), Marking(*counts)) for half_day, slug, place, *counts in rows]


def _standings(workshop: Workshop, half_day_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[UUID, Standing]]:
    rows = db.session.execute(
        select(AttendanceStanding.enrolment_id, AttendanceStanding.half_day_id, AttendanceStanding.status, AttendanceStanding.heads)
        .join(Enrolment, Enrolment.id == AttendanceStanding.enrolment_id)  # the way in is the enrolment: it comes first in the key
        .where(Enrolment.workshop_id == workshop.id, AttendanceStanding.half_day_id.in_(half_day_ids))
    )
    found: dict[UUID, dict[UUID, Standing]] = defaultdict(dict)
    for enrolment_id, half_day_id, status, heads in rows:
        found[enrolment_id][half_day_id] = Standing(status, tuple(map(UUID, heads.split())))
    return found
