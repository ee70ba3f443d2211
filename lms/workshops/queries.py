"""Reads on workshops and attendance."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, case, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.accounts.access import Helper, Viewer
from lms.accounts.codes import spelt
from lms.accounts.models import Account, Grant, Person
from lms.accounts.rules import Role, full_name
from lms.db import db
from lms.errors import Forbidden, NotFound
from lms.places.models import Place
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan.rules.status import Deed, WorkshopStatus, allows, statuses_allowing
from lms.workshops.rules import ATTENDED, CONFLICT, AttendanceRecord, Marking, is_attended
from lms.workshops.teachback.models import TeachBack
from lms.workshops.teachback.rules import Outcome

UNMARKED = "unmarked"
_NO_SUCH_WORKSHOP = _l("There is no such workshop among those you may see. Choose one in the list of workshops.")
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


@dataclass(frozen=True)
class CountedWorkshop:
    """The workshop by which somebody is judged, and how much of it they attended."""

    workshop_id: UUID
    slug: str
    place: str
    starts_on: date
    attendance: AttendanceRecord


@dataclass(frozen=True)
class Participation:
    """What somebody did in the workshops of a programme."""

    counted: CountedWorkshop
    teach_back: Outcome | None
    """How their teach-back went, in whichever of these workshops it was last observed; None: nothing was observed."""


def is_to_be_held() -> ColumnElement[bool]:
    """Return the condition that a workshop is more than a draft and was not cancelled: what happens in others counts for nobody."""
    return Workshop.status.not_in((WorkshopStatus.DRAFT, WorkshopStatus.CANCELLED))


def has_begun(today: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Return the condition that a workshop takes place or has taken place: whoever is enrolled in one to come is no trainer yet."""
    return and_(is_to_be_held(), Workshop.starts_on <= today)


def counted_workshops(person_ids: Sequence[UUID], programme: str) -> dict[UUID, CountedWorkshop]:
    """Return the workshop that counts for each of these people, as `participations_of` says, in one query."""
    return {person_id: one.counted for person_id, one in participations_of(person_ids, programme).items()}


def participations_of(person_ids: Sequence[UUID], programme: str) -> dict[UUID, Participation]:
    """Return what each of these people did in the workshops of a programme, in one query.

    Counts confirmed participants only; somebody without such an enrolment in the programme is left out, as are drafts and workshops
    that were cancelled. Planned is the number of
    half-days of the workshop, marked or not. Somebody confirmed in two workshops is judged by the one attended more: by share, then
    by half-days, then the later one. A teach-back counts whichever of their workshops it was given in.
    """
    planned = select(func.count()).where(HalfDay.workshop_id == Enrolment.workshop_id).correlate(Enrolment).scalar_subquery()
    rows = db.session.execute(
        select(Enrolment.person_id, Workshop.id, Workshop.slug, Place.name, Workshop.starts_on, planned,
               func.count(AttendanceStanding.half_day_id), TeachBack.outcome, TeachBack.said_at)
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .join(Place, Place.code == Workshop.place_code)
        .outerjoin(TeachBack, TeachBack.id == latest_teach_back())
        .outerjoin(AttendanceStanding, and_(AttendanceStanding.enrolment_id == Enrolment.id, AttendanceStanding.status.in_(ATTENDED)))
        .where(Enrolment.person_id.in_(person_ids), Workshop.programme == programme, is_to_be_held(), _IS_IN_THE_ROOM)
        .group_by(Enrolment.id, Enrolment.person_id, Enrolment.workshop_id, Workshop.id, Workshop.slug, Place.name, Workshop.starts_on,
                  TeachBack.outcome, TeachBack.said_at)
    )  # fmt: skip
    counted: dict[UUID, CountedWorkshop] = {}
    observed: dict[UUID, tuple[datetime, str]] = {}
    for person_id, workshop_id, slug, place, starts_on, half_days, attended, outcome, said_at in rows:
        one = CountedWorkshop(workshop_id, slug, place, starts_on, AttendanceRecord(planned=half_days, attended=attended))
        counted[person_id] = max(one, counted.get(person_id, one), key=_weight)
        if outcome is not None and outcome != Outcome.WITHDRAWN:
            observed[person_id] = max((said_at, outcome), observed.get(person_id, (said_at, outcome)))
    return {person_id: Participation(one, Outcome(observed[person_id][1]) if person_id in observed else None) for person_id, one in counted.items()}


