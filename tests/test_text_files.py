import pytest

from lms.text_files import NotText, decoded, safe_cell


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_letters_survive_the_encodings_of_spreadsheets(encoding: str) -> None:
    assert decoded("Ségou\r\nKayes\r".encode(encoding)) == ("Ségou\nKayes\n", encoding)


def test_only_the_encodings_asked_for_are_tried() -> None:
    assert decoded(b"\x81\xe9") == ("\x81é", "latin-1")
    with pytest.raises(NotText, match="no text, from byte 3 on"):
        decoded(b"Awa\x81", ("utf-8", "windows-1252"))


@pytest.mark.parametrize(("data", "announced", "offset"), [(b"\xff\xfea", "utf-16", 2), (b"\xef\xbb\xbf\xe9", "utf-8-sig", 3), (b"a\x00\x01", "", 1)])
def test_what_is_no_text_is_refused(data: bytes, announced: str, offset: int) -> None:
    with pytest.raises(NotText) as refusal:
        decoded(data)
    assert (refusal.value.announced, refusal.value.offset) == (announced, offset)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "|x", "%0A=1", "\n=1", '=HYPERLINK("x")'])
def test_a_formula_stays_text_in_a_spreadsheet(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Awa", "N'Golo", "+22370782992", "+223 70 78 29 92", "-12,5", "a=b", "70-78"])
def test_other_cells_are_written_as_they_are(text: str) -> None:
    assert safe_cell(text) == text
