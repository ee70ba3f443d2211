"""Reads on the plan of a workshop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from lms.accounts.models import Account, Grant, Person
from lms.accounts.rules import Role, full_name
from lms.db import db
from lms.i18n import current_language
from lms.workshops.models import AttendanceMark, HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan.groups import groups_by_axis
from lms.workshops.plan.models import StatusChange, WorkshopQuota, WorkshopSession
from lms.workshops.plan.rules.days import PlannedHalfDay
from lms.workshops.plan.rules.quotas import Axis
from lms.workshops.plan.rules.timetable import Hours, Slot
from lms.workshops.plan.subjects import title_of
from lms.workshops.prints.models import SignInSheet


@dataclass(frozen=True)
class Organiser:
    """An account that organises a workshop, or could."""

    account_id: UUID
    name: str


@dataclass(frozen=True)
class Step:
    """A step that a workshop took from one status to another."""

    at: datetime
    by: str
    before: str
    after: str
    reason: str


def timetable_of(workshop: Workshop) -> list[tuple[HalfDay, list[WorkshopSession]]]:
    """Return the half-days of a workshop with their sessions, all in order of time. One query."""
    rows = db.session.execute(
        select(HalfDay, WorkshopSession)
        .outerjoin(WorkshopSession, WorkshopSession.half_day_id == HalfDay.id)
        .where(HalfDay.workshop_id == workshop.id)
        .order_by(HalfDay.position, WorkshopSession.starts_at, WorkshopSession.id)
    )
    found: dict[UUID, tuple[HalfDay, list[WorkshopSession]]] = {}
    for half_day, session in rows:
        _half_day, sessions = found.setdefault(half_day.id, (half_day, []))
        if session is not None:
            sessions.append(session)
    return list(found.values())


def sessions_of(half_day: HalfDay) -> Sequence[WorkshopSession]:
    """Return the sessions of a half-day in order of time."""
    query = select(WorkshopSession).where(WorkshopSession.half_day_id == half_day.id)
    return db.session.scalars(query.order_by(WorkshopSession.starts_at, WorkshopSession.id)).all()


def slots_of(sessions: Sequence[WorkshopSession]) -> list[Slot]:
    """Return sessions as far as their hours are concerned, called as in the language of the page."""
    return [Slot(one.id, name_of(one), Hours(one.starts_at, one.ends_at)) for one in sessions]


def name_of(session: WorkshopSession) -> str:
    """Return what a session is called in the language of the page: its title, else its module or quiz."""
    return session.title or title_of(session.kind, session.subject, current_language())


def planned_half_days(workshop: Workshop) -> list[PlannedHalfDay]:
    """Return the half-days in order of time, and whether anything would be lost with them. One query."""
    is_marked = exists().where(AttendanceMark.half_day_id == HalfDay.id).correlate(HalfDay)
    sessions = select(func.count()).where(WorkshopSession.half_day_id == HalfDay.id).correlate(HalfDay).scalar_subquery()
    is_printed = exists().where(SignInSheet.half_day_id == HalfDay.id).correlate(HalfDay)
    rows = db.session.execute(
        select(HalfDay.id, HalfDay.on, HalfDay.part, is_marked, sessions, is_printed)
        .where(HalfDay.workshop_id == workshop.id)
        .order_by(HalfDay.position)
    )
    return [PlannedHalfDay(*row) for row in rows]


def minima_of(workshop: Workshop) -> dict[tuple[Axis, str], int]:
    """Return {(axis, group): places meant for it at least}, in the order in which groups are shown; one that is no longer in the list comes last."""
    rows = db.session.scalars(select(WorkshopQuota).where(WorkshopQuota.workshop_id == workshop.id))
    minima = {(Axis(row.axis), row.group): row.minimum for row in rows}
    order = [(axis, group) for axis, groups in groups_by_axis().items() for group in groups]
    return {key: minima[key] for key in [*(key for key in order if key in minima), *(key for key in minima if key not in order)]}


def organisers_of(workshop: Workshop) -> list[Organiser]:
    """Return who organises a workshop, by name."""
    query = _people_with_accounts().join(WorkshopOrganiser, WorkshopOrganiser.account_id == Account.id)
    return _organisers(query.where(WorkshopOrganiser.workshop_id == workshop.id))


def possible_organisers(workshop: Workshop) -> list[Organiser]:
    """Return whose role in the programme is to organise workshops, and who does not organise this one yet, by name."""
    organise_it = select(WorkshopOrganiser.account_id).where(WorkshopOrganiser.workshop_id == workshop.id)
    may = exists().where(Grant.account_id == Account.id, Grant.programme == workshop.programme, Grant.role == Role.ORGANISER)
    return _organisers(_people_with_accounts().where(may, Account.is_active, Account.id.not_in(organise_it)))


def steps_of(workshop: Workshop) -> list[Step]:
    """Return the steps that a workshop has taken, the latest first."""
    rows = db.session.execute(
        select(StatusChange, Person.given_names, Person.family_name)
        .outerjoin(Account, Account.id == StatusChange.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(StatusChange.workshop_id == workshop.id)
        .order_by(StatusChange.at.desc(), StatusChange.id.desc())
    )
    return [
        Step(at=one.at, by=full_name(given, family) if family is not None else "", before=one.before, after=one.after, reason=one.reason)
        for one, given, family in rows
    ]


def _people_with_accounts() -> Select[UUID, str, str]:
    query = select(Account.id, Person.given_names, Person.family_name).join(Person, Person.id == Account.person_id)
    return query.where(Account.merged_into_id.is_(None))


def _organisers(query: Select[UUID, str, str]) -> list[Organiser]:
    rows = db.session.execute(query.order_by(Person.sort_key, Account.id))
    return [Organiser(row.id, full_name(row.given_names, row.family_name)) for row in rows]
