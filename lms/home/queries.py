"""What awaits each role when it lands: a few counts, each one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms import clock
from lms.accounts.access import Viewer
from lms.cascade.models import CascadeSession
from lms.certificates.models import Certificate
from lms.courses import services as courses
from lms.courses.content import Lesson, library
from lms.courses.services import Reading
from lms.db import db
from lms.progress.queries import module_standings
from lms.progress.rules import ModuleStanding
from lms.workshops import queries as workshops
from lms.workshops.queries import HalfDayLine


@dataclass(frozen=True)
class NextThing:
    """What a trainer does next in a module: a lesson, or its quiz when every lesson has been read."""

    standing: ModuleStanding
    lesson: Lesson | None


@dataclass(frozen=True)
class TrainerHome:
    """Where one trainer stands."""

    standings: list[ModuleStanding]
    next: NextThing | None
    has_certificate: bool
    sessions: dict[str, int]
    """Number of their sessions by state."""
    changed: list[tuple[str, Lesson]]
    """Lessons, with their module, whose text has changed since they were read."""


@dataclass(frozen=True)
class Waiting:
    """The reports that monitors have not decided yet."""

    number: int
    oldest: datetime | None


def trainer_home(person_id: UUID, programme: str) -> TrainerHome:
    """Return what a trainer sees on landing."""
    standings = module_standings([person_id], programme)[person_id]
    open_module = next((standing for standing in standings if not standing.is_complete), None)
    certificate = select(Certificate.id).where(Certificate.person_id == person_id, Certificate.programme == programme, Certificate.state == "issued")
    read = courses.readings(person_id, [standing.module for standing in standings])
    return TrainerHome(
        standings=standings,
        next=_next_thing(open_module, read) if open_module else None,
        has_certificate=db.session.scalar(certificate.limit(1)) is not None,
        sessions=_sessions_by_state(person_id, programme),
        changed=[(module, lesson) for (module, slug), reading in read.items() if (lesson := _lesson(module, slug)) and reading.changes(lesson)],
    )


def half_days_to_mark(viewer: Viewer, *, now: datetime) -> list[HalfDayLine]:
    """Return the half-days until today on which attendance remains to be marked or settled, in the workshops this viewer may mark."""
    return workshops.half_days_to_mark(viewer, today=clock.local_day(now))


def reports_waiting(programme: str) -> Waiting:
    """Return how many reports wait for a monitor, and since when."""
    row = db.session.execute(
        select(func.count(), func.min(CascadeSession.reported_at)).where(CascadeSession.programme == programme, CascadeSession.state == "waiting")
    ).one()
    return Waiting(number=row[0], oldest=row[1])


def _lesson(module: str, slug: str) -> Lesson | None:
    return library().modules[module].lesson(slug)


def _next_thing(standing: ModuleStanding, read: Mapping[tuple[str, str], Reading]) -> NextThing:
    lessons = library().modules[standing.module].lessons
    return NextThing(standing=standing, lesson=next((lesson for lesson in lessons if (standing.module, lesson.slug) not in read), None))


def _sessions_by_state(person_id: UUID, programme: str) -> dict[str, int]:
    rows = db.session.execute(
        select(CascadeSession.state, func.count())
        .where(CascadeSession.lead_id == person_id, CascadeSession.programme == programme)
        .group_by(CascadeSession.state)
    )
    return {row[0]: row[1] for row in rows}
