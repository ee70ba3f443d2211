"""Records that may be of one person: among the people of a viewer, and two of them side by side."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.access import Viewer
from lms.accounts.codes import spelt
from lms.accounts.distinct import told_apart
from lms.accounts.models import Account, Contact, Person
from lms.accounts.queries import other_names
from lms.accounts.rules import pair, spelt_phone
from lms.cascade.models import CascadeSession
from lms.certificates.models import Certificate
from lms.courses.models import LessonCompletion
from lms.db import db
from lms.directory.queries.people import may_be_seen_by
from lms.people.sexes import Sex
from lms.places.models import Place
from lms.quizzes.models import Attempt
from lms.rosters.evidence import Known, Line, Verdict, cards_of, strongest
from lms.rosters.pairs import probable_pairs
from lms.workshops.models import Enrolment
from lms.workshops.rules import MERGED

PAGE_SIZE = 20


@dataclass(frozen=True)
class Record:
    """A record as the list of pairs shows it."""

    name: str
    code: str
    """As it stands in addresses."""
    detail: str
    """What tells it from others: function, organisation, a number."""

    @property
    def spelt_code(self) -> str:
        """The code as it is printed."""
        return spelt(self.code)


@dataclass(frozen=True)
class ProbablePair:
    """Two records that are of one person by the evidence, or may be."""

    one: Record
    other: Record
    line: Line

    @property
    def is_certain(self) -> bool:
        """The evidence is enough for a list to take them for one person."""
        return self.line.verdict is Verdict.KNOWN


@dataclass(frozen=True)
class Side:
    """One of two records side by side, with how much hangs on it."""

    person: Person
    place: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    counts: Mapping[str, int]
    """{kind: how many}: `workshops`, `lessons`, `quizzes`, `certificates`, `sessions`."""
    has_account: bool

    @property
    def spelt_code(self) -> str:
        """The code as it is printed."""
        return spelt(self.person.code)

    @property
    def weight(self) -> tuple[bool, int, float]:
        """What speaks for keeping this record rather than the other: a sign-in, more done, recorded earlier."""
        return self.has_account, sum(self.counts.values()), -self.person.created_at.timestamp()


def pairs_among(viewer: Viewer) -> list[ProbablePair]:
    """Return the probable pairs among the people whom a viewer may see, without those said not to be the same. Four queries."""
    people = {row.id: row for row in db.session.scalars(select(Person).where(may_be_seen_by(viewer)).order_by(Person.sort_key, Person.id))}
    contacts = _contacts(may_be_seen_by(viewer))
    names = other_names()
    known = [
        _known(row, phones=contacts[row.id, "phone"], emails=contacts[row.id, "email"], other_names=names.get(row.id, ())) for row in people.values()
    ]
    apart = told_apart()
    found = [(one.line, UUID(str(one.one.id)), UUID(str(one.other.id))) for one in probable_pairs(known)]
    return [
        ProbablePair(one=_record(people[one], contacts), other=_record(people[other], contacts), line=line)
        for line, one, other in found
        if pair(one, other) not in apart
    ]


def sides_of(person_ids: Collection[UUID]) -> dict[UUID, Side]:
    """Return these records with what hangs on each. Two queries."""
    contacts = _contacts(Person.id.in_(person_ids))
    counted = {
        "workshops": _count(Enrolment.person_id, Enrolment.role != MERGED),
        "lessons": _count(LessonCompletion.person_id),
        "quizzes": _count(Attempt.person_id, Attempt.submitted_at.is_not(None)),
        "certificates": _count(Certificate.person_id, Certificate.issue_number == 1),
        "sessions": _count(CascadeSession.lead_id),
    }
    accounts = _count(Account.person_id, Account.is_active.is_(True), Account.merged_into_id.is_(None))
    rows = db.session.execute(
        select(Person, Place.name, accounts, *counted.values()).outerjoin(Place, Place.code == Person.place_code).where(Person.id.in_(person_ids))
    )
    return {
        person.id: Side(person=person, place=place or "", phones=contacts[person.id, "phone"], emails=contacts[person.id, "email"],
                        counts=dict(zip(counted, counts, strict=True)), has_account=n_accounts > 0)
        for person, place, n_accounts, *counts in rows
    }  # fmt: skip


def evidence_of(one: Side, other: Side) -> Line:
    """Return the line of the table of evidence that fits two records, as if nobody else were recorded: an office's number is not known for one."""
    names = other_names()
    known = [_known(side.person, phones=side.phones, emails=side.emails, other_names=names.get(side.person.id, ())) for side in (one, other)]
    return strongest(cards_of(known[0]), cards_of(known[1]))


def _known(person: Person, *, phones: tuple[str, ...], emails: tuple[str, ...], other_names: Sequence[tuple[str, str]]) -> Known:
    return Known(id=person.id, family_name=person.family_name, given_names=person.given_names, other_names=tuple(other_names), sex=Sex(person.sex),
                 phones=phones, emails=emails, function=person.profession, organisation=person.institution,
                 birth_year=person.birth_year)  # fmt: skip


def _count(owner: InstrumentedAttribute[UUID], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(owner == Person.id, *conditions).correlate(Person).scalar_subquery()


def _contacts(condition: ColumnElement[bool]) -> defaultdict[tuple[UUID, str], tuple[str, ...]]:
    """Return {(person, kind): values} of whoever meets a condition; nothing where there is none."""
    found: defaultdict[tuple[UUID, str], tuple[str, ...]] = defaultdict(tuple)
    query = select(Contact.person_id, Contact.kind, Contact.value).join(Person, Person.id == Contact.person_id).where(condition).distinct()
    for person_id, kind, value in db.session.execute(query.order_by(Contact.value)):
        found[person_id, kind] += (value,)
    return found


def _record(person: Person, contacts: Mapping[tuple[UUID, str], tuple[str, ...]]) -> Record:
    told = (person.profession, person.institution, *map(spelt_phone, contacts[person.id, "phone"][:1]))
    return Record(name=person.full_name, code=person.code, detail=" · ".join(text for text in told if text))
