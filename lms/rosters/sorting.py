"""Sorts the rows of a list into new, known, doubtful and refused, by the table in `lms.rosters.evidence`.

A row is compared with the people known before and with the rows above it. Who is compared at all is found by tables of keys, never by comparing
everybody with everybody: the same name with the same contact, the same contact, the same name where contacts cannot be compared, a name one
letter apart in the same post.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice
from typing import Any
from uuid import UUID

from lms.people.names import Name, typo_keys
from lms.plain import plain
from lms.rosters.evidence import OFFICE, Card, Known, Line, Verdict, card_of, cards_of, weigh
from lms.rosters.rows import LeftOut, Progress, Reading, Refused, Row, in_steps

ToldApart = Callable[[], Collection[tuple[UUID, UUID]]]


@dataclass(frozen=True)
class Sight:
    """Of which known people whoever sent a list may hear."""

    knows: Callable[[Any], bool]
    """Tells by the id whether they may know all of somebody: they hear of them whatever fits."""
    names: Callable[[Any], bool]
    """Whether they may know the name: they hear of them beside a row of that name. Of everybody else they hear only that there is one."""


EVERYBODY = Sight(knows=lambda _id: True, names=lambda _id: True)

_MOST_ALIKE = 20
"""People under one key who are compared with a row. More of them would only add to a choice that a person must make anyway."""

_MOST_NEAR = 10
"""People whose names are a letter apart who are compared with a row: weighing these takes longest."""

_MOST_SHOWN = 5
"""People shown beside a doubtful row."""

_KINDS = ((False, False), (False, True), (True, False), (True, True))
"""Has a number of their own, has an address of their own."""


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody whom a row may be, and what speaks for it."""

    line: Line
    other: Known | Row


@dataclass(frozen=True, slots=True)
class Sorted:
    """A row with whom it was compared: the one person it is (known), those it may be (doubtful), or who is worth a remark (new)."""

    row: Row
    verdict: Verdict
    matches: tuple[Match, ...] = ()
    is_decided: bool = False
    """Somebody said before who this row is; `matches` has that person with no evidence weighed."""
    stranger: Known | None = None
    """Whom the row is, or may be, and of whom whoever sent the list may not hear: nothing of them is shown, and they stand in `matches` only
    where the evidence is enough."""

    @property
    def known(self) -> Known | None:
        """The person that this row is."""
        found = self.matches[0].other if self.verdict is Verdict.KNOWN else None
        return found if isinstance(found, Known) else None


@dataclass(frozen=True)
class SortedList:
    """A whole list, sorted. Every row of the file is in exactly one of these, in the order of the file."""

    new: tuple[Sorted, ...]
    known: tuple[Sorted, ...]
    doubtful: tuple[Sorted, ...]
    refused: tuple[Refused, ...]
    left_out: tuple[LeftOut, ...]


def sort_rows(
    reading: Reading, known: Sequence[Known], *, decided: Mapping[str, UUID | str] | None = None, apart: ToldApart = frozenset,
    sight: Sight = EVERYBODY, progress: Progress | None = None,
) -> SortedList:  # fmt: skip
    """Return the rows of a list, sorted. Nobody is merged here: known means that the evidence is enough, doubtful that a person must decide.

    A second row about somebody who is new or known is doubtful beside the first: whoever made the list should hear of it.

    known: the people recorded before. decided: who a row is, by its fingerprint (`fingerprints`), as it was decided when this list, or an
    earlier form of it, was imported into the same workshop; decisions on people who are not among `known` are left out. apart: called when the
    evidence is enough for several people, returns the pairs of whom somebody said that they are two: their posts then say which of them a row is.
    sight: of whom whoever sent the list may hear. A shared contact under another name then says nothing of others: it would be a way to ask whose
    a number is.
    """
    sorter = _Sorter(reading.rows, known, decided or {}, apart, sight)
    rows = [sorter.sort(row) for row in in_steps(reading.rows, progress)]
    by_verdict = {verdict: tuple(row for row in rows if row.verdict is verdict) for verdict in Verdict}
    return SortedList(by_verdict[Verdict.NEW], by_verdict[Verdict.KNOWN], by_verdict[Verdict.DOUBTFUL], reading.refused, reading.left_out)


