"""What reports say, put together from their rows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.cascade.facts import head_counts_from
from lms.cascade.models import CascadeSession, HeadCount, SessionModule, SessionReport
from lms.cascade.rules import Contents
from lms.db import db
from lms.places.models import Place


@dataclass(frozen=True)
class CountingReport:
    """The report of a session that counts."""

    id: UUID
    contents: Contents
    place: str


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


def counting_report(session_id: UUID) -> CountingReport:
    """Return the report of a session that counts, with what it says. The session must exist. Three queries."""
    row = db.session.execute(
        select(SessionReport.id, SessionReport.place_code, SessionReport.locality, SessionReport.held_on, Place.name.label("place"))
        .join(CascadeSession, CascadeSession.report_id == SessionReport.id)
        .join(Place, Place.code == SessionReport.place_code)
        .where(CascadeSession.id == session_id)
    ).one()
    return CountingReport(id=row.id, contents=contents_of({row.id: (row.place_code, row.locality, row.held_on)})[row.id], place=row.place)
