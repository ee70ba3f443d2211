"""Whether two records are about one person: the rule, as one table.

| line | names             | contacts                                          | besides                                       | then     |
|------|-------------------|---------------------------------------------------|-----------------------------------------------|----------|
| 1    | the same          | a number is shared, or an address where numbers   | nothing contradicts                           | known    |
|      |                   | do not differ                                     |                                               |          |
| 2    | the same          | a number or an address is shared                  | sex or birth year contradicts                 | doubtful |
| 3    | the same          | an address is shared, the numbers differ          | nothing contradicts                           | doubtful |
| 4    | the same          | only an office's number or address is shared      | function and organisation agree, nothing      | known    |
|      |                   |                                                   | contradicts                                   |          |
| 5    | the same          | only an office's number or address is shared      | else                                          | doubtful |
| 6    | the same          | none that could be compared                       | birth year, function and organisation agree,  | known    |
|      |                   |                                                   | nothing contradicts                           |          |
| 7    | the same          | none that could be compared                       | sex or birth year contradicts                 | new      |
| 8    | the same          | none that could be compared                       | else                                          | doubtful |
| 9    | the same          | differ                                            | birth year, function and organisation agree,  | doubtful |
|      |                   |                                                   | nothing contradicts                           |          |
| 10   | the same          | differ                                            | else: two people may have one name            | new      |
| 11   | nearly the same   | a number or an address is shared                  |                                               | doubtful |
| 12   | a letter or two   | none that could be compared                       | function and organisation agree, nothing      | doubtful |
|      | apart             |                                                   | contradicts                                   |          |
| 13   | other family name | a number is shared                                | the given names are the same, nothing         | doubtful |
|      |                   |                                                   | contradicts: a name changes with marriage     |          |
| 14   | different         | a number and an address are shared                |                                               | doubtful |
| 15   | different         | a number or an address is shared                  | else: a phone may be shared by a family       | new      |
| 16   | any               | nothing is shared                                 | else                                          | new      |

*Nearly the same*: a typing mistake (`Likeness.TYPO`), or one name is a part of the other (`Likeness.PART`). An *office's* contact is one that
people of `OFFICE` different names or more give: it says where somebody works and not who they are, so it does not count among contacts
that are shared or differ. *Contacts differ* when both have numbers of their own, or both have addresses, and share neither. *Agree*: both say
the same, without accents and case. *Contradicts*: both say it, and say different things.

Between two rows of one file nobody is known: there, what would be known is doubtful, for a list should have each person once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from uuid import UUID

from lms.people.names import Likeness, Name, likeness
from lms.people.sexes import Sex
from lms.plain import plain
from lms.rosters.rows import Row

OFFICE = 5
"""From how many different names on a number or an address is an office's."""


class Verdict(StrEnum):
    """What follows from the evidence."""

    KNOWN = "known"
    DOUBTFUL = "doubtful"
    NEW = "new"


class Line(IntEnum):
    """The lines of the table above."""

    SAME_PERSON = 1
    CONTRADICTED = 2
    OTHER_NUMBER = 3
    OFFICE_AND_POST = 4
    OFFICE_ONLY = 5
    BIRTH_AND_POST = 6
    NAMESAKE_CONTRADICTED = 7
    NAME_ONLY = 8
    OTHER_CONTACTS_SAME_POST = 9
    NAMESAKE = 10
    NEAR_NAME_AND_CONTACT = 11
    NEAR_NAME_AND_POST = 12
    NEW_FAMILY_NAME = 13
    OTHER_NAME_ALL_CONTACTS = 14
    SHARED_CONTACT = 15
    NOTHING = 16

    @property
    def verdict(self) -> Verdict:
        """What the table says."""
        if self in _KNOWN:
            return Verdict.KNOWN
        return Verdict.NEW if self in _NEW else Verdict.DOUBTFUL

    @property
    def has_same_name(self) -> bool:
        """Whether it is one of the lines of two records under the same name."""
        return self <= Line.NAMESAKE

    @property
    def strength(self) -> tuple[int, int]:
        """By which lines are ordered, the one that speaks most for one person first."""
        return tuple(Verdict).index(self.verdict), self


_KNOWN = {Line.SAME_PERSON, Line.OFFICE_AND_POST, Line.BIRTH_AND_POST}
_NEW = {Line.NAMESAKE_CONTRADICTED, Line.NAMESAKE, Line.SHARED_CONTACT, Line.NOTHING}


