"""Reads on sessions: a trainer's own, those waiting, and one with its whole history. The number of queries never depends on the rows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Account, Person
from lms.cascade.facts import head_counts_from, reports_of
from lms.cascade.models import CascadeSession, HeadCount, SessionDecision, SessionModule, SessionReport
from lms.cascade.rules import (
    AgeBand,
    Contents,
    Decision,
    Doubt,
    Part,
    Report,
    State,
    Verdict,
    changed_parts,
    doubts_of,
    latest_report,
    standing_decision,
    state,
)
from lms.clock import local_day
from lms.db import db
from lms.places.models import Place

PAGE_SIZE = 25


@dataclass(frozen=True)
class SessionLine:
    """A session as a list shows it: what its latest report says."""

    id: UUID
    state: State
    place: str
    region: str
    locality: str
    held_on: date
    reported_at: datetime
    participants: int
    lead: str
    modules: tuple[str, ...]
    reason: str
    """Why it was returned, when it is."""
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Change:
    """One part of a report and what the report before it said there."""

    part: Part
    before: Contents
    before_place: str


@dataclass(frozen=True)
class ReportVersion:
    """One report of a session with what it changed."""

    id: UUID
    contents: Contents
    place: str
    region: str
    said_at: datetime
    received_at: datetime
    is_latest: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class DecisionLine:
    """One decision on a session."""

    id: UUID
    report_id: UUID
    verdict: Verdict
    reason: str
    by: str
    said_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class SessionHistory:
    """A session with all that was said of it, the newest first."""

    id: UUID
    lead_id: UUID
    lead: str
    state: State
    report: ReportVersion
    reports: tuple[ReportVersion, ...]
    decisions: tuple[DecisionLine, ...]
    standing: DecisionLine | None
    """The decision on the report that counts."""
    doubts: tuple[Doubt, ...]


def sessions_led_by(lead_id: UUID, programme: str) -> list[SessionLine]:
    """Return the sessions that a person led in a programme, the latest held first. Five queries."""
    return _lines(_sessions(programme).where(CascadeSession.lead_id == lead_id).order_by(SessionReport.held_on.desc(), CascadeSession.id.desc()))


def waiting_count(programme: str) -> int:
    """Return how many sessions of a programme wait for a decision."""
    return db.session.scalar(select(func.count()).where(*_is_waiting(programme))) or 0


def waiting_sessions(programme: str, *, page: int) -> list[SessionLine]:
    """Return one page of the sessions that wait for a decision, the longest waiting first. Five queries."""
    query = _sessions(programme).where(*_is_waiting(programme)).order_by(CascadeSession.reported_at, CascadeSession.id)
    return _lines(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))


def states_of(lines: Sequence[SessionLine]) -> Counter[State]:
    """Return how many of these sessions are in each state."""
    return Counter(line.state for line in lines)


def contents_of(reports: Mapping[UUID, tuple[str, str, date]]) -> dict[UUID, Contents]:
    """Return what reports say, from {report: (place code, locality, day)} and the rows that hang on them. Two queries."""
    modules: dict[UUID, set[str]] = defaultdict(set)
    for report_id, module in db.session.execute(select(SessionModule.report_id, SessionModule.module).where(SessionModule.report_id.in_(reports))):
        modules[report_id].add(module)
    counts: dict[UUID, list[tuple[str, str, int]]] = defaultdict(list)
    rows = db.session.execute(
        select(HeadCount.report_id, HeadCount.sex, HeadCount.age_band, HeadCount.number).where(HeadCount.report_id.in_(reports))
    )
    for report_id, sex, band, number in rows:
        counts[report_id].append((sex, band, number))
    return {
        report_id: Contents(place_code=place_code, locality=locality, held_on=held_on, modules=frozenset(modules[report_id]),
                            head_counts=head_counts_from(counts[report_id]))
        for report_id, (place_code, locality, held_on) in reports.items()
    }  # fmt: skip


def history_of(session_id: UUID) -> SessionHistory:
    """Return a session with all its reports and decisions. The session must exist. Five queries."""
    rows = _report_rows(session_id)
    reports = [Report(id=row.id, amends_id=row.amends_id, received_at=row.received_at) for row in rows]
    latest = latest_report(reports)
    versions = _versions(rows, latest.report.id)
    counting = next(version for version in versions if version.is_latest)
    lines = _decision_lines(session_id)
    decisions = [Decision(id=line.id, report_id=line.report_id, verdict=line.verdict, received_at=line.received_at) for line in lines]
    standing = standing_decision(reports, decisions)
    doubts = doubts_of(
        participants=counting.contents.participants, minors=counting.contents.minors, held_on=counting.contents.held_on,
        reported_on=local_day(counting.received_at), has_twin=session_id in _twins([session_id]), has_rival=latest.has_rival,
    )  # fmt: skip
    return SessionHistory(
        id=session_id, lead_id=rows[0].lead_id, lead=_name(rows[0].given_names, rows[0].family_name), state=state(reports, decisions),
        report=counting, reports=versions, decisions=lines, doubts=doubts,
        standing=next((line for line in lines if standing and line.id == standing.id), None),
    )  # fmt: skip


def _name(given_names: str, family_name: str) -> str:
    return f"{given_names} {family_name.upper()}".strip()


def _is_waiting(programme: str) -> tuple[ColumnElement[bool], ...]:
    return CascadeSession.programme == programme, CascadeSession.state == State.WAITING


def _sessions(programme: str) -> Select[*tuple[Any, ...]]:
    region = aliased(Place)
    total, minors = _head_count(), _head_count(AgeBand.UNDER_18)
    return (
        select(CascadeSession.id, CascadeSession.state, CascadeSession.report_id, CascadeSession.reported_at, SessionReport.held_on,
               SessionReport.locality, Place.name.label("place"), region.name.label("region"), Person.given_names, Person.family_name,
               total.label("participants"), minors.label("minors"))
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .join(Person, Person.id == CascadeSession.lead_id)
        .join(Place, Place.code == SessionReport.place_code)
        .outerjoin(region, region.code == Place.parent_code)
        .where(CascadeSession.programme == programme)
    )  # fmt: skip


def _head_count(band: AgeBand | None = None) -> ScalarSelect[int]:
    query = select(func.coalesce(func.sum(HeadCount.number), 0)).where(HeadCount.report_id == SessionReport.id)
    return (query.where(HeadCount.age_band == band) if band else query).correlate(SessionReport).scalar_subquery()


def _lines(query: Select[*tuple[Any, ...]]) -> list[SessionLine]:
    rows = db.session.execute(query).all()
    ids = [row.id for row in rows]
    modules: dict[UUID, list[str]] = defaultdict(list)
    taught = select(SessionModule.report_id, SessionModule.module).where(SessionModule.report_id.in_([row.report_id for row in rows]))
    for report_id, module in db.session.execute(taught.order_by(SessionModule.module)):
        modules[report_id].append(module)
    reasons = _reasons([row.report_id for row in rows])
    twins, rivals = _twins(ids), _with_rivals(ids)
    return [
        SessionLine(
            id=row.id, state=State(row.state), place=row.place, region=row.region, locality=row.locality, held_on=row.held_on,
            reported_at=row.reported_at, participants=row.participants, lead=_name(row.given_names, row.family_name),
            modules=tuple(modules[row.report_id]), reason=reasons.get(row.report_id, "") if row.state == State.RETURNED else "",
            doubts=doubts_of(participants=row.participants, minors=row.minors, held_on=row.held_on, reported_on=local_day(row.reported_at),
                             has_twin=row.id in twins, has_rival=row.id in rivals),
        )
        for row in rows
    ]  # fmt: skip


def _reasons(report_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = db.session.execute(
        select(SessionDecision.report_id, SessionDecision.reason)
        .where(SessionDecision.report_id.in_(report_ids), SessionDecision.decision == Verdict.RETURNED)
        .order_by(SessionDecision.received_at, SessionDecision.id)
    )
    return {row.report_id: row.reason for row in rows}


def _twins(session_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these sessions share trainer, day and place with another session of the programme."""
    other, other_report = aliased(CascadeSession), aliased(SessionReport)
    rows = db.session.scalars(
        select(CascadeSession.id)
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .join(other, and_(other.lead_id == CascadeSession.lead_id, other.programme == CascadeSession.programme, other.id != CascadeSession.id))
        .join(other_report, other_report.id == other.report_id)
        .where(CascadeSession.id.in_(session_ids), other_report.held_on == SessionReport.held_on, other_report.place_code == SessionReport.place_code)
    )
    return set(rows)


