"""Every kind of file is read, and every other kind is refused in a sentence that says what it is."""

import struct
import tracemalloc
from collections.abc import Callable
from datetime import date

import pytest

from lms.rosters.files import column_letters, open_book
from lms.rosters.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED_BYTES
from lms.rosters.refusals import Refusal, UnreadableFile
from tests.rosters.builders import ALI, AWA, HEADERS, csv_file, ods, ods_of, part, rezipped, xlsx, zipped

LIST = [HEADERS, AWA, (), ALI]
TEXTS = (HEADERS, AWA, (), ALI)
SHEET = "xl/worksheets/sheet1.xml"
ONE = 'office:value-type="float" office:value="1"'
"""Attributes of a cell of ODS with the number 1."""


def _first(data: bytes) -> tuple[tuple[str, ...], ...]:
    book = open_book(data)
    return book.sheet(book.sheet_names[0]).rows


def _read_all(data: bytes) -> None:
    book = open_book(data)
    for name in book.sheet_names:
        book.sheet(name)


def _refusal(data: bytes) -> Refusal:
    with pytest.raises(UnreadableFile) as refused:
        _read_all(data)
    assert str(refused.value.message).endswith(".")
    return refused.value.refusal


def _in_sheet(cells: str) -> bytes:
    """A workbook whose only sheet has this XML as its cells."""
    whole = part(xlsx([("a",)]), SHEET)
    start, end = whole.index(b"<sheetData>"), whole.index(b"</sheetData>")
    return rezipped(xlsx([("a",)]), {SHEET: whole[:start] + b"<sheetData>" + cells.encode() + whole[end:]})


@pytest.mark.parametrize("make", [xlsx, ods, csv_file])
def test_the_same_list_is_the_same_in_every_kind_of_file(make: Callable[..., bytes]) -> None:
    assert _first(make(LIST)) == TEXTS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", "^", "~", ":"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_csv_in_any_encoding_with_any_delimiter(encoding: str, delimiter: str, end: str) -> None:
    assert _first(csv_file(LIST, delimiter=delimiter, encoding=encoding, end=end)) == TEXTS


def test_a_comma_inside_cells_does_not_pass_for_the_delimiter() -> None:
    rows = [HEADERS, *[(*AWA[:4], "Direction de la femme, de l'enfant, et de la famille", *AWA[5:])] * 5]
    text = "\n".join(";".join(cells) for cells in rows)
    assert {len(cells) for cells in _first(text.encode())} == {len(HEADERS)}


def test_the_line_that_tells_excel_the_delimiter_is_obeyed_and_is_no_row() -> None:
    assert _first(b"sep=_\r\nNom_Pr\xe9nom\r\nBA_Awa; juge\r\n") == (("Nom", "Prénom"), ("BA", "Awa; juge"))


def test_a_quotation_mark_that_is_never_closed_swallows_nobody() -> None:
    rows = _first('Nom;Prénom\n"BA;Awa\nKEÏTA;Ali\n'.encode())
    assert rows == (("Nom", "Prénom"), ('"BA', "Awa"), ("KEÏTA", "Ali"))


def test_a_quoted_cell_may_have_several_lines_and_delimiters() -> None:
    assert _first(b'Nom;T\xe9l\n"BA; dite Awa";"70000001\n70000002"\n')[1] == ("BA; dite Awa", "70000001 70000002")


def test_cells_that_are_not_text_are_read_as_people_read_them() -> None:
    cells = (70000001.0, 1.5, True, date(1985, 3, 4), "=1+1", "<b>Awa</b>", " a\u00a0 b\n")
    texts = ("70000001", "1.5", "True", "1985-03-04", "=1+1", "<b>Awa</b>", "a b")
    assert _first(xlsx([cells])) == (texts,)
    assert _first(ods([cells[:2] + cells[3:]])) == (texts[:2] + texts[3:],)


def test_rows_and_columns_are_counted_from_a1_whatever_is_empty() -> None:
    for make in (xlsx, ods):
        assert _first(make([(), (), (None, None, "x")])) == ((), (), ("", "", "x"))


def test_hidden_sheets_come_last_and_can_be_read() -> None:
    book = open_book(xlsx([("a",)], more={"Secret": [("b",)], "Suite": [("c",)]}, hidden=["Secret"]))
    assert book.sheet_names == ("Liste", "Suite", "Secret")
    assert book.sheet("Secret").rows == (("b",),)


def test_a_sheet_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_book(csv_file(LIST)).sheet("Feuil9")
    assert refused.value.refusal is Refusal.NO_SUCH_SHEET