@dataclass(frozen=True)
class Known:
    """Somebody recorded before, as far as a list can be compared with them."""

    id: UUID | str
    family_name: str
    given_names: str = ""
    sex: Sex = Sex.NOT_STATED
    phones: tuple[str, ...] = ()
    """In E.164."""
    emails: tuple[str, ...] = ()
    """In small letters."""
    function: str = ""
    organisation: str = ""
    place: str = ""
    birth_year: int | None = None
    other_names: tuple[tuple[str, str], ...] = ()
    """(Family name, given names) that they had before, or under which they were recorded a second time."""


@dataclass(frozen=True, slots=True)
class Card:
    """A row or a known person in the form in which both are compared."""

    source: Row | Known
    name: Name
    sex: Sex
    phones: frozenset[str]
    emails: frozenset[str]
    post: tuple[str, str] | None
    """Function and organisation, in plain form; None unless both are stated."""
    birth_year: int | None
    office: frozenset[str] = frozenset()
    """Numbers and addresses of an office, which are not in `phones` and `emails`."""

    @property
    def contacts(self) -> list[str]:
        """Numbers and addresses of their own."""
        return sorted(self.phones | self.emails)

    @property
    def kind(self) -> tuple[bool, bool]:
        """Whether the person has a number and an address of their own."""
        return bool(self.phones), bool(self.emails)


def card_of(source: Row | Known, offices: Iterable[str] = ()) -> Card:
    """Return a row or a known person as it is compared. offices: the numbers and addresses that are an office's."""
    name = source.name if isinstance(source, Row) else Name(source.family_name, source.given_names)
    function, organisation = plain(source.function), plain(source.organisation)
    post = (function, organisation) if function and organisation else None
    office = frozenset(offices).intersection((*source.phones, *source.emails))
    return Card(source, name, source.sex, frozenset(source.phones) - office, frozenset(source.emails) - office, post, source.birth_year, office)


def cards_of(source: Known, offices: Iterable[str] = ()) -> list[Card]:
    """Return a known person as they are compared, once for each of their names."""
    card = card_of(source, offices)
    others = dict.fromkeys(Name(*names) for names in source.other_names)
    return [card, *(replace(card, name=name) for name in others if name.words != card.name.words)]


def strongest(ones: Iterable[Card], others: Collection[Card]) -> Line:
    """Return the line that speaks most for two people being one, of all their names."""
    return min((weigh(one, other) for one in ones for other in others), key=lambda line: line.strength)


def weigh(one: Card, other: Card) -> Line:
    """Return the line of the table that fits two records."""
    alike = likeness(one.name, other.name)
    if alike is Likeness.SAME:
        return _weigh_same_name(one, other)
    number, address = bool(one.phones & other.phones), bool(one.emails & other.emails)
    contradicts = _contradicts(one, other)
    if alike in {Likeness.TYPO, Likeness.PART} and (number or address):
        return Line.NEAR_NAME_AND_CONTACT
    if alike is Likeness.TYPO and not _differ(one, other) and _agree(one, other) and not contradicts:
        return Line.NEAR_NAME_AND_POST
    if alike is Likeness.GIVEN and number and not contradicts:
        return Line.NEW_FAMILY_NAME
    if number and address:
        return Line.OTHER_NAME_ALL_CONTACTS
    return Line.SHARED_CONTACT if number or address or one.office & other.office else Line.NOTHING


def _weigh_same_name(one: Card, other: Card) -> Line:
    contradicts, agree = _contradicts(one, other), _agree(one, other)
    if one.phones & other.phones or one.emails & other.emails:
        if contradicts:
            return Line.CONTRADICTED
        return Line.OTHER_NUMBER if one.phones and other.phones and not one.phones & other.phones else Line.SAME_PERSON
    born_alike = one.birth_year is not None and one.birth_year == other.birth_year
    if _differ(one, other):
        return Line.OTHER_CONTACTS_SAME_POST if born_alike and agree and not contradicts else Line.NAMESAKE
    if one.office & other.office:
        return Line.OFFICE_AND_POST if agree and not contradicts else Line.OFFICE_ONLY
    if contradicts:
        return Line.NAMESAKE_CONTRADICTED
    return Line.BIRTH_AND_POST if born_alike and agree else Line.NAME_ONLY


def _differ(one: Card, other: Card) -> bool:
    """Tell whether both have contacts of one kind. Those that share one have been dealt with."""
    return bool((one.phones and other.phones) or (one.emails and other.emails))


def _agree(one: Card, other: Card) -> bool:
    return one.post is not None and one.post == other.post


def _contradicts(one: Card, other: Card) -> bool:
    sexes = bool(one.sex and other.sex) and one.sex is not other.sex
    return sexes or (one.birth_year is not None and other.birth_year is not None and one.birth_year != other.birth_year)
