"""Actions on messages: writing them, having them sent, and deciding on those of which nobody knows whether they left."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, exists, or_, update
from sqlalchemy.orm import aliased

from lms.accounts import services as accounts
from lms.db import db, insert_absent
from lms.errors import Conflict
from lms.i18n import period_on_paper
from lms.identifiers import new_id
from lms.workshops.deeds import refuse_unless
from lms.workshops.messages import queries
from lms.workshops.messages.content import wording
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.messages.queries import Recipient
from lms.workshops.messages.rules import DEEDS, MAY_BE_SENT_AGAIN, Kind, Message, Missing, Period, Reader, State, Told, write
from lms.workshops.models import Workshop
from lms.workshops.particulars import WorkshopFacts, facts_of

MAIL = "mail"


class CannotBeSentAgain(Conflict):
    """The message is on its way or has arrived."""


class NothingToDecide(Conflict):
    """It is known what became of the message."""


@dataclass(frozen=True)
class Addressed:
    """A message and to whom it goes."""

    recipient: Recipient
    message: Message


@dataclass(frozen=True)
class QueueSummary:
    """What became of the messages that were to be sent."""

    queued: int
    known: int
    """Of people who had been written to for this occasion: not written to again."""
    without_address: int


def told_of(workshop: Workshop, language: str, *, organiser: str, old: tuple[date, date] | None = None) -> Told:
    """Return what messages of a workshop tell, in a language. old: the first and last day announced before."""
    return told(facts_of(workshop), workshop.programme_row.name(language), language, organiser=organiser, old=old)


def told(facts: WorkshopFacts, programme: str, language: str, *, organiser: str, old: tuple[date, date] | None = None) -> Told:
    """Return what messages tell of these facts, in a language."""
    return Told(programme=programme, place=facts.place, venue=facts.venue, period=Period(*period_on_paper(facts.starts_on, facts.ends_on, language)),
                organiser=organiser, old_period=Period(*period_on_paper(*old, language)) if old else None)  # fmt: skip


def message_for(kind: Kind, told_by_language: dict[str, Told], recipient: Recipient, *, missing: Missing | None = None) -> Message:
    """Return what is written to one person, in their language."""
    return write(kind, wording()[recipient.language], told_by_language[recipient.language], Reader(recipient.name, recipient.sex), missing=missing)


def queue_messages(
    *, workshop: Workshop, kind: Kind, occasion: str, letters: Iterable[Addressed], account_id: UUID, now: datetime
) -> QueueSummary:  # fmt: skip
    """Have messages sent by mail. For one occasion somebody is written to once, however often this is asked for."""
    letters = list(letters)
    to_send = [letter for letter in letters if letter.recipient.email]
    rows = [_row(workshop, kind, occasion, letter, account_id, now) for letter in to_send if not letter.recipient.is_written_to]
    insert_absent(WorkshopMessage, rows)
    if rows:
        accounts.note_audit(account_id=account_id, action="messages.queued", subject=workshop.audit_subject, now=now)
    return QueueSummary(queued=len(rows), known=len(to_send) - len(rows), without_address=len(letters) - len(to_send))


def send_again(*, workshop: Workshop, message_id: UUID, account_id: UUID, now: datetime) -> None:
    """Put a message that did not leave, or may not have left, back among those to send. Raises CannotBeSentAgain, NotNow."""
    message = queries.message_or_404(workshop, message_id)
    refuse_unless(workshop, DEEDS[Kind(message.kind)])
    if message.state not in MAY_BE_SENT_AGAIN:
        raise CannotBeSentAgain(_l("This message is on its way or was sent already, so it was not sent again."))
    message.state, message.reason, message.tries, message.due_at, message.changed_at = State.QUEUED, "", 0, now, now
    accounts.note_audit(account_id=account_id, action="message.sent-again", subject=f"message:{message_id}", now=now)


def note_arrived(*, workshop: Workshop, message_id: UUID, account_id: UUID, now: datetime) -> None:
    """Record that a message of which nobody knew has arrived, as its reader said. Raises NothingToDecide."""
    message = queries.message_or_404(workshop, message_id)
    if message.state != State.UNSURE:
        raise NothingToDecide(_l("It is known already what became of this message."))
    message.state, message.text, message.changed_at = State.SENT, "", now
    accounts.note_audit(account_id=account_id, action="message.arrived", subject=f"message:{message_id}", now=now)


def withdraw_waiting(*, workshop: Workshop, account_id: UUID, now: datetime) -> int:
    """Keep the messages of a workshop that have not left from leaving; return how many."""
    waiting = update(WorkshopMessage).where(WorkshopMessage.workshop_id == workshop.id, WorkshopMessage.state == State.QUEUED)
    number: int = db.session.execute(waiting.values(state=State.WITHDRAWN, changed_at=now)).rowcount  # type: ignore[attr-defined]
    if number:
        accounts.note_audit(account_id=account_id, action="messages.withdrawn", subject=workshop.audit_subject, now=now)
    return number


def withdraw_doubled(*, kept_id: UUID, records: Collection[UUID], now: datetime) -> None:
    """Keep from leaving what somebody of several records would receive twice: a message of whose kind and occasion another has left or will.

    kept_id: the record that stands for the person. records: all of them. Those that were withdrawn so stay it when the records are told apart.
    """
    twin = aliased(WorkshopMessage)
    same = (getattr(twin, name) == getattr(WorkshopMessage, name) for name in ("workshop_id", "kind", "channel", "occasion"))
    has_left = twin.state.in_((State.SENDING, State.SENT, State.UNSURE))
    will_leave = and_(twin.state == State.QUEUED, twin.person_id == kept_id, WorkshopMessage.person_id != kept_id)
    is_doubled = exists().where(*same, twin.id != WorkshopMessage.id, twin.person_id.in_(records), or_(has_left, will_leave))
    waiting = update(WorkshopMessage).where(WorkshopMessage.person_id.in_(records), WorkshopMessage.state == State.QUEUED, is_doubled)
    db.session.execute(waiting.values(state=State.WITHDRAWN, changed_at=now))


def _row(workshop: Workshop, kind: Kind, occasion: str, letter: Addressed, account_id: UUID, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(now), "workshop_id": workshop.id, "person_id": letter.recipient.person_id, "kind": kind.value, "channel": MAIL,
        "occasion": occasion, "language": letter.recipient.language, "subject": letter.message.subject, "text": letter.message.text,
        "state": State.QUEUED.value, "reason": "", "tries": 0, "due_at": now, "asked_by": account_id, "asked_at": now, "changed_at": now,
    }  # fmt: skip