def test_cells_joined_downwards_are_told() -> None:
    book = open_book(xlsx([("Nom", "Service"), ("a", "S"), ("b",), ("c",)], merged=[(1, 1, 3, 1)]))
    assert book.sheet("Liste").merged == ((1, 1, 3),)


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_letters_of_spreadsheets(place: int, letters: str) -> None:
    assert column_letters(place) == letters


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", Refusal.EMPTY),
        (b" \r\n\t ", Refusal.EMPTY),
        (b"%PDF-1.7 ...", Refusal.PDF),
        (b"\xff\xd8\xff\xe0 JFIF", Refusal.PICTURE),
        (b"\x89PNG\r\n\x1a\n", Refusal.PICTURE),
        (b"{\\rtf1 Nom}", Refusal.DOCUMENT),
        (b"<html><table><tr><td>Nom</td></tr></table>", Refusal.WEB_PAGE),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", Refusal.WEB_PAGE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Refusal.XLS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Refusal.LOCKED),
        (b"\x7fELF\x01\x02\x03", Refusal.OTHER_KIND),
        (b"Nom;Pr\x81nom", Refusal.OTHER_KIND),
        (bytes(range(1, 256)), Refusal.OTHER_KIND),
        (b"PK\x05\x06" + bytes(18), Refusal.OTHER_KIND),
        (b"PK\x03\x04 nothing more", Refusal.BROKEN),
        (zipped({"word/document.xml": "<w/>"}), Refusal.DOCUMENT),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), Refusal.DOCUMENT),
        (zipped({"ppt/presentation.xml": "<p/>"}), Refusal.DOCUMENT),
        (zipped({"xl/workbook.bin": b"\x01"}), Refusal.XLSB),
        (zipped({"photo.jpg": b"\xff\xd8"}), Refusal.OTHER_KIND),
        (zipped({"xl/workbook.xml": "<workbook/>"}), Refusal.BROKEN),
        (b"a" * (MOST_BYTES + 1), Refusal.TOO_LARGE),
        (b"a\n" * (MOST_ROWS + 1), Refusal.TOO_MANY_ROWS),
        (b";".join([b"a"] * (MOST_COLUMNS + 1)), Refusal.TOO_MANY_COLUMNS),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_by_what_it_is(data: bytes, refusal: Refusal) -> None:
    assert _refusal(data) is refusal


def test_empty_lines_below_a_csv_are_not_counted() -> None:
    assert _first(b"Nom;T\n" + b";\n" * (MOST_ROWS + 10)) == (("Nom", "T"),)


@pytest.mark.parametrize("cut", [40, 0.3, 0.6, 0.95])
def test_a_file_that_was_cut_is_refused_as_broken(cut: float) -> None:
    for data in (xlsx(LIST), ods(LIST)):
        assert _refusal(data[: int(cut if cut > 1 else cut * len(data))]) is Refusal.BROKEN


def test_bytes_that_were_turned_over_never_raise_anything_else() -> None:
    data = bytearray(xlsx(LIST))
    for place in range(30, len(data), 97):
        broken = bytes([*data[:place], data[place] ^ 0xFF, *data[place + 1 :]])
        try:
            _read_all(broken)
        except UnreadableFile as refused:
            assert refused.refusal in {Refusal.BROKEN, Refusal.LOCKED, Refusal.OTHER_KIND, Refusal.BOMB}  # noqa: PT017


@pytest.mark.parametrize(
    "change",
    [
        b"<worksheet><sheetData><row",
        b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>',
        b'<?xml version="1.0" encoding="nothing"?><worksheet/>',
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet><more/>',
    ],
)
def test_xml_that_is_not_as_spreadsheets_write_it_is_refused(change: bytes) -> None:
    assert _refusal(rezipped(xlsx(LIST), {SHEET: change})) is Refusal.BROKEN


def test_a_drawing_need_not_be_well_formed() -> None:
    assert _first(rezipped(xlsx(LIST), {"xl/drawings/vmlDrawing1.vml": b"<xml><br></xml>"})) == TEXTS


