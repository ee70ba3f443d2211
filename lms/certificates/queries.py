"""Reads for certificates: what was done, which one counts, and whether a paper is genuine."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.certificates.models import Certificate, CertificatePaper
from lms.certificates.rules.facts import Facts, facts_from_json, fits_seal
from lms.certificates.rules.kinds import Kind, PaperFormat, State
from lms.certificates.rules.requirements import Record, RequirementKind
from lms.certificates.sessions import SessionCount, sessions_of
from lms.db import db
from lms.errors import Conflict
from lms.progress import queries as progress
from lms.progress.rules import Standing
from lms.workshops.participation import Participation, participations_of
from lms.workshops.rules import AttendanceRecord

log = logging.getLogger(__name__)
Name = TypeVar("Name", str, UUID)


class AlteredRecord(Conflict):
    """What is stored of a certificate is not what was issued."""


def records_of(
    person_ids: Sequence[UUID], programme: str, *, kinds: Collection[RequirementKind] = frozenset(RequirementKind),
    participations: Mapping[UUID, Participation] | None = None,
) -> dict[UUID, Record]:  # fmt: skip
    """Return for each person what certificates ask about. Four queries at most, however many people.

    kinds: what is asked about; sessions are counted only where they are. participations: what `participations_of` said of these
    people, where it was asked already.
    """
    if participations is None:
        participations = participations_of(person_ids, programme)
    standings = progress.standings_of(person_ids, programme)
    sessions = sessions_of(person_ids, programme) if RequirementKind.SESSION in kinds else {}
    return {
        person_id: _record(participations.get(person_id), standings[person_id], sessions.get(person_id, SessionCount())) for person_id in person_ids
    }


def _record(participation: Participation | None, standing: Standing, sessions: SessionCount) -> Record:
    attendance = participation.counted.attendance if participation else AttendanceRecord(planned=0, attended=0)
    return Record(
        half_days_planned=attendance.planned,
        half_days_attended=attendance.attended,
        modules=standing.modules,
        tests=standing.tests,
        teach_back=participation.teach_back if participation else None,
        sessions_reported=sessions.reported,
        sessions_verified=sessions.verified,
    )


def certificate_or_none(person_id: UUID, programme: str, kind: Kind) -> Certificate | None:
    """Return the issue of a person's certificate of a kind that was not ended; when there is none, the latest whatever its state; or None.

    Two may be valid: of somebody who was recorded twice, and certified twice, until the records were merged.
    """
    return certificates_of(person_id, programme).get(kind)


def certificates_of(person_id: UUID, programme: str) -> dict[Kind, Certificate]:
    """Return a person's certificate of each kind that they have one of, as `certificate_or_none` says. One query."""
    return {kind: found for (_person_id, kind), found in certificates_of_people([person_id], programme).items()}


def certificates_to_download(person_id: UUID, programme: str, format: PaperFormat) -> dict[Kind, tuple[Certificate, int | None]]:
    """Return the same, each with how many bytes its file in a format has; None where none was kept. One query, which reads no file."""
    kept = and_(CertificatePaper.certificate_id == Certificate.id, CertificatePaper.format == format)
    query = select(Certificate, func.length(CertificatePaper.content)).outerjoin(CertificatePaper, kept)
    rows = db.session.execute(query.where(Certificate.person_id == person_id, Certificate.programme == programme)).all()
    sizes = {certificate.id: size for certificate, size in rows}
    return {kind: (one, sizes[one.id]) for (_person_id, kind), one in counting(certificate for certificate, _size in rows).items()}


def certificates_of_people(person_ids: Sequence[UUID], programme: str) -> dict[tuple[UUID, Kind], Certificate]:
    """Return {(person, kind): the certificate that counts, as `certificate_or_none` says}. One query."""
    return counting(db.session.scalars(select(Certificate).where(Certificate.person_id.in_(person_ids), Certificate.programme == programme)))


def counting(certificates: Iterable[Certificate]) -> dict[tuple[UUID, Kind], Certificate]:
    """Return {(person, kind): of all their issues in a programme the one that counts, as `certificate_or_none` says}."""
    found: dict[tuple[UUID, Kind], Certificate] = {}
    for one in sorted(certificates, key=lambda one: (one.state != State.ISSUED, one.duplicate, -one.issue_number)):
        found.setdefault((one.person_id, Kind(one.kind)), one)
    return found


def qualifies(programme: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a certificate makes whoever has it a trainer of a programme: one of participation does not."""
    return and_(Certificate.programme == programme, Certificate.kind == Kind.TRAINER, Certificate.state == State.ISSUED)


def latest_issue_number(serial: str) -> int:
    """Return the number of the latest issue under a serial; 0 when there is none."""
    return db.session.scalar(select(func.max(Certificate.issue_number)).where(Certificate.serial == serial)) or 0


def ended_certificates(name: InstrumentedAttribute[Name]) -> list[tuple[Name, str]]:
    """Return name and state of every certificate that was revoked or replaced, in no order. name: the column that a list calls them by."""
    ended = select(name, Certificate.state).where(Certificate.state.in_([State.REVOKED, State.REPLACED]))
    return [(called, state) for called, state in db.session.execute(ended)]


def valid_certificate_or_none(serial: str, person_id: UUID) -> Certificate | None:
    """Return the issue under a serial that is not ended, if it is this person's; or None."""
    return db.session.scalar(
        select(Certificate).where(Certificate.serial == serial, Certificate.person_id == person_id, Certificate.state == State.ISSUED)
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
    if (facts.serial, facts.issue_number) != (certificate.serial, certificate.issue_number):
        raise ValueError("the facts belong to another serial or issue")
    if facts.code not in ("", certificate.code):  # the first certificates did not freeze their code
        raise ValueError("the facts belong to another code")
    if certificate.state not in set(State):
        raise ValueError("the state is unknown")
    return facts
