"""What counts of somebody’s workshops: in which one they are judged, how much of it they attended, how their teach-back went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import aliased

from lms.db import db
from lms.places.models import Place
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop
from lms.workshops.plan.rules.status import WorkshopStatus
from lms.workshops.queries import is_in_the_room
from lms.workshops.rules import ATTENDED, AttendanceRecord
from lms.workshops.teachback.models import TeachBack
from lms.workshops.teachback.rules import Outcome


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
        .where(Enrolment.person_id.in_(person_ids), Workshop.programme == programme, is_to_be_held(), is_in_the_room())
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
