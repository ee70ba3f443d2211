"""The list of trainers: filters and pages in SQL, then the details of the people on one page. Six queries, however many trainers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Exists, Row, ScalarSelect, exists, func, literal, null, or_, select, union_all

from lms.accounts.models import Person
from lms.cascade.models import CascadeSession, SessionReport
from lms.cascade.rules import State
from lms.certificates.models import Certificate
from lms.certificates.rules import State as CertificateState
from lms.clock import local_day
from lms.courses.models import LessonCompletion
from lms.coverage.queries.regions import region_of_place
from lms.coverage.rules import Rate, TrainerState, Window, window_opens_after
from lms.db import db
from lms.places.models import Place
from lms.progress.queries import module_standings
from lms.progress.rules import ModuleStanding
from lms.quizzes.models import Attempt
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop
from lms.workshops.queries import attendance_of
from lms.workshops.rules import ATTENDED, AttendanceRecord

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
    workshop: str
    attendance: Rate
    modules: Rate
    quizzes: Rate
    is_certified: bool
    verified: int
    waiting: int
    last_activity: date | None
    """Day of the latest half-day attended, lesson, quiz or report of a session; None when there is nothing at all."""


@dataclass(frozen=True)
class Page:
    """One page of the list."""

    lines: list[TrainerLine]
    count: int
    """How many trainers the filters leave, on all pages."""


def filter_options(programme: str) -> Options:
    """Return the workshops of the programme and the regions of the 2022 map. One query."""
    workshops = (
        select(literal("workshop").label("kind"), Workshop.slug.label("value"), Place.name.label("name"), Workshop.starts_on.label("starts_on"),
               Workshop.is_date_published.label("is_date_published"), Place.sort_key.label("sort_key"))
        .join(Place, Place.code == Workshop.place_code)
        .where(Workshop.programme == programme)
    )  # fmt: skip
    regions = select(literal("region"), Place.code, Place.name, null(), null(), Place.sort_key).where(Place.tile_row.is_not(None))
    rows: Sequence[Row[*tuple[Any, ...]]] = db.session.execute(union_all(workshops, regions)).all()
    held = sorted((row for row in rows if row.kind == "workshop"), key=lambda row: (row.starts_on, row.sort_key))
    return Options(
        workshops=tuple((row.value, row.name, row.starts_on if row.is_date_published else None) for row in held),
        regions=tuple((row.value, row.name) for row in sorted(rows, key=lambda row: row.sort_key) if row.kind == "region"),
    )


def trainers(programme: str, filters: Filters, *, page: int, today: date) -> Page:
    """Return one page of the confirmed participants of the programme's workshops, by name. Five queries."""
    rows = _rows(programme, filters, page=page, today=today)
    person_ids = [row.id for row in rows]
    attendance = attendance_of(person_ids, programme)
    standings = module_standings(person_ids, programme)
    lines = [_line(row, attendance.get(row.id), standings[row.id]) for row in rows]
    return Page(lines=lines, count=rows[0].found if rows else 0)


def _line(row: Row[*tuple[Any, ...]], attendance: AttendanceRecord | None, standings: Sequence[ModuleStanding]) -> TrainerLine:
    instants = [instant for instant in (row.last_lesson, row.last_attempt, row.last_report) if instant]
    days = [local_day(instant) for instant in instants] + ([row.last_half_day] if row.last_half_day else [])
    return TrainerLine(
        name=f"{row.given_names} {row.family_name.upper()}".strip(),
        workshop=row.workshop,
        attendance=Rate(attendance.attended, attendance.planned) if attendance else Rate(0, 0),
        modules=Rate(sum(one.is_complete for one in standings), len(standings)),
        quizzes=Rate(sum(one.is_quiz_passed for one in standings), len(standings)),
        is_certified=row.is_certified,
        verified=row.verified,
        waiting=row.waiting,
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
    return db.session.execute(
        select(
            Person.id, Person.given_names, Person.family_name, chosen.c.found,
            _workshop_of_person(programme).label("workshop"),
            _has_certificate(programme).label("is_certified"),
            _sessions_in(programme, State.VERIFIED).label("verified"),
            _sessions_in(programme, State.WAITING).label("waiting"),
            *_last_facts(programme),
        )
        .join(chosen, chosen.c.id == Person.id)
        .order_by(Person.sort_key, Person.id)
    ).all()  # fmt: skip


def _conditions(programme: str, filters: Filters, today: date) -> list[ColumnElement[bool]]:
    is_enrolled = exists().where(
        Enrolment.person_id == Person.id, Enrolment.workshop_id == Workshop.id, Workshop.programme == programme,
        *_is_confirmed(), *([Workshop.slug == filters.workshop] if filters.workshop else []),
    )  # fmt: skip
    conditions: list[ColumnElement[bool]] = [is_enrolled]
    if filters.region:
        conditions.append(Person.place_code.in_(select(Place.code).where(region_of_place() == filters.region)))
    if filters.actor_type:
        conditions.append(Person.actor_type == filters.actor_type)
    if filters.state:
        conditions.append(_is_in(TrainerState(filters.state), programme, today))
    return conditions


def _is_in(state: TrainerState, programme: str, today: date) -> ColumnElement[bool]:
    has_begun = or_(exists().where(LessonCompletion.person_id == Person.id), exists().where(Attempt.person_id == Person.id))
    led = exists().where(CascadeSession.lead_id == Person.id, CascadeSession.programme == programme)
    led_lately = led.where(
        CascadeSession.state == State.VERIFIED, SessionReport.id == CascadeSession.report_id,
        SessionReport.held_on > window_opens_after(Window.TWELVE_MONTHS, today), SessionReport.held_on <= today,
    )  # fmt: skip
    conditions: dict[TrainerState, ColumnElement[bool]] = {
        TrainerState.CERTIFIED: _has_certificate(programme),
        TrainerState.MISSING: ~_has_certificate(programme) & has_begun,
        TrainerState.NEVER_STARTED: ~has_begun,
        TrainerState.ACTIVE: led_lately,
        TrainerState.NO_SESSION: ~led,
    }
    return conditions[state]


def _is_confirmed() -> tuple[ColumnElement[bool], ...]:
    return Enrolment.role == "participant", Enrolment.state == "confirmed"


def _has_certificate(programme: str) -> Exists:
    return (
        exists()
        .where(Certificate.person_id == Person.id, Certificate.programme == programme, Certificate.state == CertificateState.ISSUED)
        .correlate(Person)
    )


def _workshop_of_person(programme: str) -> ScalarSelect[str]:
    return (
        select(Place.name)
        .join(Workshop, Workshop.place_code == Place.code)
        .join(Enrolment, Enrolment.workshop_id == Workshop.id)
        .where(Enrolment.person_id == Person.id, Workshop.programme == programme, *_is_confirmed())
        .order_by(Workshop.starts_on.desc(), Workshop.slug)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


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
