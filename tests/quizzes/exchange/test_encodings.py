"""Whatever programme saved the file, its letters are read."""

import pytest

from lms.quizzes.exchange.formats import Format, read
from lms.quizzes.exchange.model import NotReadable

FRENCH = "::n::Où l’élève est-il né ? « Ségou »{T}\n"
LATIN = "Où l'élève est-il né ? « Ségou »"
XML = '<quiz><question type="truefalse"><name><text>n</text></name><questiontext><text>É’œ</text></questiontext>{}</question></quiz>'.format(
    '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'
)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("windows-1252", "windows-1252")],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_gift_in_the_encodings_of_other_programmes(encoding: str, found: str, line_end: str) -> None:
    reading = read(Format.GIFT, FRENCH.replace("\n", line_end).encode(encoding))
    assert (reading.encoding, reading.questions[0].stem.text) == (found, "Où l’élève est-il né ? « Ségou »")


def test_aiken_in_windows_1252() -> None:
    data = f"{LATIN}\r\nA) Ségou\r\nB) Gao\r\nANSWER: A\r\n".encode("windows-1252")
    assert read(Format.AIKEN, data).questions[0].options[0].text.text == "Ségou"


def test_bytes_that_windows_1252_leaves_empty_are_latin_1() -> None:
    reading = read(Format.GIFT, b"\x81\xe9 ?{T}")
    assert (reading.encoding, reading.questions[0].stem.text) == ("latin-1", "\x81é ?")


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xef\xbb\xbf\xe9{T}", b"\x00\x01", "é{T}".encode("utf-16-le")])
def test_what_is_no_text_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(NotReadable, match="Save it as text in UTF-8"):
        read(Format.GIFT, data)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "windows-1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_xml_in_the_encoding_that_it_declares(encoding: str, line_end: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{line_end}{XML}'
    assert read(Format.MOODLE_XML, text.encode(encoding)).questions[0].stem.text == "É’œ"


def test_xml_with_a_byte_order_mark() -> None:
    assert read(Format.MOODLE_XML, XML.encode("utf-8-sig")).questions[0].stem.text == "É’œ"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (XML.encode("windows-1252"), r"Line 1: this is not well-formed XML .* Save it in UTF-8\."),
        (f"<quiz>\n{LATIN}</quiz>".encode("latin-1"), r"Line 2: this is not well-formed XML .* Save it in UTF-8\."),
        ("<quiz>né".encode("latin-1"), r"Line 1: this is not well-formed XML .* Save it in UTF-8\."),
        (XML.replace("<name>", "<name>&", 1).encode(), r"Line 1: this is not well-formed XML \(not well-formed \(invalid token\)\)\.$"),
        (b'<?xml version="1.0" encoding="big5"?><quiz/>', "The encoding that the file declares cannot be read"),
        (b'<?xml version="1.0" encoding="nothing"?><quiz/>', "The encoding that the file declares cannot be read"),
        (b'<?xml version="1.0" encoding="utf-16"?><quiz/>', "encoding specified in XML declaration is incorrect"),
    ],
)
def test_xml_in_another_encoding_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(NotReadable, match=message):
        read(Format.MOODLE_XML, data)
