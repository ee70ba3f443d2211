import re
import unicodedata
from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL.Image import Image

from lms.certificates.pdf import certificate_pdf
from lms.certificates.rules.facts import Facts
from lms.paper.text import BOLD, fitted, width
from tests.certificates.test_rules import make_facts

ADDRESS = "https://relais.example.org/v/T-2026-KQ7M2-X"
QR_ADDRESS = f"{ADDRESS}/ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONG = "Fatimata Walet ALHOUSSEINI AG MOHAMED ELMEHDI BEN ABDOULAYE"
NAMES = ("Aïssata Souleymane TRAORÉ dite KONATÉ", "N'Golo DIAKITÉ", "N’Golo DIAKITÉ", "Ŋɔ̀lɔ Kɔnɛ", "Ŋɔ̀lɔ KƆ́NƐ̀", LONG, "Ada O", "Hélène", "ⵎⵓⵙⴰ")


def draw(facts: Facts, language: str = "fr") -> bytes:
    return certificate_pdf(facts, language=language, qr_address=QR_ADDRESS, address=ADDRESS)


def text_of(pdf: bytes) -> str:
    return " ".join(pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def rendered(pdf: bytes, dots_per_inch: int = 100) -> Image:
    image: Image = pypdfium2.PdfDocument(pdf)[0].render(scale=dots_per_inch / 72).to_pil()
    return image


def squeezed(text: str) -> str:
    """Leave out spaces: readers place them differently after combining accents."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_reads_back_from_the_page_letter_by_letter(name: str) -> None:
    assert squeezed(name) in squeezed(text_of(draw(make_facts(name))))


@pytest.mark.parametrize("name", [*NAMES, "محمد ولد سيدي", " ".join([LONG] * 3), "A" * 120])
def test_no_name_breaks_the_page_or_the_size(name: str) -> None:
    pdf = draw(make_facts(name))
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) == 1
    assert len(pdf) < 60_000


@pytest.mark.parametrize("name", [*NAMES, " ".join([LONG] * 3), "A" * 120])
def test_a_name_is_shrunk_then_wrapped_and_never_cut(name: str) -> None:
    lines, size = fitted(name, BOLD, largest=40, smallest=23, limit=600, lines=2)
    assert " ".join(lines) == name
    assert all(width(line, BOLD, size) <= 600.01 for line in lines)


def test_every_fact_stands_on_the_page_in_french() -> None:
    text = text_of(draw(make_facts("Aïssata KONATÉ", modules=3)))
    for words in ("Certificat de formateur", "Aïssata KONATÉ", "Programme d’essai", "Ségou du 13 au 15 septembre 2022", "Module numéro 3",
                  "Délivré le 21 novembre 2026", "T-2026-KQ7M2-X", "Bailleur inventé", ADDRESS, "Pour la coordination"):  # fmt: skip
        assert words in text


def test_every_fact_stands_on_the_page_in_english() -> None:
    text = text_of(draw(make_facts(), "en"))
    for words in ("Trainer certificate", "Test programme", "from 13 to 15 September 2022", "Module number 2", "Issued on 21 November 2026",
                  "Invented funder"):  # fmt: skip
        assert words in text


def test_only_a_demonstration_says_so() -> None:
    assert "DÉMONSTRATION" in text_of(draw(make_facts(is_demonstration=True)))
    assert "DEMONSTRATION" in text_of(draw(make_facts(is_demonstration=True), "en"))
    assert "DÉMONSTRATION" not in text_of(draw(make_facts()))


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_the_code_is_read_from_the_page_at_100_dots_per_inch(is_demonstration: bool) -> None:
    (code,) = zxingcpp.read_barcodes(rendered(draw(make_facts(is_demonstration=is_demonstration))))
    assert code.text == QR_ADDRESS


def test_the_code_survives_a_crooked_grey_copy() -> None:
    copy = rendered(draw(make_facts()), 150).convert("L").rotate(2, fillcolor=255)
    assert [code.text for code in zxingcpp.read_barcodes(copy)] == [QR_ADDRESS]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert draw(make_facts(NAMES[3])) == draw(make_facts(NAMES[3]))


def test_the_file_says_its_language_and_title_and_nothing_that_is_not_printed() -> None:
    reader = pypdf.PdfReader(BytesIO(draw(make_facts(), "en")))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    metadata = reader.metadata
    assert metadata is not None
    assert metadata.title == "Trainer certificate T-2026-KQ7M2-X"
    assert metadata.subject == "Test programme"
    assert not metadata.author
    assert not metadata.creator


def test_every_font_is_embedded() -> None:
    fonts = pypdf.PdfReader(BytesIO(draw(make_facts("ⵎⵓⵙⴰ")))).pages[0]["/Resources"]["/Font"]
    names = {fonts[key]["/BaseFont"] for key in fonts}
    assert all("+Relais" in name for name in names), names


def test_the_page_is_one_sheet_of_a4_landscape() -> None:
    box = pypdf.PdfReader(BytesIO(draw(make_facts()))).pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (297, 210)
