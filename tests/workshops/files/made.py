"""Files made for the tests of this folder. Nobody and nothing in them is real."""

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "docx": ("word/document.xml", f"{_OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_OFFICE}presentationml.presentation.main+xml"),
    "docm": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
    "dotx": ("word/document.xml", f"{_OFFICE}wordprocessingml.template.main+xml"),
}
_KINDS = {"odt": "text", "ods": "spreadsheet", "odp": "presentation", "odg": "graphics"}


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """Return a ZIP file of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(ending: str, *, types: str = "", parts: Mapping[str, bytes | str] | None = None, references: str = "") -> bytes:
    """Return a small document of the newer Office. types: further lines of the list of its parts; references: of what its main part refers to."""
    main, media = _MAIN[ending]
    list_of_parts = f'<Types xmlns="http://t"><Override PartName="/{main}" ContentType="{media}"/>{types}</Types>'
    folder, _slash, name = main.partition("/")
    return zipped({
        "[Content_Types].xml": list_of_parts, main: "<document/>",
        f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="http://r">{references}</Relationships>', **(parts or {}),
    })  # fmt: skip


def reference(kind: str, target: str) -> str:
    """Return a line that refers to something outside the document."""
    return f'<Relationship Id="r1" Type="http://r/{kind}" Target="{target}" TargetMode="External"/>'


def open_document(ending: str, *, manifest: str = "", parts: Mapping[str, bytes | str] | None = None) -> bytes:
    """Return a small document of LibreOffice."""
    return zipped({
        "mimetype": f"application/vnd.oasis.opendocument.{_KINDS[ending]}", "content.xml": "<office/>",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="m">{manifest}</manifest:manifest>', **(parts or {}),
    })  # fmt: skip


def pdf(catalogue: str = "", *, trailer: str = "", packed: str = "", end: bytes = b"startxref\n0\n%%EOF\n") -> bytes:
    """Return what is a PDF to whoever looks for its marks. packed: objects in a compressed stream."""
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog " + catalogue.encode() + b">>\nendobj\n"
    if packed:
        stream = zlib.compress(packed.encode())
        body += b"2 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\r\n%s\nendstream\nendobj\n" % (len(stream), stream)
    return body + b"trailer\n<</Root 1 0 R " + trailer.encode() + b">>\n" + end


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (80, 60), turned: bool = False) -> bytes:
    """Return a picture, green at its left and red at its right, that says where it was taken. turned: it is to be shown upright."""
    image = Image.new("RGB", size, "red")
    image.paste("green", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[Base.Make] = "Telephone invente"
    if turned:
        exif[Base.Orientation] = 6  # a quarter turn clockwise
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (12.0, 38.0, 0.0)})
    out = BytesIO()
    image.save(out, kind, exif=exif, **({"comment": b"Lieu invente"} if kind == "JPEG" else {}))
    return out.getvalue()