def latest_teach_back() -> ScalarSelect[UUID]:
    """Return the id of the observation that counts for an enrolment, the one said last."""
    said = aliased(TeachBack)
    theirs = select(said.id).where(said.enrolment_id == Enrolment.id).correlate(Enrolment)
    return theirs.order_by(said.said_at.desc(), said.id.desc()).limit(1).scalar_subquery()


def _weight(one: CountedWorkshop) -> tuple[float, int, date, UUID]:
    return one.attendance.share, one.attendance.attended, one.starts_on, one.workshop_id


def workshops_visible_to(viewer: Viewer) -> list[WorkshopLine]:
    """Return the workshops this viewer may see, with their counts, by date then place.

    Organisers: those assigned to them. Monitors and administrators: all of their programme.
    """
    rows = db.session.execute(
        select(Workshop, _enrolled())
        .join(Place, Place.code == Workshop.place_code)
        .where(_is_visible_to(viewer))
        .order_by(Workshop.starts_on, Place.sort_key, Workshop.slug)
    )
    markings: dict[UUID, list[Marking]] = defaultdict(list)
    for half_day, _place, marking in _half_days_with_marking(_is_visible_to(viewer)):
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
        for half_day, (slug, place), marking in _half_days_with_marking(and_(_may_be_marked_by(viewer), HalfDay.on <= today))
        if marking.remaining
    ]
    return sorted(lines, key=lambda line: line.on != today)[:most]


def people_to_settle(half_day: HalfDay) -> int:
    """Return how many people are marked in different ways on this half-day."""
    return db.session.scalar(_TO_SETTLE, {"workshop_id": half_day.workshop_id, "half_day_id": half_day.id}) or 0


def workshop_or_404(slug: str, viewer: Viewer) -> Workshop:
    """Return a workshop that this viewer may see. Raises NotFound in the same words for one that does not exist and one that is not theirs."""
    found = db.session.scalar(select(Workshop).where(Workshop.slug == slug, _is_visible_to(viewer)))
    if found is None:
        raise no_such_workshop()
    return found


def is_in_the_room() -> ColumnElement[bool]:
    """Return the condition that an enrolment is of a confirmed participant: only they count and are marked."""
    return _IS_IN_THE_ROOM


def no_such_workshop() -> NotFound:
    """Return what is said of a workshop that does not exist, or that whoever asks may not see."""
    return NotFound(_NO_SUCH_WORKSHOP)


