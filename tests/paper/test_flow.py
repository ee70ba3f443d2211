from collections.abc import Sequence
from typing import Any

import pytest
from reportlab.platypus import NextPageTemplate, PageBreak

from lms.markup import render
from lms.paper.boxes import KINDS
from lms.paper.document import TEXT, About, pdf
from lms.paper.flow import Setting, blocks
from tests.paper.reading import fonts, ink, opened, words

BOX_WORDS = {
    "key": "À retenir", "guidance": "Orientation générale", "national": "Texte national à insérer ici", "example": "Exemple", "caution": "Attention",
    "continued": "(suite)",
}  # fmt: skip
ABOUT = About(title="Essai", language="fr", running="Essai")


def printed(markdown: str, *, sources: Sequence[str] = ("s1", "s2", "s3"), setting: Setting | None = None) -> bytes:
    """Return Markdown, set as a lesson is; its first page is left empty, as a cover."""
    html = render(markdown, language="fr", sources=sources, links={"term": lambda term: f"#term-{term}"}).html
    return laid_out(blocks(html, setting or Setting(BOX_WORDS)))


def laid_out(story: Sequence[Any]) -> bytes:
    return pdf([NextPageTemplate(TEXT), PageBreak(), *story], ABOUT)


def test_words_come_out_in_reading_order() -> None:
    text = words(printed("Avant.\n\n## Titre\n\n- un\n- deux\n    - trois\n\n1. quatre\n2. cinq\n\n**Gras** et *penché* et `code`."))
    assert text.index("Avant.") < text.index("Titre") < text.index("un") < text.index("deux") < text.index("trois")
    assert "1. quatre" in text
    assert "2. cinq" in text
    assert "Gras et penché et code." in text


def test_a_list_that_does_not_begin_at_one_keeps_its_numbers() -> None:
    assert "3. trois" in words(laid_out(blocks('<ol start="3"><li>trois</li></ol>', Setting(BOX_WORDS))))


def test_paragraphs_of_a_list_item_stay_with_it() -> None:
    text = words(printed("1. premier\n\n    suite du premier\n\n2. second"))
    assert "1. premier suite du premier 2. second" in text


def test_neighbouring_citations_are_told_apart() -> None:
    assert "peines1, 2" in words(printed("- Les peines [@s1] [@s2]."))
    assert "Un fait1. Un autre3." in words(printed("Un fait [@s1]. Un autre [@s3]."))


def test_terms_and_links_are_plain_words() -> None:
    reader = opened(printed("Une [victime présumée](term:victim), voir [ailleurs](https://example.org)."))
    assert "Une victime présumée, voir ailleurs." in " ".join(reader.pages[1].extract_text().split())
    assert "/Annots" not in reader.pages[1]


def test_no_line_breaks_before_a_french_question_mark() -> None:
    for length in range(60, 90):
        lines = opened(printed("a" * 30 + " " + "mot " * (length // 4) + "qui ?")).pages[1].extract_text().splitlines()
        assert not any(line.strip().startswith("?") for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_box_names_itself_before_its_words(kind: str) -> None:
    text = words(printed(f'!!! {kind} "Un titre"\n    Une phrase.'))
    assert text.index(BOX_WORDS[kind]) < text.index("Un titre") < text.index("Une phrase.")


def test_a_title_that_repeats_the_kind_is_written_once() -> None:
    assert words(printed('!!! key "À retenir"\n    Une phrase.')).count("À retenir") == 1


def test_a_long_box_goes_on_on_the_next_page_and_says_so() -> None:
    body = "\n\n".join(f"    Phrase numéro {number} d'un encadré très long, qui ne tient pas sur une page." for number in range(70))
    file = printed(f'!!! example "Un récit"\n{body}')
    assert len(opened(file).pages) >= 4
    assert "(suite)" not in words(file, 1)
    assert "(suite)" in words(file, 2)
    text = words(file)
    assert all(f"Phrase numéro {number} " in text for number in range(70))


def test_a_long_table_repeats_its_head_and_loses_no_row() -> None:
    rows = "\n".join(
        f"| ligne {number} | une explication assez longue pour prendre deux lignes de la colonne, ou trois | oui |" for number in range(60)
    )
    file = printed(f"| Mot | Explication | Ici |\n| --- | --- | --- |\n{rows}")
    pages = len(opened(file).pages)
    assert pages >= 3
    assert all("Explication" in words(file, page) for page in range(1, pages))
    text = words(file)
    assert all(f"ligne {number} " in text for number in range(60))


def test_a_row_higher_than_a_page_is_parted() -> None:
    long = "mot " * 2000
    file = printed(f"| A | B |\n| --- | --- |\n| court | {long}fin |")
    assert "fin" in words(file, len(opened(file).pages) - 1)


def test_a_table_of_long_words_stays_on_the_page() -> None:
    cells = " | ".join(["anticonstitutionnellement" * 2] * 5)
    file = printed(f"| {cells} |\n|{' --- |' * 5}\n| {cells} |")
    margin = opened(file).pages[1].mediabox.width
    assert margin == pytest.approx(595.3, abs=0.5)
    assert words(file).replace(" ", "").count("anticonstitutionnellement") == 20


def test_a_heading_is_never_left_at_the_foot_of_a_page() -> None:
    for filling in range(36, 48):
        file = printed("\n\n".join(["Une ligne."] * filling) + "\n\n## Le titre\n\nCe qui suit le titre.\n\nEncore.")
        page = next(number for number in range(1, len(opened(file).pages)) if "Le titre" in words(file, number))
        assert "Ce qui suit le titre." in words(file, page)


def test_a_figure_without_drawing_is_told_in_words() -> None:
    assert "Recruter, puis le moyen" in words(printed("![Recruter, puis le moyen](figure:none)"))


def test_letters_of_bambara_and_tamasheq_are_there_and_embedded() -> None:
    file = printed("Kɔnɔ, ɲɛ, ŋana, Ɛ Ɔ Ɲ Ŋ ; ⵎⵓⵙⴰ et → 2 × 3")
    assert "Kɔnɔ, ɲɛ, ŋana, Ɛ Ɔ Ɲ Ŋ" in words(file)
    assert "ⵎⵓⵙⴰ" in words(file)
    assert all("+Relais" in font for font in fonts(file))


def test_what_looks_like_markup_stays_words() -> None:
    assert "a < b & <b>c</b>" in words(laid_out(blocks("<p>a &lt; b &amp; &lt;b&gt;c&lt;/b&gt;</p>", Setting(BOX_WORDS))))


def test_definitions_quotes_and_rules_are_set() -> None:
    html = "<dl><dt>Mot</dt><dd>Sens</dd></dl><blockquote><p>Cité</p></blockquote><hr><h4>Petit</h4><p>Fin</p>"
    assert "Mot Sens Cité Petit Fin" in words(laid_out(blocks(html, Setting(BOX_WORDS))))


def test_boxes_and_tables_within_lists_are_set() -> None:
    markdown = '- un\n\n    !!! caution "Gare"\n        Dans la liste.\n\n    | A | B |\n    | --- | --- |\n    | c | d |\n\n- deux'
    text = words(printed(markdown))
    assert text.index("un") < text.index("Gare") < text.index("Dans la liste.") < text.index("c d") < text.index("deux")


def test_boxes_do_not_waste_ink() -> None:
    assert ink(printed("\n\n".join(f'!!! {kind} "Titre"\n    Une phrase.' for kind in KINDS)), 1) < 0.02
