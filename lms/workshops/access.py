"""Which workshops somebody sees, organises and marks; in the same words whether a workshop does not exist or is not theirs."""

from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.accounts.access import Helper, Viewer
from lms.accounts.models import Account, Grant
from lms.accounts.rules import Role
from lms.db import db
from lms.errors import Forbidden, NotFound
from lms.workshops.models import HalfDay, Workshop, WorkshopOrganiser
from lms.workshops.plan.rules.status import Deed, WorkshopStatus, allows, statuses_allowing

_ORGANISERS_CHANGE = _l("Only the organisers of this workshop change it. Ask the administrator if you are to be one of them.")


def workshop_or_404(slug: str, viewer: Viewer) -> Workshop:
    """Return a workshop that this viewer may see. Raises NotFound in the same words for one that does not exist and one that is not theirs."""
    found = db.session.scalar(select(Workshop).where(Workshop.slug == slug, is_visible_to(viewer)))
    if found is None:
        raise no_such_workshop()
    return found


def no_such_workshop() -> NotFound:
    """Return what is said of a workshop that does not exist, or that whoever asks may not see."""
    return NotFound(_l("There is no such workshop among those you may see. Choose one in the list of workshops."))


def half_day_of_helper(slug: str, position: int, helper: Helper) -> tuple[Workshop, HalfDay] | None:
    """Return the workshop that somebody helps with and one of its half-days of their day; None when these are others, or nothing is marked there."""
    row = db.session.execute(
        select(Workshop, HalfDay)
        .join(HalfDay, HalfDay.workshop_id == Workshop.id)
        .where(
            Workshop.id == helper.workshop_id,
            Workshop.slug == slug,
            HalfDay.position == position,
            HalfDay.on == helper.on,
            Workshop.status.in_(statuses_allowing(Deed.HELP)),
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def half_day_or_404(slug: str, position: int, viewer: Viewer) -> tuple[Workshop, HalfDay]:
    """Return a workshop that this viewer may see and one of its half-days, by its place in time from 1. Raises NotFound."""
    row = db.session.execute(
        select(Workshop, HalfDay)
        .outerjoin(HalfDay, and_(HalfDay.workshop_id == Workshop.id, HalfDay.position == position))
        .where(Workshop.slug == slug, is_visible_to(viewer))
    ).one_or_none()
    if row is None:
        raise no_such_workshop()
    workshop, half_day = row
    if half_day is None:
        raise NotFound(_l("This workshop has no such half-day. Choose one on the page of the workshop."))
    return workshop, half_day


def workshop_to_organise(slug: str, viewer: Viewer, refusal: LazyString = _ORGANISERS_CHANGE) -> Workshop:
    """Return a workshop that this viewer may see and organises. Raises NotFound, or Forbidden with the refusal: what organisers alone do."""
    workshop = workshop_or_404(slug, viewer)
    if not may_organise(workshop, viewer):
        raise Forbidden(refusal)
    return workshop


def may_organise(workshop: Workshop, viewer: Viewer) -> bool:
    """Tell whether this viewer may change a workshop they may see, if its status allows it: its organisers and administrators may."""
    return Role.ADMINISTRATOR in viewer.roles or _is_organiser_of(workshop, viewer)


def is_organised_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that `may_organise` states of one workshop, and that the viewer may see it."""
    is_theirs = _is_assigned_to(viewer) if Role.ORGANISER in viewer.roles else false()
    return and_(Workshop.programme == viewer.programme, true() if Role.ADMINISTRATOR in viewer.roles else is_theirs)


def still_organises(account_id: InstrumentedAttribute[UUID], workshop_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Return the condition that `may_organise` states, of an account that need not be signed in: it is open, or the one it was joined with is."""
    given, theirs, workshop = aliased(Account), aliased(Account), aliased(Workshop)
    assigned = exists().where(WorkshopOrganiser.workshop_id == workshop.id, WorkshopOrganiser.account_id == theirs.id)
    organises = or_(Grant.role == Role.ADMINISTRATOR, and_(Grant.role == Role.ORGANISER, assigned.correlate(theirs, workshop)))
    return (
        select(theirs.id)
        .join(given, theirs.id == func.coalesce(given.merged_into_id, given.id))
        .join(Grant, Grant.account_id == theirs.id)
        .join(workshop, workshop.programme == Grant.programme)
        .where(given.id == account_id, workshop.id == workshop_id, theirs.is_active, organises)
        .exists()
    )


def may_be_known_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a workshop may be told of: a draft is for those who see its plan, not for those who were put on its list."""
    sees_drafts = true() if viewer.sees_every_workshop else _is_assigned_to(viewer) if Role.ORGANISER in viewer.roles else false()
    return or_(Workshop.status != WorkshopStatus.DRAFT, sees_drafts)


def may_mark(workshop: Workshop, viewer: Viewer) -> bool:
    """Tell whether this viewer may mark attendance in a workshop they may see: its organisers may, and until it is closed administrators.

    Once it is closed, what is corrected is for those to say who were there.
    """
    if not allows(workshop.status, Deed.MARK):
        return False
    return _is_organiser_of(workshop, viewer) if workshop.status == WorkshopStatus.CLOSED else may_organise(workshop, viewer)


def _is_organiser_of(workshop: Workshop, viewer: Viewer) -> bool:
    if Role.ORGANISER not in viewer.roles:
        return False
    # Whoever is an organiser and nothing more sees no other workshops.
    return not viewer.sees_every_workshop or db.session.get(WorkshopOrganiser, (workshop.id, viewer.account_id)) is not None


def is_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that this viewer may see a workshop: of their programme, and assigned to those who only organise."""
    is_of_programme = Workshop.programme == viewer.programme
    return is_of_programme if viewer.sees_every_workshop else and_(is_of_programme, _is_assigned_to(viewer))


def may_be_marked_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that `may_mark` states of one workshop: a monitor sees more workshops than they may mark."""
    may_be_marked = and_(Workshop.programme == viewer.programme, Workshop.status.in_(statuses_allowing(Deed.MARK)))
    is_theirs = _is_assigned_to(viewer) if Role.ORGANISER in viewer.roles else false()
    if Role.ADMINISTRATOR in viewer.roles:
        return and_(may_be_marked, or_(Workshop.status != WorkshopStatus.CLOSED, is_theirs))
    return and_(may_be_marked, is_theirs)


def _is_assigned_to(viewer: Viewer) -> ColumnElement[bool]:
    assigned = select(WorkshopOrganiser.workshop_id).where(WorkshopOrganiser.account_id == viewer.account_id)
    return Workshop.id.in_(assigned)
