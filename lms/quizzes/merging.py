"""How the attempts of two records of one person come together (`lms.accounts.merging`): all of them are theirs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from lms.accounts.merging import Regrouping
from lms.db import db
from lms.journal import services as journal
from lms.quizzes.models import Attempt, ImportedBank

OWNERS = (Attempt.person_id,)
STAYING: Mapping[Any, str] = {ImportedBank.account_id: "It says who did it."}


def settle(people: Regrouping) -> None:
    """Let attempts be theirs: the journal knows which record each of them named."""
    now = {row.id: row.person_id for row in db.session.execute(select(Attempt.id, Attempt.person_id).where(Attempt.person_id.in_(people.after)))}
    for event in journal.events_of(now):
        owner = people.after[UUID(event.body["person"])]
        if now[event.id] != owner:
            db.session.execute(update(Attempt).where(Attempt.id == event.id).values(person_id=owner))
