"""The fact `teach-back.observed` {enrolment, outcome, on, observer}, and how it becomes rows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, insert

from lms.db import db
from lms.journal.registry import handles
from lms.journal.rules import NewEvent, StoredEvent
from lms.workshops.facts import counting_enrolments
from lms.workshops.teachback.models import TeachBack
from lms.workshops.teachback.rules import Outcome

TEACH_BACK_OBSERVED = "teach-back.observed"


def teach_back_observed(
    *, id: UUID, enrolment_id: UUID, outcome: Outcome, on: date, observer: str, programme: str, account_id: UUID, said_at: datetime
) -> NewEvent:
    """Return the fact that a participant's teach-back was observed on a day. observer: a name."""
    body = {"enrolment": str(enrolment_id), "outcome": outcome.value, "on": on.isoformat(), "observer": observer}
    return NewEvent(id=id, type=TEACH_BACK_OBSERVED, version=1, programme=programme, actor_id=account_id, said_at=said_at, body=body)


@handles(TEACH_BACK_OBSERVED, version=1, tables=(TeachBack,))
def apply_teach_backs(events: Sequence[StoredEvent]) -> None:
    """Store what was observed, of somebody enrolled under two records with the enrolment that counts."""
    counting = counting_enrolments({UUID(event.body["enrolment"]) for event in events})
    rows = [
        {"id": event.id, "enrolment_id": counting[UUID(event.body["enrolment"])], "outcome": Outcome(event.body["outcome"]).value,
         "on": date.fromisoformat(event.body["on"]), "observer": event.body["observer"], "actor_id": event.actor_id, "said_at": event.said_at,
         "received_at": event.received_at}
        for event in events
    ]  # fmt: skip
    db.session.execute(insert(cast(Table, TeachBack.__table__)), rows)
