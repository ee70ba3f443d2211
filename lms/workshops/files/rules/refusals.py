"""Why a file is not attached, in words."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from lms.errors import DomainError
from lms.workshops.files.rules.limits import MOST_BYTES, MOST_FILES, MOST_PIXELS


class Refusal(StrEnum):
    """What is wrong with a file."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    BOMB = "bomb"
    LOCKED = "locked"
    MACROS = "macros"
    CARRIES = "carries"
    FETCHES = "fetches"
    OPENS = "opens"
    BROKEN = "broken"
    WEB_PAGE = "web-page"
    DRAWING = "drawing"
    OLD_OFFICE = "old-office"
    OTHER_PICTURE = "other-picture"
    HUGE_PICTURE = "huge-picture"
    OTHER_KIND = "other-kind"


SENTENCES = {
    Refusal.EMPTY: _l("The file is empty. Open it to see whether anything is in it, save it and send it again."),
    Refusal.TOO_LARGE: _l(
        "The file is larger than %(megabytes)s MB. Make its pictures smaller, or split it, and send it again.", megabytes=MOST_BYTES // 1_000_000
    ),
    Refusal.TOO_MANY: _l("This workshop has %(files)s files, and there is no room for more. Remove one that is no longer needed.", files=MOST_FILES),
    Refusal.BOMB: _l("The file unpacks to far more than a document holds, so it was not opened. Save it as PDF and send that."),
    Refusal.LOCKED: _l("The file is protected by a password, so nobody else could read it. Remove the password, save it and send it again."),
    Refusal.MACROS: _l("The file holds a program (macros or a script). Save it without, or as PDF, and send that."),
    Refusal.CARRIES: _l("The file carries another file inside it. Take that one out and send it by itself, or save the file as PDF."),
    Refusal.FETCHES: _l("The file fetches parts of itself from the network when it is opened. Save it as PDF and send that."),
    Refusal.OPENS: _l("The file opens an address or another file by itself when it is read. Print it to a new PDF and send that."),
    Refusal.BROKEN: _l("The file is damaged and cannot be opened. Open it where it was made, save it under another name and send that one."),
    Refusal.WEB_PAGE: _l("This is a web page, whatever its name says. Print it to a PDF and send that."),
    Refusal.DRAWING: _l("This is a drawing in the format SVG, which can hold programs. Save it as PNG or PDF and send that."),
    Refusal.OLD_OFFICE: _l("This file is in a format of Office before 2007. Save it as DOCX, XLSX, PPTX or PDF and send that."),
    Refusal.OTHER_PICTURE: _l("This picture is neither JPEG nor PNG. Save it as one of them and send that."),
    Refusal.HUGE_PICTURE: _l(
        "The picture has more than %(millions)s million points. Make it smaller and send it again.", millions=MOST_PIXELS // 1_000_000
    ),
    Refusal.OTHER_KIND: _l(
        "Files of this kind cannot be attached. Send PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, a picture (JPEG or PNG) or plain text."
    ),
}  # fmt: skip


class RefusedFile(DomainError):
    """A file is not attached; `refusal` says why. Nothing of it was kept."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(SENTENCES[refusal])
        self.refusal = refusal
