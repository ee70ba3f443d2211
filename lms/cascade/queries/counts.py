"""How many sessions people led, for the certificates that ask for some."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import case, func, select

from lms.cascade.models import CascadeSession
from lms.cascade.rules import State
from lms.certificates.sessions import SessionCount
from lms.db import db


def sessions_led(person_ids: Sequence[UUID], programme: str) -> dict[UUID, SessionCount]:
    """Return how many sessions of a programme each of these people led; who led none is left out. One query."""
    verified = func.count(case((CascadeSession.state == State.VERIFIED, 1)))
    rows = db.session.execute(
        select(CascadeSession.lead_id, func.count(), verified)
        .where(CascadeSession.lead_id.in_(person_ids), CascadeSession.programme == programme, CascadeSession.state != State.RETURNED)
        .group_by(CascadeSession.lead_id)
    )
    return {lead_id: SessionCount(reported=reported, verified=number) for lead_id, reported, number in rows}
