"""Reads for certificates: what was done, which workshop is named, and whether a paper is genuine."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, func, select

from lms.certificates.models import Certificate
from lms.certificates.rules import Facts, Record, facts_from_json, has_right_check, normal_serial
from lms.db import db
from lms.places.models import Place
from lms.progress import queries as progress
from lms.workshops import queries as workshops
from lms.workshops.models import AttendanceStanding, Enrolment, HalfDay, Workshop
from lms.workshops.rules import ATTENDED, AttendanceRecord


@dataclass(frozen=True)
class WorkshopAttended:
    """The workshop that a certificate names."""

    place: str
    starts_on: date
    ends_on: date


class Finding(StrEnum):
    """What can be said of a serial, with or without the code of the paper."""

    CONFIRMED = "confirmed"
    """Serial and code belong together: the visitor has the paper."""
    LISTED = "listed"
    """The serial exists; without the code nothing of the person is shown."""
    WRONG_CODE = "wrong-code"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


@dataclass(frozen=True)
class Verification:
    """The public answer about a serial. Never holds more than the visitor may see."""

    finding: Finding
    serial: str
    """As printed, when it could be read at all, else as typed."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What kind of certificate it is, by language."""
    state: str = ""
    issued_on: date | None = None
    facts: Facts | None = None
    """Everything on the paper; only when CONFIRMED."""


def records_of(person_ids: Sequence[UUID], programme: str) -> dict[UUID, Record]:
    """Return for each person what certificates ask about. The number of queries does not depend on how many people."""
    attendance = workshops.attendance_of(person_ids, programme)
    standings = progress.module_standings(person_ids, programme)
    nothing = AttendanceRecord(planned=0, attended=0)
    return {
        person_id: Record(
            half_days_planned=attendance.get(person_id, nothing).planned,
            half_days_attended=attendance.get(person_id, nothing).attended,
            modules=tuple(standings.get(person_id, ())),
        )
        for person_id in person_ids
    }


def workshop_attended(person_id: UUID, programme: str) -> WorkshopAttended | None:
    """Return the workshop of a confirmed participant, or None: of several the one attended most, as `attendance_of` counts, then the latest."""
    planned = select(func.count()).where(HalfDay.workshop_id == Workshop.id).correlate(Workshop).scalar_subquery()
    rows = db.session.execute(
        select(Place.name, Workshop.starts_on, Workshop.ends_on, planned, func.count(AttendanceStanding.half_day_id))
        .join(Enrolment, Enrolment.workshop_id == Workshop.id)
        .join(Place, Place.code == Workshop.place_code)
        .outerjoin(AttendanceStanding, and_(AttendanceStanding.enrolment_id == Enrolment.id, AttendanceStanding.status.in_(ATTENDED)))
        .where(Enrolment.person_id == person_id, Enrolment.role == "participant", Enrolment.state == "confirmed", Workshop.programme == programme)
        .group_by(Workshop.id, Place.name)
    ).all()
    if not rows:
        return None
    place, starts_on, ends_on, *_counts = max(rows, key=lambda row: (AttendanceRecord(row[3], row[4]).share, row[4], row.starts_on))
    return WorkshopAttended(place=place, starts_on=starts_on, ends_on=ends_on)


def certificate_or_none(person_id: UUID, programme: str, design: str) -> Certificate | None:
    """Return the latest issue of a person's certificate, whatever its state, or None."""
    return db.session.scalar(
        select(Certificate)
        .where(Certificate.person_id == person_id, Certificate.programme == programme, Certificate.design == design)
        .order_by(Certificate.issue_number.desc())
        .limit(1)
    )


def verification_of(typed_serial: str, code: str | None = None) -> Verification:
    """Return what the public may know about a serial, and about the code of the paper when there is one.

    A wrong code is answered like a paper that we did not issue: with nothing of the certificate. It is compared in constant
    time, so that no part of a code can be found by measuring.
    """
    serial = normal_serial(typed_serial)
    if serial is None or not has_right_check(serial):
        return Verification(Finding.MISTYPED, serial or typed_serial)
    found = db.session.scalar(select(Certificate).where(Certificate.serial == serial))
    if found is None:
        return Verification(Finding.UNKNOWN, serial)
    if code is not None and not hmac.compare_digest(found.code.encode(), code.upper().encode()):
        return Verification(Finding.WRONG_CODE, serial)
    facts = facts_from_json(found.facts)
    listed = Verification(Finding.LISTED, serial, titles={language: words.title for language, words in facts.words.items()}, state=found.state,
                          issued_on=found.issued_on)  # fmt: skip
    return listed if code is None else replace(listed, finding=Finding.CONFIRMED, facts=facts)