def fingerprints(rows: Iterable[Row]) -> list[str]:
    """Return what each row is remembered by: a hash of all that it says, and of how many rows above it say the very same.

    It does not change with the order of rows or columns, nor with accents, case and the style of numbers.
    """
    seen: Counter[str] = Counter()
    prints = []
    for row in rows:
        said = [row.name.words, row.sex, sorted(row.phones), sorted(row.emails), plain(row.function), plain(row.organisation), plain(row.place),
                row.birth_year]  # fmt: skip
        text = json.dumps(said, ensure_ascii=False)
        seen[text] += 1
        prints.append(hashlib.sha256(f"{text}{seen[text]}".encode()).hexdigest())
    return prints


class _Sorter:
    """Sorts rows one after another; each is then among those that the rows below it are compared with."""

    def __init__(
        self, rows: Sequence[Row], known: Sequence[Known], decided: Mapping[str, UUID | str], apart: ToldApart, sight: Sight
    ) -> None:  # fmt: skip
        self.ask_apart, self.sight = apart, sight
        by_id = {person.id: person for person in known}
        prints = fingerprints(rows) if decided else [""] * len(rows)
        self.decided = {row.number: by_id[decided[key]] for row, key in zip(rows, prints, strict=True) if decided.get(key) in by_id}
        self.settled: dict[int, Known] = {}
        self.first_rows: dict[UUID | str, Row] = {}
        """The row that is somebody known; whoever sent the list should hear of a second one."""
        offices = offices_of([*known, *rows])
        self.cards = {row.number: card_of(row, offices) for row in rows}
        kinds = {card.kind for card in self.cards.values()}
        self.people, self.above = People(kinds), People(kinds)
        for person in known:
            for card in cards_of(person, offices):
                self.people.add(card)

    def sort(self, row: Row) -> Sorted:
        """Return a row with whom it is or may be."""
        card = self.cards[row.number]
        decided = self.decided.get(row.number)
        if decided:
            match = Match(Line.SAME_PERSON, decided)
            found = Sorted(row, Verdict.KNOWN, (match,), is_decided=True, stranger=self._stranger(match))
        else:
            found = self._sorted(card, row, self._heard_of(self.people.matches(card)), self.above.matches(card))
        person = found.known
        if person:
            first = self.first_rows.setdefault(person.id, row)
            if first is not row and not found.is_decided:
                found = Sorted(row, Verdict.DOUBTFUL, (Match(Line.SAME_PERSON, first),))
            else:
                self.settled[row.number] = person
        self.above.add(card)
        return found

    def _sorted(self, card: Card, row: Row, people: list[Match], rows: list[Match]) -> Sorted:
        certain = self._certain(card, people)
        if len(certain) == 1:
            return Sorted(row, Verdict.KNOWN, (certain[0],), stranger=self._stranger(certain[0]))
        known = [match.other for match in people]
        rows = [match for match in rows if not (isinstance(match.other, Row) and self.settled.get(match.other.number) in known)]
        matches = sorted([*people, *rows], key=lambda match: match.line)
        doubtful = [match for match in matches if match.line.verdict is not Verdict.NEW]
        strangers = [stranger for match in doubtful if (stranger := self._stranger(match))]
        shown = [match for match in doubtful if not self._stranger(match)]
        if doubtful:
            return Sorted(row, Verdict.DOUBTFUL, tuple(shown[:_MOST_SHOWN]), stranger=strangers[0] if strangers else None)
        return Sorted(row, Verdict.NEW, tuple(match for match in matches if match.line is not Line.NOTHING and not self._stranger(match))[:1])

    def _heard_of(self, people: list[Match]) -> list[Match]:
        """Return those of whom whoever sent the list may hear at all beside this row."""
        return [match for match in people if match.line.has_same_name or (isinstance(match.other, Known) and self.sight.knows(match.other.id))]

    def _stranger(self, match: Match) -> Known | None:
        return match.other if isinstance(match.other, Known) and not self.sight.names(match.other.id) else None

    @cached_property
    def apart(self) -> set[frozenset[UUID | str]]:
        """Pairs of people who were told apart."""
        return {frozenset[UUID | str](pair) for pair in self.ask_apart()}

    def _certain(self, card: Card, people: list[Match]) -> list[Match]:
        """Return whom the evidence is enough for; of several who were told apart, the one in the post that the row states."""
        certain = [match for match in people if match.line.verdict is Verdict.KNOWN]
        ids = [match.other.id for match in certain if isinstance(match.other, Known)]
        if len(certain) < 2 or card.post is None or any(frozenset(two) not in self.apart for two in combinations(ids, 2)):
            return certain
        in_post = [match for match in certain if card_of(match.other).post == card.post]
        return in_post if len(in_post) == 1 else certain


