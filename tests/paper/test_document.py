from collections.abc import Sequence
from typing import Any

from reportlab.platypus import NextPageTemplate, Paragraph, Spacer

from lms.paper.cards import Blanks, Board, Card
from lms.paper.cover import Face, cover_blocks, drawn, dyed
from lms.paper.document import SHEET, SHEET_HEIGHT, TEXT, About, new_page, pdf
from lms.paper.inline import escaped
from lms.paper.parts import Beside, Opening, contents
from lms.paper.stack import Heading, Mark, bundled
from lms.paper.styles import FULL_WIDTH, voice
from tests.paper.reading import fonts, ink, opened, outline, words

FACE = Face(label="Livret", title="Un titre assez long pour deux lignes", summary="Un résumé.", points=3, facts=[("Version :", "1.0")],
            notice=("Projet", "Non validé."))  # fmt: skip


def chapter(number: int, *, pages: int = 1) -> list[Any]:
    opening = Opening(Mark(f"c{number}", f"Chapitre {number}", 0, str(number)), facts="8 minutes")
    heading = Heading("Une partie", voice().section)
    heading.mark = Mark(f"c{number}-1", f"Partie {number}", 1)
    filling = [Paragraph("Une phrase.", voice().body) for _line in range(40 * pages)]
    return [*new_page(TEXT), opening, *bundled([heading, *filling])]


def booklet(count: int = 3, *, title: str = "Un livret", language: str = "fr", lessons: Sequence[Any] | None = None) -> bytes:
    chapters = [block for number in range(1, count + 1) for block in chapter(number)] if lessons is None else lessons
    about = About(title=title, language=language, running="Livret court", foot="Projet", subject="Résumé")
    story = [NextPageTemplate(TEXT), *cover_blocks(FACE), *new_page(TEXT), *contents(chapters), *chapters]
    return pdf(story, about, cover=dyed("Relais"))


def test_the_same_story_gives_the_same_bytes() -> None:
    assert booklet() == booklet()


def test_title_language_and_nothing_about_who_made_it() -> None:
    reader = opened(booklet(title="Le titre", language="en"))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = reader.metadata
    assert metadata is not None
    assert (metadata.title, metadata.subject, metadata.producer) == ("Le titre", "Résumé", "Relais")
    assert not metadata.author
    assert not metadata.creator


def test_contents_name_the_pages_where_chapters_stand() -> None:
    file = booklet()
    listed = words(file, 1)
    for number in (1, 2, 3):
        page = next(page for page in range(2, len(opened(file).pages)) if f"Chapitre {number} 8 minutes" in words(file, page))
        assert f"Chapitre {number} {page + 1}" in listed


def test_contents_lead_to_their_chapters() -> None:
    assert len(opened(booklet()).pages[1]["/Annots"]) == 3


def test_the_outline_has_chapters_and_their_parts() -> None:
    assert outline(booklet(2)) == ["1. Chapitre 1", "> Partie 1", "2. Chapitre 2", "> Partie 2"]


def test_every_page_but_the_cover_says_where_it_is() -> None:
    file = booklet()
    total = len(opened(file).pages)
    assert f"1/{total}" not in words(file, 0)
    for page in range(1, total):
        assert f"{page + 1}/{total}" in words(file, page)
        assert "Livret court" in words(file, page)
        assert "Projet" in words(file, page)


def test_a_chapter_names_itself_above_its_second_page_not_above_its_first() -> None:
    file = booklet(1)
    assert words(file, 2).count("Chapitre 1") == 1
    assert "Chapitre 1" in words(file, 3)


def test_pages_are_a4_and_fonts_embedded_and_reduced() -> None:
    file = booklet()
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in opened(file).pages} == {(595, 842)}
    assert all("+Relais" in font for font in fonts(file))
    assert len(file) < 60_000


def test_a_cover_in_lines_costs_little_ink() -> None:
    face = About(title="x", language="fr", running="x")
    coloured, lined = (pdf(cover_blocks(FACE), face, cover=cover("Relais")) for cover in (dyed, drawn))
    assert ink(lined) < ink(coloured) / 2
    assert ink(lined) < 0.04


def test_a_long_title_is_set_on_the_cover_whole() -> None:
    face = Face(label="Livret", title="Procédures opérationnelles standard pour l’assistance, la protection et la réintégration des victimes",
                summary="", points=12, facts=())  # fmt: skip
    file = pdf(cover_blocks(face), About(title="x", language="fr", running="x"), cover=dyed("Relais"))
    assert len(opened(file).pages) == 1
    assert face.title in words(file)


def test_a_label_beside_is_read_before_its_words() -> None:
    file = booklet(lessons=[*new_page(TEXT), Beside("But", [Paragraph("Faire quelque chose.", voice().body)])])
    assert "But Faire quelque chose." in words(file)


def test_a_card_takes_at_least_its_height_and_is_not_parted() -> None:
    cards = [Card("Jeu", [Paragraph("Une carte.", voice().body)], least_height=330) for _card in range(3)]
    file = booklet(lessons=[*new_page(TEXT), *cards])
    assert [words(file, page).count("Une carte.") for page in range(1, len(opened(file).pages))] == [0, 2, 1]


def test_a_flip_chart_page_fills_one_sheet_whatever_it_says() -> None:
    short = Board("Titre", ["un", "deux", "trois"], width=FULL_WIDTH, height=SHEET_HEIGHT - 2, largest=30)
    long = Board("Titre " * 6, ["une ligne qui en prend plusieurs " * 4] * 8, width=FULL_WIDTH, height=SHEET_HEIGHT - 2, largest=30)
    file = booklet(lessons=[*new_page(SHEET), short, *new_page(SHEET), long])
    assert len(opened(file).pages) == 4
    assert words(file, 3).count("une ligne qui en prend plusieurs") == 32


def test_lines_to_write_on_are_as_many_as_asked() -> None:
    file = booklet(lessons=[*new_page(SHEET), Paragraph(escaped("Écrivez :"), voice().body), Blanks(4), Spacer(0, 10)])
    assert "Écrivez :" in words(file)