def half_day_of_helper(slug: str, position: int, helper: Helper) -> tuple[Workshop, HalfDay] | None:
    """Return the workshop that somebody helps with and one of its half-days of their day; None when these are others, or nothing is marked there."""
    row = db.session.execute(
        select(Workshop, HalfDay)
        .join(HalfDay, HalfDay.workshop_id == Workshop.id)
        .where(
            Workshop.id == helper.workshop_id,
            Workshop.slug == slug,
            HalfDay.position == position,
            HalfDay.on == helper.on,
            Workshop.status.in_(statuses_allowing(Deed.HELP)),
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def workshop_named(slug: str, programme: str | None = None) -> Workshop:
    """Return a workshop for a command. Raises NotFound where there is none of that slug, or several programmes have one."""
    found = db.session.scalars(select(Workshop).where(Workshop.slug == slug, *([Workshop.programme == programme] if programme else []))).all()
    if len(found) > 1:
        raise NotFound(_l("Several programmes have a workshop %(slug)s. Say which programme.", slug=slug))
    if not found:
        raise NotFound(_l("There is no workshop %(slug)s. See them with «workshops list».", slug=slug))
    return found[0]


def half_day_or_404(slug: str, position: int, viewer: Viewer) -> tuple[Workshop, HalfDay]:
    """Return a workshop that this viewer may see and one of its half-days, by its place in time from 1. Raises NotFound."""
    row = db.session.execute(
        select(Workshop, HalfDay)
        .outerjoin(HalfDay, and_(HalfDay.workshop_id == Workshop.id, HalfDay.position == position))
        .where(Workshop.slug == slug, _is_visible_to(viewer))
    ).one_or_none()
    if row is None:
        raise no_such_workshop()
    workshop, half_day = row
    if half_day is None:
        raise NotFound(_l("This workshop has no such half-day. Choose one on the page of the workshop."))
    return workshop, half_day


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


_ORGANISERS_CHANGE = _l("Only the organisers of this workshop change it. Ask the administrator if you are to be one of them.")


def workshop_to_organise(slug: str, viewer: Viewer, refusal: LazyString = _ORGANISERS_CHANGE) -> Workshop:
    """Return a workshop that this viewer may see and organises. Raises NotFound, or Forbidden with the refusal: what organisers alone do."""
    workshop = workshop_or_404(slug, viewer)
    if not may_organise(workshop, viewer):
        raise Forbidden(refusal)
    return workshop


def may_organise(workshop: Workshop, viewer: Viewer) -> bool:
    """Tell whether this viewer may change a workshop they may see, if its status allows it: its organisers and administrators may."""
    return Role.ADMINISTRATOR in viewer.roles or _is_organiser_of(workshop, viewer)


def is_organised_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that `may_organise` states of one workshop, and that the viewer may see it."""
    is_theirs = _is_assigned_to(viewer) if Role.ORGANISER in viewer.roles else false()
    return and_(Workshop.programme == viewer.programme, true() if Role.ADMINISTRATOR in viewer.roles else is_theirs)


def still_organises(account_id: InstrumentedAttribute[UUID], workshop_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Return the condition that `may_organise` states, of an account that need not be signed in: it is open, or the one it was joined with is."""
    given, theirs, workshop = aliased(Account), aliased(Account), aliased(Workshop)
    assigned = exists().where(WorkshopOrganiser.workshop_id == workshop.id, WorkshopOrganiser.account_id == theirs.id)
    organises = or_(Grant.role == Role.ADMINISTRATOR, and_(Grant.role == Role.ORGANISER, assigned.correlate(theirs, workshop)))
    return (
        select(theirs.id)
        .join(given, theirs.id == func.coalesce(given.merged_into_id, given.id))
        .join(Grant, Grant.account_id == theirs.id)
        .join(workshop, workshop.programme == Grant.programme)
        .where(given.id == account_id, workshop.id == workshop_id, theirs.is_active, organises)
        .exists()
    )


def may_be_known_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a workshop may be told of: a draft is for those who see its plan, not for those who were put on its list."""
    sees_drafts = true() if viewer.sees_every_workshop else _is_assigned_to(viewer) if Role.ORGANISER in viewer.roles else false()
    return or_(Workshop.status != WorkshopStatus.DRAFT, sees_drafts)


def may_mark(workshop: Workshop, viewer: Viewer) -> bool:
    """Tell whether this viewer may mark attendance in a workshop they may see: its organisers may, and until it is closed administrators.

    Once it is closed, what is corrected is for those to say who were there.
    """
    if not allows(workshop.status, Deed.MARK):
        return False
    return _is_organiser_of(workshop, viewer) if workshop.status == WorkshopStatus.CLOSED else may_organise(workshop, viewer)


def _is_organiser_of(workshop: Workshop, viewer: Viewer) -> bool:
    if Role.ORGANISER not in viewer.roles:
        return False
    # Whoever is an organiser and nothing more sees no other workshops.
    return not viewer.sees_every_workshop or db.session.get(WorkshopOrganiser, (workshop.id, viewer.account_id)) is not None


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


def _is_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    is_of_programme = Workshop.programme == viewer.programme
    return is_of_programme if viewer.sees_every_workshop else and_(is_of_programme, _is_assigned_to(viewer))


def _may_be_marked_by(viewer: Viewer) -> ColumnElement[bool]:
    # As `may_mark` says of one workshop: a monitor sees more workshops than they may mark.
    may_be_marked = and_(Workshop.programme == viewer.programme, Workshop.status.in_(statuses_allowing(Deed.MARK)))
    is_theirs = _is_assigned_to(viewer) if Role.ORGANISER in viewer.roles else false()
    if Role.ADMINISTRATOR in viewer.roles:
        return and_(may_be_marked, or_(Workshop.status != WorkshopStatus.CLOSED, is_theirs))
    return and_(may_be_marked, is_theirs)


def _is_assigned_to(viewer: Viewer) -> ColumnElement[bool]:
    assigned = select(WorkshopOrganiser.workshop_id).where(WorkshopOrganiser.account_id == viewer.account_id)
    return Workshop.id.in_(assigned)
