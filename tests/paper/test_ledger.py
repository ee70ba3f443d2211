from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.paper.bare import bare_canvas
from lms.paper.ledger import Column, Head, Ledger, Row, Words, ledger_pdf
from lms.paper.ornament import INK
from lms.paper.text import BOLD, Style, draw
from tests.paper.geometry import struck_through
from tests.paper.reading import fonts, ink, opened, outline, squeezed, words

HEAD = Head(above="Programme d’essai", title="Liste", lines=["Mardi", "Atelier"], corner=("Code", "S-K7M-4PXQ"), foot="Bailleur inventé")
COLUMNS = [Column("N°", 1, "right"), Column("Nom", 4), Column("Signature", 3)]
LONG = "Fatimata Walet ALHOUSSEINI AG MOHAMED ELMEHDI BEN ABDOULAYE dite KONATÉ"


def ledger(names: list[str], **facts: object) -> Ledger:
    rows = [Row([[Words(str(number))], [Words(name, BOLD, 10, lines=3)], []]) for number, name in enumerate(names, start=1)]
    return replace(Ledger(head=HEAD, columns=COLUMNS, rows=rows), **facts)  # type: ignore[arg-type]  # what a test says of it


def drawn(*ledgers: Ledger, is_numbered_through: bool = False) -> bytes:
    return ledger_pdf(ledgers, title="Liste", subject="Essai", language="fr", is_numbered_through=is_numbered_through)


def pages_of(pdf: bytes) -> list[str]:
    return [words(pdf, page) for page in range(len(opened(pdf).pages))]


def test_every_sheet_has_the_head_the_titles_the_code_and_its_number() -> None:
    pages = pages_of(drawn(ledger([f"Nom {number}" for number in range(60)])))
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        for said in ("Programme d’essai", "Liste", "Mardi", "Atelier", "S-K7M-4PXQ", "Signature", "Bailleur inventé", f"{number}/3"):
            assert said in page


def test_sheets_are_numbered_in_their_ledger_or_in_the_file() -> None:
    two = [ledger(["Awa"] * 30), ledger(["Bakary"])]
    assert [page[-3:] for page in pages_of(drawn(*two))] == ["1/2", "2/2", "1/1"]
    assert [page[-3:] for page in pages_of(drawn(*two, is_numbered_through=True))] == ["1/3", "2/3", "3/3"]
    assert outline(drawn(*two)) == ["Liste, Mardi", "Liste, Mardi"]


def test_no_row_is_lost_between_sheets() -> None:
    pdf = drawn(ledger([f"Personne-{number:03}" for number in range(1, 101)], is_wide=True))
    text = " ".join(pages_of(pdf))
    assert [text.count(f"Personne-{number:03}") for number in range(1, 101)] == [1] * 100
    assert {round(float(page.mediabox.width) / 72 * 25.4) for page in opened(pdf).pages} == {297}


@pytest.mark.parametrize("count", range(18, 30))
def test_what_closes_a_ledger_is_never_alone_on_a_sheet(count: int) -> None:
    closed = ledger([f"Nom {number}." for number in range(1, count + 1)], notes=["Une remarque"], blanks=[("Visa", 1), ("Date", 2)])
    last = pages_of(drawn(closed))[-1]
    assert "Une remarque" in last
    assert "Visa" in last
    assert f"Nom {count}." in last


@pytest.mark.parametrize("before", range(20, 28))
def test_a_band_stands_with_the_row_below_it(before: int) -> None:
    listed = ledger(["Awa"] * before)
    band = Row([[Words("Sans inscription")]], height=17, span=3, heavy=True)
    pages = pages_of(drawn(replace(listed, rows=[*listed.rows, band, Row([[Words("Suite")], [], []])])))
    assert all(("Sans inscription" in page) == ("Suite" in page) for page in pages)


def test_remarks_come_before_the_first_row_and_once() -> None:
    pages = pages_of(drawn(ledger(["Awa"] * 30, remarks=["À ne pas manquer"])))
    assert [page.count("À ne pas manquer") for page in pages] == [1, 0]
    assert pages[0].index("À ne pas manquer") < pages[0].index("Awa")


@pytest.mark.parametrize("name", [LONG, "A" * 60, "Kɔ́nɔ̀ ŊAƝAƐ̀ BƆ̀", "ⵎⵓⵙⴰ", " ".join([LONG] * 4), "KEITA-COULIBALY-TRAORÉ-DEMBÉLÉ-SANGARÉ", "Bâ"])
def test_a_name_stays_in_its_cell_whole(name: str) -> None:
    pdf = drawn(ledger([name, "Sidi", name]))
    assert squeezed(words(pdf)).count(squeezed(name)) == 2
    assert struck_through(pdf) == []


def test_a_letter_that_leaves_its_cell_is_found() -> None:
    file = BytesIO()
    canvas = bare_canvas(file, (200, 200), title="", subject="", language="fr")
    draw(canvas, 20, 100, "Awa", Style(BOLD, 20, INK))
    canvas.line(45, 50, 45, 150)
    canvas.save()
    assert struck_through(file.getvalue()) == ["w"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=120), min_size=1, max_size=6))
def test_no_name_breaks_a_ledger(names: list[str]) -> None:
    pdf = drawn(ledger(names))
    assert len(opened(pdf).pages) == 1
    assert all(f"{number}" in words(pdf) for number in range(1, len(names) + 1))


def test_a_name_of_several_thousand_letters_still_ends() -> None:
    assert len(opened(drawn(ledger(["Awa " * 1000, "B" * 3000]))).pages) >= 1


def test_the_same_ledger_gives_the_same_bytes_with_its_fonts_inside_and_little_ink() -> None:
    listed = ledger([LONG, "ⵎⵓⵙⴰ"])
    assert drawn(listed) == drawn(listed)
    assert all("+Relais" in font for font in fonts(drawn(listed)))
    assert ink(drawn(listed)) < 0.03
