"""The list of trainers: filters and pages in SQL, then the details of the people on one page. Six queries, however many trainers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, Row, ScalarSelect, and_, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.accounts.rules import full_name
from lms.cascade.models import CascadeSession, SessionReport
from lms.cascade.queries.places import region_of_place
from lms.cascade.rules import State
from lms.certificates.models import Certificate
from lms.certificates.queries import qualifies
from lms.clock import local_day
from lms.courses.models import LessonCompletion
from lms.coverage.rules import NOT_STATED, Rate, TrainerState, Window, window_opens_after
from lms.db import db
from lms.places.models import Place
from lms.programmes.models import ProgrammeModule
from lms.progress.queries import module_standings
from lms.progress.rules import ModuleStanding
from lms.quizzes.content import quizzes
from lms.quizzes.models import Attempt
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop
from lms.workshops.participation import has_begun
from lms.workshops.rules import ATTENDED

PAGE_SIZE = 25


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; an empty text means everybody."""

    workshop: str = ""
    region: str = ""
    actor_type: str = ""
    state: str = ""


@dataclass(frozen=True)
class Options:
    """What can be chosen in the filters."""

    workshops: tuple[tuple[str, str, date | None], ...]
    """(slug, place, first day or None when it is not public), by day then place."""
    regions: tuple[tuple[str, str], ...]
    """(code, name), by name."""


@dataclass(frozen=True)
class TrainerLine:
    """One trainer as the list shows them."""

    name: str
    code: str
    """As it stands in the address of their page."""
    region: str
    """Region of the 2022 map where they work; empty when it is not recorded."""
    group: str
    """A key of `wording.GROUP_NAMES`."""
    workshop: str
    """The one that the list is narrowed to, else the latest."""
    attendance: Rate
    """In that workshop."""
    modules: Rate
    quizzes: Rate
    is_certified: bool
    verified: int
    waiting: int
    returned: int
    last_activity: date | None
    """Day of the latest half-day attended, lesson, quiz or report of a session; None when there is nothing at all."""


@dataclass(frozen=True)
class Page:
    """One page of the list."""

    lines: list[TrainerLine]
    count: int
    """How many trainers the filters leave, on all pages."""


def filter_options(programme: str, *, today: date) -> Options:
    """Return the workshops of the programme that have begun and the regions of the 2022 map. One query."""
    workshops = (
        select(literal("workshop").label("kind"), Workshop.slug.label("value"), Place.name.label("name"), Workshop.starts_on.label("starts_on"),
               Workshop.is_date_published.label("is_date_published"), Place.sort_key.label("sort_key"))
        .join(Place, Place.code == Workshop.place_code)
        .where(Workshop.programme == programme, has_begun(today))
    )  # fmt: skip
    regions = select(literal("region"), Place.code, Place.name, null(), null(), Place.sort_key).where(Place.tile_row.is_not(None))
    rows: Sequence[Row[*tuple[Any, ...]]] = db.session.execute(union_all(workshops, regions)).all()
    held = sorted((row for row in rows if row.kind == "workshop"), key=lambda row: (row.starts_on, row.sort_key))
    return Options(
        workshops=tuple((row.value, row.name, row.starts_on if row.is_date_published else None) for row in held),
        regions=tuple((row.value, row.name) for row in sorted(rows, key=lambda row: row.sort_key) if row.kind == "region"),
    )


def trainers(programme: str, filters: Filters, *, page: int, today: date) -> Page:
    """Return one page of the confirmed participants of the programme's workshops that have begun, by name. Five queries."""
    rows = _rows(programme, filters, page=page, today=today)
    standings = module_standings([row.id for row in rows], programme)
    attendance = _attendance([row.enrolment_id for row in rows])
    lines = [_line(row, attendance[row.enrolment_id], standings[row.id]) for row in rows]
    return Page(lines=lines, count=rows[0].found if rows else 0)


