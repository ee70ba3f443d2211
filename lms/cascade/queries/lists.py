"""Lists of sessions: a trainer's own, and all those of a programme. The number of queries never depends on the rows."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.cascade.models import CascadeSession, HeadCount, SessionDecision, SessionModule, SessionReport
from lms.cascade.queries import checks
from lms.cascade.queries.places import region_of_place
from lms.cascade.rules import AgeBand, Checked, Decision, Doubt, Lead, State, Verdict, doubts_of, verified_earlier
from lms.clock import local_day
from lms.db import db
from lms.places.models import Place

PAGE_SIZE = 25


@dataclass(frozen=True)
class SessionLine:
    """A session as its trainer's list shows it: what its latest report says."""

    id: UUID
    state: State
    place: str
    region: str
    locality: str
    held_on: date
    reported_at: datetime
    participants: int
    lead: str
    reason: str
    """Why it was returned, when it is."""
    modules: tuple[str, ...] = ()
    """Only in the list of a trainer's own."""
    doubts: tuple[Doubt, ...] = ()
    """Only in the list of a programme, and only while it waits."""


@dataclass(frozen=True)
class Page:
    """One page of the sessions of a programme."""

    lines: list[SessionLine]
    count: int
    """How many sessions the filters leave, on all pages; 0 on a page beyond the last."""


@dataclass(frozen=True)
class _Decided:
    """What was decided on some sessions."""

    of_session: dict[UUID, list[Decision]]
    reasons: dict[UUID, str]
    """{report: why it was returned}"""


def sessions_led_by(lead_id: UUID, programme: str) -> list[SessionLine]:
    """Return the sessions that a person led in a programme, the latest held first. Three queries."""
    chosen = select(CascadeSession.id, func.count().over().label("found")).where(
        CascadeSession.programme == programme, CascadeSession.lead_id == lead_id
    )  # fmt: skip
    rows = _rows(chosen, SessionReport.held_on.desc(), CascadeSession.id.desc())
    modules = _modules([row.report_id for row in rows])
    decided = _decided([row.id for row in rows])
    return [_line(row, decided, modules=tuple(modules[row.report_id])) for row in rows]


def sessions(programme: str, *, state: State | None, region: str, page: int) -> Page:
    """Return one page of the sessions of a programme. Five queries.

    state: None for all. region: code of a 2022 region, or an empty text for all.
    Those that wait come with the longest waiting first, others with the latest reported first.
    """
    is_queue = state is State.WAITING
    order = (CascadeSession.reported_at, CascadeSession.id) if is_queue else (CascadeSession.reported_at.desc(), CascadeSession.id.desc())
    chosen = select(CascadeSession.id, func.count().over().label("found")).where(CascadeSession.programme == programme)
    if state:
        chosen = chosen.where(CascadeSession.state == state)
    if region:
        chosen = chosen.join(SessionReport, SessionReport.id == CascadeSession.report_id).join(Place, Place.code == SessionReport.place_code)
        chosen = chosen.where(region_of_place() == region)
    rows = _rows(chosen.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE), *order)
    return Page(lines=_lines_with_doubts(rows, programme), count=rows[0].found if rows else 0)


def next_waiting(programme: str, *, beside: UUID, not_led_by: UUID) -> UUID | None:
    """Return the session that has waited longest, other than one at hand and those that somebody led; None when there is none. One query."""
    return db.session.scalar(
        select(CascadeSession.id)
        .where(CascadeSession.programme == programme, CascadeSession.state == State.WAITING)
        .where(CascadeSession.id != beside, CascadeSession.lead_id != not_led_by)
        .order_by(CascadeSession.reported_at, CascadeSession.id)
        .limit(1)
    )


def states_of(lines: Sequence[SessionLine]) -> Counter[State]:
    """Return how many of these sessions are in each state."""
    return Counter(line.state for line in lines)


