"""Why a file as a whole is not read, in words."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.errors import DomainError
from lms.rosters.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS


class Refusal(StrEnum):
    """What is wrong with a file."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    BOMB = "bomb"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    LOCKED = "locked"
    BROKEN = "broken"
    PDF = "pdf"
    PICTURE = "picture"
    DOCUMENT = "document"
    WEB_PAGE = "web-page"
    XLS = "xls"
    XLSB = "xlsb"
    OTHER_KIND = "other-kind"
    NO_SUCH_SHEET = "no-such-sheet"
    NO_TABLE = "no-table"
    NO_NAMES = "no-names"


SENTENCES = {
    Refusal.EMPTY: _l("The file is empty. Open it to see whether the list is in it, save it and send it again."),
    Refusal.TOO_LARGE: _l(
        "The file is larger than %(megabytes)s MB. Remove pictures and other sheets, or split the list.", megabytes=MOST_BYTES // 1_000_000
    ),
    Refusal.BOMB: _l("The file unpacks to far more than a list of people holds, so it was not opened. Copy the list into a new file and send it."),
    Refusal.TOO_MANY_ROWS: _l(
        "A list may have %(rows)s rows, and there is something in a row below. Delete the rows below the list, or split it.", rows=MOST_ROWS
    ),
    Refusal.TOO_MANY_COLUMNS: _l(
        "A list may have %(columns)s columns, and there is something in a column to the right of them. Delete the columns beside the list.",
        columns=MOST_COLUMNS,
    ),
    Refusal.LOCKED: _l("The file is protected by a password. Open it, remove the password, save it and send it again."),
    Refusal.BROKEN: _l("The file is damaged and cannot be opened. Open it in a spreadsheet, save it under another name and send that one."),
    Refusal.PDF: _l("This is a PDF, which can be printed but holds no table. Send the spreadsheet that it was made from, as XLSX, ODS or CSV."),
    Refusal.PICTURE: _l("This is a picture. Type the list into a spreadsheet and send that, as XLSX, ODS or CSV."),
    Refusal.DOCUMENT: _l("This is a text document. Copy its table into a spreadsheet and send that, as XLSX, ODS or CSV."),
    Refusal.WEB_PAGE: _l("This is a web page, whatever its name says. Open it in a spreadsheet, save it as XLSX, ODS or CSV and send that."),
    Refusal.XLS: _l("This file is in the format of Excel before 2007. Open it, save it as XLSX and send that."),
    Refusal.XLSB: _l("This file is a binary workbook (XLSB). Open it, save it as XLSX and send that."),
    Refusal.OTHER_KIND: _l("This file is not a list that can be read. Save the list as XLSX, ODS or CSV and send that."),
    Refusal.NO_SUCH_SHEET: _l("The file has no such sheet. Choose one of those that it has."),
    Refusal.NO_TABLE: _l(
        "No list of people was found on any sheet. A row with the names of columns was looked for, such as Nom, Prénom, Sexe, Fonction, Structure, "
        "Téléphone or E-mail, and columns that hold names beside numbers or addresses. Write such a row above the list and send it again."
    ),
}  # fmt: skip


class UnreadableFile(DomainError):
    """The file as a whole is not read; `refusal` says why. Nothing of it was kept."""

    def __init__(self, refusal: Refusal, *, sheet: str = "") -> None:
        super().__init__(_no_names(sheet) if refusal is Refusal.NO_NAMES else SENTENCES[refusal])
        self.refusal = refusal


def _no_names(sheet: str) -> LazyString:
    return _l(
        "A table was found on the sheet “%(sheet)s”, but no column with names of people. Write Nom and Prénom, or Nom complet, above the column, "
        "or say which column it is.",
        sheet=sheet,
    )
