"""What awaits each role when it lands: a few counts, each one query."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.accounts.access import Viewer
from lms.cascade.models import CascadeSession
from lms.certificates.models import Certificate
from lms.certificates.queries import qualifies
from lms.certificates.workshop_queries import ready_by_workshop
from lms.courses import services as courses
from lms.courses.content import Lesson, library
from lms.courses.services import Reading
from lms.db import db
from lms.home.rules import AT_RISK_DAYS, CERTIFICATE_DAYS, HalfDaySituation, Situation, Task, task_of_half_day, tasks_of, urgency
from lms.places.models import Place
from lms.plain import plain
from lms.progress.queries import module_standings
from lms.progress.rules import ModuleStanding
from lms.workshops import queries as workshops
from lms.workshops.access import is_organised_by
from lms.workshops.calendar.services import COMING
from lms.workshops.evaluation.models import EvaluationAnswer
from lms.workshops.evaluation.rules import OPEN_DAYS
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.plan.rules.status import Deed, WorkshopStatus, allows
from lms.workshops.prints.models import SignInSheet
from lms.workshops.queries import HalfDayLine
from lms.workshops.teachback.queries import may_observe


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
class OwnWorkshop:
    """A workshop that somebody takes part in."""

    workshop: Workshop
    may_observe: bool
    """Whether they record its teach-backs."""


@dataclass(frozen=True)
class WorklistLine:
    """Something that an organiser has to do."""

    task: Task
    slug: str
    place: str
    situation: Situation | None
    """Of the workshop, for what it needs as a whole."""
    half_day: HalfDayLine | None
    """For what one half-day needs."""


@dataclass(frozen=True)
class Waiting:
    """The reports that monitors have not decided yet."""

    number: int
    oldest: datetime | None


def trainer_home(person_id: UUID, programme: str) -> TrainerHome:
    """Return what a trainer sees on landing."""
    standings = module_standings([person_id], programme)[person_id]
    open_module = next((standing for standing in standings if not standing.is_complete), None)
    certificate = select(Certificate.id).where(Certificate.person_id == person_id, qualifies(programme))
    read = courses.readings(person_id, [standing.module for standing in standings])
    return TrainerHome(
        standings=standings,
        next=_next_thing(open_module, read) if open_module else None,
        has_certificate=db.session.scalar(certificate.limit(1)) is not None,
        sessions=_sessions_by_state(person_id, programme),
        changed=[(module, lesson) for (module, slug), reading in read.items() if (lesson := _lesson(module, slug)) and reading.changes(lesson)],
    )


def own_workshops(viewer: Viewer, *, today: date) -> list[OwnWorkshop]:
    """Return the workshops of a trainer that are still to come or under way, and those held of late whose teach-backs they record. One query."""
    coming = select(Enrolment.workshop_id).where(Enrolment.person_id == viewer.person_id, Enrolment.state.in_(COMING))
    query = select(Workshop, may_observe(viewer)).where(Workshop.id.in_(coming), Workshop.ends_on >= today - CERTIFICATE_DAYS)
    rows = db.session.execute(query.order_by(Workshop.starts_on, Workshop.id)).all()
    lines = [OwnWorkshop(one, may_observe=observes and one.starts_on <= today) for one, observes in rows if allows(one.status, Deed.MARK)]
    return [line for line in lines if line.workshop.ends_on >= today or line.may_observe]


def worklist(viewer: Viewer, *, today: date) -> list[WorklistLine]:
    """Return what the workshops of an organiser need, that of one workshop together: what takes place today first, then the most urgent.

    Three queries, however many workshops and half-days, and a fixed number more while a workshop was held in the last weeks, for certificates.
    """
    situations = list(_with_certificates(_situations(viewer, today), viewer.programme, today))
    under_way = {slug for slug, _place, situation in situations if situation.starts_on <= today <= situation.ends_on}
    lines = [*_lines_of_workshops(situations, today), *_lines_of_half_days(viewer, today)]
    most_urgent = {line.slug: urgency(line.task) for line in sorted(lines, key=lambda line: urgency(line.task), reverse=True)}
    return sorted(lines, key=lambda line: (line.slug not in under_way, most_urgent[line.slug], plain(line.place), line.slug, urgency(line.task)))


def _lines_of_workshops(situations: Iterable[tuple[str, str, Situation]], today: date) -> Iterator[WorklistLine]:
    for slug, place, situation in situations:
        yield from (WorklistLine(task, slug, place, situation, None) for task in tasks_of(situation, today))


def _with_certificates(situations: Iterable[tuple[Workshop, str, Situation]], programme: str, today: date) -> Iterator[tuple[str, str, Situation]]:
    """Return (slug, place, how far it is) with how many certificates are to be issued. The number of queries does not depend on how many people."""
    found = list(situations)
    held = [workshop.id for workshop, _place, situation in found if situation.ends_on < today and not situation.is_draft]
    qualified = ready_by_workshop(held, programme) if held else {}
    for workshop, place, situation in found:
        yield workshop.slug, place, replace(situation, qualified=qualified.get(workshop.id, 0))


def _situations(viewer: Viewer, today: date) -> Iterator[tuple[Workshop, str, Situation]]:
    """Return (workshop, place, how far it is) of the workshops near enough for their rules to say something. One query."""
    half_days = select(func.count()).where(HalfDay.workshop_id == Workshop.id)
    printed = select(func.count(func.distinct(SignInSheet.half_day_id))).join(HalfDay, HalfDay.id == SignInSheet.half_day_id)
    counts = (
        _number_enrolled("trainer"), _number_enrolled("participant"), half_days, printed.where(HalfDay.workshop_id == Workshop.id),
        select(func.count()).where(EvaluationAnswer.workshop_id == Workshop.id),
    )  # fmt: skip
    has_begun_or_soon_will = Workshop.starts_on <= today + timedelta(days=AT_RISK_DAYS)
    is_not_long_over = Workshop.ends_on >= today - max(OPEN_DAYS, CERTIFICATE_DAYS)
    rows = db.session.execute(
        select(Workshop, Place.name, *(count.correlate(Workshop).scalar_subquery() for count in counts))
        .join(Place, Place.code == Workshop.place_code)
        .where(is_organised_by(viewer), Workshop.status != WorkshopStatus.CANCELLED, has_begun_or_soon_will, is_not_long_over)
    )
    for workshop, place, trainers, confirmed, planned, sheets, answers in rows:
        yield workshop, place, Situation(
            starts_on=workshop.starts_on, ends_on=workshop.ends_on, is_draft=workshop.status == WorkshopStatus.DRAFT,
            is_closed=workshop.status == WorkshopStatus.CLOSED, has_venue=bool(workshop.venue.strip()), trainers=trainers, confirmed=confirmed,
            capacity=workshop.capacity, half_days=planned, half_days_printed=sheets, answers=answers, qualified=0,
        )  # fmt: skip


def _number_enrolled(role: str) -> Select[int]:
    return select(func.count()).where(Enrolment.workshop_id == Workshop.id, Enrolment.role == role, Enrolment.state == "confirmed")


def _lines_of_half_days(viewer: Viewer, today: date) -> Iterator[WorklistLine]:
    lines = workshops.half_days_to_mark(viewer, today=today)
    found = select(SignInSheet.half_day_id).where(SignInSheet.half_day_id.in_([line.half_day_id for line in lines])).distinct()
    printed = set(db.session.scalars(found)) if lines else set()
    for line in lines:
        situation = HalfDaySituation(on=line.on, is_printed=line.half_day_id in printed, to_settle=line.marking.to_settle)
        yield WorklistLine(task_of_half_day(situation), line.slug, line.place, None, line)


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
