"""Which column holds what: guessed from names and cells, corrected by a person, remembered by the names of the columns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lms.people.names import NameOrder
from lms.plain import plain
from lms.rosters.files import column_letters
from lms.rosters.headers import NAME_FIELDS, Field, field_of_header
from lms.rosters.looks import look_of

_SEVERAL = frozenset({Field.PHONE, Field.EMAIL, Field.PLACE, Field.IGNORED})
"""Fields that may have several columns."""

_UNMISTAKABLE = frozenset({Field.PHONE, Field.EMAIL, Field.SEX})
"""Cells that say so count for more than a name of the column that says otherwise."""

_EXAMPLES = 3


class Reason(StrEnum):
    """Why a column is taken for what it is."""

    HEADER = "header"
    CELLS = "cells"
    PERSON = "person"
    NONE = "none"


@dataclass(frozen=True)
class Column:
    """A column of a table and what it holds."""

    place: int
    """From 0: column A of the sheet."""
    header: str
    """As written; may be empty."""
    name: str
    """The header without accents and case, made unique; `column C` where there is none."""
    field: Field
    reason: Reason
    examples: tuple[str, ...]
    """The first cells that are not empty."""

    @property
    def letters(self) -> str:
        """What spreadsheets call it: `C`."""
        return column_letters(self.place)


@dataclass(frozen=True)
class ColumnMapping:
    """What each column of a table holds, and which part stands first where a cell holds a whole name."""

    columns: tuple[Column, ...]
    order: NameOrder = NameOrder.GUESS

    @property
    def key(self) -> str:
        """What a mapping is remembered by: the same for the same names of columns, whatever their order and case."""
        return " | ".join(sorted(column.name for column in self.columns))

    @property
    def has_names(self) -> bool:
        """Tell whether any column holds names."""
        return any(column.field in NAME_FIELDS for column in self.columns)

    @property
    def choices(self) -> dict[str, object]:
        """The mapping as JSON holds it, for `corrected`: `{"order": "guess", "fields": {"tel": "phone", …}}`."""
        return {"order": self.order.value, "fields": {column.name: column.field.value for column in self.columns}}

    def places(self, field: Field) -> tuple[int, ...]:
        """Return the columns that hold a field, in their order."""
        return tuple(column.place for column in self.columns if column.field is field)

    def corrected(self, choices: Mapping[str, object]) -> "ColumnMapping":
        """Return the mapping as a person wants it. Names of columns that are not in this table are left out, as are fields that there are not.

        choices: as `choices` gives them, or a part of that.
        """
        fields = choices.get("fields")
        chosen = (
            {name: Field(field) for name, field in fields.items() if isinstance(field, str) and field in set(Field)}
            if isinstance(fields, Mapping)
            else {}
        )
        order = choices.get("order")
        columns = tuple(
            replace(column, field=chosen[column.name], reason=Reason.PERSON) if chosen.get(column.name, column.field) is not column.field else column
            for column in self.columns
        )
        return ColumnMapping(columns, NameOrder(order) if isinstance(order, str) and order in set(NameOrder) else self.order)


def guess_mapping(headers: Sequence[str], body: Sequence[Sequence[str]]) -> ColumnMapping:
    """Return what each column seems to hold, by the words of its name, and by what the cells look like where the name says nothing.

    headers: of the columns A, B, C …, empty where there is none, all empty when the table has no header. body: the rows below; they may be
    shorter. Columns that are empty everywhere are left out.
    """
    width = max(len(cells) for cells in (headers, *body))
    guesses: list[_Guess] = []
    names: Counter[str] = Counter()
    for place in range(width):
        values = [cells[place] for cells in body if place < len(cells) and cells[place]]
        header = headers[place] if place < len(headers) else ""
        if values or header:
            name = plain(header) or f"column {column_letters(place)}"
            names[name] += 1
            guesses.append(_Guess(place, header, name if names[name] == 1 else f"{name} {names[name]}", values))
    _settle(guesses)
    return ColumnMapping(tuple(guess.column for guess in guesses))


class _Guess:
    """A column while it is being found out what it holds."""

    def __init__(self, place: int, header: str, name: str, values: Sequence[str]) -> None:
        self.place, self.header, self.name, self.values = place, header, name, values
        self.look = look_of(values)
        told = field_of_header(header)
        contradicted = self.look in _UNMISTAKABLE and told not in {Field.IGNORED, Field.PHONE, Field.EMAIL, self.look}
        swapped = {told, self.look} == {Field.PHONE, Field.EMAIL}
        if told and not contradicted and not swapped:
            self.field, self.reason = told, Reason.HEADER
        else:
            self.field, self.reason = self.look or Field.IGNORED, Reason.CELLS if self.look else Reason.NONE

    @property
    def column(self) -> Column:
        """What was found out."""
        return Column(self.place, self.header, self.name, self.field, self.reason, tuple(dict.fromkeys(self.values))[:_EXAMPLES])

    @property
    def is_of_several_words(self) -> bool:
        """Tell whether most cells hold more than one word."""
        return sum(" " in value for value in self.values) > len(self.values) / 2

    def say(self, field: Field) -> None:
        """Take what the cells, or other columns, say for what the column holds."""
        self.field, self.reason = field, Reason.CELLS


def _settle(guesses: Sequence[_Guess]) -> None:
    """Leave each field to one column, those that were told by their name first; let names be whole or in parts, not both."""
    taken: set[Field] = set()
    later = []
    for guess in sorted(guesses, key=lambda guess: guess.reason is not Reason.HEADER):
        if guess.field in taken - _SEVERAL:
            later.append(guess)
        taken.add(guess.field)
    for guess in later:
        # Of two columns «Nom», the second may well hold the given names.
        guess.say(guess.look if guess.look and guess.look not in taken - _SEVERAL else Field.IGNORED)
        taken.add(guess.field)
    family, given = ([guess for guess in guesses if guess.field is field] for field in (Field.FAMILY_NAME, Field.GIVEN_NAMES))
    if family and given:
        _settle_parts(family[0], given[0], guesses)
    else:
        _settle_whole([*family, *given], is_taken=Field.FULL_NAME in taken)


def _settle_parts(family: _Guess, given: _Guess, guesses: Sequence[_Guess]) -> None:
    """Where there are both parts, leave a column of whole names aside, and change the parts where the cells say that their names are changed."""
    if (family.look, given.look) == (Field.GIVEN_NAMES, Field.FAMILY_NAME):
        family.say(Field.GIVEN_NAMES)
        given.say(Field.FAMILY_NAME)
    for guess in guesses:
        if guess.field is Field.FULL_NAME:
            guess.say(Field.IGNORED)


def _settle_whole(parts: Sequence[_Guess], *, is_taken: bool) -> None:
    """Where there is one part only, it is left aside beside whole names, and is a whole name itself when it has several words."""
    for guess in parts:
        if is_taken:
            guess.say(Field.IGNORED)
        elif guess.is_of_several_words:
            guess.field = Field.FULL_NAME
