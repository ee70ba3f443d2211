"""Places meant for groups."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete

from lms.db import db
from lms.workshops.deeds import locked_for
from lms.workshops.plan.models import WorkshopQuota
from lms.workshops.plan.rules.quotas import Axis, overbooked
from lms.workshops.plan.rules.status import Deed
from lms.workshops.plan.services.days import note_change
from lms.workshops.plan.services.refusals import Part, PlanRefused


def set_quotas(*, workshop_id: UUID, minima: Mapping[tuple[Axis, str], int], account_id: UUID, now: datetime) -> None:
    """Say for which groups how many places are meant at least; groups that are left out have none. Raises NotNow, and PlanRefused when the
    places of an axis are more than the workshop has.
    """
    workshop = locked_for(Deed.PLAN, workshop_id)
    for total in overbooked(minima, workshop.capacity).values():
        raise PlanRefused(Part.QUOTAS, _("Together these are %(total)d places, and the workshop has %(capacity)d. Lower one of the numbers.",
                                         total=total, capacity=workshop.capacity))  # fmt: skip
    db.session.execute(delete(WorkshopQuota).where(WorkshopQuota.workshop_id == workshop_id))
    db.session.add_all(
        WorkshopQuota(workshop_id=workshop_id, axis=axis, group=group, minimum=minimum) for (axis, group), minimum in minima.items() if minimum
    )
    note_change(workshop, account_id, now)
