"""Adding people and correcting what is recorded of them."""

from datetime import datetime
from uuid import UUID

from lms.accounts import services as accounts
from lms.accounts.models import Person
from lms.accounts.rules import ActorType, PersonData
from lms.db import db


def add_person(*, form_id: UUID, data: PersonData, is_demonstration: bool, account_id: UUID, now: datetime) -> Person:
    """Add a person who is in no list yet, or return the one whom the same form has added already."""
    known = db.session.get(Person, form_id)
    if known is not None:
        return known
    contacts = [(kind, value) for kind, values in data.contacts.items() for value in values]
    person = accounts.add_person(
        family_name=data.family_name, given_names=data.given_names, sex=data.sex, profession=data.profession, institution=data.institution,
        place_code=data.place_code, birth_year=data.birth_year, language=data.language, profession_type=data.profession_type,
        actor_type=ActorType(data.actor_type), contacts=contacts, is_demonstration=is_demonstration,
        id=form_id, now=now,
    )  # fmt: skip
    accounts.note_audit(account_id=account_id, action="person.added", subject=f"person:{person.id}", now=now)
    return person
