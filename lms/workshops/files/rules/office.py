"""Documents of office programs are ZIP files with XML inside. They are looked through for what must not be handed on.

What is kept is written anew: pictures without what was hung beside their points, and without the properties that name whoever wrote it.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from xml.parsers import expat

from lms.archives import BROKEN, Fault, OddArchive, checked_parts, pieces
from lms.workshops.files.rules.fields import FROM_NETWORK, check_fields, check_loads, refuse_document_type
from lms.workshops.files.rules.limits import MOST_PARTS, MOST_UNPACKED_BYTES
from lms.workshops.files.rules.pictures import LONGEST_MARK, bare, is_picture
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
_INNER = re.compile(r"(word|xl|ppt)/embeddings/.*\.(docx|xlsx|pptx)", re.IGNORECASE)
_ALWAYS_FETCHED = re.compile(r"/(image|attachedTemplate|oleObject)$", re.IGNORECASE)
_TEXTS = f"{_OFFICE_XML}wordprocessingml."

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_PROPERTIES = {
    "application/vnd.openxmlformats-package.core-properties+xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}"/>',
    f"{_OFFICE_XML}extended-properties+xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    f"{_OFFICE_XML}custom-properties+xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
"""{kind of part: the same with nothing in it}. They name authors, the last who wrote, their firm and, in labels, their addresses."""

_ODF_PROPERTIES = {
    "meta.xml": '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>',
}

Elements = list[tuple[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Document:
    """A document that may be kept."""

    ending: str
    """docx, xlsx, pptx, odt, ods or odp."""
    content: bytes


class _Room:
    """How much may still be unpacked, of a document and of those inside it together."""

    def __init__(self) -> None:
        self.left = MOST_UNPACKED_BYTES

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise RefusedFile(Refusal.BOMB)


def checked_document(data: bytes) -> Document:
    """Return a document as it is to be kept, after looking through all of it, and through the documents that stand inside it.

    Raises RefusedFile: another kind of archive, broken, with a password, with macros or other files in it, too large when unpacked, or one
    that would fetch or run something when it is opened.
    """
    return _looked_through(data, _Room(), is_inner=False)


def _looked_through(data: bytes, room: _Room, *, is_inner: bool) -> Document:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = _parts_by_name(checked_parts(archive, most=MOST_PARTS))
            _measure(archive, parts, room)
            if ("mimetype" in parts) is (_TYPES in parts):
                raise RefusedFile(Refusal.BROKEN if _TYPES in parts else Refusal.OTHER_KIND)
            if is_inner and any(_INNER.fullmatch(name) for name in parts):
                raise RefusedFile(Refusal.CARRIES)
            ending, empty = _open_document(archive, parts) if "mimetype" in parts else _office_xml(archive, parts)
            return Document(ending, _written_anew(archive, parts, empty, room))
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


def _measure(archive: zipfile.ZipFile, parts: Parts, room: _Room) -> None:
    for part in parts.values():
        with archive.open(part) as file:
            for piece in pieces(file):
                room.take(len(piece))


def _written_anew(archive: zipfile.ZipFile, parts: Parts, empty: Mapping[str, str], room: _Room) -> bytes:
    """Return the same archive with bare pictures, inner documents written anew too, and what `empty` says in place of some parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as kept:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)  # without the hour, and what else a program put beside the name
            entry.compress_type = part.compress_type
            with archive.open(part) as file, kept.open(entry, "w") as target:
                for piece in [empty[name].encode()] if name in empty else _bare_pieces(file, name, room):
                    target.write(piece)
    return out.getvalue()


def _bare_pieces(file: IO[bytes], name: str, room: _Room) -> Iterator[bytes]:
    start = file.read(LONGEST_MARK)
    if is_picture(start):
        yield bare(start + file.read())
    elif _INNER.fullmatch(name):
        yield _looked_through(start + file.read(), room, is_inner=True).content
    else:
        yield start
        yield from pieces(file)


def _office_xml(archive: zipfile.ZipFile, parts: Parts) -> tuple[str, Mapping[str, str]]:
    """Return (ending, {part of properties: the same with nothing in it})."""
    listed = [attributes for _name, attributes in _elements(archive, parts[_TYPES])]
    types = [attributes.get("ContentType", "") for attributes in listed]
    if any(_MACROS.search(one) for one in [*types, *parts]):
        raise RefusedFile(Refusal.MACROS)
    if any(_OBJECT.search(one) for one in types) or any(_EMBEDDED.fullmatch(name) for name in parts):
        raise RefusedFile(Refusal.CARRIES)
    for name, part in parts.items():
        if name.lower().endswith(".rels") and any(_fetches(attributes) for _name, attributes in _elements(archive, part)):
            raise RefusedFile(Refusal.FETCHES)
    kinds = _kinds(parts, listed)
    for name, kind in kinds.items():
        if kind.startswith(_TEXTS) and kind.endswith("+xml"):
            with archive.open(parts[name]) as file:
                check_fields(file)
        if kind.endswith(".externallink+xml"):
            with archive.open(parts[name]) as file:
                check_loads(file)
    found = {_MAIN_PARTS[one] for one in types if one in _MAIN_PARTS}
    if len(found) != 1:
        raise RefusedFile(Refusal.OTHER_KIND)
    return found.pop(), {name: _PROPERTIES[kind] for name, kind in kinds.items() if kind in _PROPERTIES}


def _kinds(parts: Parts, listed: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return {part: its kind}, by its name before by its ending, whatever the case (ECMA-376, part 2, 7.2.3)."""
    by_name = {one["PartName"].lower().lstrip("/"): one.get("ContentType", "") for one in listed if "PartName" in one}
    by_ending = {one["Extension"].lower(): one.get("ContentType", "") for one in listed if "Extension" in one}
    return {name: (by_name.get(name.lower()) or by_ending.get(name.lower().rpartition(".")[2], "")).lower() for name in parts}


def _fetches(reference: Mapping[str, str]) -> bool:
    """Tell whether a document would load what it refers to without being asked: pictures, templates and objects wherever they are. A link waits."""
    if reference.get("TargetMode", "").lower() != "external":
        return False
    kind = reference.get("Type", "")
    is_link = kind.lower().endswith("/hyperlink")
    return bool(_ALWAYS_FETCHED.search(kind)) or (not is_link and bool(FROM_NETWORK.match(reference.get("Target", ""))))


def _open_document(archive: zipfile.ZipFile, parts: Parts) -> tuple[str, Mapping[str, str]]:
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
    for name in ("content.xml", "styles.xml"):
        if name in parts:
            with archive.open(parts[name]) as file:
                check_loads(file)
    return kind, {name: text for name, text in _ODF_PROPERTIES.items() if name in parts}


def _elements(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Elements:
    """Return the elements of a part with their attributes. Raises RefusedFile for one too long, or with entities, which can multiply without end."""
    found: Elements = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    parser.StartDoctypeDeclHandler = refuse_document_type
    with archive.open(part) as file:
        text = file.read(_MOST_XML + 1)
    if len(text) > _MOST_XML:
        raise RefusedFile(Refusal.BOMB)
    parser.Parse(text, True)
    return found
