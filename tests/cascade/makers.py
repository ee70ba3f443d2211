"""What the tests of sessions need: a trainer, a monitor, a report. Everybody in here is invented."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.cascade import services
from lms.cascade.facts import AMENDED, body_of
from lms.cascade.rules import AgeBand, Contents, Sex, Verdict
from lms.db import db, transactional
from lms.journal.rules import NewEvent, Outcome
from lms.journal.services import record
from tests.conftest import NOW
from tests.factories import PROGRAMME, fact_id, make_account

HELD_ON = date(2026, 11, 1)
COUNTS = {(Sex.WOMEN, AgeBand.FROM_25): 12, (Sex.MEN, AgeBand.FROM_35): 8, (Sex.NOT_STATED, AgeBand.NOT_STATED): 1}


def contents(**changes: Any) -> dict[str, Any]:
    """Return what a report says, as the services take it."""
    return {"place_code": "ML-1/kita", "locality": "Sébékoro", "held_on": HELD_ON, "modules": ["first"], "head_counts": COUNTS, **changes}


def report(trainer: Account, *, event_id: UUID | None = None, now: datetime = NOW, programme: str = PROGRAMME, **changes: Any) -> UUID:
    """Have a trainer report a session; return the session's id."""
    event_id = event_id or fact_id()
    with transactional():
        outcome = services.report_session(event_id=event_id, programme=programme, lead_id=trainer.person_id, account_id=trainer.id, now=now,
                                          **contents(**changes))  # fmt: skip
    assert outcome is Outcome.RECORDED
    return event_id


def amend(trainer: Account, session_id: UUID, *, amends_id: UUID | None = None, now: datetime = NOW, **changes: Any) -> UUID:
    """Have a trainer correct a report (the locality when nothing else is said); return the new report's id."""
    event_id = fact_id()
    with transactional():
        services.amend_session(event_id=event_id, session_id=session_id, amends_id=amends_id or session_id, lead_id=trainer.person_id,
                               account_id=trainer.id, now=now, **contents(**(changes or {"locality": "Corrigé"})))  # fmt: skip
    return event_id


def amend_elsewhere(trainer: Account, session_id: UUID, *, now: datetime = NOW, **changes: Any) -> UUID:
    """Have a correction of the first report arrive from a machine that knew of no other; return the new report's id."""
    event_id = fact_id()
    said = body_of(Contents(**{**contents(**changes), "modules": frozenset({"first"})}))
    body = {"session": str(session_id), "amends": str(session_id), **said}
    with transactional():
        record(NewEvent(id=event_id, type=AMENDED, version=1, programme=PROGRAMME, actor_id=trainer.id, said_at=now, body=body), now=now)
    return event_id


def decide(monitor: Account, session_id: UUID, verdict: Verdict = Verdict.VERIFIED, *, report_id: UUID | None = None, replaces_id: UUID | None = None,
           event_id: UUID | None = None, now: datetime = NOW) -> UUID:  # fmt: skip
    """Have a monitor decide; return the decision's id."""
    event_id = event_id or fact_id()
    with transactional():
        services.decide_session(event_id=event_id, session_id=session_id, report_id=report_id or session_id, decision=verdict,
                                reason="Vérifiez la date." if verdict is Verdict.RETURNED else "", account_id=monitor.id, now=now,
                                replaces_id=replaces_id)  # fmt: skip
    return event_id


def make_trainer(**given: Any) -> Account:
    """Make a trainer with an account."""
    return make_account(Role.TRAINER, **given)


def make_monitor(**given: Any) -> Account:
    """Make a monitor."""
    return make_account(Role.MONITOR, **given)


def rows_of(table: Any) -> set[tuple[Any, ...]]:
    """Return every row of a table."""
    return {tuple(row) for row in db.session.execute(table.__table__.select())}
