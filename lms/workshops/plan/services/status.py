"""Taking a workshop from one status to another."""

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from lms.accounts import services as accounts
from lms.clock import local_day
from lms.db import db
from lms.errors import Conflict
from lms.i18n import day
from lms.workshops.deeds import locked
from lms.workshops.enrolling.services import places as seats
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.plan.models import StatusChange
from lms.workshops.plan.rules.status import STEPS, Obstacle, WorkshopStatus, needs_reason, obstacle
from lms.workshops.plan.services.refusals import Part, PlanRefused


class NoSuchStep(Conflict):
    """From where the workshop is by now, there is no way there."""


class NotYet(Conflict):
    """Something must come first."""


def take_step(*, id: UUID, workshop_id: UUID, after: WorkshopStatus, reason: str, account_id: UUID, now: datetime) -> None:
    """Take a workshop to another status.

    id: made with the page; the same form sent again changes nothing. Raises NoSuchStep, NotYet, and PlanRefused when a reason is missing.
    """
    workshop = locked(workshop_id)
    if db.session.get(StatusChange, id) is not None:
        return
    before = WorkshopStatus(workshop.status)
    _check(workshop, before, after, reason, now)
    seats.settle(workshop, now=now)
    workshop.status = after
    if after is WorkshopStatus.PUBLISHED:
        workshop.line_settled_on = local_day(now)  # what became free while invitations were not open is offered from today
        seats.settle(workshop, now=now)
    db.session.add(StatusChange(id=id, workshop_id=workshop_id, at=now, account_id=account_id, before=before, after=after, reason=reason))
    accounts.note_audit(account_id=account_id, action="workshop.status-changed", subject=workshop.audit_subject, now=now)
    db.session.flush()


def obstacle_in_words(workshop: Workshop, found: Obstacle) -> str:
    """Return what must come before a step."""
    match found:
        case Obstacle.NO_HALF_DAY:
            words = _("Add a half-day first: there is nothing yet to invite people to.")
        case Obstacle.NOT_BEGUN:
            words = _("The workshop begins on %(day)s. It can be opened on that day.", day=day(workshop.starts_on))
        case Obstacle.NOT_OVER:
            words = _("The workshop lasts until %(day)s. It can be closed on that day, or earlier if you shorten it.", day=day(workshop.ends_on))
    return str(words)


def _check(workshop: Workshop, before: WorkshopStatus, after: WorkshopStatus, reason: str, now: datetime) -> None:
    if (before, after) not in STEPS:
        raise NoSuchStep(_l("The status of this workshop was changed meanwhile. Look at its plan again."))
    if needs_reason(before, after) and not reason:
        raise PlanRefused(Part.REASON, _l("Write why. Whoever reads the plan later should understand it."))
    half_days = db.session.scalar(select(func.count()).where(HalfDay.workshop_id == workshop.id)) or 0
    found = obstacle(before, after, starts_on=workshop.starts_on, ends_on=workshop.ends_on, half_days=half_days, today=local_day(now))
    if found:
        raise NotYet(obstacle_in_words(workshop, found))
