"""How many strangers (`acquaintance`) an organiser meets in a day: those whom a list of theirs names, and those whom they choose in a search.

Each leaves a line in the audit, and the lines of a day are counted: so the limit holds on several machines and after a restart.
"""

from collections.abc import Collection
from datetime import datetime, time
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.models import AuditEntry
from lms.clock import BAMAKO, local_day
from lms.db import db
from lms.errors import DomainError

MOST = 60
"""In a day: a workshop has some forty places, so a whole room of people from elsewhere, and half as many again for those who do not come."""

MATCHED, ENROLLED = "stranger.matched", "stranger.enrolled"


class TooManyStrangers(DomainError):
    """More people of other workshops than one account may meet in a day."""

    def __init__(self) -> None:
        super().__init__(
            _l("This would name more people of other workshops than one account may look up in a day, %(number)d. Ask the administrator to do it, "
               "or go on tomorrow.", number=MOST)
        )  # fmt: skip


def newly_met(person_ids: Collection[UUID], *, account_id: UUID, now: datetime) -> list[UUID]:
    """Return those whom an account has not met today, in their order. Raises TooManyStrangers when with them there would be more than MOST."""
    if not person_ids:
        return []
    midnight = datetime.combine(local_day(now), time(), BAMAKO)
    query = select(AuditEntry.subject).where(AuditEntry.at >= midnight, AuditEntry.account_id == account_id)
    met = set(db.session.scalars(query.where(AuditEntry.action.in_((MATCHED, ENROLLED)))))
    new = [id for id in dict.fromkeys(person_ids) if subject_of(id) not in met]
    if new and len(met) + len(new) > MOST:
        raise TooManyStrangers
    return new


def note_enrolled(person_ids: Collection[UUID], *, account_id: UUID, now: datetime) -> None:
    """Note that an account enrols these strangers. Raises TooManyStrangers as `newly_met` does."""
    newly_met(person_ids, account_id=account_id, now=now)
    for id in dict.fromkeys(person_ids):
        accounts.note_audit(account_id=account_id, action=ENROLLED, subject=subject_of(id), now=now)


def subject_of(person_id: UUID) -> str:
    """Return what the audit calls a person."""
    return f"person:{person_id}"