def _rows(chosen: Select[*tuple[Any, ...]], *order: Any) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what lists show of the chosen sessions; head counts are added up for these only."""
    page, region = chosen.subquery(), aliased(Place)
    total, minors = _head_count(), _head_count(AgeBand.UNDER_18)
    return db.session.execute(
        select(CascadeSession.id, CascadeSession.state, CascadeSession.report_id, CascadeSession.reported_at, CascadeSession.lead_id,
               SessionReport.held_on, SessionReport.locality, Place.name.label("place"), region.name.label("region"),
               region_of_place().label("region_code"), Person.given_names, Person.family_name, page.c.found, total.label("participants"),
               minors.label("minors"))
        .join(page, page.c.id == CascadeSession.id)
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .join(Person, Person.id == CascadeSession.lead_id)
        .join(Place, Place.code == SessionReport.place_code)
        .outerjoin(region, region.code == Place.parent_code)
        .order_by(*order)
    ).all()  # fmt: skip


def reason_of_return(session_id: UUID) -> str:
    """Return why a returned session was returned; empty when it is in another state."""
    return str(
        db.session.scalar(
            select(SessionDecision.reason)
            .join(CascadeSession, and_(CascadeSession.id == SessionDecision.session_id, CascadeSession.report_id == SessionDecision.report_id))
            .where(CascadeSession.id == session_id, CascadeSession.state == State.RETURNED, SessionDecision.decision == Verdict.RETURNED)
            .order_by(SessionDecision.received_at.desc())
            .limit(1)
        )
        or ""
    )


def _head_count(band: AgeBand | None = None) -> ScalarSelect[int]:
    query = select(func.coalesce(func.sum(HeadCount.number), 0)).where(HeadCount.report_id == SessionReport.id)
    return (query.where(HeadCount.age_band == band) if band else query).correlate(SessionReport).scalar_subquery()


def _modules(report_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    taught = select(SessionModule.report_id, SessionModule.module).where(SessionModule.report_id.in_(report_ids))
    for report_id, module in db.session.execute(taught.order_by(SessionModule.module)):
        found[report_id].append(module)
    return found


def _decided(session_ids: Sequence[UUID]) -> _Decided:
    rows = db.session.execute(
        select(SessionDecision.session_id, SessionDecision.id, SessionDecision.report_id, SessionDecision.decision, SessionDecision.reason,
               SessionDecision.received_at)
        .where(SessionDecision.session_id.in_(session_ids))
        .order_by(SessionDecision.received_at, SessionDecision.id)
    )  # fmt: skip
    found = _Decided(of_session=defaultdict(list), reasons={})
    for row in rows:
        decision = Decision(id=row.id, report_id=row.report_id, verdict=Verdict(row.decision), received_at=row.received_at)
        found.of_session[row.session_id].append(decision)
        if decision.verdict is Verdict.RETURNED:
            found.reasons[row.report_id] = row.reason
    return found


def _lines_with_doubts(rows: Sequence[Row[*tuple[Any, ...]]], programme: str) -> list[SessionLine]:
    ids = [row.id for row in rows]
    decided, twins, rivals = _decided(ids), checks.twins(ids), checks.with_rivals(ids)
    leads = checks.leads({row.lead_id for row in rows}, programme)
    return [
        _line(row, decided, doubts=_doubts(row, leads[row.lead_id], decided, twins, rivals) if row.state == State.WAITING else ()) for row in rows
    ]


def _doubts(row: Row[*tuple[Any, ...]], lead: Lead, decided: _Decided, twins: Collection[UUID], rivals: Collection[UUID]) -> tuple[Doubt, ...]:
    return doubts_of(Checked(
        participants=row.participants, minors=row.minors, held_on=row.held_on, region=row.region_code, reported_on=local_day(row.reported_at),
        lead=lead, has_twin=row.id in twins, has_rival=row.id in rivals,
        was_verified=verified_earlier(decided.of_session[row.id], counting=row.report_id) is not None,
    ))  # fmt: skip


def _line(row: Row[*tuple[Any, ...]], decided: _Decided, **more: Any) -> SessionLine:
    return SessionLine(
        id=row.id, state=State(row.state), place=row.place, region=row.region, locality=row.locality, held_on=row.held_on,
        reported_at=row.reported_at, participants=row.participants, lead=f"{row.given_names} {row.family_name.upper()}".strip(),
        reason=decided.reasons.get(row.report_id, "") if row.state == State.RETURNED else "", **more,
    )  # fmt: skip
