"""What many people do to one workshop at the same moment: jobs of `tests.db.writers`. Everybody in here is invented."""

from uuid import UUID

from sqlalchemy import select

from lms import clock
from lms.accounts.models import Person
from lms.db import db, transactional
from lms.identifiers import new_id
from lms.workshops.deeds import locked
from lms.workshops.enrolling.rules import Action, reply_day
from lms.workshops.enrolling.services import people, places
from lms.workshops.models import Enrolment, Workshop

NOBODY = new_id(clock.now())
"""Account of whoever does it all."""


def admit() -> str:
    """Let somebody new in at the door; return whether they have a place or wait."""
    with transactional():
        now, workshop = clock.now(), _workshop()
        form_id = new_id(now)
        person = _somebody(form_id)
        result = places.admit(form_id=form_id, workshop_id=workshop.id, person_id=person.id, account_id=NOBODY, now=now)
    return str(result.state)


def invite() -> str:
    """Invite somebody new; return whether they are invited or wait."""
    with transactional():
        now, workshop = clock.now(), _workshop()
        form_id = new_id(now)
        person = _somebody(form_id)
        until = reply_day(clock.local_day(now), workshop.starts_on)
        results = places.invite(form_id=form_id, workshop_id=workshop.id, person_ids=[person.id], holds_until=until, account_id=NOBODY, now=now)
    return str(results[0].state)


def withdraw() -> str:
    """Take the first of those confirmed off the list; return what became of them."""
    with transactional():
        now, workshop = clock.now(), locked(_workshop().id)
        confirmed = select(Enrolment.id).where(Enrolment.workshop_id == workshop.id, Enrolment.state == "confirmed").order_by(Enrolment.id)
        chosen = db.session.scalars(confirmed).first()
        results = places.change(form_id=new_id(now), workshop_id=workshop.id, enrolment_ids=[chosen] if chosen else [], action=Action.WITHDRAW,
                                reason="", account_id=NOBODY, now=now)  # fmt: skip
    return str(results[0].state) if results else "nobody"


def _workshop() -> Workshop:
    return db.session.scalars(select(Workshop)).one()


def _somebody(form_id: UUID) -> Person:
    new = people.NewPerson(family_name="Foule", given_names=str(form_id), sex="N", profession="", institution="", phone="")
    return people.add_person(form_id=form_id, new=new, place_code=None, is_demonstration=False, now=clock.now())


JOBS = {"admit": admit, "invite": invite, "withdraw": withdraw}
