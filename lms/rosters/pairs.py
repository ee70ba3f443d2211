"""Probable pairs: records among those known that may be of one person, by the table in `lms.rosters.evidence`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.rosters.evidence import Known, Line, Verdict, card_of
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
    cards = [card_of(person, offices) for person in people]
    before = People({card.kind for card in cards})
    for card in cards:
        for match in before.matches(card):
            if match.line.verdict is not Verdict.NEW and isinstance(match.other, Known) and isinstance(card.source, Known):
                yield Pair(match.line, match.other, card.source)
        before.add(card)
