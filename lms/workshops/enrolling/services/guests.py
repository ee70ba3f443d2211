"""Trainers and observers of a workshop: they take no place, are not marked, and are there or not."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.merging import of_several_records
from lms.db import db
from lms.errors import Conflict, NotFound
from lms.identifiers import derived_id
from lms.workshops.deeds import locked_for
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.enrolling.rules import State
from lms.workshops.models import Enrolment
from lms.workshops.plan.rules.status import Deed

ROLES = ("trainer", "observer")


class HasOtherRole(Conflict):
    """Somebody is one thing in a workshop at a time."""


def add_guest(
    *, form_id: UUID, workshop_id: UUID, person_id: UUID, role: str, country: str = "", committee: str = "", account_id: UUID, now: datetime
) -> None:  # fmt: skip
    """Make somebody a trainer or an observer of a workshop; the same again changes only where they come from.

    role: one of ROLES. Raises NotNow, and HasOtherRole for somebody who is something else there and has not withdrawn, declined or been replaced.
    """
    workshop = locked_for(Deed.PLAN, workshop_id)
    person_id = of_several_records([person_id]).get(person_id, person_id)  # a page may be older than a merge of two people
    query = select(Enrolment).where(Enrolment.workshop_id == workshop_id, Enrolment.person_id == person_id)
    enrolment = db.session.scalar(query.execution_options(populate_existing=True))
    if enrolment is None:
        enrolment = Enrolment(id=derived_id(form_id, str(person_id)), workshop_id=workshop_id, person_id=person_id, role=role, state="")
        db.session.add(enrolment)
    elif enrolment.role != role and enrolment.state in (State.INVITED, State.CONFIRMED, State.WAITING):
        raise HasOtherRole(_l("This person is already in this workshop as something else. Withdraw or remove them there first."))
    enrolment.country, enrolment.committee = country, committee
    if (enrolment.role, enrolment.state) != (role, State.CONFIRMED):
        before, enrolment.role, enrolment.state = enrolment.state, role, State.CONFIRMED
        _note(enrolment, before, id=derived_id(form_id, f"{role}:{enrolment.id}"), account_id=account_id, now=now)
    accounts.note_audit(account_id=account_id, action="team.changed", subject=workshop.audit_subject, now=now)
    db.session.flush()


def remove_guest(*, form_id: UUID, workshop_id: UUID, enrolment_id: UUID, account_id: UUID, now: datetime) -> None:
    """Take a trainer or an observer out of a workshop; whoever is out already stays out. Raises NotNow, NotFound."""
    workshop = locked_for(Deed.PLAN, workshop_id)
    query = select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.workshop_id == workshop_id, Enrolment.role.in_(ROLES))
    enrolment = db.session.scalar(query.execution_options(populate_existing=True))
    if enrolment is None:
        raise NotFound(_l("There is no such trainer or observer in this workshop. Open the page of the team again."))
    if enrolment.state != State.WITHDRAWN:
        before, enrolment.state = enrolment.state, State.WITHDRAWN
        _note(enrolment, before, id=derived_id(form_id, f"remove:{enrolment.id}"), account_id=account_id, now=now)
        accounts.note_audit(account_id=account_id, action="team.changed", subject=workshop.audit_subject, now=now)
    db.session.flush()


def _note(enrolment: Enrolment, before: str, *, id: UUID, account_id: UUID, now: datetime) -> None:
    db.session.flush()  # the change's foreign key wants the enrolment first
    db.session.add(EnrolmentChange(id=id, enrolment_id=enrolment.id, at=now, account_id=account_id, role=enrolment.role, before=before,
                                   after=enrolment.state, holds_until=None, reason=""))  # fmt: skip