def _line(row: Row[*tuple[Any, ...]], attendance: Row[*tuple[Any, ...]], standings: Sequence[ModuleStanding]) -> TrainerLine:
    instants = [instant for instant in (row.last_lesson, row.last_attempt, row.last_report) if instant]
    days = [local_day(instant) for instant in instants] + ([row.last_half_day] if row.last_half_day else [])
    return TrainerLine(
        name=full_name(row.given_names, row.family_name),
        code=row.code,
        region=row.region or "",
        group=row.actor_type if row.profession or row.institution else NOT_STATED,
        workshop=attendance.workshop,
        attendance=Rate(attendance.attended, attendance.planned),
        modules=Rate(sum(one.is_complete for one in standings), len(standings)),
        quizzes=Rate(sum(one.is_quiz_passed for one in standings), len(standings)),
        is_certified=row.is_certified,
        verified=row.verified,
        waiting=row.waiting,
        returned=row.returned,
        last_activity=max(days, default=None),
    )


def _rows(programme: str, filters: Filters, *, page: int, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    chosen = (
        select(Person.id, func.count().over().label("found"))
        .where(*_conditions(programme, filters, today))
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
        .subquery()
    )
    work, region = aliased(Place), aliased(Place)
    return db.session.execute(
        select(
            Person.id, Person.code, Person.given_names, Person.family_name, Person.actor_type, Person.profession, Person.institution, chosen.c.found,
            region.name.label("region"),
            _enrolment_of_person(programme, filters.workshop, today).label("enrolment_id"),
            _has_certificate(programme).label("is_certified"),
            *(_sessions_in(programme, state).label(state.value) for state in State),
            *_last_facts(programme),
        )
        .join(chosen, chosen.c.id == Person.id)
        .outerjoin(work, work.code == Person.place_code)
        .outerjoin(region, region.code == region_of_place(work))
        .order_by(Person.sort_key, Person.id)
    ).all()  # fmt: skip


def _conditions(programme: str, filters: Filters, today: date) -> list[ColumnElement[bool]]:
    is_enrolled = exists().where(
        Enrolment.person_id == Person.id, Enrolment.workshop_id == Workshop.id, Workshop.programme == programme,
        *_is_confirmed(today), *([Workshop.slug == filters.workshop] if filters.workshop else []),
    )  # fmt: skip
    conditions: list[ColumnElement[bool]] = [is_enrolled]
    if filters.region:
        conditions.append(_works_in(filters.region))
    if filters.actor_type:
        conditions.append(_is_of_group(filters.actor_type))
    if filters.state:
        conditions.append(_is_in(TrainerState(filters.state), programme, today))
    return conditions


def _works_in(region: str) -> ColumnElement[bool]:
    if region == NOT_STATED:
        return Person.place_code.is_(None)
    return Person.place_code.in_(select(Place.code).where(region_of_place() == region))


def _is_of_group(group: str) -> ColumnElement[bool]:
    is_stated = or_(Person.profession != "", Person.institution != "")
    return ~is_stated if group == NOT_STATED else and_(Person.actor_type == group, is_stated)


def _has_begun(programme: str) -> ColumnElement[bool]:
    """Tell whether somebody completed a lesson of the programme's modules or handed in a quiz of theirs, whatever they did in another."""
    taught = select(ProgrammeModule.module).where(ProgrammeModule.programme == programme)
    lesson = exists().where(LessonCompletion.person_id == Person.id, LessonCompletion.module.in_(taught))
    attempts = [
        and_(literal(quiz.modules[0]).in_(taught), exists().where(Attempt.person_id == Person.id, Attempt.quiz == quiz.slug))
        for quiz in quizzes().values()
    ]
    return or_(lesson, *attempts)


def _is_in(state: TrainerState, programme: str, today: date) -> ColumnElement[bool]:
    has_begun = _has_begun(programme)
    led = exists().where(CascadeSession.lead_id == Person.id, CascadeSession.programme == programme)
    led_lately = led.where(
        CascadeSession.state == State.VERIFIED, SessionReport.id == CascadeSession.report_id,
        SessionReport.held_on > window_opens_after(Window.TWELVE_MONTHS, today), SessionReport.held_on <= today,
    )  # fmt: skip
    conditions: dict[TrainerState, ColumnElement[bool]] = {
        TrainerState.CERTIFIED: _has_certificate(programme),
        TrainerState.WITHOUT_CERTIFICATE: ~_has_certificate(programme),
        TrainerState.MISSING: ~_has_certificate(programme) & has_begun,
        TrainerState.NEVER_STARTED: ~has_begun,
        TrainerState.ACTIVE: led_lately,
        TrainerState.NO_SESSION: ~led,
    }
    return conditions[state]


def _is_confirmed(today: date) -> tuple[ColumnElement[bool], ...]:
    """Return what makes an enrolment one of a trainer: whoever is confirmed in a workshop to come has not been trained."""
    return Enrolment.role == "participant", Enrolment.state == "confirmed", has_begun(today)


def _has_certificate(programme: str) -> Exists:
    return exists().where(Certificate.person_id == Person.id, qualifies(programme)).correlate(Person)


def _enrolment_of_person(programme: str, workshop: str, today: date) -> ScalarSelect[UUID]:
    """Return where somebody is confirmed: in this workshop when one is given, else in the latest of the programme."""
    return (
        select(Enrolment.id)
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .where(Enrolment.person_id == Person.id, Workshop.programme == programme, *_is_confirmed(today))
        .where(*([Workshop.slug == workshop] if workshop else []))
        .order_by(Workshop.starts_on.desc(), Workshop.slug)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def _attendance(enrolment_ids: Sequence[UUID]) -> dict[UUID, Row[*tuple[Any, ...]]]:
    """Return the place of each enrolment's workshop, its half-days planned, and those attended. One query."""
    planned = select(func.count()).where(HalfDay.workshop_id == Enrolment.workshop_id).correlate(Enrolment).scalar_subquery()
    rows = db.session.execute(
        select(Enrolment.id, Place.name.label("workshop"), planned.label("planned"), func.count(AttendanceStanding.half_day_id).label("attended"))
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .join(Place, Place.code == Workshop.place_code)
        .outerjoin(AttendanceStanding, and_(AttendanceStanding.enrolment_id == Enrolment.id, AttendanceStanding.status.in_(ATTENDED)))
        .where(Enrolment.id.in_(enrolment_ids))
        .group_by(Enrolment.id, Enrolment.workshop_id, Place.name)
    )
    return {row.id: row for row in rows}


def _sessions_in(programme: str, state: State) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(CascadeSession.lead_id == Person.id, CascadeSession.programme == programme, CascadeSession.state == state)
        .correlate(Person)
        .scalar_subquery()
    )


def _last_facts(programme: str) -> list[ColumnElement[Any]]:
    lesson = select(func.max(LessonCompletion.completed_at)).where(LessonCompletion.person_id == Person.id)
    attempt = select(func.max(Attempt.submitted_at)).where(Attempt.person_id == Person.id)
    report = (
        select(func.max(SessionReport.said_at))
        .join(CascadeSession, CascadeSession.id == SessionReport.session_id)
        .where(CascadeSession.lead_id == Person.id, CascadeSession.programme == programme)
    )
    half_day = (
        select(func.max(HalfDay.on))
        .join(AttendanceStanding, AttendanceStanding.half_day_id == HalfDay.id)
        .join(Enrolment, Enrolment.id == AttendanceStanding.enrolment_id)
        .where(Enrolment.person_id == Person.id, AttendanceStanding.status.in_(ATTENDED))
    )
    parts = {"last_lesson": lesson, "last_attempt": attempt, "last_report": report, "last_half_day": half_day}
    return [query.correlate(Person).scalar_subquery().label(name) for name, query in parts.items()]
