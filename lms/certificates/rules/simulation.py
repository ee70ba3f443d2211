"""What other requirements would change, for whom. Nothing is decided or kept here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.certificates.rules.requirements import Record, Requirement, RequirementKind, Waived, are_all_met, evaluate

Waivers = Mapping[str, Waived]


@dataclass(frozen=True)
class Comparison:
    """Who would meet other requirements, beside those in force. People in the order in which they were given."""

    people: int
    before: int
    """Who meet those in force."""
    gained: tuple[UUID, ...] = ()
    """Who would meet the others and do not meet those in force."""
    lost: tuple[UUID, ...] = ()
    """Who meet those in force and would not meet the others."""

    @property
    def after(self) -> int:
        """Return how many would meet the others."""
        return self.before + len(self.gained) - len(self.lost)


def with_changes(requirements: Sequence[Requirement], changes: Mapping[RequirementKind, Requirement | None]) -> tuple[Requirement, ...]:
    """Return the requirements as they would be. changes: {kind: the rule in its place, or None to drop it}; kinds left out stay."""
    kept = [changes.get(one.kind, one) for one in requirements]
    here = {one.kind for one in requirements}
    added = [rule for kind, rule in changes.items() if kind not in here]
    return tuple(one for one in (*kept, *added) if one is not None)


def compare(
    records: Mapping[UUID, Record], waivers: Mapping[UUID, Waivers], *, now: Sequence[Requirement], then: Sequence[Requirement]
) -> Comparison:
    """Return who would gain and who would lose by other requirements. Waivers hold in both."""
    before = {one for one, record in records.items() if are_all_met(evaluate(now, record, waivers.get(one)))}
    after = {one for one, record in records.items() if are_all_met(evaluate(then, record, waivers.get(one)))}
    return Comparison(
        people=len(records),
        before=len(before),
        gained=tuple(one for one in records if one in after - before),
        lost=tuple(one for one in records if one in before - after),
    )
