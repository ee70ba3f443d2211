"""Which certificates a programme has, and how far people are from each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l

from lms.certificates import queries
from lms.certificates.content import Design, designs
from lms.certificates.rules.kinds import Kind
from lms.certificates.rules.requirements import RequirementResult, evaluate
from lms.certificates.waivers.queries import Granted, granted_to, waivers_of
from lms.errors import NotFound
from lms.programmes import services as programmes
from lms.workshops.participation import Participation


@dataclass(frozen=True)
class OfPerson:
    """How far one person is from one certificate."""

    design: Design
    results: list[RequirementResult]


def designs_of(programme: str) -> list[Design]:
    """Return the designs of a programme's certificates, in its order. Raises NotFound when it has none in the files."""
    found = [designs()[slug] for slug in programmes.programme_of(programme).design_slugs if slug in designs()]
    if not found:
        raise NotFound(_l("This programme has no certificate. Ask the administrator to choose its design."))
    return found


def design_of(programme: str, slug: str) -> Design:
    """Return one design of a programme. Raises NotFound."""
    return _named(designs_of(programme), slug)


def design_of_kind(programme: str, kind: Kind) -> Design:
    """Return the first design of a programme that is of a kind. Raises NotFound."""
    found = next((design for design in designs_of(programme) if design.kind is kind), None)
    if found is None:
        raise NotFound(_l("This programme has no certificate of this kind. Ask the administrator to choose its design."))
    return found


def main_design(programme: str) -> Design:
    """Return the design that a page shows where nobody chose one: that of trainers if there is one, else the first."""
    return chosen_design(designs_of(programme), "")


def chosen_design(among: Sequence[Design], slug: str) -> Design:
    """Return the design of a programme's that somebody chose, or where nobody did (`slug` is empty) what `main_design` says. Raises NotFound."""
    return _named(among, slug) if slug else next((design for design in among if design.kind is Kind.TRAINER), among[0])


def _named(among: Sequence[Design], slug: str) -> Design:
    found = next((design for design in among if design.slug == slug), None)
    if found is None:
        raise NotFound(_l("This programme has no such certificate. Choose one of those that it has."))
    return found


def requirements_of(person_id: UUID, programme: str, design: str) -> list[RequirementResult]:
    """Return each requirement of one of the programme's certificates with how far this person is."""
    return results_of([person_id], programme, design_of(programme, design))[person_id]


def results_of(person_ids: Sequence[UUID], programme: str, design: Design) -> dict[UUID, list[RequirementResult]]:
    """Return for each person how far they are from one certificate. The number of queries does not depend on how many people."""
    records = queries.records_of(person_ids, programme, kinds={one.kind for one in design.requirements})
    waivers = waivers_of(granted_to(person_ids, programme), design.slug)
    return {person_id: evaluate(design.requirements, record, waivers.get(person_id)) for person_id, record in records.items()}


def results_by_design(
    person_ids: Sequence[UUID], programme: str, found: Sequence[Design], participations: Mapping[UUID, Participation]
) -> dict[Kind, dict[UUID, list[RequirementResult]]]:
    """Return the same for several designs, by kind, from one reading of what people did.

    participations: what `workshops.participations_of` said of these people.
    """
    kinds = {one.kind for design in found for one in design.requirements}
    records = queries.records_of(person_ids, programme, kinds=kinds, participations=participations)
    granted = granted_to(person_ids, programme)
    waivers = {design.slug: waivers_of(granted, design.slug) for design in found}
    return {
        design.kind: {id: evaluate(design.requirements, record, waivers[design.slug].get(id)) for id, record in records.items()} for design in found
    }


def standings_of(person_id: UUID, programme: str) -> tuple[list[OfPerson], list[Granted]]:
    """Return how far somebody is from each certificate of the programme, and the waivers that stand for them."""
    found = designs_of(programme)
    record = queries.records_of([person_id], programme, kinds={one.kind for design in found for one in design.requirements})[person_id]
    granted = granted_to([person_id], programme)
    return [OfPerson(design, evaluate(design.requirements, record, waivers_of(granted, design.slug).get(person_id))) for design in found], granted
