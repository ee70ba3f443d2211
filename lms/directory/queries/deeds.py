"""What one person did, in time order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, and_, cast, false, func, literal, select, union_all

from lms.accounts.access import Viewer
from lms.cascade.models import CascadeSession, HeadCount, SessionReport
from lms.certificates.models import Certificate
from lms.clock import local_day
from lms.courses.models import LessonCompletion
from lms.db import db
from lms.places.models import Place
from lms.quizzes.content import quizzes
from lms.quizzes.models import Attempt
from lms.quizzes.rules import percent_of
from lms.workshops.access import may_be_known_to
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop
from lms.workshops.rules import ATTENDED, MERGED


@dataclass(frozen=True)
class Deed:
    """Something that a person did on a day."""

    on: date


@dataclass(frozen=True)
class WorkshopAttended(Deed):
    """They are or were in a workshop; `on` is its first day."""

    slug: str
    place: str
    role: str
    state: str
    half_days: int
    attended: int
    is_date_published: bool


@dataclass(frozen=True)
class LessonsRead(Deed):
    """They completed lessons of one module."""

    module: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class QuizTaken(Deed):
    """They handed in a quiz, once or several times that day."""

    quiz: str
    times: int
    percent: int | None
    """The best result of the day; None of practice, which judges nobody."""
    is_passed: bool | None
    """None where nothing is to be passed."""


@dataclass(frozen=True)
class CertificateIssued(Deed):
    """They received a certificate."""

    serial: str
    state: str


@dataclass(frozen=True)
class SessionGiven(Deed):
    """They led a session."""

    session_id: UUID
    place: str
    state: str
    participants: int


def deeds_of(person_id: UUID, *, reader: Viewer) -> list[Deed]:
    """Return what a person did in the reader's programme, and what they read and took wherever it is taught, the oldest first. Three queries.

    Drafts of workshops are among it only for readers who see their plan.
    """
    programme = reader.programme
    deeds = [*_workshops(person_id, reader), *_learning(person_id, programme), *_sessions(person_id, programme)]
    return sorted(deeds, key=lambda deed: deed.on)


def _workshops(person_id: UUID, reader: Viewer) -> list[Deed]:
    planned = select(func.count()).where(HalfDay.workshop_id == Workshop.id).correlate(Workshop).scalar_subquery()
    there = and_(AttendanceStanding.enrolment_id == Enrolment.id, AttendanceStanding.status.in_(ATTENDED))
    attended = select(func.count()).where(there).correlate(Enrolment).scalar_subquery()
    rows = db.session.execute(
        select(Workshop.starts_on, Workshop.slug, Place.name, Enrolment.role, Enrolment.state, planned, attended, Workshop.is_date_published)
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .join(Place, Place.code == Workshop.place_code)
        .where(Enrolment.person_id == person_id, Enrolment.role != MERGED, Workshop.programme == reader.programme, may_be_known_to(reader))
        .order_by(Workshop.starts_on, Workshop.slug)
    )
    return [WorkshopAttended(*row) for row in rows]


def _learning(person_id: UUID, programme: str) -> list[Deed]:
    """Return lessons and quizzes by day, and certificates. One query."""
    rows = db.session.execute(union_all(_lessons(person_id), _attempts(person_id), _certificates(person_id, programme)).order_by("at", "detail"))
    by_day: dict[tuple[str, str, date], list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        by_day[row.kind, row.name, local_day(row.at)].append(row)
    return [deed for key, of_day in by_day.items() for deed in _told(*key, of_day)]


def _told(kind: str, name: str, on: date, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Deed]:
    if kind == "lesson":
        return [LessonsRead(on, module=name, lessons=tuple(row.detail for row in rows))]
    if kind == "certificate":
        return [CertificateIssued(on, serial=row.detail, state=row.name) for row in rows]
    quiz = quizzes().get(name)
    is_practice = quiz is not None and quiz.is_practice
    is_to_be_passed = quiz is not None and quiz.pass_mark is not None
    best = max(percent_of(row.points, row.points_possible) for row in rows)
    return [
        QuizTaken(on, quiz=name, times=len(rows), percent=None if is_practice else best,
                  is_passed=any(row.is_passed for row in rows) if is_to_be_passed else None)
    ]  # fmt: skip


def _columns(kind: str, name: Any, detail: Any, at: Any, *, points: Any = None, possible: Any = None, is_passed: Any = None) -> Any:
    return select(
        literal(kind, Text).label("kind"),
        name.label("name"),
        cast(detail, Text).label("detail"),
        at.label("at"),
        (literal(0.0) if points is None else points).label("points"),
        (literal(0.0) if possible is None else possible).label("points_possible"),
        (false() if is_passed is None else is_passed).label("is_passed"),
    )


def _lessons(person_id: UUID) -> Any:
    lesson = LessonCompletion
    return _columns("lesson", lesson.module, lesson.lesson, lesson.completed_at).where(lesson.person_id == person_id)


def _attempts(person_id: UUID) -> Any:
    handed_in = _columns("attempt", Attempt.quiz, Attempt.id, Attempt.submitted_at, points=Attempt.points, possible=Attempt.points_possible,
                         is_passed=Attempt.is_passed)  # fmt: skip
    return handed_in.where(Attempt.person_id == person_id, Attempt.submitted_at.is_not(None))


def _certificates(person_id: UUID, programme: str) -> Any:
    issued = _columns("certificate", Certificate.state, Certificate.serial, Certificate.issued_at)
    return issued.where(Certificate.person_id == person_id, Certificate.programme == programme)


def _sessions(person_id: UUID, programme: str) -> list[Deed]:
    people = select(func.coalesce(func.sum(HeadCount.number), 0)).where(HeadCount.report_id == CascadeSession.report_id)
    rows = db.session.execute(
        select(SessionReport.held_on, CascadeSession.id, Place.name, CascadeSession.state, people.correlate(CascadeSession).scalar_subquery())
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .join(Place, Place.code == SessionReport.place_code)
        .where(CascadeSession.lead_id == person_id, CascadeSession.programme == programme)
        .order_by(SessionReport.held_on, CascadeSession.id)
    )
    return [SessionGiven(*row) for row in rows]
