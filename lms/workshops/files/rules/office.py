"""Documents of office programs are ZIP files with XML inside. They are looked through for what must not be handed on."""

import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from xml.parsers import expat

from lms.archives import BROKEN, Fault, OddArchive, checked_parts, pieces
from lms.workshops.files.rules.limits import MOST_PARTS, MOST_UNPACKED_BYTES
from lms.workshops.files.rules.refusals import Refusal, RefusedFile

_REFUSALS = {Fault.TOO_MANY_PARTS: Refusal.BOMB, Fault.LOCKED: Refusal.LOCKED, Fault.BROKEN: Refusal.BROKEN}
_TYPES = "[Content_Types].xml"
_MANIFEST = "META-INF/manifest.xml"
_MOST_XML = 2_000_000
"""Bytes of a part that is parsed: the list of parts, or of what they refer to."""

_OFFICE_XML = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    f"{_OFFICE_XML}wordprocessingml.document.main+xml": "docx",
    f"{_OFFICE_XML}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_OFFICE_XML}presentationml.presentation.main+xml": "pptx",
}
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_MACROS = re.compile(r"macroenabled|vbaproject|activex", re.IGNORECASE)
_ODF_MACROS = re.compile(r"(Basic|Scripts)/.*[^/]")
_OBJECT = re.compile(r"oleobject|officedocument\.package", re.IGNORECASE)
_EMBEDDED = re.compile(r"(word|xl|ppt)/embeddings/(?!.*\.(docx|xlsx|pptx)$).*[^/]", re.IGNORECASE)
_FROM_NETWORK = re.compile(r"\s*(https?:|ftps?:|smb:|mhtml:|file:/{2,5}[^/:]+\.|file:\\\\|\\\\|//)", re.IGNORECASE)

Elements = list[tuple[str, Mapping[str, str]]]


def checked_document(data: bytes) -> str:
    """Return how the name of such a document ends, after looking through all of it: docx, xlsx, pptx, odt, ods or odp.

    Raises RefusedFile: another kind of archive, broken, with a password, with macros or other files in it, or too large when unpacked.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = _parts_by_name(checked_parts(archive, most=MOST_PARTS))
            _measure(archive, parts)
            if ("mimetype" in parts) is (_TYPES in parts):
                raise RefusedFile(Refusal.BROKEN if _TYPES in parts else Refusal.OTHER_KIND)
            return _open_document(archive, parts) if "mimetype" in parts else _office_xml(archive, parts)
    except OddArchive as odd:
        raise RefusedFile(_REFUSALS[odd.fault]) from None
    except BROKEN:
        raise RefusedFile(Refusal.BROKEN) from None


Parts = Mapping[str, zipfile.ZipInfo]


def _parts_by_name(parts: list[zipfile.ZipInfo]) -> Parts:
    """Return the parts by name; programs differ in which of two of the same name they take, and in where a name that climbs leads."""
    names = Counter(part.filename.lower() for part in parts)
    if max(names.values(), default=0) > 1 or any(name.startswith("/") or ".." in re.split(r"[/\\]", name) for name in names):
        raise RefusedFile(Refusal.BROKEN)
    return {part.filename: part for part in parts}


def _measure(archive: zipfile.ZipFile, parts: Parts) -> None:
    left = MOST_UNPACKED_BYTES
    for part in parts.values():
        with archive.open(part) as file:
            for piece in pieces(file):
                left -= len(piece)
                if left < 0:
                    raise RefusedFile(Refusal.BOMB)


def _office_xml(archive: zipfile.ZipFile, parts: Parts) -> str:
    types = [attributes.get("ContentType", "") for _name, attributes in _elements(archive, parts[_TYPES])]
    if any(_MACROS.search(one) for one in [*types, *parts]):
        raise RefusedFile(Refusal.MACROS)
    if any(_OBJECT.search(one) for one in types) or any(_EMBEDDED.fullmatch(name) for name in parts):
        raise RefusedFile(Refusal.CARRIES)
    for name, part in parts.items():
        if name.lower().endswith(".rels") and any(_fetches(attributes) for _name, attributes in _elements(archive, part)):
            raise RefusedFile(Refusal.FETCHES)
    found = {_MAIN_PARTS[one] for one in types if one in _MAIN_PARTS}
    if len(found) != 1:
        raise RefusedFile(Refusal.OTHER_KIND)
    return found.pop()


def _fetches(reference: Mapping[str, str]) -> bool:
    """Tell whether a document would load what it refers to without being asked. A link waits for a click."""
    is_outside = reference.get("TargetMode", "").lower() == "external"
    is_link = reference.get("Type", "").lower().endswith("/hyperlink")
    return is_outside and not is_link and bool(_FROM_NETWORK.match(reference.get("Target", "")))


def _open_document(archive: zipfile.ZipFile, parts: Parts) -> str:
    with archive.open(parts["mimetype"]) as file:
        kind = _OPEN_DOCUMENTS.get(file.read(200).strip())
    if kind is None:
        raise RefusedFile(Refusal.OTHER_KIND)
    if any(_ODF_MACROS.fullmatch(name) for name in parts):
        raise RefusedFile(Refusal.MACROS)
    manifest = _elements(archive, parts[_MANIFEST])
    if any(name == "encryption-data" for name, _attributes in manifest):
        raise RefusedFile(Refusal.LOCKED)
    if any("oleobject" in value for _name, attributes in manifest for value in attributes.values()):
        raise RefusedFile(Refusal.CARRIES)
    return kind


def _elements(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Elements:
    """Return the elements of a part with their attributes. Raises RefusedFile for one too long, or with entities, which can multiply without end."""
    found: Elements = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    parser.StartDoctypeDeclHandler = _document_type
    with archive.open(part) as file:
        text = file.read(_MOST_XML + 1)
    if len(text) > _MOST_XML:
        raise RefusedFile(Refusal.BOMB)
    parser.Parse(text, True)
    return found


def _document_type(*_declaration: object) -> None:
    raise RefusedFile(Refusal.BROKEN)  # no office program writes one
