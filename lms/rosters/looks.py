"""What a column looks like from its cells, where its name is odd or missing."""

import re
from collections.abc import Callable, Sequence

from lms.accounts.rules import ActorType, actor_type_of
from lms.people.emails import emails_in
from lms.people.name_words import FAMILY_NAMES, GIVEN_NAMES
from lms.people.names import name_words
from lms.people.phones import phones_in
from lms.people.professions import Profession, profession_of
from lms.people.sexes import sex_of
from lms.plain import beginnings, plain
from lms.rosters.headers import Field

_SAMPLE = 300
_OLDEST, _YOUNGEST = 1920, 2015
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_STRUCTURE = beginnings(
    r"direction, service, tribunal, centre, center, mairie, ong\b, ngo\b, ministere, ministry, barreau, radio, commissariat, brigade, hopital,"
    "police nationale, gendarmerie nationale, association, court, office"
)
_CLEARLY = 0.6
_MOSTLY = 0.8
_OFTEN = 0.3


def birth_year_in(text: str) -> int | None:
    """Return the one year in a cell in which an adult of today can have been born: from `1985`, `12/03/1985`, `1985-03-12`."""
    years = {int(year) for year in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 and min(years) in range(_OLDEST, _YOUNGEST + 1) else None


def look_of(values: Sequence[str]) -> Field | None:
    """Return what the cells of a column look like, None when nothing is sure. IGNORED is a running number."""
    filled = [value for value in values if value][:_SAMPLE]
    if not filled:
        return None
    if _share(filled, lambda value: "@" in value and bool(emails_in(value))) >= _CLEARLY:
        return Field.EMAIL
    if _share(filled, lambda value: bool(birth_year_in(value)) and len(value) <= len("1985-03-12")) >= _MOSTLY:
        return Field.BIRTH_YEAR
    if _share(filled, lambda value: bool(phones_in(value))) >= _CLEARLY:
        return Field.PHONE
    if _share(filled, lambda value: bool(sex_of(value))) >= _MOSTLY:
        return Field.SEX
    return _running_number(filled) or _words_look(filled)


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, values)) / len(values)


def _running_number(filled: Sequence[str]) -> Field | None:
    numbers = [int(value) for value in filled if value.isascii() and value.isdigit() and len(value) < 7]
    return Field.IGNORED if len(numbers) > _MOSTLY * len(filled) and len(set(numbers)) == len(numbers) else None


def _words_look(filled: Sequence[str]) -> Field | None:
    """Tell names, functions and organisations apart by the words that are in them."""
    plains = [plain(value) for value in filled]
    if _share(plains, lambda text: bool(_STRUCTURE.search(text))) >= _OFTEN:
        return Field.ORGANISATION
    if _share(plains, lambda text: profession_of(text) is not Profession.OTHER) >= _OFTEN:
        return Field.FUNCTION
    if _share(plains, lambda text: actor_type_of("", text) is not ActorType.OTHER) >= _OFTEN:
        return Field.ORGANISATION
    return _names_look(filled)


def _names_look(filled: Sequence[str]) -> Field | None:
    words = [name_words(value) for value in filled if not re.search(r"[0-9@]", value)]
    if len(words) < _MOSTLY * len(filled):
        return None
    family, given = (sum(any(word in names for word in name) for name in words) / len(filled) for names in (FAMILY_NAMES, GIVEN_NAMES))
    several = sum(1 < len(name) < 8 for name in words) / len(filled)
    if min(family, given) >= _OFTEN and several >= _CLEARLY:
        return Field.FULL_NAME
    if max(family, given) < _OFTEN:
        return None
    return Field.FAMILY_NAME if family > given else Field.GIVEN_NAMES
