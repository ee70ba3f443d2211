"""Reads on the certificates of one workshop: who has one, who is ready, who lacks something."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, select

from lms.accounts.access import Viewer
from lms.accounts.models import Person
from lms.certificates import queries
from lms.certificates.content import Design, designs
from lms.certificates.models import Certificate, CertificatePaper
from lms.certificates.rules.facts import is_over
from lms.certificates.rules.kinds import Kind, PaperFormat, State
from lms.certificates.rules.requirements import are_all_met
from lms.certificates.standing import designs_of, results_by_design
from lms.db import db
from lms.programmes import services as programmes
from lms.workshops import queries as workshops
from lms.workshops.acquaintance import is_open_to
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.participation import participations_of

_READ_AT_ONCE = 20
"""Files that are in memory together while a whole workshop is handed out."""


class Standing(StrEnum):
    """How it stands with one person's certificate of one kind."""

    ISSUED = "issued"
    EXPIRED = "expired"
    REVOKED = "revoked"
    READY = "ready"
    LACKING = "lacking"
    ELSEWHERE = "elsewhere"
    """They attended more of another workshop, which their certificate names: it is issued there."""
    STRANGER = "stranger"
    """They come from elsewhere and have not come yet: what they have is not for this organiser to see."""


@dataclass(frozen=True)
class Line:
    """One participant and where they stand."""

    name: str
    code: str
    standings: dict[Kind, Standing]
    certificates: dict[Kind, Certificate]
    elsewhere: str
    """Place of the workshop that counts for them, where it is another one."""


@dataclass(frozen=True)
class Sheet:
    """The certificates of a workshop, of every kind."""

    designs: Sequence[Design]
    lines: Sequence[Line]

    @cached_property
    def counts(self) -> dict[Kind, Counter[Standing]]:
        """{kind: how many people by standing}."""
        return {design.kind: Counter(line.standings[design.kind] for line in self.lines) for design in self.designs}


def sheet_of(workshop: Workshop, *, reader: Viewer, today: date) -> Sheet:
    """Return where every confirmed participant of a workshop stands, by name. The number of queries does not depend on how many they are.

    reader: whoever is a stranger to them (`lms.workshops.acquaintance`) stands on the sheet as one.
    """
    designs = designs_of(workshop.programme)
    people, held, known = _participants(workshop, is_known=is_open_to(reader))
    ids = [person.id for person in people]
    participations = participations_of(ids, workshop.programme)
    results = results_by_design(ids, workshop.programme, designs, participations)
    lines = []
    for person in people:
        if person.id not in known:
            lines.append(_stranger(person, designs))
            continue
        counted = participations[person.id].counted if person.id in participations else None
        elsewhere = counted.place if counted and counted.workshop_id != workshop.id else ""
        mine = {design.kind: held[person.id, design.kind] for design in designs if (person.id, design.kind) in held}
        standings = {
            design.kind: _standing(mine.get(design.kind), are_all_met(results[design.kind][person.id]), bool(elsewhere), today) for design in designs
        }
        lines.append(Line(person.full_name, person.code, standings, mine, elsewhere))
    return Sheet(designs, lines)


def _stranger(person: Person, designs: Sequence[Design]) -> Line:
    return Line(person.full_name, person.code, {design.kind: Standing.STRANGER for design in designs}, {}, "")


def ready_for(workshop: Workshop, design: Design) -> list[UUID]:
    """Return the participants for whom this workshop counts, who meet everything and have no certificate of the kind yet, by name."""
    having = select(Certificate.id).where(Certificate.person_id == Person.id, *_of_kind(workshop.programme, design.kind))
    enrolled = select(Person.id).join(Enrolment, Enrolment.person_id == Person.id).order_by(Person.sort_key, Enrolment.id)
    ids = list(db.session.scalars(enrolled.where(Enrolment.workshop_id == workshop.id, workshops.is_in_the_room(), ~having.exists())))
    participations = participations_of(ids, workshop.programme)
    results = results_by_design(ids, workshop.programme, [design], participations)[design.kind]
    return [id for id in ids if id in participations and participations[id].counted.workshop_id == workshop.id and are_all_met(results[id])]


