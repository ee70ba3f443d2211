"""Reads on teach-backs: where somebody may record them, and what was observed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from lms.accounts.access import Viewer
from lms.accounts.models import Person
from lms.db import db
from lms.workshops.access import is_organised_by, no_such_workshop
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.participation import latest_teach_back
from lms.workshops.queries import is_in_the_room
from lms.workshops.teachback.models import TeachBack
from lms.workshops.teachback.rules import Latest, Outcome


@dataclass(frozen=True)
class Participant:
    """Somebody in the room, with what was last observed of them."""

    enrolment_id: UUID
    name: str
    profession: str
    institution: str
    id: UUID | None
    """The observation that counts."""
    outcome: Outcome | None
    """None also when it was withdrawn."""
    on: date | None
    observer: str


def workshop_to_observe(slug: str, viewer: Viewer) -> Workshop:
    """Return a workshop whose teach-backs this viewer may record. Raises NotFound, as for one that does not exist."""
    found = db.session.scalar(select(Workshop).where(Workshop.slug == slug, may_observe(viewer)))
    if found is None:
        raise no_such_workshop()
    return found


def may_observe(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a viewer may record the teach-backs of a workshop: whoever organises it, and its confirmed trainers."""
    is_trainer = and_(Enrolment.person_id == viewer.person_id, Enrolment.role == "trainer", Enrolment.state == "confirmed")
    as_trainer = Workshop.id.in_(select(Enrolment.workshop_id).where(is_trainer))
    return or_(is_organised_by(viewer), and_(Workshop.programme == viewer.programme, as_trainer))


def participants(workshop: Workshop) -> list[Participant]:
    """Return the confirmed participants of a workshop by name, with what was last observed. One query."""
    rows = db.session.execute(
        select(Enrolment.id, Person, TeachBack)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(TeachBack, TeachBack.id == latest_teach_back())
        .where(Enrolment.workshop_id == workshop.id, is_in_the_room())
        .order_by(Person.sort_key, Enrolment.id)
        .execution_options(populate_existing=True)
    )
    return [_participant(enrolment_id, person, observed) for enrolment_id, person, observed in rows]


def latest_of(enrolment_ids: Collection[UUID]) -> dict[UUID, Latest]:
    """Return the observation that counts of each enrolment that has one. One query."""
    rows = db.session.execute(
        select(Enrolment.id, TeachBack.id, TeachBack.outcome)
        .join(TeachBack, TeachBack.id == latest_teach_back())
        .where(Enrolment.id.in_(enrolment_ids))
    )
    return {enrolment_id: Latest(id, Outcome(outcome)) for enrolment_id, id, outcome in rows}


def _participant(enrolment_id: UUID, person: Person, observed: TeachBack | None) -> Participant:
    stands = observed is not None and observed.outcome != Outcome.WITHDRAWN
    return Participant(
        enrolment_id=enrolment_id, name=person.full_name, profession=person.profession, institution=person.institution,
        id=observed.id if observed else None, outcome=Outcome(observed.outcome) if observed and stands else None,
        on=observed.on if observed and stands else None, observer=observed.observer if observed and stands else "",
    )  # fmt: skip
