from io import BytesIO

import pikepdf

from lms.paper.bare import bare_canvas
from lms.paper.ornament import INK
from lms.paper.tagged import Tags
from lms.paper.text import REGULAR, Style, draw


def made() -> pikepdf.Pdf:
    file = BytesIO()
    canvas = bare_canvas(file, (200, 200), title="Titre & <suite>", subject="Sujet", language="fr")
    tags = Tags(canvas, language="fr")
    with tags.artifact():
        canvas.line(0, 0, 10, 10)
    with tags.element("H1"):
        draw(canvas, 10, 150, "Titre", Style(REGULAR, 12, INK))
    with tags.group("L"), tags.group("LI"), tags.element("LBody", language="en"):
        draw(canvas, 10, 120, "Item", Style(REGULAR, 12, INK))
    with tags.link("https://example.org/a(b)#c", words="Où l’on vérifie", box=(10, 80, 50, 12)):
        draw(canvas, 10, 82, "example.org", Style(REGULAR, 12, INK))
    tags.end(title="Titre & <suite>", subject="Sujet", languages=("fr", "en"))
    canvas.save()
    return pikepdf.open(BytesIO(file.getvalue()))


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
    assert metadata["dc:title"] == "Titre & <suite>"
    assert metadata["pdfuaid:part"] == "1"
