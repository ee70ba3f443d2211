"""Whose particulars somebody may know through workshops: telephone, e-mail, what they have done, and correcting it.

An organiser enrols people whom they find by name, so that an enrolment alone says only that somebody was chosen. It opens the particulars of
whoever came to a workshop of theirs, and of those who are theirs alone: in no workshop of others, with no role that staff have. Whoever comes from
elsewhere is a *stranger* until they have come. Docs: decisions/0025.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, and_, exists, literal, or_, select

from lms.accounts.access import Viewer
from lms.accounts.models import Account, Grant, Person
from lms.accounts.rules import Role
from lms.db import db
from lms.workshops.models import AttendanceStanding, Enrolment, Workshop, WorkshopOrganiser
from lms.workshops.participation import is_to_be_held
from lms.workshops.rules import ATTENDED, MERGED

Knows = Callable[[UUID], bool]
"""Tells whether somebody may know the particulars of a person."""

_STANDING = ("invited", "waiting", "confirmed")


def is_of_programme(programme: str) -> ColumnElement[bool]:
    """Return the condition that a person is in a workshop of a programme, has a role in it, or is in none and has none, so that nobody is lost."""
    enrolled = _exists(Enrolment.person_id == Person.id)
    granted = _exists(Account.person_id == Person.id, Grant.account_id == Account.id)
    here = _exists(Enrolment.person_id == Person.id, Workshop.id == Enrolment.workshop_id, Workshop.programme == programme)
    works_here = _exists(Account.person_id == Person.id, Grant.account_id == Account.id, Grant.programme == programme)
    return or_(here, works_here, and_(~enrolled, ~granted))


def is_known_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an organiser may know the particulars of a person.

    In a workshop assigned to them that is neither a draft nor cancelled, the person has attended a half-day; or they are invited, waiting or
    confirmed there, in no workshop that is assigned to others alone, and have no role but that of a trainer.
    """
    assigned = select(WorkshopOrganiser.workshop_id).where(WorkshopOrganiser.account_id == viewer.account_id)
    in_theirs = and_(Enrolment.person_id == Person.id, Enrolment.workshop_id.in_(assigned), Enrolment.role != MERGED,
                     Workshop.id == Enrolment.workshop_id, Workshop.programme == viewer.programme, is_to_be_held())  # fmt: skip
    has_come = _exists(in_theirs, AttendanceStanding.enrolment_id == Enrolment.id, AttendanceStanding.status.in_(ATTENDED))
    is_expected = _exists(in_theirs, Enrolment.state.in_(_STANDING))
    comes_from_elsewhere = _exists(Enrolment.person_id == Person.id, Enrolment.role != MERGED, Enrolment.workshop_id.not_in(assigned))
    is_staff = _exists(Account.person_id == Person.id, Grant.account_id == Account.id, Grant.role != Role.TRAINER)
    return or_(has_come, and_(is_expected, ~comes_from_elsewhere, ~is_staff))


def is_open_to(reader: Viewer) -> ColumnElement[bool]:
    """Return the condition that a reader may know the particulars of a person, to be asked beside the person: of everybody, for some readers."""
    return literal(True) if reader.sees_every_workshop else is_known_to(reader)


def knows(viewer: Viewer) -> Knows:
    """Return what tells whether a viewer may know the particulars of a person: of everybody, for those who see every workshop. One query at most."""
    if viewer.sees_every_workshop:
        return lambda _person_id: True
    known = set(db.session.scalars(select(Person.id).where(is_known_to(viewer))))
    return known.__contains__


def _exists(*conditions: ColumnElement[bool]) -> Exists:
    return exists().where(*conditions).correlate(Person)  # a query around it may have enrolments of its own
