"""Slips and forms, read back by programs that are not ours."""

from datetime import date
from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from lms.accounts.codes import new_code, spelt
from lms.config import ROOT
from lms.workshops.evaluation.content import load_form
from lms.workshops.evaluation.prints import COLUMNS, ROWS, Slip, form_pdf, slips_pdf
from lms.workshops.evaluation.services import CODE_PREFIX
from lms.workshops.particulars import WorkshopFacts

FORM = load_form(ROOT / "workshops" / "evaluation")
ADDRESS = "https://relais.example.org/fr/evaluation/7KQ4M2XPA"
FACTS = WorkshopFacts(place="Tombouctou", venue="Maison de la culture, grande salle de conférences Al Farouk", starts_on=date(2026, 11, 30),
                      ends_on=date(2026, 12, 2), is_cancelled=False)  # fmt: skip


def _slips(number: int) -> list[Slip]:
    return [Slip(new_code(CODE_PREFIX), ADDRESS) for _slip in range(number)]


def _draw(slips: list[Slip], language: str = "fr") -> bytes:
    return slips_pdf(slips, FACTS, closed_from=date(2027, 1, 1), title=FORM.words[language].title, language=language)


def test_every_slip_bears_its_code_in_letters_and_in_a_square_that_opens_the_form(app: Flask) -> None:
    slips = _slips(COLUMNS * ROWS + 3)
    with app.test_request_context("/fr/"):
        body = _draw(slips)
    pages = pypdf.PdfReader(BytesIO(body)).pages
    assert len(pages) == 2
    text = "\n".join(page.extract_text() for page in pages)
    assert [text.count(spelt(slip.code)) for slip in slips] == [1] * len(slips)
    found = [code.text for page in pypdfium2.PdfDocument(body) for code in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())]
    assert sorted(found) == sorted(f"{ADDRESS}#{slip.code}" for slip in slips)


def test_a_slip_says_until_when_and_where_and_names_nobody(app: Flask) -> None:
    with app.test_request_context("/en/"):
        text = " ".join(pypdf.PdfReader(BytesIO(_draw(_slips(1), "en"))).pages[0].extract_text().split())
    assert "Until 31 December 2026." in text
    assert ADDRESS in text
    assert "Tombouctou, Maison de la culture" in text
    assert "30 November to 2 December 2026" in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_whole_form_stands_on_one_sheet(app: Flask, language: str) -> None:
    with app.test_request_context(f"/{language}/"):
        body = form_pdf(FORM, FACTS, programme="Programme inventé", language=language)
        assert body == form_pdf(FORM, FACTS, programme="Programme inventé", language=language)
    (page,) = pypdf.PdfReader(BytesIO(body)).pages
    text = " ".join(page.extract_text().split())
    for asked in (*FORM.items, *FORM.comments):
        assert " ".join(asked.words[language].split()) in text
    assert text.count("1 2 3 4 5") == len(FORM.items)
    assert "1/1" in text
