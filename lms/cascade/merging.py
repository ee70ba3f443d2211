"""How the sessions that two records of one person led come together (`lms.accounts.merging`): all of them are theirs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from lms.accounts.merging import Regrouping
from lms.cascade.models import CascadeSession, SessionDecision
from lms.db import db
from lms.journal import services as journal

OWNERS = (CascadeSession.lead_id,)
STAYING: Mapping[Any, str] = {SessionDecision.actor_id: "It says who did it."}


def settle(people: Regrouping) -> None:
    """Let sessions be led by them: the journal knows which record each report named."""
    query = select(CascadeSession.id, CascadeSession.lead_id).where(CascadeSession.lead_id.in_(people.after))
    now = {row.id: row.lead_id for row in db.session.execute(query)}
    for event in journal.events_of(now):
        lead = people.after[UUID(event.body["lead"])]
        if now[event.id] != lead:
            db.session.execute(update(CascadeSession).where(CascadeSession.id == event.id).values(lead_id=lead))
