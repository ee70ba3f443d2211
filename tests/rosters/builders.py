"""Makes lists as files, with whatever faults a test asks for. Everybody in them is invented."""

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from xml.sax.saxutils import escape

import xlsxwriter

from lms.rosters.reading import read_roster
from lms.rosters.rows import Reading, Row

CellValue = str | int | float | bool | date | None
Cells = Sequence[CellValue]

HEADERS = ("Nom", "Prénom", "Sexe", "Fonction", "Structure", "Téléphone", "E-mail")
AWA = ("TRAORÉ", "Awa", "F", "Juge des enfants", "Tribunal pour enfants", "70 00 00 01", "awa@example.org")
ALI = ("KEÏTA", "Ali", "M", "Gendarme", "Gendarmerie nationale", "70 00 00 02", "ali@example.org")
OUMOU = ("DIARRA", "Oumou", "F", "Sage-femme", "Centre de santé", "70 00 00 03", "")

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "manifest"))


def xlsx(
    rows: Iterable[Cells],
    *,
    name: str = "Liste",
    more: Mapping[str, Iterable[Cells]] | None = None,
    hidden: Sequence[str] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> bytes:
    """Return a workbook. more: further sheets. merged: ranges of the first sheet (first row, first column, last row, last column), from 0."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, cells_of in {name: rows, **(more or {})}.items():
            sheet = book.add_worksheet(title)
            for place, cells in enumerate(cells_of):
                for column, value in enumerate(cells):
                    if isinstance(value, date):
                        sheet.write_datetime(place, column, value, day)  # type: ignore[arg-type]
                    elif value not in (None, ""):
                        sheet.write(place, column, value)
            if title == name:
                for first_row, first_column, last_row, last_column in merged:
                    sheet.merge_range(first_row, first_column, last_row, last_column, list(rows)[first_row][first_column])
            if title in hidden:
                sheet.hide()
    return file.getvalue()


def ods(rows: Iterable[Cells], *, name: str = "Feuille1") -> bytes:
    """Return an ODS file as LibreOffice writes it, with the empty cells that it repeats to the end of the sheet."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, cells))}{_ods_gap(16384 - len(cells))}</table:table-row>" for cells in rows)
    return ods_of(f'<table:table table:name="{escape(name)}">{body}<table:table-row table:number-rows-repeated="1048000">{_ods_gap(16384)}'
                  "</table:table-row></table:table>")  # fmt: skip


def ods_of(tables: str, *, manifest: str = "") -> bytes:
    """Return an ODS file with these tables, as XML."""
    return zipped({
        "mimetype": _ODS,
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.2"><office:body>'
                       f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        "META-INF/manifest.xml": f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {_NAMESPACES}>{manifest}</manifest:manifest>',
    })  # fmt: skip


def csv_file(rows: Iterable[Cells], *, delimiter: str = ";", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """Return a CSV file."""
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([["" if value is None else value for value in cells] for cells in rows])
    return text.getvalue().encode(encoding)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP file of these parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def rezipped(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """Return a workbook with some of its parts replaced, or with further ones."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, **changes})


def part(data: bytes, name: str) -> bytes:
    """Return one part of a workbook."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


def reading_of(*rows: Cells, headers: Cells = HEADERS) -> Reading:
    """Return what is read from a workbook with these rows below these headers."""
    return read_roster(xlsx([headers, *rows])).reading


def row_of(cells: Cells, headers: Cells = HEADERS) -> Row:
    """Return what is read from one row, which must be about somebody and without fault."""
    reading = reading_of(cells, AWA if headers is HEADERS else (), headers=headers)
    assert not reading.refused
    return reading.rows[0]


def _ods_cell(value: CellValue) -> str:
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"><text:p>{value}</text:p></table:table-cell>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _ods_gap(columns: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{columns}"/>'
