"""People whom nobody knew yet, added where they are needed: at the door, on the telephone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts import services as accounts
from lms.accounts.models import Person
from lms.db import db
from lms.identifiers import derived_id


@dataclass(frozen=True)
class NewPerson:
    """What the short form asks."""

    family_name: str
    given_names: str
    sex: str
    profession: str
    institution: str
    phone: str


def person_id_of(form_id: UUID) -> UUID:
    """Return the id of the person that a form adds: the same when it is sent again."""
    return derived_id(form_id, "person")


def add_person(*, form_id: UUID, new: NewPerson, place_code: str | None, is_demonstration: bool, now: datetime) -> Person:
    """Add a person, or return the one whom the same form has added already."""
    known = db.session.get(Person, person_id_of(form_id))
    if known is not None:
        return known
    contacts = [("phone", new.phone)] if new.phone else []
    person = accounts.add_person(
        id=person_id_of(form_id), family_name=new.family_name, given_names=new.given_names, sex=new.sex, profession=new.profession,
        institution=new.institution, place_code=place_code, contacts=contacts, is_demonstration=is_demonstration, now=now,
    )  # fmt: skip
    db.session.flush()
    return person
