"""Reads for certificates: what was done, which workshop is named, and whether a paper is genuine."""

import hmac
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.certificates.models import Certificate
from lms.certificates.rules.facts import Facts, facts_from_json, fits_seal
from lms.certificates.rules.kinds import State
from lms.certificates.rules.requirements import Record
from lms.certificates.rules.serials import has_right_check, normal_serial
from lms.db import db
from lms.errors import Conflict
from lms.progress import queries as progress
from lms.workshops import queries as workshops
from lms.workshops.models import Workshop
from lms.workshops.rules import AttendanceRecord

log = logging.getLogger(__name__)


class AlteredRecord(Conflict):
    """What is stored of a certificate is not what was issued."""


class Finding(StrEnum):
    """What can be said of a serial, with or without the code of the paper."""

    CONFIRMED = "confirmed"
    """Serial and code belong together: the visitor has the paper."""
    LISTED = "listed"
    """The serial exists; without the code nothing of the person is shown."""
    WRONG_CODE = "wrong-code"
    ALTERED = "altered"
    """What is stored is not what was issued: nothing of it is shown."""
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
    is_demonstration: bool = False
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


def workshop_attended(person_id: UUID, programme: str) -> Workshop | None:
    """Return the workshop that counts for a confirmed participant, which the certificate names, or None."""
    counted = workshops.counted_workshops([person_id], programme).get(person_id)
    return db.session.get_one(Workshop, counted.workshop_id) if counted else None


def certificate_or_none(person_id: UUID, programme: str, design: str) -> Certificate | None:
    """Return the latest issue of a person's certificate that is valid; when none is, the latest whatever its state; or None.

    Two may be valid: of somebody who was recorded twice, and certified twice, until the records were merged.
    """
    return db.session.scalar(
        select(Certificate)
        .where(Certificate.person_id == person_id, Certificate.programme == programme, Certificate.design == design)
        .order_by((Certificate.state == State.ISSUED).desc(), Certificate.issue_number.desc())
        .limit(1)
    )


def facts_of(certificate: Certificate) -> Facts:
    """Return the facts of a certificate as they were sealed: everything that shows or prints one asks here.

    Raises AlteredRecord, after a line in the log, when the stored facts cannot be read, do not fit their seal or belong to another
    serial, and when the state is none that we know.
    """
    try:
        return _sealed_facts(certificate)
    except (AttributeError, ValueError) as error:  # AttributeError: SQLite can hold bytes where text is meant
        log.error("certificate %s is not what was issued: %s", certificate.id, error)
        raise AlteredRecord(_l("The record of this certificate has been altered, so it cannot be used. Tell the organiser.")) from error


def _sealed_facts(certificate: Certificate) -> Facts:
    if not fits_seal(certificate.facts, certificate.facts_sha256, current_app.extensions["certificate_key"]):
        raise ValueError("the facts do not fit their seal")
    facts = facts_from_json(certificate.facts)
    if facts.serial != certificate.serial:
        raise ValueError("the facts belong to another serial")
    if certificate.state not in set(State):
        raise ValueError("the state is unknown")
    return facts


def verification_of(typed_serial: str, code: str | None = None) -> Verification:
    """Return what the public may know about a serial, and about the code of the paper when there is one.

    A wrong code is answered like a paper that we did not issue, and so is an altered record: with nothing of the certificate. A code
    is compared in constant time, so that no part of it can be found by measuring.
    """
    serial = normal_serial(typed_serial)
    if serial is None or not has_right_check(serial):
        return Verification(Finding.MISTYPED, serial or typed_serial)
    found = db.session.scalar(select(Certificate).where(Certificate.serial == serial))
    if found is None:
        return Verification(Finding.UNKNOWN, serial)
    if code is not None and not hmac.compare_digest(found.code.encode(), code.upper().encode()):
        return Verification(Finding.WRONG_CODE, serial)
    try:
        facts = facts_of(found)
    except AlteredRecord:
        return Verification(Finding.ALTERED, serial)
    listed = Verification(Finding.LISTED, serial, titles={language: words.title for language, words in facts.words.items()}, state=found.state,
                          issued_on=facts.issued_on, is_demonstration=facts.is_demonstration)  # fmt: skip
    return listed if code is None else replace(listed, finding=Finding.CONFIRMED, facts=facts)
