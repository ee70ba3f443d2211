"""Taking hold of a workshop in order to do something with it: one after the other, and only what its status allows."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.db import db
from lms.errors import Conflict, NotFound
from lms.workshops.models import Workshop
from lms.workshops.plan.rules.status import Deed, WorkshopStatus, allows

_WHY_NOT = {
    WorkshopStatus.DRAFT: _l("This workshop is still a draft. Open its invitations on the page of its plan first."),
    WorkshopStatus.RUNNING: _l("This workshop has begun, so nobody is invited any more. Add people at the door."),
    WorkshopStatus.CLOSED: _l("This workshop is closed: only its attendance and its files are changed now, by its organisers. To change anything "
                              "else, open it again on the page of its plan and say why."),
    WorkshopStatus.CANCELLED: _l("This workshop was cancelled. To go on with it, make it a draft again on the page of its plan and say why."),
}  # fmt: skip


class NotNow(Conflict):
    """The status of the workshop does not allow it."""

    def __init__(self, status: str) -> None:
        super().__init__(_WHY_NOT[WorkshopStatus(status)])


def refuse_unless(workshop: Workshop, deed: Deed) -> None:
    """Raise NotNow unless the status of the workshop allows this."""
    if not allows(workshop.status, deed):
        raise NotNow(workshop.status)


def locked(workshop_id: UUID) -> Workshop:
    """Return a workshop as it is now, and let nobody else change it, its plan or its enrolments until the transaction ends.

    Every action on them begins with this. On SQLite a writer has the whole database already. Whoever records facts as well takes the lock
    of the journal first. Raises NotFound.
    """
    query = select(Workshop).where(Workshop.id == workshop_id).with_for_update(of=Workshop).execution_options(populate_existing=True)
    workshop = db.session.scalar(query)
    if workshop is None:
        raise NotFound(_l("This workshop is no longer there. Choose another one in the list of workshops."))
    return workshop


def locked_for(deed: Deed, workshop_id: UUID) -> Workshop:
    """Return a workshop as `locked` does. Raises NotNow when its status does not allow this."""
    workshop = locked(workshop_id)
    refuse_unless(workshop, deed)
    return workshop