def ready_by_workshop(workshop_ids: Collection[UUID], programme: str) -> Counter[UUID]:
    """Return {workshop: certificates, of every kind, that could be issued to those for whom it counts}. The number of queries is fixed."""
    has_designs = any(slug in designs() for slug in programmes.programme_of(programme).design_slugs)
    query = select(Enrolment.person_id).where(Enrolment.workshop_id.in_(workshop_ids), workshops.is_in_the_room()).distinct()
    ids = list(db.session.scalars(query)) if has_designs else []
    if not ids:
        return Counter()
    participations, held = participations_of(ids, programme), queries.certificates_of_people(ids, programme)
    results = results_by_design(ids, programme, designs_of(programme), participations)
    return Counter(
        participations[id].counted.workshop_id
        for kind, of_people in results.items()
        for id in ids
        if (id, kind) not in held and id in participations and are_all_met(of_people[id])
    )


def without_certificate(person_ids: Sequence[UUID], programme: str, kind: Kind) -> list[UUID]:
    """Return those of these people, in the same order, to whom none of a kind was ever issued: a revoked one is not issued by the same button."""
    having = set(db.session.scalars(select(Certificate.person_id).where(Certificate.person_id.in_(person_ids), *_of_kind(programme, kind))))
    return [id for id in person_ids if id not in having]


def _of_kind(programme: str, kind: Kind) -> tuple[ColumnElement[bool], ...]:
    return Certificate.programme == programme, Certificate.kind == kind


def valid_certificates(workshop: Workshop, kind: Kind, *, reader: Viewer, today: date) -> list[Certificate]:
    """Return the valid certificates of a kind of the participants whom this workshop counts for, by name, without strangers to the reader."""
    everybody, held, known = _participants(workshop, is_known=is_open_to(reader))
    people = [person for person in everybody if person.id in known]
    participations = participations_of([person.id for person in people], workshop.programme)
    theirs = [id for id, one in ((person.id, participations.get(person.id)) for person in people) if one and one.counted.workshop_id == workshop.id]
    found = [held[id, kind] for id in theirs if (id, kind) in held]
    return [one for one in found if one.state == State.ISSUED and not is_over(one.expires_on, today)]


def kept_papers(certificates: Sequence[Certificate], format: PaperFormat) -> Iterator[tuple[Certificate, CertificatePaper | None]]:
    """Yield each certificate with its file in a format, if one was kept; a few files are in memory at a time."""
    for start in range(0, len(certificates), _READ_AT_ONCE):
        some = certificates[start : start + _READ_AT_ONCE]
        query = select(CertificatePaper).where(CertificatePaper.certificate_id.in_([one.id for one in some]), CertificatePaper.format == format)
        papers = {paper.certificate_id: paper for paper in db.session.scalars(query)}
        for one in some:
            yield one, papers.get(one.id)
        for paper in papers.values():
            db.session.expunge(paper)


def person_of_code(workshop: Workshop, code: str) -> UUID | None:
    """Return a confirmed participant of a workshop by the code of their badge, or None."""
    query = select(Person.id).join(Enrolment, Enrolment.person_id == Person.id)
    return db.session.scalar(query.where(Enrolment.workshop_id == workshop.id, workshops.is_in_the_room(), Person.code == code))


def _participants(
    workshop: Workshop, *, is_known: ColumnElement[bool] | None = None
) -> tuple[list[Person], dict[tuple[UUID, Kind], Certificate], set[UUID]]:  # fmt: skip
    """Return the confirmed participants of a workshop by name, the certificates that count for them, and which of them are known, in one query."""
    rows = db.session.execute(
        select(Person, Certificate, literal(True) if is_known is None else is_known)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(Certificate, and_(Certificate.person_id == Person.id, Certificate.programme == workshop.programme))
        .where(Enrolment.workshop_id == workshop.id, workshops.is_in_the_room())
        .order_by(Person.sort_key, Enrolment.id)
    ).all()
    people = {person.id: person for person, _certificate, _is_known in rows}
    held = queries.counting(certificate for _person, certificate, _is_known in rows if certificate is not None)
    return list(people.values()), held, {person.id for person, _certificate, is_known in rows if is_known}


def _standing(certificate: Certificate | None, is_ready: bool, is_elsewhere: bool, today: date) -> Standing:
    if certificate is not None:
        if certificate.state != State.ISSUED:
            return Standing.REVOKED
        return Standing.EXPIRED if is_over(certificate.expires_on, today) else Standing.ISSUED
    if is_elsewhere:
        return Standing.ELSEWHERE
    return Standing.READY if is_ready else Standing.LACKING