def test_a_password_is_seen_in_zip_and_ods() -> None:
    data = bytearray(xlsx(LIST))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert _refusal(bytes(data)) is Refusal.LOCKED
    assert _refusal(ods_of("", manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>")) is Refusal.LOCKED


def test_what_unpacks_to_too_much_is_never_unpacked_whole() -> None:
    bomb = rezipped(xlsx(LIST), {"xl/media/image1.bin": bytes(MOST_UNPACKED_BYTES + 1)})
    assert len(bomb) < 200_000
    tracemalloc.start()
    assert _refusal(bomb) is Refusal.BOMB
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_size_that_lies_is_not_believed() -> None:
    bomb = bytearray(zipped({"xl/workbook.xml": bytes(MOST_UNPACKED_BYTES + 1)}))
    place = bomb.rindex(b"PK\x01\x02") + 24
    bomb[place : place + 4] = struct.pack("<I", 10)
    assert _refusal(bytes(bomb)) in {Refusal.BOMB, Refusal.BROKEN}


def test_too_many_parts_are_refused() -> None:
    assert _refusal(zipped({f"xl/{number}": b"" for number in range(2001)})) is Refusal.BOMB


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ('<row r="20001"><c r="A20001"><v>1</v></c></row>', Refusal.TOO_MANY_ROWS),
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', Refusal.TOO_MANY_ROWS),
        ('<row r="20001"><c><v>1</v></c></row>', Refusal.TOO_MANY_ROWS),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>', Refusal.TOO_MANY_ROWS),
        ('<row r="1"><c r="CW1"><v>1</v></c></row>', Refusal.TOO_MANY_COLUMNS),
        ('<row r="1"><c r="ABCDEFGH1"><v>1</v></c></row>', Refusal.TOO_MANY_COLUMNS),
        (f'<row r="1">{"<c><v>1</v></c>" * 101}</row>', Refusal.TOO_MANY_COLUMNS),
        ("<row><c><v>1</v></c></row>" * 20_001, Refusal.TOO_MANY_ROWS),
        ('<row r="x"><c r="A1"><v>1</v></c></row>', Refusal.BROKEN),
    ],
)
def test_a_cell_far_out_is_refused_before_room_is_made_for_it(cells: str, refusal: Refusal) -> None:
    assert _refusal(_in_sheet(cells)) is refusal


def test_cells_far_out_that_are_empty_do_no_harm() -> None:
    cells = '<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="1"/></row><row r="1048576" ht="20"><c r="A1048576" s="1"/></row>'
    assert _first(_in_sheet(cells)) == (("7",),)


def test_the_last_row_and_column_that_are_allowed_are_read() -> None:
    rows = _first(_in_sheet('<row r="20000"><c r="CV20000"><v>7</v></c></row>'))
    assert (len(rows), len(rows[-1]), rows[-1][-1]) == (20_000, 100, "7")


@pytest.mark.parametrize(
    ("tables", "refusal"),
    [
        (f'<table:table-row table:number-rows-repeated="20001"><table:table-cell {ONE}/></table:table-row>', Refusal.TOO_MANY_ROWS),
        ('<table:table-row table:number-rows-repeated="20000"><table:table-cell/></table:table-row>'
         f"<table:table-row><table:table-cell {ONE}/></table:table-row>", Refusal.TOO_MANY_ROWS),
        (f'<table:table-row><table:table-cell table:number-columns-repeated="1000000000" {ONE}/></table:table-row>', Refusal.TOO_MANY_COLUMNS),
        ('<table:table-row><table:table-cell table:number-columns-repeated="100"/><table:table-cell><text:p>a</text:p></table:table-cell>'
         "</table:table-row>", Refusal.TOO_MANY_COLUMNS),
        ('<table:table-row table:number-rows-repeated="-1e9"/>', Refusal.BROKEN),
    ],
)  # fmt: skip
def test_repeated_cells_of_ods_are_counted_before_they_are_unfolded(tables: str, refusal: Refusal) -> None:
    assert _refusal(ods_of(f'<table:table table:name="a">{tables}</table:table>')) is refusal


def test_one_text_in_many_cells_is_counted_in_each() -> None:
    shared = f"<sst><si><t>{'a' * 40_000}</t></si><si><t>b</t></si></sst>".encode()
    cells = '<c t="s"><v>{}</v></c>' * 10
    many = "".join(f'<row r="{row}">{cells}</row>' for row in range(1, 201))
    for number, refusal in ((0, Refusal.BOMB), (1, None)):
        data = rezipped(_in_sheet(many.replace("{}", str(number))), {"xl/sharedStrings.xml": shared})
        assert len(data) < 20_000
        if refusal:
            assert _refusal(data) is refusal
        else:
            assert _first(data)[199] == ("b",) * 10


def test_one_text_in_a_repeated_cell_of_ods_is_counted_as_often() -> None:
    cell = f'<table:table-cell table:number-columns-repeated="100"><text:p>{"a" * 40_000}</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="20">{cell}</table:table-row>'
    assert _refusal(ods_of(f'<table:table table:name="a">{row}</table:table>')) is Refusal.BOMB


def test_every_sheet_of_ods_counts_its_own_rows() -> None:
    row = f'<table:table-row table:number-rows-repeated="15000"><table:table-cell {ONE}/></table:table-row>'
    book = open_book(ods_of("".join(f'<table:table table:name="{name}">{row}</table:table>' for name in "ab")))
    assert [len(book.sheet(name).rows) for name in book.sheet_names] == [15_000, 15_000]
