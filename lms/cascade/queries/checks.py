"""What the checks shown to a monitor look at beyond the report itself. Each is one query for all the sessions of a page."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.cascade.facts import reports_of
from lms.cascade.models import CascadeSession, SessionReport
from lms.cascade.queries.places import region_of_place
from lms.cascade.rules import Lead, latest_report
from lms.certificates.models import Certificate
from lms.certificates.queries import qualifies
from lms.db import db
from lms.places.models import Place
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.participation import is_to_be_held


def leads(person_ids: Collection[UUID], programme: str) -> dict[UUID, Lead]:
    """Return what is known of these trainers: their certificate, and the workshops of the programme in which they were confirmed. One query."""
    is_certified = exists().where(
        Certificate.person_id == Person.id, qualifies(programme)
    )  # fmt: skip
    attended = (
        select(Enrolment.person_id, Workshop.starts_on, region_of_place().label("region"))
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .join(Place, Place.code == Workshop.place_code)
        .where(
            Enrolment.role == "participant",
            Enrolment.state == "confirmed",
            Workshop.programme == programme,
            is_to_be_held(),
            Enrolment.person_id.in_(person_ids),
        )
        .subquery()
    )
    rows = db.session.execute(
        select(Person.id, is_certified.label("is_certified"), attended.c.region, attended.c.starts_on)
        .outerjoin(attended, attended.c.person_id == Person.id)
        .where(Person.id.in_(person_ids))
        .order_by(attended.c.starts_on)
    )
    found: dict[UUID, Lead] = {}
    for row in rows:
        before = found.get(row.id, Lead(is_certified=row.is_certified, began_on=row.starts_on))
        found[row.id] = Lead(
            is_certified=row.is_certified, began_on=before.began_on, regions=before.regions | ({row.region} if row.region else set())
        )
    return found


def twins(session_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these sessions share trainer, day and place with another session of the programme. One query."""
    other, other_report = aliased(CascadeSession), aliased(SessionReport)
    rows = db.session.scalars(
        select(CascadeSession.id)
        .join(SessionReport, SessionReport.id == CascadeSession.report_id)
        .join(other, and_(other.lead_id == CascadeSession.lead_id, other.programme == CascadeSession.programme, other.id != CascadeSession.id))
        .join(other_report, other_report.id == other.report_id)
        .where(CascadeSession.id.in_(session_ids), other_report.held_on == SessionReport.held_on, other_report.place_code == SessionReport.place_code)
    )
    return set(rows)


def with_rivals(session_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these sessions have two amendments that do not know of each other. One query."""
    return {session_id for session_id, reports in reports_of(session_ids).items() if latest_report(reports).has_rival}
