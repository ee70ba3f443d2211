"""Sessions within half-days."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.db import db
from lms.errors import NotFound
from lms.programmes import services as programmes
from lms.workshops.deeds import locked_for
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.plan import queries
from lms.workshops.plan.models import WorkshopSession
from lms.workshops.plan.rules.status import Deed
from lms.workshops.plan.rules.timetable import WITH_SUBJECT, Hours, HoursFault, Kind, Slot, hours_fault
from lms.workshops.plan.services.days import half_day_of, note_change
from lms.workshops.plan.services.refusals import Part, PlanRefused
from lms.workshops.plan.subjects import taught_with


@dataclass(frozen=True)
class Plan:
    """What somebody plans for a session."""

    hours: Hours
    kind: Kind
    subject: str
    """Slug of a module or quiz, for the kinds that have one."""
    title: str
    led_by: str


def add_session(*, id: UUID, workshop_id: UUID, half_day_id: UUID, plan: Plan, account_id: UUID, now: datetime) -> None:
    """Add a session to a half-day.

    id: made with the page; the same form sent again changes nothing. Raises NotNow, NotFound, PlanRefused.
    """
    workshop = locked_for(Deed.PLAN, workshop_id)
    if db.session.get(WorkshopSession, id) is not None:
        return
    half_day = half_day_of(workshop, half_day_id)
    _check(workshop, half_day, plan, id=id)
    session = WorkshopSession(id=id, half_day_id=half_day.id)
    _put(session, plan)
    db.session.add(session)
    note_change(workshop, account_id, now)


def edit_session(*, workshop_id: UUID, session_id: UUID, plan: Plan, account_id: UUID, now: datetime) -> None:
    """Change a session within its half-day. Raises NotNow, NotFound, PlanRefused."""
    workshop = locked_for(Deed.PLAN, workshop_id)
    session = session_of(workshop, session_id)
    _check(workshop, half_day_of(workshop, session.half_day_id), plan, id=session_id)
    _put(session, plan)
    note_change(workshop, account_id, now)


def remove_session(*, workshop_id: UUID, session_id: UUID, account_id: UUID, now: datetime) -> None:
    """Remove a session. Raises NotNow, NotFound."""
    workshop = locked_for(Deed.PLAN, workshop_id)
    db.session.delete(session_of(workshop, session_id))
    note_change(workshop, account_id, now)


def session_of(workshop: Workshop, session_id: UUID) -> WorkshopSession:
    """Return a session of this workshop as it is now. Raises NotFound."""
    query = (
        select(WorkshopSession)
        .join(HalfDay, HalfDay.id == WorkshopSession.half_day_id)
        .where(WorkshopSession.id == session_id, HalfDay.workshop_id == workshop.id)
    )
    session = db.session.scalar(query.execution_options(populate_existing=True))
    if session is None:
        raise NotFound(_l("This session was removed meanwhile. Open the plan of the workshop again."))
    return session


def _put(session: WorkshopSession, plan: Plan) -> None:
    session.starts_at, session.ends_at = plan.hours.starts_at, plan.hours.ends_at
    session.kind, session.subject = plan.kind, plan.subject
    session.title, session.led_by = plan.title, plan.led_by


def _check(workshop: Workshop, half_day: HalfDay, plan: Plan, *, id: UUID) -> None:
    if plan.kind in WITH_SUBJECT and plan.subject not in taught_with(programmes.modules_of(workshop.programme)).get(plan.kind, {}):
        raise PlanRefused(Part.SUBJECT, _l("This module or quiz is not one of the programme. Choose another in the list."))
    if plan.kind not in WITH_SUBJECT and not plan.title:
        raise PlanRefused(Part.TITLE, _l("Write what the session is about, in a few words."))
    within = Hours(half_day.starts_at, half_day.ends_at)
    found = hours_fault(Slot(id, plan.title, plan.hours), within=within, others=queries.slots_of(queries.sessions_of(half_day)))
    if found:
        raise PlanRefused(Part.HOURS, _hours_in_words(found[0], found[1], within))


def _hours_in_words(fault: HoursFault, clash: Slot | None, within: Hours) -> str:
    words = _("The session ends before it begins. Enter an end that comes after the beginning.")
    if clash is not None:
        words = _("These hours overlap with “%(title)s”, from %(start)s to %(end)s. Choose others, or change that session first.",
                  title=clash.title, **_hours(clash.hours))  # fmt: skip
    elif fault is HoursFault.OUTSIDE:
        words = _("This half-day lasts from %(start)s to %(end)s. Choose hours within it, or change those of the half-day first.", **_hours(within))
    return str(words)


def _hours(hours: Hours) -> dict[str, str]:
    return {"start": f"{hours.starts_at:%H:%M}", "end": f"{hours.ends_at:%H:%M}"}
