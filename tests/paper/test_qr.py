from io import BytesIO

import pytest
import zxingcpp
from reportlab.lib.units import mm

from lms.paper.bare import bare_canvas
from lms.paper.qr import draw_qr
from tests.paper.reading import opened, pictured


def drawn(text: str, *, error: str, side: float = 40 * mm) -> bytes:
    file = BytesIO()
    canvas = bare_canvas(file, (60 * mm, 60 * mm), title="A title", subject="A subject", language="en")
    draw_qr(canvas, text, left=10 * mm, bottom=10 * mm, side=side, error=error)  # type: ignore[arg-type]  # one of two letters
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("error", ["m", "h"])
@pytest.mark.parametrize("text", ["K7M4PXQ", "https://relais.example.org/v/T-2026-KQ7M2-X"])
def test_what_is_drawn_is_read(text: str, error: str) -> None:
    (code,) = zxingcpp.read_barcodes(pictured(drawn(text, error=error)))
    assert code.text == text


def test_a_file_says_of_itself_what_it_was_told_and_nothing_else() -> None:
    reader = opened(drawn("K7M4PXQ", error="h"))
    metadata = reader.metadata
    assert metadata is not None
    assert (metadata.title, metadata.subject, metadata.author, metadata.creator, metadata.producer) == ("A title", "A subject", "", "", "Relais")
    assert reader.trailer["/Root"]["/Lang"] == "en"
