"""A list, what its columns hold, and who its doubtful rows are."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from lms.people.names import NameOrder
from lms.rosters.columns import ColumnMapping
from lms.web.forms import EventForm, Form

_COLUMN, _ROW = "column-", "row-"


class ListForm(EventForm):
    """A file with a list."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose the file that holds the list."))])


class ColumnsForm(Form):
    """What the columns hold. Its fields are named by the columns of the list, and read by `choices_in`."""


class ImportForm(Form):
    """Who the doubtful rows are. Its fields are named by the rows, and read by `decisions_in`."""


def column_field(place: int) -> str:
    """Return the name of the field that says what a column holds."""
    return f"{_COLUMN}{place}"


def row_field(number: int) -> str:
    """Return the name of the field that says who a row is."""
    return f"{_ROW}{number}"


def choices_in(data: Mapping[str, str], mapping: ColumnMapping) -> dict[str, object]:
    """Return what somebody chose for the columns, as `ColumnMapping.corrected` takes it; unknown words are left out there."""
    fields = {column.name: data[column_field(column.place)] for column in mapping.columns if column_field(column.place) in data}
    return {"order": data.get("order", NameOrder.GUESS.value), "fields": fields}


def decisions_in(data: Mapping[str, str]) -> dict[int, str]:
    """Return {number of a row: what was chosen}."""
    found = {}
    for name, value in data.items():
        number = name.removeprefix(_ROW)
        if name.startswith(_ROW) and number.isascii() and number.isdigit():
            found[int(number)] = value
    return found
