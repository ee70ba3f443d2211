"""A workshop whose people are written to, for the tests of this folder. Everybody is invented."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.i18n import LANGUAGES
from lms.workshops.messages import queries, services
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.messages.rules import Kind
from lms.workshops.messages.services import Addressed, QueueSummary
from lms.workshops.models import Workshop
from tests import factories
from tests.conftest import NOW


@dataclass(frozen=True)
class Post:
    """A workshop, who organises it, and its people in the order they were added."""

    workshop: Workshop
    organiser: Account
    people: list[Person]


def make_post(people: int = 3, *, with_mail: bool = True) -> Post:
    """Make a workshop with confirmed participants, who have an e-mail address (`n0@example.org` …) and a number."""
    factories.make_programme()
    organiser = factories.make_account(Role.ORGANISER)
    workshop = factories.make_workshop(organisers=(organiser,))
    invented = [add_person(f"Nom{number:02}", number, with_mail=with_mail) for number in range(people)]
    for person in invented:
        factories.make_enrolment(workshop, person)
    return Post(workshop, organiser, invented)


def add_person(family_name: str, number: int, *, with_mail: bool = True, language: str = "fr") -> Person:
    """Add somebody with a number and, if wanted, an e-mail address."""
    contacts = [("phone", f"7000{number:04}"), *([("email", f"n{number}@example.org")] if with_mail else [])]
    with transactional():
        return accounts.add_person(family_name=family_name, given_names="Prénom", sex="FM"[number % 2], contacts=contacts, language=language, now=NOW)


def queue(post: Post, kind: Kind = Kind.REMINDER, occasion: str = "2026-11-21", now: datetime = NOW) -> QueueSummary:
    """Have a message sent to everybody for whom it is meant."""
    with transactional():
        told = {language: services.told_of(post.workshop, language, organiser="Awa TRAORÉ") for language in LANGUAGES}
        people = queries.recipients(post.workshop, kind, occasion)
        letters = [Addressed(one, services.message_for(kind, told, one)) for one in people]
        return services.queue_messages(workshop=post.workshop, kind=kind, occasion=occasion, letters=letters, account_id=post.organiser.id, now=now)


def messages() -> list[WorkshopMessage]:
    """Return every message as it is now, in the order of the people."""
    query = select(WorkshopMessage).join(Person, Person.id == WorkshopMessage.person_id).order_by(Person.sort_key, WorkshopMessage.asked_at)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def states() -> list[str]:
    """Return the states of all messages, in the order of the people."""
    return [message.state for message in messages()]


def id_of(number: int = 0) -> UUID:
    """Return the id of a message, by the order of the people."""
    return messages()[number].id