def _with_rivals(session_ids: Sequence[UUID]) -> set[UUID]:
    return {session_id for session_id, reports in reports_of(session_ids).items() if latest_report(reports).has_rival}


def _report_rows(session_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    region = aliased(Place)
    return db.session.execute(
        select(SessionReport.id, SessionReport.amends_id, SessionReport.said_at, SessionReport.received_at, SessionReport.place_code,
               SessionReport.locality, SessionReport.held_on, Place.name.label("place"), region.name.label("region"),
               CascadeSession.lead_id, Person.given_names, Person.family_name)
        .join(CascadeSession, CascadeSession.id == SessionReport.session_id)
        .join(Person, Person.id == CascadeSession.lead_id)
        .join(Place, Place.code == SessionReport.place_code)
        .outerjoin(region, region.code == Place.parent_code)
        .where(SessionReport.session_id == session_id)
        .order_by(SessionReport.received_at.desc(), SessionReport.id.desc())
    ).all()  # fmt: skip


def _versions(rows: Sequence[Row[*tuple[Any, ...]]], latest_id: UUID) -> tuple[ReportVersion, ...]:
    contents = contents_of({row.id: (row.place_code, row.locality, row.held_on) for row in rows})
    places = {row.id: row.place for row in rows}
    return tuple(
        ReportVersion(
            id=row.id, contents=contents[row.id], place=row.place, region=row.region, said_at=row.said_at, received_at=row.received_at,
            is_latest=row.id == latest_id, changes=_changes(row.amends_id, contents, contents[row.id], places),
        )
        for row in rows
    )  # fmt: skip


def _changes(amends_id: UUID | None, all_contents: dict[UUID, Contents], after: Contents, places: dict[UUID, str]) -> tuple[Change, ...]:
    before = all_contents.get(amends_id) if amends_id else None
    if before is None or amends_id is None:
        return ()
    return tuple(Change(part=part, before=before, before_place=places[amends_id]) for part in changed_parts(before, after))


def _decision_lines(session_id: UUID) -> tuple[DecisionLine, ...]:
    rows = db.session.execute(
        select(SessionDecision.id, SessionDecision.report_id, SessionDecision.decision, SessionDecision.reason, SessionDecision.said_at,
               SessionDecision.received_at, Person.given_names, Person.family_name)
        .outerjoin(Account, Account.id == SessionDecision.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(SessionDecision.session_id == session_id)
        .order_by(SessionDecision.received_at.desc(), SessionDecision.id.desc())
    )  # fmt: skip
    return tuple(
        DecisionLine(id=row.id, report_id=row.report_id, verdict=Verdict(row.decision), reason=row.reason, said_at=row.said_at,
                     received_at=row.received_at, by=_name(row.given_names or "", row.family_name or ""))
        for row in rows
    )  # fmt: skip


def places_by_region() -> dict[str, list[tuple[str, str]]]:
    """Return {region: [(code, name), …]} of every cercle and of the communes of Bamako, by name. One query."""
    region = aliased(Place)
    rows = db.session.execute(
        select(region.name, Place.code, Place.name).join(region, region.code == Place.parent_code).order_by(region.sort_key, Place.sort_key)
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for region_name, code, name in rows:
        found[region_name].append((code, name))
    return found


def contents_of_latest(session_id: UUID) -> tuple[UUID, Contents]:
    """Return the report of a session that counts, and what it says. The session must exist. Three queries."""
    row = db.session.execute(
        select(SessionReport.id, SessionReport.place_code, SessionReport.locality, SessionReport.held_on)
        .join(CascadeSession, CascadeSession.report_id == SessionReport.id)
        .where(CascadeSession.id == session_id)
    ).one()
    return row.id, contents_of({row.id: (row.place_code, row.locality, row.held_on)})[row.id]
