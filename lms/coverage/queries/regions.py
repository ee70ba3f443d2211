"""The programme's figures by region of the 2022 map and for the country. Six queries, however large the programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, case, distinct, exists, func, select
from sqlalchemy.orm import aliased

from lms.cascade.models import CascadeSession, HeadCount, SessionReport
from lms.cascade.rules import Sex, State
from lms.certificates.models import Certificate
from lms.certificates.rules import State as CertificateState
from lms.coverage.rules import MINIMUM_ATTENDANCE_PERCENT, Rate, Window, window_opens_after
from lms.db import db
from lms.places.models import Place
from lms.programmes.models import Target
from lms.programmes.services import national_targets
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop
from lms.workshops.rules import ATTENDED


def region_of_place() -> ColumnElement[str]:
    """Return the 2022 region of a place: of a cercle its region, of a region of 2023 the one in which its chief town lay."""
    return func.coalesce(Place.parent_code, Place.predecessor_code, Place.code)


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
class Trainers:
    """Confirmed participants of the workshops, and how many of them have what."""

    confirmed: int = 0
    certified: int = 0
    present: int = 0
    """Attended at least 80 % of the half-days of the workshop."""
    active_6: int = 0
    active_12: int = 0
    active_ever: int = 0

    def rate(self, what: str) -> Rate:
        """Return one of the counts out of those confirmed."""
        return Rate(getattr(self, what), self.confirmed)


@dataclass(frozen=True)
class Area:
    """What is known of one region, or of the country."""

    cercles: int
    """Cercles and communes of Bamako in the table of places."""
    has_workshop: bool
    sessions: Sessions
    trainers: Trainers

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


def coverage_of(programme: str, *, today: date) -> Coverage:
    """Return the figures of a programme. The country's come from sums and distinct persons, never from averages of regions."""
    sessions = _sessions_by_region(programme)
    trainers = _trainers_by_region(programme, today)
    regions = tuple(
        Region(code=row.code, name=row.name, tile_row=row.tile_row, tile_column=row.tile_column,
               area=Area(cercles=row.cercles, has_workshop=row.has_workshop, sessions=sessions.get(row.code, Sessions()),
                         trainers=trainers.get(row.code, Trainers())))
        for row in _regions(programme)
    )  # fmt: skip
    country = Area(
        cercles=sum(region.area.cercles for region in regions),
        has_workshop=True,
        sessions=_sum([region.area.sessions for region in regions]),
        trainers=_trainers_of_country(programme, today),
    )
    return Coverage(regions=regions, country=country, targets=national_targets(programme))


def _regions(programme: str) -> Sequence[Row[*tuple[Any, ...]]]:
    below = aliased(Place)
    workshop_place = aliased(Place)
    has_workshop = exists().where(
        Workshop.programme == programme,
        workshop_place.code == Workshop.place_code,
        func.coalesce(workshop_place.parent_code, workshop_place.predecessor_code, workshop_place.code) == Place.code,
    )
    return db.session.execute(
        select(Place.code, Place.name, Place.tile_row, Place.tile_column, func.count(below.code).label("cercles"),
               has_workshop.correlate(Place).label("has_workshop"))
        .outerjoin(below, below.parent_code == Place.code)
        .where(Place.tile_row.is_not(None))
        .group_by(Place.code, Place.name, Place.tile_row, Place.tile_column, Place.sort_key)
        .order_by(Place.sort_key)
    ).all()  # fmt: skip


def _sessions_by_region(programme: str) -> dict[str, Sessions]:
    found: dict[str, Sessions] = {}
    counted = db.session.execute(
        select(region_of_place().label("region"), CascadeSession.state, func.count().label("sessions"),
               func.count(distinct(SessionReport.place_code)).label("places"), func.min(CascadeSession.reported_at).label("oldest"))
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .join(Place, Place.code == SessionReport.place_code)
        .where(CascadeSession.programme == programme)
        .group_by(region_of_place(), CascadeSession.state)
    )  # fmt: skip
    for row in counted:
        changes = {row.state: row.sessions}
        if row.state == State.VERIFIED:
            changes["cercles_reached"] = row.places
        if row.state == State.WAITING:
            changes["oldest_waiting"] = row.oldest
        found[row.region] = replace(found.get(row.region, Sessions()), **changes)
    return _with_participations(found, programme)


_SERIES = {Sex.WOMEN: "women", Sex.MEN: "men", Sex.NOT_STATED: "not_stated"}


