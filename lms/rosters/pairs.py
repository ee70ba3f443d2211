"""Probable pairs: records among those known that may be of one person, by the table in `lms.rosters.evidence`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.rosters.evidence import Known, Line, Verdict, cards_of
from lms.rosters.sorting import People, offices_of


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, in the order in which they were given, and what speaks for their being of one person."""

    line: Line
    one: Known
    other: Known


def probable_pairs(people: Sequence[Known]) -> list[Pair]:
    """Return the pairs of records that are of one person by the evidence, or may be: the strongest evidence first, then in their order.

    As with the rows of a list, nobody is compared with everybody: with whom is found by tables of keys.
    """
    return sorted(_pairs(people), key=lambda pair: (pair.line.verdict is not Verdict.KNOWN, pair.line))


def _pairs(people: Sequence[Known]) -> Iterator[Pair]:
    offices = offices_of(people)
    cards = {person.id: cards_of(person, offices) for person in people}
    before = People({card.kind for of_one in cards.values() for card in of_one})
    for person in people:
        found: dict[UUID | str, tuple[Line, Known]] = {}
        for match in (match for card in cards[person.id] for match in before.matches(card)):
            if isinstance(match.other, Known):
                line = min(match.line, found.get(match.other.id, (match.line,))[0], key=lambda line: line.strength)
                found[match.other.id] = line, match.other
        yield from (Pair(line, other, person) for line, other in found.values() if line.verdict is not Verdict.NEW)
        for card in cards[person.id]:
            before.add(card)
