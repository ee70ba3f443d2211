from collections.abc import Callable
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from lms.paper.ornament import INK, OCHRE
from lms.paper.tagged import TaggedPage
from lms.paper.text import REGULAR, Style, draw

SIZE, STYLE = (200.0, 100.0), Style(REGULAR, 12, INK)


def drawn() -> bytes:
    page = TaggedPage(SIZE, language="fr")
    with page.artifact():
        page.canvas.line(0, 0, 10, 10)
    with page.element("H1"):
        draw(page.canvas, 10, 80, "Titre", STYLE)
    with page.group("L"), page.group("LI"), page.element("LBody", language="en"):
        draw(page.canvas, 10, 60, "Item", STYLE)
    with page.link("https://example.org/a(b)#c", words="Où l’on vérifie", box=(10, 30, 50, 12)):
        draw(page.canvas, 10, 32, "example.org", STYLE)
    return ended(page)


def ended(page: TaggedPage) -> bytes:
    return page.end(title="Titre (ɲɛ) & <suite>", subject="Sujet", languages=("fr", "en"), name="1", made_on=date(2026, 11, 20))


def made() -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(drawn()))


def test_the_file_says_of_itself_what_is_given_and_nothing_else() -> None:
    file = made()
    said = {str(key): str(value) for key, value in file.docinfo.items()}
    day = "D:20261120000000Z"
    assert said == {"/Title": "Titre (ɲɛ) & <suite>", "/Subject": "Sujet", "/Producer": "Relais", "/CreationDate": day, "/ModDate": day}
    assert (str(file.Root.Lang), bool(file.Root.ViewerPreferences.DisplayDocTitle), bool(file.Root.MarkInfo.Marked)) == ("fr", True, True)
    assert [float(side) for side in file.pages[0].MediaBox] == [0, 0, *SIZE]


def test_the_file_is_sound_and_the_same_each_time() -> None:
    assert drawn() == drawn()
    assert made().check_pdf_syntax() == []


@pytest.mark.parametrize(
    "foreign",
    [
        lambda canvas: canvas.drawString(10, 10, "embedded by the library"),
        lambda canvas: canvas.setFont("Helvetica", 12),
        lambda canvas: canvas.setFillAlpha(0.5),
        lambda canvas: canvas.linkURL("https://example.org", (0, 0, 10, 10)),
        lambda canvas: canvas.linearGradient(0, 0, 10, 10, (INK, OCHRE)),
    ],
    ids=["text", "font", "transparency", "link", "shading"],
)
def test_what_such_a_page_does_not_hold_is_refused_and_not_lost(foreign: Callable[[Canvas], None]) -> None:
    page = TaggedPage(SIZE, language="fr")
    foreign(page.canvas)
    with pytest.raises(ValueError, match="tagged page holds no"):
        ended(page)


def test_the_tree_says_what_each_thing_is_and_in_which_language() -> None:
    file = made()
    document = file.Root.StructTreeRoot.K
    roles = [str(kid.S) for kid in document.K]
    assert (str(document.S), roles) == ("/Document", ["/H1", "/L", "/P"])
    body = document.K[1].K.K
    assert (str(body.S), str(body.Lang)) == ("/LBody", "en")
    assert "/Lang" not in document.K[0]


def test_each_mark_on_the_page_leads_back_to_its_place_in_the_tree() -> None:
    file = made()
    marked = file.Root.StructTreeRoot.ParentTree.Nums[1]
    assert [str(element.S) for element in marked] == ["/H1", "/LBody", "/Link"]
    assert int(file.pages[0].StructParents) == 0
    operators = [str(operator) for _operands, operator in pikepdf.parse_content_stream(file.pages[0])]
    assert operators.count("BDC") + operators.count("BMC") == operators.count("EMC") == 4


def test_a_link_is_read_aloud_printed_and_found_from_the_tree() -> None:
    file = made()
    (annotation,) = file.pages[0].Annots
    assert (str(annotation.A.URI), str(annotation.Contents), int(annotation.F)) == ("https://example.org/a(b)#c", "Où l’on vérifie", 4)
    number = int(annotation.StructParent)
    nums = list(file.Root.StructTreeRoot.ParentTree.Nums)
    assert str(nums[nums.index(number, 2) + 1].S) == "/Link"


def test_the_metadata_are_sound_whatever_the_title() -> None:
    file = made()
    metadata = file.open_metadata()
    assert metadata["dc:title"] == "Titre (ɲɛ) & <suite>"
    assert metadata["pdfuaid:part"] == "1"
