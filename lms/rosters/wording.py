"""What columns are called on pages, and what is said of rows, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.rosters.evidence import Line, Verdict
from lms.rosters.headers import Field
from lms.rosters.rows import Fault, Problem, Row
from lms.rosters.sorting import Match, Sorted

FIELD_NAMES = {
    Field.FAMILY_NAME: _l("Family name"),
    Field.GIVEN_NAMES: _l("Given names"),
    Field.FULL_NAME: _l("Whole name"),
    Field.SEX: _l("Sex"),
    Field.PHONE: _l("Phone"),
    Field.EMAIL: _l("E-mail"),
    Field.FUNCTION: _l("Function"),
    Field.ORGANISATION: _l("Organisation"),
    Field.INSTITUTION_TYPE: _l("Type of institution"),
    Field.PLACE: _l("Place"),
    Field.BIRTH_YEAR: _l("Year of birth"),
    Field.IGNORED: _l("Not imported"),
}

# All lines but NOTHING, of which there is nothing to say.
_WHY = {
    Line.SAME_PERSON: _l("The same name, and the same number or address."),
    Line.CONTRADICTED: _l("The same name and the same number or address, but another sex or year of birth."),
    Line.OTHER_NUMBER: _l(
        "The same name and the same e-mail address, but another phone number: it may have changed, or two people share the address."
    ),
    Line.OFFICE_AND_POST: _l("The same name, function and organisation, with a number or address that a whole office gives."),
    Line.OFFICE_ONLY: _l("The same name, with a number or address that a whole office gives."),
    Line.BIRTH_AND_POST: _l("The same name, year of birth, function and organisation. There is no number or address to compare."),
    Line.NAMESAKE_CONTRADICTED: _l("Somebody else has the same name, but another sex or year of birth."),
    Line.NAME_ONLY: _l("The same name, and no number or address to compare."),
    Line.OTHER_CONTACTS_SAME_POST: _l("The same name, year of birth, function and organisation, but other numbers or addresses."),
    Line.NAMESAKE: _l("Somebody else has the same name, with another number or address."),
    Line.NEAR_NAME_AND_CONTACT: _l("Nearly the same name, and the same number or address."),
    Line.NEAR_NAME_AND_POST: _l("Nearly the same name, the same function and organisation, and no number or address to compare."),
    Line.NEW_FAMILY_NAME: _l("The same given names and the same number, but another family name."),
    Line.OTHER_NAME_ALL_CONTACTS: _l("The same number and the same address, but another name."),
    Line.SHARED_CONTACT: _l("Somebody else gives the same number or address, under another name."),
}

_SHOWN_LETTERS = 60


def why(row: Sorted) -> LazyString | None:
    """Return why a row was sorted as it was, None for a new one of which there is nothing to say."""
    if row.is_decided:
        return _l("This was decided when the list was imported before.")
    if row.stranger:
        return _of_stranger(row)
    if not row.matches:
        return None
    if len([match for match in row.matches if match.line.verdict is Verdict.KNOWN]) > 1 and not isinstance(row.matches[0].other, Row):
        return _l("Several people who are known fit equally well. Choose one, and see whether they are one person.")
    return why_match(row.matches[0])


def _of_stranger(row: Sorted) -> LazyString:
    """Return what is said where somebody is meant of whom whoever sent the list may not hear: nothing that the row does not say itself."""
    if row.verdict is Verdict.KNOWN:
        return _l("Known from another workshop.")
    return _l("Perhaps somebody of another workshop. If you are not sure, add them: the administrator is shown both records and can merge them.")


def why_match(match: Match) -> LazyString:
    """Return what speaks for, or against, one person whom a row may be."""
    if isinstance(match.other, Row) and match.line.verdict is Verdict.KNOWN:
        return _l("Row %(row)s of this list has the same person.", row=match.other.number)
    return why_line(match.line)


def why_line(line: Line) -> LazyString:
    """Return what speaks for, or against, two records being of one person."""
    return _WHY[line]


def reason(fault: Fault) -> LazyString:
    """Return what is wrong with a cell and what to do."""
    value = fault.value if len(fault.value) <= _SHOWN_LETTERS else f"{fault.value[:_SHOWN_LETTERS]}…"
    match fault.problem:
        case Problem.NO_NAME:
            return _l("There is no name in this row. Write it in %(cell)s, or delete the row.", cell=fault.cell)
        case Problem.NOT_A_NAME:
            return _l("“%(value)s” is no name. Write the name alone here; numbers and addresses have columns of their own.", value=value)
        case Problem.DAMAGED:
            return _l("Letters of “%(value)s” were lost when the file was saved. Write the name again and save the list as XLSX.", value=value)
        case Problem.LOOKALIKES:
            return _l("“%(value)s” mixes two alphabets whose letters look the same. Write the name again on one keyboard.", value=value)
        case Problem.TOO_LONG:
            return _l("The text “%(value)s” is too long. Shorten it.", value=value)
        case Problem.ERROR:
            return _l("The spreadsheet shows the error %(value)s here. Write what should stand here instead.", value=value)
        case Problem.SEX:
            return _l("“%(value)s” says no sex. Write F or M, or leave the cell empty.", value=value)
        case Problem.PHONE:
            return _l("“%(value)s” is no whole phone number. Write eight digits, or all digits after + and the country code.", value=value)
        case Problem.SHORTENED:
            return _l("The spreadsheet has shortened the number to “%(value)s”. Format the column as text and write the number again.", value=value)
        case Problem.EMAIL:
            return _l("“%(value)s” is no whole e-mail address. Correct it, or leave the cell empty.", value=value)
        case Problem.BIRTH_YEAR:
            return _l("“%(value)s” says no year of birth. Write the year with four digits, or leave the cell empty.", value=value)
