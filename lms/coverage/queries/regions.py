"""The programme's figures by region of the 2022 map and for the country. Six queries, however large the programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Row, Select, Text, and_, bindparam, distinct, func, select
from sqlalchemy.orm import aliased

from lms.cascade.models import CascadeSession, HeadCount, SessionReport
from lms.cascade.queries.places import region_of_place
from lms.cascade.rules import Sex, State
from lms.certificates.models import Certificate
from lms.certificates.queries import qualifies
from lms.coverage.rules import Rate, TrainerFacts, Trainers, better_of, count_trainers
from lms.db import db
from lms.places.models import Place
from lms.programmes.models import Target
from lms.programmes.services import national_targets
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop
from lms.workshops.participation import has_begun
from lms.workshops.rules import ATTENDED

_TODAY = bindparam("today", type_=Date())


@dataclass(frozen=True)
class Sessions:
    """Sessions and participations. Only verified ones count; those waiting are the provisional series."""

    verified: int = 0
    waiting: int = 0
    returned: int = 0
    women: int = 0
    men: int = 0
    not_stated: int = 0
    waiting_participations: int = 0
    cercles_reached: int = 0
    oldest_waiting: datetime | None = None

    @property
    def reported(self) -> int:
        """Sessions that anybody reported. None at all is not the same as none verified."""
        return self.verified + self.waiting + self.returned

    @property
    def participations(self) -> int:
        """Participations in verified sessions (I07)."""
        return self.women + self.men + self.not_stated

    @property
    def women_rate(self) -> Rate:
        """Women out of the participations whose sex is known (I15)."""
        return Rate(self.women, self.women + self.men)

    @property
    def verified_rate(self) -> Rate:
        """Verified out of all sessions reported (I17)."""
        return Rate(self.verified, self.reported)


@dataclass(frozen=True)
class Workshops:
    """The workshops of a region, as far as coverage asks."""

    half_days_unmarked: int


@dataclass(frozen=True)
class Area:
    """What is known of one region, or of the country."""

    cercles: int
    """Cercles and communes of Bamako in the table of places."""
    workshops: Workshops | None
    """None where no workshop has begun."""
    sessions: Sessions
    trainers: Trainers

    @property
    def has_workshop(self) -> bool:
        """Tell whether a workshop was held here."""
        return self.workshops is not None

    @property
    def half_days_unmarked(self) -> int:
        """Half-days that are over and on which nobody was marked: they count as not attended, and nobody knows."""
        return self.workshops.half_days_unmarked if self.workshops else 0

    @property
    def cercles_rate(self) -> Rate:
        """Cercles and communes with at least one verified session (I13)."""
        return Rate(self.sessions.cercles_reached, self.cercles)


@dataclass(frozen=True)
class Region:
    """A region with its tile on the map."""

    code: str
    name: str
    tile_row: int
    tile_column: int
    area: Area


@dataclass(frozen=True)
class Coverage:
    """Everything on the coverage page."""

    regions: tuple[Region, ...]
    country: Area
    targets: Mapping[str, Target]

    @property
    def regions_rate(self) -> Rate:
        """Regions with at least one verified session, out of all of the 2022 map."""
        return Rate(sum(region.area.sessions.verified > 0 for region in self.regions), len(self.regions))


def coverage_of(programme: str, *, today: date) -> Coverage:
    """Return the figures of a programme. The country's come from sums and distinct persons, never from averages of regions."""
    sessions = _sessions_by_region(programme)
    trainers, trainers_of_country = _trainers(programme, today)
    workshops = _workshops_by_region(programme, today)
    regions = tuple(
        Region(code=row.code, name=row.name, tile_row=row.tile_row, tile_column=row.tile_column,
               area=Area(cercles=row.cercles, workshops=workshops.get(row.code), sessions=sessions.get(row.code, Sessions()),
                         trainers=trainers.get(row.code, Trainers())))
        for row in _regions()
    )  # fmt: skip
    country = Area(
        cercles=sum(region.area.cercles for region in regions),
        workshops=Workshops(half_days_unmarked=sum(one.half_days_unmarked for one in workshops.values())),
        sessions=_sum([region.area.sessions for region in regions]),
        trainers=trainers_of_country,
    )
    return Coverage(regions=regions, country=country, targets=national_targets(programme))


def _regions() -> Sequence[Row[*tuple[Any, ...]]]:
    return db.session.execute(_regions_statement()).all()


@cache
def _regions_statement() -> Select[*tuple[Any, ...]]:
    below = aliased(Place)
    return (
        select(Place.code, Place.name, Place.tile_row, Place.tile_column, func.count(below.code).label("cercles"))
        .outerjoin(below, below.parent_code == Place.code)
        .where(Place.tile_row.is_not(None))
        .group_by(Place.code, Place.name, Place.tile_row, Place.tile_column, Place.sort_key)
        .order_by(Place.sort_key)
    )


def _workshops_by_region(programme: str, today: date) -> dict[str, Workshops]:
    rows = db.session.execute(_workshops_statement(), {"programme": programme, "today": today})
    return {row.region: Workshops(half_days_unmarked=row.over - row.marked) for row in rows}


@cache
def _workshops_statement() -> Select[*tuple[Any, ...]]:
    marked = select(AttendanceStanding.half_day_id).distinct().subquery()
    return (
        select(region_of_place().label("region"), func.count(HalfDay.id).label("over"), func.count(marked.c.half_day_id).label("marked"))
        .select_from(Workshop)
        .join(Place, Place.code == Workshop.place_code)
        .outerjoin(HalfDay, and_(HalfDay.workshop_id == Workshop.id, HalfDay.on <= _TODAY))
        .outerjoin(marked, marked.c.half_day_id == HalfDay.id)
        .where(Workshop.programme == bindparam("programme"), has_begun(_TODAY))
        .group_by(region_of_place())
    )


