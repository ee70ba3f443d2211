"""What the worker does: takes one message at a time in hand, hands it to the mail server, and notes how that went.

A message is marked «sending» and committed before the server hears of it, and «sent» once the server has answered for it. Whatever dies
in between leaves it «sending»; after ten minutes that reads «unsure», and a person decides. So a crash can leave a message unsent, and never
sends one twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update

from lms import clock, queue
from lms.config import SmtpServer
from lms.db import db, transactional
from lms.mail import Letter, NotSent, Postman, Reason, Unsure
from lms.workshops.messages import queries
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.messages.rules import LONGEST_IN_HAND, State, message_id_of, next_try
from lms.workshops.models import Workshop
from lms.workshops.plan.rules.status import WorkshopStatus

Clock = Callable[[], datetime]


@queue.task
def send_messages() -> None:
    """Send what is due, when a mail server has been named."""
    server: SmtpServer | None = current_app.config["RELAIS_SETTINGS"].smtp
    if server is not None:
        send_due(server)


def send_due(server: SmtpServer, *, now: Clock = clock.now) -> int:
    """Send every message that is due; return how many the server took."""
    with transactional():
        _give_up_those_in_hand(now())
    sent = 0
    with Postman(server) as postman:
        while not queue.is_leaving():
            taken = _take(server.sender_domain, now())
            if taken is None:
                break
            sent += _send(postman, taken, now)
    return sent


@dataclass(frozen=True)
class _InHand:
    id: UUID
    tries: int
    """This one included."""
    letter: Letter | None
    """None: there is no address to send it to."""


def _send(postman: Postman, taken: _InHand, now: Clock) -> bool:
    if taken.letter is None:
        _note(taken, State.FAILED, now(), reason=Reason.NO_ADDRESS)
        return False
    try:
        postman.send(taken.letter)
    except NotSent as fault:
        wait = None if fault.is_final else next_try(taken.tries)
        _note(taken, State.QUEUED if wait else State.FAILED, now(), reason=fault.reason, due_at=now() + wait if wait else None)
        return False
    except Unsure:
        _note(taken, State.UNSURE, now())
        return False
    _note(taken, State.SENT, now(), text="")
    return True


@transactional()
def _take(domain: str, now: datetime) -> _InHand | None:
    """Take the message that has been due longest in hand: from here on no other worker sees it."""
    _withdraw_those_of_cancelled_workshops(now)
    due = select(WorkshopMessage).where(WorkshopMessage.state == State.QUEUED, WorkshopMessage.due_at <= now)
    message = db.session.scalar(
        due.order_by(WorkshopMessage.due_at, WorkshopMessage.id).limit(1).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    )
    if message is None:
        return None
    message.state, message.tries, message.changed_at = State.SENDING, message.tries + 1, now
    address = queries.email_of(message.person_id)
    return _InHand(message.id, message.tries, _letter(message, address, domain, now) if address else None)


def _withdraw_those_of_cancelled_workshops(now: datetime) -> None:
    """Keep from leaving what nobody should read any more: it may have waited for the mail server for hours."""
    cancelled = select(Workshop.id).where(Workshop.status == WorkshopStatus.CANCELLED)
    waiting = (WorkshopMessage.state == State.QUEUED) & WorkshopMessage.workshop_id.in_(cancelled)
    db.session.execute(update(WorkshopMessage).where(waiting).values(state=State.WITHDRAWN, changed_at=now))


def _letter(message: WorkshopMessage, address: str, domain: str, now: datetime) -> Letter:
    message_id = message_id_of(workshop_id=message.workshop_id, person_id=message.person_id, kind=message.kind, channel=message.channel,
                               occasion=message.occasion, domain=domain)  # fmt: skip
    return Letter(to=address, subject=message.subject, body=message.text, message_id=message_id, language=message.language, written_at=now)


@transactional()
def _note(taken: _InHand, state: State, now: datetime, *, reason: str = "", due_at: datetime | None = None, text: str | None = None) -> None:
    """Note what became of a message; not when somebody has decided on it meanwhile."""
    values = {
        "state": state,
        "reason": reason,
        "changed_at": now,
        **({"due_at": due_at} if due_at else {}),
        **({} if text is None else {"text": text}),
    }
    is_ours = (WorkshopMessage.id == taken.id) & (WorkshopMessage.tries == taken.tries) & WorkshopMessage.state.in_((State.SENDING, State.UNSURE))
    db.session.execute(update(WorkshopMessage).where(is_ours).values(values))


def _give_up_those_in_hand(now: datetime) -> None:
    """Mark what a worker took and never spoke of again: it died with it."""
    lost = (WorkshopMessage.state == State.SENDING) & (WorkshopMessage.changed_at < now - LONGEST_IN_HAND)
    db.session.execute(update(WorkshopMessage).where(lost).values(state=State.UNSURE, changed_at=now))
