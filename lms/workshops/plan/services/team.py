"""The organisers of a workshop."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l

from lms.accounts import services as accounts
from lms.db import db, insert_absent
from lms.errors import Conflict, NotFound
from lms.workshops.deeds import locked_for
from lms.workshops.models import WorkshopOrganiser
from lms.workshops.plan import queries
from lms.workshops.plan.rules.status import Deed


class LastOrganiser(Conflict):
    """Nobody would organise the workshop any more."""


def add_organiser(*, workshop_id: UUID, organiser_id: UUID, account_id: UUID, now: datetime) -> None:
    """Let an account of the programme organise a workshop; whoever does already goes on. Raises NotNow, NotFound."""
    workshop = locked_for(Deed.PLAN, workshop_id)
    if db.session.get(WorkshopOrganiser, (workshop_id, organiser_id)) is not None:
        return
    if organiser_id not in {one.account_id for one in queries.possible_organisers(workshop)}:
        raise NotFound(_l("This account does not organise workshops of the programme. Choose somebody in the list."))
    insert_absent(WorkshopOrganiser, [{"workshop_id": workshop_id, "account_id": organiser_id}])
    accounts.note_audit(account_id=account_id, action="team.changed", subject=workshop.audit_subject, now=now)


def remove_organiser(*, workshop_id: UUID, organiser_id: UUID, account_id: UUID, now: datetime) -> None:
    """Take a workshop away from one of its organisers, who then no longer sees it. Raises NotNow, LastOrganiser."""
    workshop = locked_for(Deed.PLAN, workshop_id)
    row = db.session.get(WorkshopOrganiser, (workshop_id, organiser_id), populate_existing=True)
    if row is None:
        return
    if {one.account_id for one in queries.organisers_of(workshop)} <= {organiser_id}:
        raise LastOrganiser(_l("This is the only organiser of the workshop. Add another one first."))
    db.session.delete(row)
    accounts.note_audit(account_id=account_id, action="team.changed", subject=workshop.audit_subject, now=now)
    db.session.flush()
