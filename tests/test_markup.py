import pytest

from lms.markup import cited_sources, render, typography

NARROW, FULL = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Pourquoi ?", f"Pourquoi{NARROW}?"),
        ("« oui »", f"«{FULL}oui{FULL}»"),
        ("Retenez : rien ; tout !", f"Retenez{FULL}: rien{NARROW}; tout{NARROW}!"),
        ("500 000 francs", f"500{NARROW}000 francs"),
        ("53 % des victimes", f"53{FULL}% des victimes"),
        ("l'atelier d'hier", "l’atelier d’hier"),
        ("loi n° 2012-023", f"loi n°{FULL}2012-023"),
        ("https://example.org/a:b", "https://example.org/a:b"),
        ("le 13 septembre 2022", "le 13 septembre 2022"),
    ],
)
def test_french_typography(typed: str, printed: str) -> None:
    assert typography(typed) == printed


def test_typography_is_stable_when_applied_twice() -> None:
    text = "« Combien ? » : 500 000 ; soit 53 % !"
    assert typography(typography(text)) == typography(text)


def test_a_citation_becomes_a_link_to_its_source_and_drops_the_space_before_it() -> None:
    html = render("La loi le dit [@s26].", language="fr", sources=["s1", "s26"]).html
    assert html == '<p>La loi le dit<sup><a class="citation" href="#source-s26" rel="noopener noreferrer">2</a></sup>.</p>'


def test_sources_are_listed_once_in_order() -> None:
    assert cited_sources("a [@s2] b [@s1] c [@s2]") == ["s2", "s1"]


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        '<a href="data:text/html,x">x</a>',
        '<div style="position:fixed">x</div>',
        "<iframe src=//evil.example></iframe>",
    ],
)
def test_nothing_dangerous_survives(attack: str) -> None:
    html = render(f"avant\n\n{attack}\n\naprès", language="fr").html.lower()
    assert not any(word in html for word in ("<script", "javascript:", "onerror", "<img", "data:", "style=", "<iframe"))
    assert "avant" in html
    assert "après" in html


def test_boxes_keep_their_kind() -> None:
    assert '<div class="admonition key">' in render('!!! key "À retenir"\n    Un mot.', language="fr").html


def test_a_reference_leads_where_its_scheme_says_and_keeps_its_words() -> None:
    html = render("Une [victime présumée](term:presumed-victim).", language="fr", links={"term": lambda target: f"#term-{target}"}).html
    assert '<a class="term-link" href="#term-presumed-victim"' in html
    assert ">victime présumée</a>" in html


def test_a_scheme_nobody_knows_leads_nowhere() -> None:
    assert "href" not in render("[x](term:y)", language="fr").html


def test_a_figure_leaves_its_place_and_its_words() -> None:
    html = render("Avant.\n\n![L'acte, le moyen, le but](figure:elements)\n\nAprès.", language="fr").html
    assert '<p class="figure-here" id="figure-elements">L’acte, le moyen, le but</p>' in html


def test_sections_are_those_of_the_second_level() -> None:
    sections = render("## Le début & la suite\n\n### Dedans\n\n## Après", language="fr").sections
    assert [(section.id, section.title) for section in sections] == [("le-debut-la-suite", "Le début & la suite"), ("apres", "Après")]
