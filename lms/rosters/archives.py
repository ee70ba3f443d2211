"""Workbooks are ZIP files with XML inside. They are looked through before they are parsed, so that none can use up the memory.

Sizes are measured by unpacking piece by piece, not believed. The last cell with something in it is found, because a parser makes room for every
cell up to there; and the letters of all cells are counted, because one text may stand in a million cells and be written once.
"""

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from xml.parsers import expat

from lms.archives import BROKEN, Fault, OddArchive, checked_parts, pieces
from lms.rosters.limits import MOST_COLUMNS, MOST_PARTS, MOST_ROWS, MOST_UNPACKED_BYTES
from lms.rosters.refusals import Refusal, UnreadableFile

_REFUSALS = {Fault.TOO_MANY_PARTS: Refusal.BOMB, Fault.LOCKED: Refusal.LOCKED, Fault.BROKEN: Refusal.BROKEN}
_REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


class Kind(StrEnum):
    """A kind of workbook that is read."""

    XLSX = "xlsx"
    ODS = "ods"


def checked_kind(data: bytes) -> Kind:
    """Return which kind of workbook a ZIP file is, after looking through all of it.

    Raises UnreadableFile: another kind of file, broken, with a password, too large when unpacked, or with something beyond the last row or column.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = checked_parts(archive, most=MOST_PARTS)
            kind = _kind(archive)
            left, texts = MOST_UNPACKED_BYTES, _Texts()
            for part in parts:
                left = _look_through(archive, part, left, texts)
            if texts.letters > MOST_UNPACKED_BYTES:
                raise UnreadableFile(Refusal.BOMB)
            return kind
    except OddArchive as odd:
        raise UnreadableFile(_REFUSALS[odd.fault]) from None
    except BROKEN:
        raise UnreadableFile(Refusal.BROKEN) from None


def _kind(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if "mimetype" in names:
        with archive.open("mimetype") as file:
            mimetype = file.read(len(_ODS))
        if mimetype == _ODS:
            return Kind.ODS
    if "xl/workbook.bin" in names:
        raise UnreadableFile(Refusal.XLSB)
    folders = {name.partition("/")[0] for name in names}
    if "xl" in folders:
        return Kind.XLSX
    raise UnreadableFile(Refusal.DOCUMENT if folders & {"word", "ppt", "mimetype"} else Refusal.OTHER_KIND)


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, texts: "_Texts") -> int:
    """Unpack a part and return how many bytes may still come. What is XML is watched for cells."""
    watch: _Watch | None = None
    with archive.open(part) as file:
        for number, piece in enumerate(pieces(file)):
            left -= len(piece)
            if left < 0:
                raise UnreadableFile(Refusal.BOMB)
            if not number and piece.lstrip(_BEFORE_XML).startswith(b"<"):
                watch = _Watch(texts)
            if watch and not watch.goes_on(piece):
                watch = None
    if watch:
        watch.goes_on(b"", is_last=True)
    return left


@dataclass
class _Texts:
    """How many letters the cells of a workbook hold once each text stands in every cell that has it."""

    in_cells: int = 0
    """Of texts that are written where they stand, as often as the cell is repeated."""
    shared: list[int] = field(default_factory=list)
    """The length of each text that cells share by its number."""
    uses: Counter[int] = field(default_factory=Counter)
    """How many cells have a shared text: {number: cells}."""

    @property
    def letters(self) -> int:
        """All of them. Numbers that no text has are left out: a parser will refuse them."""
        return self.in_cells + sum(times * self.shared[number] for number, times in self.uses.items() if 0 <= number < len(self.shared))


class _Watch:
    """Follows the XML of a part of a workbook, whatever its name, and refuses it when something stands in a cell that lies too far out."""

    def __init__(self, texts: _Texts) -> None:
        self.texts = texts
        self.row = self.column = 0
        self.rows_on = self.columns_on = 1
        self.cells = 0
        self.has_number = self.is_number = self.is_shared = False
        self.number = ""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._element
        self.parser.CharacterDataHandler = self._letters
        self.parser.StartDoctypeDeclHandler = self._document_type
        self._handlers = {
            "row": self._xlsx_row, "c": self._xlsx_cell, "v": self._value, "is": self._content, "f": self._content, "si": self._shared_text,
            "table": self._ods_table, "table-row": self._ods_row, "table-cell": self._ods_cell, "covered-table-cell": self._ods_cell,
            "p": self._content, "encryption-data": self._locked,
        }  # fmt: skip

    def goes_on(self, piece: bytes, *, is_last: bool = False) -> bool:
        """Follow a further piece; False when this turns out not to be XML and held no cells so far: drawings need not be well-formed."""
        try:
            self.parser.Parse(piece, is_last)
        except expat.ExpatError:
            if self.cells:
                raise
            return False
        if is_last:
            self._count_use()
        return True

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if self.is_number:
            self._count_use()
        handler = self._handlers.get(name.rpartition(":")[2])
        if handler:
            handler(attributes)

    def _letters(self, letters: str) -> None:
        if self.is_number:
            self.number += letters
        elif self.is_shared:
            self.texts.shared[-1] += len(letters)
        else:
            self.texts.in_cells += len(letters) * self.rows_on * self.columns_on

    def _count_use(self) -> None:
        if self.number.strip():
            self.texts.uses[int(self.number)] += 1
        self.is_number, self.number = False, ""

    def _document_type(self, *_declaration: object) -> None:
        raise UnreadableFile(Refusal.BROKEN)  # no spreadsheet writes one, and entities can multiply without end

    def _locked(self, _attributes: dict[str, str]) -> None:
        raise UnreadableFile(Refusal.LOCKED)

    def _xlsx_row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
        self.column = 0

    def _xlsx_cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        self.has_number = attributes.get("t") == "s"
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        if found:
            self.column, self.row = _place(found[1]), int(found[2])
        else:
            self.column += 1

    def _value(self, attributes: dict[str, str]) -> None:
        self._content(attributes)
        self.is_number = self.has_number

    def _shared_text(self, _attributes: dict[str, str]) -> None:
        self.is_shared = True
        self.texts.shared.append(0)

    def _ods_table(self, _attributes: dict[str, str]) -> None:
        self.row, self.rows_on = 1, 0

    def _ods_row(self, attributes: dict[str, str]) -> None:
        self.row += self.rows_on
        self.rows_on = _repeated(attributes, "table:number-rows-repeated")
        self.column, self.columns_on = 1, 0

    def _ods_cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        self.column += self.columns_on
        self.columns_on = _repeated(attributes, "table:number-columns-repeated")
        if "office:value-type" in attributes:
            self._content(attributes)

    def _content(self, _attributes: dict[str, str]) -> None:
        if self.row + self.rows_on - 1 > MOST_ROWS:
            raise UnreadableFile(Refusal.TOO_MANY_ROWS)
        if self.column + self.columns_on - 1 > MOST_COLUMNS:
            raise UnreadableFile(Refusal.TOO_MANY_COLUMNS)


def _place(letters: str) -> int:
    """Return the number of a column, from 1, or one too many when its name is longer than any may be."""
    place = 0
    for letter in letters[:4].upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place


def _repeated(attributes: dict[str, str], name: str) -> int:
    return max(int(attributes.get(name, "1")), 1)
