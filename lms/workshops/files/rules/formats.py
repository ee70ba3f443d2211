"""What a file is, told by its content: its name is not believed."""

import re
from dataclasses import dataclass
from enum import StrEnum

from lms.text_files import NotText, decoded, safe_cell
from lms.workshops.files.rules.limits import MOST_BYTES
from lms.workshops.files.rules.office import checked_document
from lms.workshops.files.rules.pdfs import check_pdf
from lms.workshops.files.rules.pictures import PictureKind, redrawn
from lms.workshops.files.rules.refusals import Refusal, RefusedFile

_OFFICE_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


class Format(StrEnum):
    """A kind of file that is kept. Its value is how the name of such a file ends."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    JPEG = "jpg"
    PNG = "png"
    TEXT = "txt"
    CSV = "csv"


MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: f"{_OFFICE_XML}wordprocessingml.document",
    Format.XLSX: f"{_OFFICE_XML}spreadsheetml.sheet",
    Format.PPTX: f"{_OFFICE_XML}presentationml.presentation",
    Format.ODT: f"{_OPEN_DOCUMENT}text",
    Format.ODS: f"{_OPEN_DOCUMENT}spreadsheet",
    Format.ODP: f"{_OPEN_DOCUMENT}presentation",
    Format.JPEG: "image/jpeg",
    Format.PNG: "image/png",
    Format.TEXT: "text/plain; charset=utf-8",
    Format.CSV: "text/csv; charset=utf-8",
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_OLE = "EncryptedPackage".encode("utf-16-le")
_OTHER_PICTURES = re.compile(rb"GIF8|BM....\0\0\0\0|II\*\0|MM\0\*|RIFF....WEBP|....ftyp(heic|heix|mif1|msf1|avif)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_DRAWING = re.compile(r"<(\w+:)?svg\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[!?/\w]")
_SEPARATORS = re.compile(r"([;,\t\n])")
_AROUND_CELLS = ' "\r\x0b\x0c\u00a0\u202f'
_OTHER_TEXTS = re.compile(r"\s*(\{\\rtf|%!PS|%PDF|MIME-Version:)", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """A file as it is kept."""

    format: Format
    content: bytes


def checked_file(data: bytes, file_name: str) -> Kept:
    """Return a file as it is to be kept, after looking through it.

    Pictures are drawn anew, so that they hold nothing but what can be seen, and those inside documents lose what stands beside their points;
    texts are written in UTF-8; PDFs stay as they are.
    file_name: tells a CSV file from any other text, and nothing else.
    Raises RefusedFile, whose message says what the file is instead, or what is wrong with it, and what to do.
    """
    if not data.strip():
        raise RefusedFile(Refusal.EMPTY)
    if len(data) > MOST_BYTES:
        raise RefusedFile(Refusal.TOO_LARGE)
    if data.startswith(b"%PDF-"):
        check_pdf(data)
        return Kept(Format.PDF, data)
    if data.startswith(b"PK\x03\x04"):
        document = checked_document(data)
        return Kept(Format(document.ending), document.content)
    if data.startswith(b"\xff\xd8\xff"):
        return Kept(Format.JPEG, redrawn(data, PictureKind.JPEG))
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kept(Format.PNG, redrawn(data, PictureKind.PNG))
    return _text(data, file_name)


def handed_out(content: bytes, format: Format) -> bytes:
    """Return a file as it is handed over: of a table no cell is a formula, whichever sign separates cells where it is opened."""
    if format is not Format.CSV:
        return content
    pieces = _SEPARATORS.split(content.decode("utf-8-sig"))  # every second one separates
    pieces[::2] = map(_safe_piece, pieces[::2])
    return "".join(pieces).encode("utf-8-sig")


def _safe_piece(piece: str) -> str:
    cell = piece.strip(_AROUND_CELLS)
    before = len(piece) - len(piece.lstrip(_AROUND_CELLS))
    return piece[:before] + safe_cell(cell) + piece[before + len(cell) :]


def _text(data: bytes, file_name: str) -> Kept:
    if data.startswith(_OLE):
        raise RefusedFile(Refusal.LOCKED if _LOCKED_OLE in data else Refusal.OLD_OFFICE)
    if _OTHER_PICTURES.match(data):
        raise RefusedFile(Refusal.OTHER_PICTURE)
    try:
        text, _encoding = decoded(data, ("utf-8", "windows-1252"))
    except NotText:
        raise RefusedFile(Refusal.OTHER_KIND) from None
    if _CONTROL.search(text) or _OTHER_TEXTS.match(text):
        raise RefusedFile(Refusal.OTHER_KIND)
    if _DRAWING.search(text):
        raise RefusedFile(Refusal.DRAWING)
    if _MARKUP.search(text):
        raise RefusedFile(Refusal.WEB_PAGE)
    # With its mark, so that spreadsheets too read the accents.
    return Kept(Format.CSV if file_name.lower().endswith(".csv") else Format.TEXT, text.encode("utf-8-sig"))