def _sessions_by_region(programme: str) -> dict[str, Sessions]:
    found: dict[str, Sessions] = {}
    for row in db.session.execute(_sessions_statement(), {"programme": programme}):
        changes = {row.state: row.sessions}
        if row.state == State.VERIFIED:
            changes["cercles_reached"] = row.places
        if row.state == State.WAITING:
            changes["oldest_waiting"] = row.oldest
        found[row.region] = replace(found.get(row.region, Sessions()), **changes)
    return _with_participations(found, programme)


@cache
def _sessions_statement() -> Select[*tuple[Any, ...]]:
    return (
        select(region_of_place().label("region"), CascadeSession.state, func.count().label("sessions"),
               func.count(distinct(SessionReport.place_code)).label("places"), func.min(CascadeSession.reported_at).label("oldest"))
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .join(Place, Place.code == SessionReport.place_code)
        .where(CascadeSession.programme == bindparam("programme"))
        .group_by(region_of_place(), CascadeSession.state)
    )  # fmt: skip


_SERIES = {Sex.WOMEN: "women", Sex.MEN: "men", Sex.NOT_STATED: "not_stated"}


def _with_participations(found: dict[str, Sessions], programme: str) -> dict[str, Sessions]:
    for row in db.session.execute(_participations_statement(), {"programme": programme}):
        before = found[row.region]
        if row.state == State.VERIFIED:
            found[row.region] = replace(before, **{_SERIES[Sex(row.sex)]: row.number})
        else:
            found[row.region] = replace(before, waiting_participations=before.waiting_participations + row.number)
    return found


@cache
def _participations_statement() -> Select[*tuple[Any, ...]]:
    return (
        select(region_of_place().label("region"), CascadeSession.state, HeadCount.sex, func.sum(HeadCount.number).label("number"))
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .join(HeadCount, HeadCount.report_id == SessionReport.id)
        .join(Place, Place.code == SessionReport.place_code)
        .where(CascadeSession.programme == bindparam("programme"), CascadeSession.state.in_([State.VERIFIED, State.WAITING]))
        .group_by(region_of_place(), CascadeSession.state, HeadCount.sex)
    )


def _sum(regions: list[Sessions]) -> Sessions:
    # A session is held in one cercle, and a cercle lies in one region: sums count nothing twice.
    names = ("verified", "waiting", "returned", "women", "men", "not_stated", "waiting_participations", "cercles_reached")
    oldest = min((one.oldest_waiting for one in regions if one.oldest_waiting), default=None)
    return Sessions(oldest_waiting=oldest, **{name: sum(getattr(one, name) for one in regions) for name in names})


def _trainers(programme: str, today: date) -> tuple[dict[str, Trainers], Trainers]:
    """Return the counts by region, and those of the country, where somebody confirmed in two regions counts once."""
    regions: dict[str, dict[UUID, TrainerFacts]] = {}
    country: dict[UUID, TrainerFacts] = {}
    for row in db.session.execute(_people(), {"programme": programme, "today": today}):
        facts = TrainerFacts(half_days_planned=row.planned or 0, half_days_attended=row.attended or 0, last_verified_on=row.last_verified_on,
                             is_certified=row.certified is not None)  # fmt: skip
        for people in (regions.setdefault(row.region, {}), country):
            before = people.get(row.person_id)
            people[row.person_id] = facts if before is None else better_of(before, facts)
    return {region: count_trainers(people.values(), today) for region, people in regions.items()}, count_trainers(country.values(), today)


@cache
def _people() -> Select[*tuple[Any, ...]]:
    """Return the statement of one row per confirmed participant and workshop that has begun, with the region of the workshop.

    Each table is grouped once and joined: a subquery for each person would be asked again for each of them.
    """
    programme = bindparam("programme", type_=Text())
    planned = select(HalfDay.workshop_id, func.count().label("number")).group_by(HalfDay.workshop_id).subquery()
    attended = (
        select(AttendanceStanding.enrolment_id, func.count().label("number"))
        .where(AttendanceStanding.status.in_(ATTENDED))
        .group_by(AttendanceStanding.enrolment_id)
        .subquery()
    )
    led = (
        select(CascadeSession.lead_id, func.max(SessionReport.held_on).label("last"))
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .where(CascadeSession.programme == programme, CascadeSession.state == State.VERIFIED)
        .group_by(CascadeSession.lead_id)
        .subquery()
    )
    certified = select(Certificate.person_id).where(qualifies(programme)).distinct().subquery()
    return (
        select(Enrolment.person_id, region_of_place().label("region"), planned.c.number.label("planned"), attended.c.number.label("attended"),
               led.c.last.label("last_verified_on"), certified.c.person_id.label("certified"))
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .join(Place, Place.code == Workshop.place_code)
        .outerjoin(planned, planned.c.workshop_id == Enrolment.workshop_id)
        .outerjoin(attended, attended.c.enrolment_id == Enrolment.id)
        .outerjoin(led, led.c.lead_id == Enrolment.person_id)
        .outerjoin(certified, certified.c.person_id == Enrolment.person_id)
        .where(Workshop.programme == programme, has_begun(_TODAY), Enrolment.role == "participant", Enrolment.state == "confirmed")
    )  # fmt: skip
