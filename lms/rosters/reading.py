"""From a table to rows: each row of the file is a person, refused, or about nobody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lms.accounts.rules import ActorType, actor_type_of
from lms.people.emails import emails_in
from lms.people.emails import unread_in as unread_addresses
from lms.people.names import Name, has_lookalikes, is_damaged, split_names, without_title
from lms.people.phones import is_shortened, phones_in
from lms.people.phones import unread_in as unread_numbers
from lms.people.professions import profession_of
from lms.people.sexes import Sex, sex_of
from lms.plain import beginnings, plain
from lms.rosters.columns import ColumnMapping
from lms.rosters.files import column_letters, open_book
from lms.rosters.headers import NAME_FIELDS, Field, is_header
from lms.rosters.limits import MOST_LETTERS, MOST_LETTERS_IN_NAME
from lms.rosters.looks import birth_year_in
from lms.rosters.rows import Fault, Kind, LeftOut, Problem, Progress, Reading, Refused, Row, in_steps
from lms.rosters.tables import Table, find_table, require_names

_NOTHING = frozenset(
    [
        *("neant", "ras", "aucun", "aucune", "na", "n a", "nd", "nc", "non", "null", "none", "nil", "sans", "sans objet", "x", "xx", "xxx"),
        *("pas de mail", "pas d email", "pas de telephone", "pas de numero"),
    ]
)
"""What people write, in plain form, where there is nothing to write."""

_TOTAL = re.compile(r"(?:sous |grand )?tota(?:l|ux)\b|(?:nombre|nbre|nb|effectif|somme)\b")
_SIGNED = re.compile(
    r"fait a\b|arretee? (?:a|la)\b|(?:le|la) (?:president|direct|chef|coord|responsable|secretaire)|visa\b|signature|nota bene|source"
)
_HEADING = beginnings(r"groupe, group, jour\b, day\b, liste, list\b, page, suite, atelier, workshop, region, cercle, commune\b, participants")
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|NOM\?|DIV/0!|VALUE!|VALEUR!|NUM!|NOMBRE!|NULL!|NUL!)", re.IGNORECASE)

_FEW = 3
"""Columns that a list must have for a row with one cell only to be a heading."""


@dataclass(frozen=True)
class Roster:
    """A list as it was read."""

    table: Table
    mapping: ColumnMapping
    reading: Reading


def read_roster(
    data: bytes,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    choices: Mapping[str, object] | None = None,
    progress: Progress | None = None,
) -> Roster:
    """Return the list in a file, from its bytes.

    sheet, header_row: where the list is, when a person says so (see `find_table`). choices: what columns hold, as a person corrected it or as it
    was remembered (`ColumnMapping.choices`).
    Raises UnreadableFile when the file as a whole cannot be read; faults of single rows are in the reading.
    """
    table = find_table(open_book(data), sheet=sheet, header_row=header_row)
    mapping = table.mapping.corrected(choices) if choices else table.mapping
    require_names(table, mapping)
    return Roster(table, mapping, read_rows(table, mapping, progress))


def read_rows(table: Table, mapping: ColumnMapping, progress: Progress | None = None) -> Reading:
    """Return all rows of the sheet, each either somebody, refused or left out."""
    reader = _Reader(table, mapping)
    left_out = [LeftOut(place + 1, kind, text) for place, kind, text in reader.above()]
    people: list[int] = []
    for place in range(table.first_row, len(table.sheet.rows)):
        kind = reader.kind(place)
        if kind:
            left_out.append(LeftOut(place + 1, kind, " ".join(filter(None, table.sheet.rows[place]))))
        else:
            people.append(place)
    rows, refused = [], []
    for place, name in in_steps(list(zip(people, reader.names(people), strict=True)), progress):
        row, faults = reader.row(place, name)
        if faults:
            refused.append(Refused(row, tuple(faults)))
        else:
            rows.append(row)
    return Reading(tuple(rows), tuple(refused), tuple(left_out))


@dataclass(frozen=True)
class _Cell:
    place: int
    row: int
    text: str

    @property
    def address(self) -> str:
        return f"{column_letters(self.place)}{self.row + 1}"

    def fault(self, problem: Problem, value: str | None = None) -> Fault:
        return Fault(problem, self.address, self.text if value is None else value)


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, table: Table, mapping: ColumnMapping) -> None:
        self.table = table
        self.mapping = mapping
        self.places = {field: mapping.places(field) for field in Field}
        self.mapped = {column.place: column.field for column in mapping.columns if column.field is not Field.IGNORED}
        self.headers = {column.place: plain(column.header) for column in mapping.columns if column.header}
        self.carried = self._carried()

    def above(self) -> Iterator[tuple[int, Kind, str]]:
        """Yield what stands above the people: (row from 0, kind, text)."""
        for place, cells in enumerate(self.table.sheet.rows[: self.table.first_row]):
            is_header_row = place == self.table.header_row
            yield place, Kind.HEADER if is_header_row else Kind.TEXT if any(cells) else Kind.BLANK, " ".join(filter(None, cells))

    def kind(self, row: int) -> Kind | None:
        """Return what a row is that is about nobody, None for a row about somebody."""
        filled = {place: text for place, text in enumerate(self.table.sheet.rows[row]) if any(map(str.isalnum, text))}
        if all(text.isdigit() for place, text in filled.items() if place not in self.mapped) and not filled.keys() & self.mapped.keys():
            return Kind.BLANK
        if self._is_header(filled):
            return Kind.HEADER
        return None if self._has_person(filled) else self._kind_of_text(filled)

    def names(self, rows: Sequence[int]) -> list[Name]:
        """Return the names in these rows, without titles; empty ones where there is none."""
        if self.places[Field.FULL_NAME]:
            return split_names([without_title(self._text(row, Field.FULL_NAME))[0] for row in rows], self.mapping.order)
        return [self._name_in_parts(row) for row in rows]

    def row(self, row: int, name: Name) -> tuple[Row, list[Fault]]:
        """Return what a row says of a person of this name, and what is wrong with it."""
        faults = [*self._name_faults(row), *self._cell_faults(row)]
        phones, emails, remarks = self._contacts(row, faults)
        function, organisation = self._carried_text(row, Field.FUNCTION), self._carried_text(row, Field.ORGANISATION)
        found = Row(
            number=row + 1, name=name, sex=self._sex(row, faults), phones=phones, emails=emails, function=function,
            profession=profession_of(plain(function)), organisation=organisation,
            institution_type=self._institution_type(row, function, organisation),
            place=", ".join(dict.fromkeys(cell.text for cell in self._cells(row, Field.PLACE, carried=True))),
            birth_year=self._birth_year(row, faults), remarks=tuple(remarks),
        )  # fmt: skip
        return found, sorted(faults, key=lambda fault: (len(fault.cell), fault.cell))

    def _carried(self) -> dict[tuple[int, int], str]:
        """Return the texts of cells that are joined downwards, for the rows that they cover: {(row, column): text}."""
        rows = self.table.sheet.rows
        carried = {}
        for column, first, last in self.table.sheet.merged:
            if self.table.first_row <= first < len(rows) and column < len(rows[first]):
                carried.update({(row, column): rows[first][column] for row in range(first + 1, last + 1)})
        return carried

    def _cells(self, row: int, field: Field, *, carried: bool = False) -> Iterator[_Cell]:
        """Yield the cells of a field that say something."""
        cells = self.table.sheet.rows[row]
        for place in self.places[field]:
            text = cells[place] if place < len(cells) else ""
            text = text or (self.carried.get((row, place), "") if carried else "")
            if text and (text[0].isdigit() or _says_something(text, field in NAME_FIELDS)):
                yield _Cell(place, row, text)

    def _text(self, row: int, field: Field) -> str:
        return next((cell.text for cell in self._cells(row, field)), "")

    def _carried_text(self, row: int, field: Field) -> str:
        return next((cell.text for cell in self._cells(row, field, carried=True)), "")

    def _has_person(self, filled: Mapping[int, str]) -> bool:
        """Tell whether a row has somebody's contact, or a name that is not the first thing in it: no total and no heading has.

        A number may stand before a total too, so what stands where the name does must not be one.
        """
        fields = {place: self.mapped.get(place) for place in filled}
        names = [place for place, field in fields.items() if field in NAME_FIELDS and any(map(str.isalpha, filled[place]))]
        if {Field.PHONE, Field.EMAIL} & set(fields.values()):
            return True
        is_text = len(names) == 1 and _is_no_name(plain(filled[names[0]]))
        return bool(names) and not is_text and fields[next(iter(filled))] not in NAME_FIELDS

    def _kind_of_text(self, filled: Mapping[int, str]) -> Kind | None:
        first = plain(next((text for text in filled.values() if any(map(str.isalpha, text))), next(iter(filled.values()))))
        if _TOTAL.match(first):
            return Kind.TOTAL
        return Kind.TEXT if _SIGNED.match(first) or self._is_heading(filled) else None

    def _is_header(self, filled: Mapping[int, str]) -> bool:
        first = list(islice(filled.items(), 2))
        if len(first) == 2 and is_header(first[0][1]) and all(map(is_header, filled.values())):
            return True
        if not any(plain(text) == self.headers.get(place) for place, text in first):
            return False
        same = sum(plain(text) == self.headers.get(place) for place, text in filled.items())
        return same > len(filled) / 2 and (same > 1 or is_header(next(iter(filled.values()))))

    def _is_heading(self, filled: Mapping[int, str]) -> bool:
        """Tell whether the only text in a row is a heading: it is not where names are, or it names an institution or a group and not a person."""
        mapped = {place: text for place, text in filled.items() if place in self.mapped}
        if not mapped:
            return True
        if len(mapped) > 1 or len(self.mapped) < _FEW:
            return False
        place, text = next(iter(mapped.items()))
        words = plain(text)
        return self.mapped[place] not in NAME_FIELDS or bool(_HEADING.match(words)) or actor_type_of("", words) is not ActorType.OTHER

    def _name_in_parts(self, row: int) -> Name:
        family, given = without_title(self._text(row, Field.FAMILY_NAME))[0], without_title(self._text(row, Field.GIVEN_NAMES))[0]
        return Name(family, given)

    def _name_faults(self, row: int) -> Iterator[Fault]:
        cells = [cell for field in Field if field in NAME_FIELDS for cell in self._cells(row, field)]
        if not cells:
            places = [place for place, field in sorted(self.mapped.items()) if field in NAME_FIELDS]
            yield _Cell(places[0], row, "").fault(Problem.NO_NAME)
        for cell in cells:
            problem = _name_problem(cell.text)
            if problem:
                yield cell.fault(problem)

    def _cell_faults(self, row: int) -> Iterator[Fault]:
        for place, text in enumerate(self.table.sheet.rows[row]):
            if place in self.mapped and self.mapped[place] not in NAME_FIELDS:
                if _ERROR.fullmatch(text):
                    yield _Cell(place, row, text).fault(Problem.ERROR)
                elif len(text) > MOST_LETTERS:
                    yield _Cell(place, row, text).fault(Problem.TOO_LONG)

    def _contacts(self, row: int, faults: list[Fault]) -> tuple[tuple[str, ...], tuple[str, ...], list[Fault]]:
        """Return phones, addresses and remarks; both kinds are taken from whichever column they stand in."""
        phones: dict[str, None] = {}
        emails: dict[str, None] = {}
        remarks: list[Fault] = []
        for field, problem in ((Field.PHONE, Problem.PHONE), (Field.EMAIL, Problem.EMAIL)):
            for cell in self._cells(row, field):
                numbers, addresses = phones_in(cell.text), emails_in(cell.text)
                phones.update(dict.fromkeys(numbers))
                emails.update(dict.fromkeys(addresses))
                if numbers or addresses:
                    remarks.extend(cell.fault(Problem.PHONE, unread) for unread in unread_numbers(cell.text))
                    remarks.extend(cell.fault(Problem.EMAIL, unread) for unread in unread_addresses(cell.text))
                else:
                    faults.append(cell.fault(Problem.SHORTENED if is_shortened(cell.text) else problem))
        return tuple(phones), tuple(emails), remarks

    def _sex(self, row: int, faults: list[Fault]) -> Sex:
        for cell in self._cells(row, Field.SEX):
            sex = sex_of(cell.text)
            if not sex:
                faults.append(cell.fault(Problem.SEX))
            return sex
        titles = (without_title(self._text(row, field))[1] for field in NAME_FIELDS)
        return next(filter(None, titles), Sex.NOT_STATED)

    def _birth_year(self, row: int, faults: list[Fault]) -> int | None:
        for cell in self._cells(row, Field.BIRTH_YEAR):
            year = birth_year_in(cell.text)
            if year is None:
                faults.append(cell.fault(Problem.BIRTH_YEAR))
            return year
        return None

    def _institution_type(self, row: int, function: str, organisation: str) -> ActorType:
        told = actor_type_of("", plain(self._carried_text(row, Field.INSTITUTION_TYPE)))
        return told if told is not ActorType.OTHER else actor_type_of(plain(function), plain(organisation))


def _is_no_name(words: str) -> bool:
    return bool(_TOTAL.match(words) or _SIGNED.match(words))


def _says_something(text: str, is_name: bool) -> bool:
    words = plain(text)
    return bool(words) and (is_name or words not in _NOTHING)


def _name_problem(text: str) -> Problem | None:
    if _ERROR.fullmatch(text):
        return Problem.ERROR
    if is_damaged(text):
        return Problem.DAMAGED
    if has_lookalikes(text):
        return Problem.LOOKALIKES
    if len(text) > MOST_LETTERS_IN_NAME:
        return Problem.TOO_LONG
    return Problem.NOT_A_NAME if emails_in(text) or phones_in(text) or not any(map(str.isalpha, text)) else None
