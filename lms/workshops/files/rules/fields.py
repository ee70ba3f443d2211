"""What a text document would do by itself when somebody opens it: fields of DOCX, and what ODF files load.

Source: ECMA-376, part 1, 17.16 (fields); OpenDocument 1.3, part 3, 14.6 (DDE) and 19.910 (links).
"""

import re
from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

from lms.archives import PIECE
from lms.workshops.files.rules.refusals import Refusal, RefusedFile

FROM_NETWORK = re.compile(r"\s*(https?:|ftps?:|smb:|mhtml:|file:/{2,5}[^/:]+\.|file:\\\\|\\\\|//)", re.IGNORECASE)

_RUN = {"DDE", "DDEAUTO"}
_FETCH = {"INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DATABASE"}
_LOADED = {"image", "fill-image", "background-image", "object", "object-ole", "plugin", "section-source", "table-source", "cell-range-source"}
_DDE = {"dde-source", "dde-connection-decl", "dde-link", "ddeLink"}

Start = Callable[[str, Mapping[str, str]], None]


def check_fields(file: IO[bytes]) -> None:
    """Raise RefusedFile when a part of a DOCX has a field that runs something, or fetches pictures, texts or data."""
    fields = _Fields()
    parser = _parser(fields.start)
    parser.EndElementHandler = fields.end
    parser.CharacterDataHandler = fields.text
    _parse(parser, file)


def check_loads(file: IO[bytes]) -> None:
    """Raise RefusedFile when a part of an ODF file loads from the network, or a part of this or of a workbook asks another program (DDE)."""
    _parse(_parser(_check_load), file)


def refuse_document_type(*_declaration: object) -> None:
    """Raise RefusedFile: no office program declares a type, and entities can multiply without end."""
    raise RefusedFile(Refusal.BROKEN)


class _Fields:
    """Puts the instructions of fields together, which programs scatter over several elements."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.is_instruction = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "fldSimple":
            _check_instruction(attributes.get("instr", ""))
        elif name == "instrText":
            self.is_instruction = True
        elif name == "fldChar":
            self._mark(attributes.get("fldCharType", ""))

    def end(self, name: str) -> None:
        if _local(name) == "instrText":
            self.is_instruction = False

    def text(self, text: str) -> None:
        if self.is_instruction and self.open:
            self.open[-1] += text

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            if self.open and not self.open[-1].strip():
                raise RefusedFile(Refusal.MACROS)  # a field works out what another one is: nobody writes this but to hide it
            self.open.append("")
        elif self.open:
            _check_instruction(self.open[-1])
            if kind == "end":
                self.open.pop()


def _check_instruction(text: str) -> None:
    name = text.split(maxsplit=1)[0].upper() if text.strip() else ""
    if name in _RUN:
        raise RefusedFile(Refusal.MACROS)
    if name in _FETCH:
        raise RefusedFile(Refusal.FETCHES)


def _check_load(name: str, attributes: Mapping[str, str]) -> None:
    if name in _DDE:
        raise RefusedFile(Refusal.MACROS)
    if name in _LOADED and FROM_NETWORK.match(attributes.get("href", "")):
        raise RefusedFile(Refusal.FETCHES)


def _parser(start: Start) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, given: start(_local(name), {_local(key): value for key, value in given.items()})
    parser.StartDoctypeDeclHandler = refuse_document_type
    return parser


def _parse(parser: expat.XMLParserType, file: IO[bytes]) -> None:
    while piece := file.read(PIECE):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
