"""Who lacks what for a certificate, in a workshop or a whole programme, and what other requirements would change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, literal, select

from lms.accounts.access import Viewer
from lms.accounts.models import Person
from lms.certificates import queries
from lms.certificates.content import Design
from lms.certificates.rules.requirements import Record, Requirement, RequirementKind, RequirementResult, are_all_met, evaluate
from lms.certificates.rules.simulation import Comparison, Waivers, compare
from lms.certificates.waivers.queries import granted_to, waivers_of
from lms.db import db
from lms.workshops.acquaintance import is_open_to
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.participation import CountedWorkshop, Participation, has_begun, participations_of
from lms.workshops.queries import is_in_the_room


@dataclass(frozen=True)
class Line:
    """Somebody, and how far they are."""

    person_id: UUID
    name: str
    code: str
    workshop: CountedWorkshop | None
    """The one by which they are judged; None: whichever they are in, they are judged by none."""
    results: Sequence[RequirementResult]

    @property
    def lacking(self) -> list[RequirementResult]:
        """What is not met yet."""
        return [one for one in self.results if not one.is_met]

    @property
    def is_ready(self) -> bool:
        """Nothing is missing."""
        return are_all_met(self.results)


@dataclass(frozen=True)
class Overview:
    """Everybody of a workshop or a programme, by name, and how far they are from one certificate."""

    design: Design
    lines: Sequence[Line]
    records: Mapping[UUID, Record]
    waivers: Mapping[UUID, Waivers]
    strangers: int = 0
    """How many more there are, of whom the reader may not know what they have done."""

    @property
    def columns(self) -> Sequence[RequirementResult]:
        """Return one result of each requirement, in order: what the columns are called follows from it."""
        return self.lines[0].results if self.lines else ()

    @property
    def ready(self) -> int:
        """Return how many lack nothing."""
        return sum(line.is_ready for line in self.lines)

    @cached_property
    def lacking(self) -> Counter[str]:
        """Return {requirement: how many lack it}."""
        return Counter(result.key for line in self.lines for result in line.lacking)

    def planned(self) -> set[int]:
        """Return of how many half-days the workshops are, by which these people are judged."""
        return {record.half_days_planned for record in self.records.values()} - {0}

    def compared_with(self, requirements: Sequence[Requirement]) -> Comparison:
        """Return who would meet other requirements."""
        return compare(self.records, self.waivers, now=self.design.requirements, then=requirements)


def overview_of_workshop(workshop: Workshop, design: Design, *, reader: Viewer, kinds: frozenset[RequirementKind] = frozenset()) -> Overview:
    """Return how far the confirmed participants of a workshop are from a certificate of its programme; see `overview_of_programme`.

    reader: whoever is a stranger to them (`lms.workshops.acquaintance`) is only counted.
    """
    people = (
        _people(is_open_to(reader)).join(Enrolment, Enrolment.person_id == Person.id).where(Enrolment.workshop_id == workshop.id, is_in_the_room())
    )
    return _overview(people, workshop.programme, design, kinds)


def overview_of_programme(programme: str, design: Design, *, today: date, kinds: frozenset[RequirementKind] = frozenset()) -> Overview:
    """Return how far everybody confirmed in a workshop that has begun is from a certificate of the programme.

    kinds: what else than the requirements in force is asked about. The number of queries does not depend on how many people.
    """
    in_one = exists().where(Enrolment.person_id == Person.id, Enrolment.workshop_id == Workshop.id, Workshop.programme == programme)
    return _overview(_people(literal(True)).where(in_one.where(is_in_the_room(), has_begun(today))), programme, design, kinds)


def _people(is_known: ColumnElement[bool]) -> Select[Person, bool]:
    return select(Person, is_known).order_by(Person.sort_key, Person.id)


def _overview(query: Select[Person, bool], programme: str, design: Design, kinds: frozenset[RequirementKind]) -> Overview:
    everybody = db.session.execute(query).all()
    people = [person for person, is_known in everybody if is_known]
    ids = [person.id for person in people]
    participations = participations_of(ids, programme)
    asked = kinds | {one.kind for one in design.requirements}
    records = queries.records_of(ids, programme, kinds=asked, participations=participations)
    waivers = waivers_of(granted_to(ids, programme), design.slug)
    lines = [
        Line(person.id, person.full_name, person.code, _counted(participations.get(person.id)),
             evaluate(design.requirements, records[person.id], waivers.get(person.id)))
        for person in people
    ]  # fmt: skip
    return Overview(design, lines, records, waivers, strangers=len(everybody) - len(people))


def _counted(participation: Participation | None) -> CountedWorkshop | None:
    return participation.counted if participation else None
