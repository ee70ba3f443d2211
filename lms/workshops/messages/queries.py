"""Reads for messages: whom to write to, and what became of what was sent."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, literal, or_, select

from lms.accounts.access import Viewer
from lms.accounts.models import Contact, Person
from lms.accounts.queries import holder_of_code
from lms.db import db
from lms.errors import NotFound
from lms.i18n import DEFAULT_LANGUAGE, LANGUAGES
from lms.workshops.acquaintance import is_open_to
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.messages.rules import ENROLMENT_STATES, Kind, State
from lms.workshops.models import AttendanceStanding, Enrolment, Workshop
from lms.workshops.rules import ATTENDED


@dataclass(frozen=True)
class Recipient:
    """Somebody who may be written to."""

    person_id: UUID
    code: str
    name: str
    sex: str
    language: str
    phone: str | None
    """In E.164; the first of several."""
    email: str | None
    is_written_to: bool
    """There is a message of this kind for this occasion already, whatever became of it."""
    is_known: bool
    """Whoever looks at the page may see their number and address."""

    @property
    def phone_to_show(self) -> str | None:
        """The number as it may stand on a page."""
        return self.phone if self.is_known else None

    @property
    def email_to_show(self) -> str | None:
        """The address as it may stand on a page; messages are sent to `email` all the same."""
        return self.email if self.is_known else None


@dataclass(frozen=True)
class LogLine:
    """A message and whose it is."""

    id: UUID
    name: str
    kind: str
    state: str
    reason: str
    tries: int
    due_at: datetime
    changed_at: datetime


def recipients(
    workshop: Workshop, kind: Kind, occasion: str, *, only: str | None = None, reader: Viewer | None = None
) -> list[Recipient]:  # fmt: skip
    """Return the people for whom a kind of message is meant, by name, or the one with the code `only`. One query.

    reader: who looks at them; None where nobody does and the messages are only sent.
    """
    is_theirs = and_(WorkshopMessage.workshop_id == workshop.id, WorkshopMessage.person_id == Person.id)
    is_of_occasion = and_(WorkshopMessage.kind == kind, WorkshopMessage.occasion == occasion)
    query = (
        select(Person, _first_contact("phone"), _first_contact("email"), exists().where(is_theirs, is_of_occasion).correlate(Person),
               _may_be_read_by(reader))
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(_is_meant(workshop, kind))
        .order_by(Person.sort_key, Person.id)
    )  # fmt: skip
    rows = db.session.execute(query.where(Person.id == holder_of_code(only)) if only else query)
    return [
        Recipient(person_id=person.id, code=person.code, name=person.full_name, sex=person.sex, language=_language_of(person), phone=phone or None,
                  email=email or None, is_written_to=is_written_to, is_known=is_known)
        for person, phone, email, is_written_to, is_known in rows
    ]  # fmt: skip


def numbers_of_recipients(workshop: Workshop) -> dict[Kind, int]:
    """Return for how many people each kind of message is meant; not of MISSING, which others know. One query."""
    kinds = [kind for kind in Kind if kind is not Kind.MISSING]
    counts = [select(func.count()).select_from(Enrolment).where(_is_meant(workshop, kind)).scalar_subquery() for kind in kinds]
    return dict(zip(kinds, db.session.execute(select(*counts)).one(), strict=True))


def numbers_by_state(workshop: Workshop) -> dict[str, Counter[str]]:
    """Return {kind: how many messages by state}. One query."""
    found: dict[str, Counter[str]] = {kind.value: Counter() for kind in Kind}
    rows = db.session.execute(
        select(WorkshopMessage.kind, WorkshopMessage.state, func.count())
        .where(WorkshopMessage.workshop_id == workshop.id)
        .group_by(WorkshopMessage.kind, WorkshopMessage.state)
    )
    for kind, state, number in rows:
        found[kind][state] = number
    return found


def log_of(workshop: Workshop) -> list[LogLine]:
    """Return every message of a workshop: first those that somebody must decide on, then the latest. One query."""
    rows = db.session.execute(
        select(WorkshopMessage, Person)
        .join(Person, Person.id == WorkshopMessage.person_id)
        .where(WorkshopMessage.workshop_id == workshop.id)
        .order_by(WorkshopMessage.state.not_in((State.UNSURE, State.FAILED)), WorkshopMessage.changed_at.desc(), Person.sort_key)
    )
    return [
        LogLine(id=message.id, name=person.full_name, kind=message.kind, state=message.state, reason=message.reason, tries=message.tries,
                due_at=message.due_at, changed_at=message.changed_at)
        for message, person in rows
    ]  # fmt: skip


def message_or_404(workshop: Workshop, message_id: UUID) -> WorkshopMessage:
    """Return a message of a workshop, as fresh as the transaction. Raises NotFound."""
    query = select(WorkshopMessage).where(WorkshopMessage.id == message_id, WorkshopMessage.workshop_id == workshop.id)
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_l("This workshop has no such message. Go back to its messages."))
    return found


def email_of(person_id: UUID) -> str | None:
    """Return the e-mail address to which somebody is written, or None."""
    return db.session.scalar(select(_first_contact("email")).where(Person.id == person_id)) or None


def _may_be_read_by(reader: Viewer | None) -> ColumnElement[bool]:
    return literal(False) if reader is None else is_open_to(reader)


def _language_of(person: Person) -> str:
    return person.language if person.language in LANGUAGES else DEFAULT_LANGUAGE


def _first_contact(kind: str) -> ScalarSelect[str]:
    """Select the contact of a person that was noted first."""
    theirs = select(Contact.value).where(Contact.person_id == Person.id, Contact.kind == kind)
    return theirs.order_by(Contact.id).limit(1).correlate(Person).scalar_subquery()


def _is_meant(workshop: Workshop, kind: Kind) -> ColumnElement[bool]:
    is_in_state = and_(Enrolment.workshop_id == workshop.id, Enrolment.state.in_(ENROLMENT_STATES[kind]))
    if kind is Kind.MISSING:
        return and_(is_in_state, Enrolment.role == "participant")
    if kind is Kind.THANKS:
        was_there = exists().where(AttendanceStanding.enrolment_id == Enrolment.id, AttendanceStanding.status.in_(ATTENDED))
        return and_(is_in_state, or_(Enrolment.role != "participant", was_there))
    return is_in_state
