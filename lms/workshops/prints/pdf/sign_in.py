"""The sign-in sheet: who is expected in the room, where they sign, and room for those who came without being enrolled."""

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _

from lms.accounts.codes import spelt
from lms.paper.ledger import Cell, Column, Ledger, Row, Words, ledger_pdf
from lms.paper.text import BOLD
from lms.people.wording import sex_letter
from lms.workshops.prints.pdf.words import half_day_told, head_of, name_cell, phones_cell, work_cell
from lms.workshops.prints.rules import Occasion, Sheet, SheetRow

_BAND = 17.0


def sign_in_pdf(sheets: Sequence[Sheet], occasion: Occasion, *, blanks: int, has_phones: bool) -> bytes:
    """Return sign-in sheets as a PDF, each from a new page. blanks: how many empty rows each has at its end."""
    with force_locale(occasion.language):
        ledgers = [_ledger(sheet, occasion, blanks=blanks, has_phones=has_phones) for sheet in sheets]
        title = _("Sign-in sheet %(codes)s", codes=", ".join(spelt(sheet.code) for sheet in sheets))
        return ledger_pdf(ledgers, title=title, subject=occasion.programme, language=occasion.language)


def _ledger(sheet: Sheet, occasion: Occasion, *, blanks: int, has_phones: bool) -> Ledger:
    columns = [
        Column(_("No."), 9, "right"), Column(_("Name"), 52 if has_phones else 56), Column(_("Sex"), 9, "centre"),
        Column(_("Function and institution"), 44 if has_phones else 51), Column(_("Code"), 18, "centre"),
        *([Column(_("Phone"), 21)] if has_phones else []), Column(_("Signature"), 45),
    ]  # fmt: skip
    rows = [_row(row, occasion.language, has_phones=has_phones) for row in sheet.rows]
    if blanks:
        rows.append(
            Row([[Words(_("Came without being enrolled: please write in capitals."), BOLD, 8.5)]], height=_BAND, span=len(columns), heavy=True)
        )
    first = len(sheet.rows) + 1
    rows += [Row([[_number(number)], *[[]] * (len(columns) - 1)]) for number in range(first, first + blanks)]
    half_day = half_day_told(sheet.on, sheet.part, occasion.language)
    return Ledger(
        head=head_of(occasion, _("Sign-in sheet"), half_day, corner=(_("Sheet code"), spelt(sheet.code))), columns=columns, rows=rows,
        notes=[_("To record this sheet in Relais, type its code, then only the numbers of those who are absent.")],
        blanks=[(_("Number of signatures"), 1), (_("Responsible for the sheet: name and signature"), 3)],
    )  # fmt: skip


def _row(row: SheetRow, language: str, *, has_phones: bool) -> Row:
    cells: list[Cell] = [[_number(row.number)], name_cell(row.name), [Words(sex_letter(row.sex, language))], work_cell(row)]
    cells.append([Words(spelt(row.code) if row.code else "", size=8.5, lines=1)])
    return Row([*cells, *([phones_cell(row)] if has_phones else []), []])


def _number(number: int) -> Words:
    return Words(str(number), BOLD, 11, lines=1)