class People:
    """People by the keys under which somebody who may be the same is found."""

    def __init__(self, kinds: Collection[tuple[bool, bool]]) -> None:
        self.kinds = kinds
        """Which contacts of their own the people have who will be looked for."""
        self.by_key: dict[int, list[Card]] = {}

    def add(self, card: Card) -> None:
        """Put somebody under all their keys."""
        for key in self._keys(card):
            alike = self.by_key.get(key)
            if alike is None:
                self.by_key[key] = [card]
            elif len(alike) < _MOST_ALIKE:
                alike.append(card)

    def matches(self, card: Card) -> list[Match]:
        """Return everybody with whom a record shares a key, with the line of the table that fits."""
        found = {id(other): other for key, most in _looked_for(card) for other in self.by_key.get(key, ())[:most]}
        if card.post and card.kind != (True, True):
            alike = (other for key in _typo_hashes(card) for other in self.by_key.get(key, ()))
            found.update((id(other), other) for other in islice(alike, _MOST_NEAR))
        matches: dict[int, Match] = {}
        for other in found.values():  # somebody of several names is found by each of them, and counts by the one that says most
            match, before = Match(weigh(card, other), other.source), matches.get(id(other.source))
            if before is None or match.line.strength < before.line.strength:
                matches[id(other.source)] = match
        return list(matches.values())

    def _keys(self, card: Card) -> Iterator[int]:
        words = card.name.words
        for contact in card.contacts:
            yield hash((words, contact))
            yield hash(contact)
        for contact in sorted(card.office):
            yield hash((words, contact))
        yield hash((words, card.kind))
        if card.birth_year is not None:
            yield hash((words, card.birth_year))
        if card.post and any(_cannot_be_compared(card.kind, kind) for kind in self.kinds):
            yield from _typo_hashes(card)


def _looked_for(card: Card) -> Iterator[tuple[int, int]]:
    """Yield the keys under which to look for somebody, and how many people there are enough."""
    words = card.name.words
    for contact in card.contacts:
        yield hash((words, contact)), _MOST_ALIKE
        yield hash(contact), _MOST_ALIKE
    for contact in sorted(card.office):
        yield hash((words, contact)), _MOST_ALIKE
    for kind in _KINDS:
        yield hash((words, kind)), _MOST_ALIKE if _cannot_be_compared(card.kind, kind) else 1
    if card.birth_year is not None:
        yield hash((words, card.birth_year)), _MOST_ALIKE


def _typo_hashes(card: Card) -> Iterator[int]:
    # Numbers need a fifth of the room of the texts; two texts with one number are told apart when they are weighed.
    return (hash((card.post, key)) for key in typo_keys(card.name.words))


def _cannot_be_compared(one: tuple[bool, bool], other: tuple[bool, bool]) -> bool:
    return not (one[0] and other[0]) and not (one[1] and other[1])


def offices_of(sources: Iterable[Known | Row]) -> frozenset[str]:
    """Return the numbers and addresses that people of many names give."""
    names: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for source in sources:
        name = source.name if isinstance(source, Row) else Name(source.family_name, source.given_names)
        for contact in (*source.phones, *source.emails):
            names[contact].add(name.words)
    return frozenset(contact for contact, given in names.items() if len(given) >= OFFICE)