def _with_participations(found: dict[str, Sessions], programme: str) -> dict[str, Sessions]:
    counted = db.session.execute(
        select(region_of_place().label("region"), CascadeSession.state, HeadCount.sex, func.sum(HeadCount.number).label("number"))
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .join(HeadCount, HeadCount.report_id == SessionReport.id)
        .join(Place, Place.code == SessionReport.place_code)
        .where(CascadeSession.programme == programme, CascadeSession.state.in_([State.VERIFIED, State.WAITING]))
        .group_by(region_of_place(), CascadeSession.state, HeadCount.sex)
    )
    for row in counted:
        before = found[row.region]
        if row.state == State.VERIFIED:
            found[row.region] = replace(before, **{_SERIES[Sex(row.sex)]: row.number})
        else:
            found[row.region] = replace(before, waiting_participations=before.waiting_participations + row.number)
    return found


def _sum(regions: list[Sessions]) -> Sessions:
    # A session is held in one cercle, and a cercle lies in one region: sums count nothing twice.
    names = ("verified", "waiting", "returned", "women", "men", "not_stated", "waiting_participations", "cercles_reached")
    oldest = min((one.oldest_waiting for one in regions if one.oldest_waiting), default=None)
    return Sessions(oldest_waiting=oldest, **{name: sum(getattr(one, name) for one in regions) for name in names})


def _trainers_by_region(programme: str, today: date) -> dict[str, Trainers]:
    people = _people(programme)
    rows = db.session.execute(select(people.c.region, *_trainer_counts(people, today)).group_by(people.c.region))
    return {row.region: _trainers(row) for row in rows}


def _trainers_of_country(programme: str, today: date) -> Trainers:
    # Somebody confirmed in two regions counts in both, and once here.
    people = _people(programme)
    return _trainers(db.session.execute(select(*_trainer_counts(people, today))).one())


def _trainers(row: Row[*tuple[Any, ...]]) -> Trainers:
    return Trainers(confirmed=row.confirmed, certified=row.certified, present=row.present, active_6=row.active_6, active_12=row.active_12,
                    active_ever=row.active_ever)  # fmt: skip


def _trainer_counts(people: Subquery, today: date) -> list[ColumnElement[int]]:
    def persons(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(distinct(case((condition, people.c.person_id))))

    def active(window: Window) -> ColumnElement[int]:
        last = people.c.last_verified_on
        return persons(and_(last > window_opens_after(window, today), last <= today))

    attended_enough = people.c.attended * 100 >= people.c.planned * MINIMUM_ATTENDANCE_PERCENT
    return [
        func.count(distinct(people.c.person_id)).label("confirmed"),
        persons(people.c.is_certified).label("certified"),
        persons(and_(people.c.planned > 0, attended_enough)).label("present"),
        active(Window.SIX_MONTHS).label("active_6"),
        active(Window.TWELVE_MONTHS).label("active_12"),
        active(Window.EVER).label("active_ever"),
    ]


def _people(programme: str) -> Subquery:
    """Return one row per confirmed participant and workshop of the programme, with the region of the workshop."""
    planned = select(func.count()).where(HalfDay.workshop_id == Enrolment.workshop_id)
    attended = select(func.count()).where(AttendanceStanding.enrolment_id == Enrolment.id, AttendanceStanding.status.in_(ATTENDED))
    last_verified_on = (
        select(func.max(SessionReport.held_on))
        .join(CascadeSession, CascadeSession.report_id == SessionReport.id)
        .where(CascadeSession.lead_id == Enrolment.person_id, CascadeSession.programme == programme, CascadeSession.state == State.VERIFIED)
    )
    is_certified = exists().where(
        Certificate.person_id == Enrolment.person_id, Certificate.programme == programme, Certificate.state == CertificateState.ISSUED
    )
    return (
        select(
            Enrolment.person_id, region_of_place().label("region"),
            planned.correlate(Enrolment).scalar_subquery().label("planned"),
            attended.correlate(Enrolment).scalar_subquery().label("attended"),
            last_verified_on.correlate(Enrolment).scalar_subquery().label("last_verified_on"),
            is_certified.correlate(Enrolment).label("is_certified"),
        )
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .join(Place, Place.code == Workshop.place_code)
        .where(Workshop.programme == programme, Enrolment.role == "participant", Enrolment.state == "confirmed")
        .subquery()
    )  # fmt: skip
