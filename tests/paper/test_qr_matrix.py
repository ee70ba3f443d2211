import random

import pytest
import segno
import zxingcpp
from PIL import Image
from segno import consts

from lms.paper import qr_matrix as made
from lms.paper.qr_matrix import Level, TooLong, qr_matrix

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ADDRESS = "https://relais.example.org/v/T-2026-KQ7M2-Y/AAAQEAYEAUDAO#MRN1:"


def texts() -> list[str]:
    draw = random.Random(1)
    found = [ADDRESS + "".join(draw.choice(ALPHANUMERIC) for _letter in range(length)) for length in range(0, 900, 37)]
    found += ["".join(draw.choice(ALPHANUMERIC + "abcé#") for _letter in range(length)) for length in range(1, 300, 13)]
    return [*found, "A", "a", "é", "Ŋɔ̀lɔ", "ABCDEFGHIJKLMN", "x" * 200]


@pytest.mark.parametrize("error", ["l", "m", "h"])
def test_every_module_is_where_segno_puts_it(error: Level) -> None:
    compared = 0
    for text in texts():
        matrix = qr_matrix(text, error)
        segments = made._segments(text)
        if (sum(len(segment.written(matrix.version)) for segment in segments) + 4) % 8 == 0:
            continue  # there segno adds eight bits that nothing asks for
        parts = [(part, consts.MODE_ALPHANUMERIC if segment.is_alphanumeric else consts.MODE_BYTE) for part, segment in _parts(text, segments)]
        reference = segno.make_qr(parts, error=error, boost_error=False, mask=3, version=matrix.version)
        assert matrix.dark == b"".join(bytes(row) for row in reference.matrix), text
        compared += 1
    assert compared > 30


@pytest.mark.parametrize("error", ["l", "m", "h"])
def test_every_code_is_read_back(error: Level) -> None:
    for text in texts():
        matrix = qr_matrix(text, error)
        picture = Image.frombytes("L", (matrix.side, matrix.side), bytes(0 if module else 255 for module in matrix.dark))
        page = Image.new("L", (matrix.side + 8, matrix.side + 8), 255)
        page.paste(picture, (4, 4))
        (code,) = zxingcpp.read_barcodes(page.resize((page.width * 4, page.height * 4), Image.Resampling.NEAREST))
        assert code.text == text


def test_capitals_and_digits_take_less_room() -> None:
    body = "ABCDEFGHIJ" * 25
    assert qr_matrix(f"https://x/{body}", "m").version < qr_matrix(f"https://x/{body.lower()}", "m").version


def test_what_fits_into_no_code_is_refused() -> None:
    with pytest.raises(TooLong):
        qr_matrix("é" * 4000, "m")


def _parts(text: str, segments: list[made._Segment]) -> list[tuple[str, made._Segment]]:
    encoding = "iso-8859-1" if all(ord(character) < 256 for character in text) else "utf-8"
    content, found = text.encode(encoding), []
    for segment in segments:
        found.append((content[: segment.length].decode(encoding), segment))
        content = content[segment.length :]
    return found
