"""The facts of the cascade and how they fill its tables.

`session.reported` v1, body {lead, place, locality, held_on, modules, head_counts}. Its id becomes the session's.
`session.amended` v1, body {session, amends} and the same but lead.
`session.decided` v1, body {session, report, decision, reason, replaces}.

Facts of several machines may be applied in any order; the cached columns of a session are computed again from all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from lms.accounts.merging import of_several_records
from lms.cascade.models import CascadeSession, HeadCount, SessionDecision, SessionModule, SessionReport
from lms.cascade.rules import AgeBand, Contents, Decision, Report, Sex, Verdict, latest_report, state
from lms.db import db
from lms.journal.registry import handles
from lms.journal.rules import StoredEvent

REPORTED = "session.reported"
AMENDED = "session.amended"
DECIDED = "session.decided"

_REPORT_TABLES = (CascadeSession, SessionReport, SessionModule, HeadCount)


def body_of(contents: Contents) -> dict[str, Any]:
    """Return what a report says as it stands in the journal: JSON values, lists in a fixed order, no zeros."""
    counts = sorted((band, sex, number) for (sex, band), number in contents.head_counts.items() if number)
    return {
        "place": contents.place_code,
        "locality": contents.locality,
        "held_on": contents.held_on.isoformat(),
        "modules": sorted(contents.modules),
        "head_counts": [{"sex": sex, "age_band": band, "number": number} for band, sex, number in counts],
    }


@handles(REPORTED, version=1, tables=_REPORT_TABLES)
def apply_reported(events: Sequence[StoredEvent]) -> None:
    """Make a session and its first report from each event."""
    leads = {event.id: UUID(event.body["lead"]) for event in events}
    stands_for = of_several_records(set(leads.values()))
    _insert(
        CascadeSession,
        [
            {"id": event.id, "programme": event.programme, "lead_id": stands_for.get(leads[event.id], leads[event.id]), "report_id": event.id,
             "state": "waiting", "reported_at": event.received_at}
            for event in events
        ],
    )  # fmt: skip
    _insert_reports([(event, event.id, None) for event in events])
    _refresh(event.id for event in events)


@handles(AMENDED, version=1, tables=_REPORT_TABLES)
def apply_amended(events: Sequence[StoredEvent]) -> None:
    """Add a report to the session that each event names."""
    _insert_reports([(event, UUID(event.body["session"]), UUID(event.body["amends"])) for event in events])
    _refresh(UUID(event.body["session"]) for event in events)


@handles(DECIDED, version=1, tables=(CascadeSession, SessionDecision))
def apply_decided(events: Sequence[StoredEvent]) -> None:
    """Add a decision to the session that each event names."""
    _insert(
        SessionDecision,
        [
            {"id": event.id, "session_id": UUID(event.body["session"]), "report_id": UUID(event.body["report"]),
             "decision": event.body["decision"], "reason": event.body["reason"], "actor_id": event.actor_id, "said_at": event.said_at,
             "received_at": event.received_at}
            for event in events
        ],
    )  # fmt: skip
    _refresh(UUID(event.body["session"]) for event in events)


def _insert_reports(rows: Sequence[tuple[StoredEvent, UUID, UUID | None]]) -> None:
    _insert(
        SessionReport,
        [
            {"id": event.id, "session_id": session_id, "amends_id": amends_id, "place_code": event.body["place"],
             "locality": event.body["locality"], "held_on": date.fromisoformat(event.body["held_on"]), "said_at": event.said_at,
             "received_at": event.received_at}
            for event, session_id, amends_id in rows
        ],
    )  # fmt: skip
    _insert(SessionModule, [{"report_id": event.id, "module": module} for event, _session, _amends in rows for module in event.body["modules"]])
    _insert(HeadCount, [{"report_id": event.id, **count} for event, _session, _amends in rows for count in event.body["head_counts"]])


def _insert(table: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)


def _refresh(session_ids: Iterable[UUID]) -> None:
    """Compute the cached columns of these sessions again. One whose first report has not arrived yet has no row and is left."""
    ids = list(dict.fromkeys(session_ids))
    decisions = decisions_of(ids)
    for session_id, reports in reports_of(ids).items():
        latest = latest_report(reports).report
        db.session.execute(
            update(CascadeSession)
            .where(CascadeSession.id == session_id)
            .values(report_id=latest.id, reported_at=latest.received_at, state=state(reports, decisions[session_id]))
        )


def reports_of(session_ids: Sequence[UUID]) -> dict[UUID, list[Report]]:
    """Return {session: its reports}, those without any left out. One query."""
    found: dict[UUID, list[Report]] = defaultdict(list)
    rows = db.session.execute(
        select(SessionReport.session_id, SessionReport.id, SessionReport.amends_id, SessionReport.received_at).where(
            SessionReport.session_id.in_(session_ids)
        )
    )
    for session_id, report_id, amends_id, received_at in rows:
        found[session_id].append(Report(id=report_id, amends_id=amends_id, received_at=received_at))
    return found


def decisions_of(session_ids: Sequence[UUID]) -> dict[UUID, list[Decision]]:
    """Return {session: its decisions}; a session without any gives an empty list. One query."""
    found: dict[UUID, list[Decision]] = defaultdict(list)
    rows = db.session.execute(
        select(
            SessionDecision.session_id, SessionDecision.id, SessionDecision.report_id, SessionDecision.decision, SessionDecision.received_at
        ).where(SessionDecision.session_id.in_(session_ids))
    )
    for session_id, decision_id, report_id, verdict, received_at in rows:
        found[session_id].append(Decision(id=decision_id, report_id=report_id, verdict=Verdict(verdict), received_at=received_at))
    return found


def head_counts_from(rows: Iterable[tuple[str, str, int]]) -> dict[tuple[Sex, AgeBand], int]:
    """Return head counts from rows (sex, age band, number)."""
    return {(Sex(sex), AgeBand(band)): number for sex, band, number in rows}
