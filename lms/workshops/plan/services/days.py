"""Adding, changing and removing half-days."""

from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, func, select, update

from lms.accounts import services as accounts
from lms.db import db
from lms.errors import NotFound
from lms.journal import services as journal
from lms.workshops.checkin.models import CheckInHour
from lms.workshops.deeds import locked_for
from lms.workshops.models import AttendanceMark, HalfDay, Workshop
from lms.workshops.plan import queries
from lms.workshops.plan.models import WorkshopSession
from lms.workshops.plan.rules.days import MORNING, Replan, when
from lms.workshops.plan.rules.status import Deed
from lms.workshops.plan.rules.timetable import Hours, are_in_order, left_outside
from lms.workshops.plan.services.refusals import Part, PlanRefused
from lms.workshops.prints.models import SignInSheet


def add_half_day(*, id: UUID, workshop_id: UUID, on: date, part: str, hours: Hours, account_id: UUID, now: datetime) -> HalfDay:
    """Add a half-day within the dates of a workshop.

    id: made with the page; the same form sent again finds the half-day that is there. Raises NotNow, PlanRefused.
    """
    workshop = locked_for(Deed.PLAN, workshop_id)
    known = db.session.get(HalfDay, id)
    if known is not None:
        return known
    if not workshop.starts_on <= on <= workshop.ends_on:
        raise PlanRefused(Part.HALF_DAY, _l("This day is not one of the workshop. Choose another, or change the dates of the workshop first."))
    there = _half_days(workshop)
    if any((one.on, one.part) == (on, part) for one in there):
        raise PlanRefused(Part.HALF_DAY, _l("This half-day is there already. Choose another day, or the other part of the day."))
    half_day = HalfDay(id=id, workshop_id=workshop.id, position=next_position(workshop), on=on, part=part, starts_at=hours.starts_at,
                       ends_at=hours.ends_at)  # fmt: skip
    _check_hours(half_day, hours, [*there, half_day])
    db.session.add(half_day)
    db.session.flush()
    number_in_order(workshop)
    note_change(workshop, account_id, now)
    return half_day


def set_hours(*, workshop_id: UUID, half_day_id: UUID, hours: Hours, account_id: UUID, now: datetime) -> None:
    """Change from when to when a half-day lasts. Raises NotNow, NotFound, PlanRefused when a session would lie outside."""
    workshop = locked_for(Deed.PLAN, workshop_id)
    half_day = half_day_of(workshop, half_day_id)
    _check_hours(half_day, hours, _half_days(workshop))
    outside = left_outside(queries.slots_of(queries.sessions_of(half_day)), hours)
    if outside:
        first = outside[0].hours
        raise PlanRefused(Part.HOURS, _("A session would lie outside these hours, the one from %(start)s to %(end)s. Change or remove it first.",
                                        start=f"{first.starts_at:%H:%M}", end=f"{first.ends_at:%H:%M}"))  # fmt: skip
    half_day.starts_at, half_day.ends_at = hours.starts_at, hours.ends_at
    note_change(workshop, account_id, now)


def remove_half_day(*, workshop_id: UUID, half_day_id: UUID, account_id: UUID, now: datetime) -> None:
    """Remove a half-day with its sessions.

    Raises NotNow, NotFound, PlanRefused when anybody is marked on it, sheets are printed for it or it is the only one.
    """
    journal.lock()  # nobody marks it meanwhile
    workshop = locked_for(Deed.PLAN, workshop_id)
    half_day = half_day_of(workshop, half_day_id)
    if db.session.scalar(select(exists().where(AttendanceMark.half_day_id == half_day_id))):
        raise PlanRefused(Part.HALF_DAY, _l("Attendance is marked on this half-day, so it cannot be removed: who was there would be lost."))
    if db.session.scalar(select(exists().where(SignInSheet.half_day_id == half_day_id))):
        raise PlanRefused(Part.HALF_DAY, _l("Sign-in sheets are printed for this half-day, so it cannot be removed: what was signed on them could "
                                            "not be typed any more. If they are not used, withdraw them first on the page of papers."))  # fmt: skip
    if len(_half_days(workshop)) == 1:
        raise PlanRefused(Part.HALF_DAY, _l("This is the only half-day of the workshop. Add another one before you remove it."))
    _delete([half_day.id])
    number_in_order(workshop)
    note_change(workshop, account_id, now)


def half_day_of(workshop: Workshop, half_day_id: UUID) -> HalfDay:
    """Return a half-day of this workshop as it is now. Raises NotFound."""
    query = select(HalfDay).where(HalfDay.id == half_day_id, HalfDay.workshop_id == workshop.id)
    half_day = db.session.scalar(query.execution_options(populate_existing=True))
    if half_day is None:
        raise NotFound(_l("This half-day was removed meanwhile. Open the plan of the workshop again."))
    return half_day


def carry_out(workshop: Workshop, replan: Replan) -> None:
    """Move and remove half-days; whoever asks has seen to it that nothing is lost, and adds the new ones."""
    _delete(replan.removed)
    for half_day in _half_days(workshop):
        half_day.on = replan.moved.get(half_day.id, half_day.on)
    db.session.flush()


def next_position(workshop: Workshop) -> int:
    """Return a place behind all half-days that are there."""
    return (db.session.scalar(select(func.max(HalfDay.position)).where(HalfDay.workshop_id == workshop.id)) or 0) + 1


def number_in_order(workshop: Workshop) -> None:
    """Number the half-days from 1 in order of time."""
    ordered = sorted(_half_days(workshop), key=lambda one: when(one.on, one.part))
    if [one.position for one in ordered] == list(range(1, len(ordered) + 1)):
        return
    # No two may have one number even for a moment: first they all get one that none has.
    db.session.execute(update(HalfDay).where(HalfDay.workshop_id == workshop.id).values(position=-HalfDay.position))
    for position, half_day in enumerate(ordered, start=1):
        db.session.execute(update(HalfDay).where(HalfDay.id == half_day.id).values(position=position))


def note_change(workshop: Workshop, account_id: UUID, now: datetime) -> None:
    """Write the plan down, and note in the audit who changed it."""
    accounts.note_audit(account_id=account_id, action="workshop.changed", subject=workshop.audit_subject, now=now)
    db.session.flush()


def _half_days(workshop: Workshop) -> list[HalfDay]:
    query = select(HalfDay).where(HalfDay.workshop_id == workshop.id).order_by(HalfDay.position)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _check_hours(half_day: HalfDay, hours: Hours, of_workshop: list[HalfDay]) -> None:
    if not are_in_order(hours):
        raise PlanRefused(Part.HOURS, _l("The half-day ends before it begins. Enter an end that comes after the beginning."))
    other = next((one for one in of_workshop if one.on == half_day.on and one.part != half_day.part), None)
    if other is None:
        return
    before, after = (hours.ends_at, other.starts_at) if half_day.part == MORNING else (other.ends_at, hours.starts_at)
    if before > after:
        raise PlanRefused(Part.HOURS, _("The morning would end at %(end)s, after the afternoon has begun at %(start)s. Change one of them.",
                                        end=f"{before:%H:%M}", start=f"{after:%H:%M}"))  # fmt: skip


def _delete(half_day_ids: tuple[UUID, ...] | list[UUID]) -> None:
    for of_half_day in (WorkshopSession, CheckInHour):
        db.session.execute(delete(of_half_day).where(of_half_day.half_day_id.in_(half_day_ids)))
    db.session.execute(delete(HalfDay).where(HalfDay.id.in_(half_day_ids)))
