"""One session with all that was said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Account, Person
from lms.cascade.models import CascadeSession, SessionDecision, SessionReport
from lms.cascade.queries import checks
from lms.cascade.queries.contents import contents_of
from lms.cascade.queries.places import region_of_place
from lms.cascade.rules import (
    Checked,
    Contents,
    Decision,
    Doubt,
    Lead,
    Part,
    Report,
    State,
    Verdict,
    changed_parts,
    doubts_of,
    latest_report,
    standing_decision,
    state,
    verified_earlier,
)
from lms.clock import local_day
from lms.db import db
from lms.errors import NotFound
from lms.places.models import Place


class NoSession(NotFound):
    """There is no such session, or it is not for this person. Said in the same words."""

    def __init__(self) -> None:
        super().__init__(_l("This session does not exist, or it is not yours. Start again from the list."))


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
    region_code: str
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
    verified: ReportVersion | None
    """The report that was verified last, when it has been corrected since."""

    @property
    def standing_id(self) -> UUID | None:
        """Id of the decision on the report that counts."""
        return self.standing.id if self.standing else None

    @property
    def since_verified(self) -> tuple[Change, ...]:
        """What the report that counts changed against the one verified last."""
        return _differences(self.verified.contents, self.verified.place, self.report.contents) if self.verified else ()


def history_of(session_id: UUID, programme: str) -> SessionHistory:
    """Return a session of a programme with all its reports and decisions. Raises NoSession. Six queries."""
    rows = _report_rows(session_id, programme)
    if not rows:
        raise NoSession
    reports = [Report(id=row.id, amends_id=row.amends_id, received_at=row.received_at) for row in rows]
    latest = latest_report(reports)
    versions = _versions(rows, latest.report.id)
    counting = next(version for version in versions if version.is_latest)
    lines = _decision_lines(session_id)
    decisions = [Decision(id=line.id, report_id=line.report_id, verdict=line.verdict, received_at=line.received_at) for line in lines]
    standing = standing_decision(reports, decisions)
    verified_id = verified_earlier(decisions, counting=counting.id)
    current = state(reports, decisions)
    doubts: tuple[Doubt, ...] = ()
    if current is State.WAITING:  # what is decided needs no looking twice
        lead = checks.leads([rows[0].lead_id], programme)[rows[0].lead_id]
        doubts = _doubts(session_id, counting, lead, has_rival=latest.has_rival, was_verified=verified_id is not None)
    return SessionHistory(
        id=session_id, lead_id=rows[0].lead_id, lead=_name(rows[0].given_names, rows[0].family_name), state=current,
        report=counting, reports=versions, decisions=lines,
        standing=next((line for line in lines if standing and line.id == standing.id), None),
        doubts=doubts,
        verified=next((version for version in versions if version.id == verified_id), None),
    )  # fmt: skip


def _doubts(session_id: UUID, report: ReportVersion, lead: Lead, *, has_rival: bool, was_verified: bool) -> tuple[Doubt, ...]:
    return doubts_of(Checked(
        participants=report.contents.participants, minors=report.contents.minors, held_on=report.contents.held_on, region=report.region_code,
        reported_on=local_day(report.received_at), lead=lead, has_twin=session_id in checks.twins([session_id]), has_rival=has_rival,
        was_verified=was_verified,
    ))  # fmt: skip


def _name(given_names: str, family_name: str) -> str:
    return f"{given_names} {family_name.upper()}".strip()


def _report_rows(session_id: UUID, programme: str) -> Sequence[Row[*tuple[Any, ...]]]:
    region = aliased(Place)
    return db.session.execute(
        select(SessionReport.id, SessionReport.amends_id, SessionReport.said_at, SessionReport.received_at, SessionReport.place_code,
               SessionReport.locality, SessionReport.held_on, Place.name.label("place"), region.name.label("region"),
               region_of_place().label("region_code"), CascadeSession.lead_id, Person.given_names, Person.family_name)
        .join(CascadeSession, CascadeSession.id == SessionReport.session_id)
        .join(Person, Person.id == CascadeSession.lead_id)
        .join(Place, Place.code == SessionReport.place_code)
        .outerjoin(region, region.code == Place.parent_code)
        .where(SessionReport.session_id == session_id, CascadeSession.programme == programme)
        .order_by(SessionReport.received_at.desc(), SessionReport.id.desc())
    ).all()  # fmt: skip


def _versions(rows: Sequence[Row[*tuple[Any, ...]]], latest_id: UUID) -> tuple[ReportVersion, ...]:
    contents = contents_of({row.id: (row.place_code, row.locality, row.held_on) for row in rows})
    places = {row.id: row.place for row in rows}
    return tuple(
        ReportVersion(
            id=row.id, contents=contents[row.id], place=row.place, region=row.region, region_code=row.region_code,
            said_at=row.said_at, received_at=row.received_at, is_latest=row.id == latest_id,
            changes=_changes(row.amends_id, contents, contents[row.id], places),
        )
        for row in rows
    )  # fmt: skip


def _changes(amends_id: UUID | None, all_contents: Mapping[UUID, Contents], after: Contents, places: Mapping[UUID, str]) -> tuple[Change, ...]:
    if amends_id is None or amends_id not in all_contents:
        return ()
    return _differences(all_contents[amends_id], places[amends_id], after)


def _differences(before: Contents, before_place: str, after: Contents) -> tuple[Change, ...]:
    return tuple(Change(part=part, before=before, before_place=before_place) for part in changed_parts(before, after))


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
