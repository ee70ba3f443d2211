"""The list of participants, to be read and handed out."""

from collections import Counter
from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.lib.units import mm

from lms.paper.ledger import Cell, Column, Ledger, Row, Words, ledger_pdf
from lms.paper.text import ITALIC
from lms.people.wording import sex_letter
from lms.workshops.prints.pdf.words import count_told, head_of, name_cell, phones_cell, work_cell
from lms.workshops.prints.rules import Occasion, SheetRow

_HEIGHT = 7.5 * mm  # to be read, not to be written on


def participants_pdf(rows: Sequence[SheetRow], occasion: Occasion, *, has_phones: bool) -> bytes:
    """Return the list of participants as a PDF."""
    with force_locale(occasion.language):
        ledger = _ledger(rows, occasion, has_phones=has_phones)
        return ledger_pdf([ledger], title=_("List of participants"), subject=occasion.programme, language=occasion.language)


def _ledger(rows: Sequence[SheetRow], occasion: Occasion, *, has_phones: bool) -> Ledger:
    work = [Column(_("Function and institution"), 60)] if has_phones else [Column(_("Function"), 42), Column(_("Institution"), 46)]
    columns = [
        Column(_("No."), 9, "right"), Column(_("Name"), 56), Column(_("Sex"), 9, "centre"), *work, Column(_("Place"), 26),
        *([Column(_("Phone"), 28)] if has_phones else []),
    ]  # fmt: skip
    return Ledger(
        head=head_of(occasion, _("List of participants"), _counted(rows)),
        columns=columns,
        rows=[_row(row, occasion.language, has_phones=has_phones) for row in rows],
    )


def _counted(rows: Sequence[SheetRow]) -> str:
    """Return how many there are, and of which sex: «40 participants (femmes : 17, hommes : 23)»."""
    counts = Counter(row.sex for row in rows)
    if not rows:
        return str(_("Nobody is enrolled yet"))
    if counts["N"]:
        return str(_("%(people)s (women: %(women)d, men: %(men)d, not stated: %(unknown)d)",
                     people=count_told(len(rows)), women=counts["F"], men=counts["M"], unknown=counts["N"]))  # fmt: skip
    return str(_("%(people)s (women: %(women)d, men: %(men)d)", people=count_told(len(rows)), women=counts["F"], men=counts["M"]))


def _row(row: SheetRow, language: str, *, has_phones: bool) -> Row:
    work: list[Cell] = [work_cell(row)] if has_phones else [[Words(row.function, lines=3)], [Words(row.institution, ITALIC, lines=3)]]
    cells: list[Cell] = [[Words(str(row.number))], name_cell(row.name), [Words(sex_letter(row.sex, language))], *work, [Words(row.place)]]
    return Row([*cells, *([phones_cell(row)] if has_phones else [])], height=_HEIGHT)
