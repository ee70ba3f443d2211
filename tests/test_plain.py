import pytest

from lms.plain import beginnings, plain, slug


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Ségou", "segou"),
        ("SEGOU", "segou"),
        ("Taoudénit", "taoudenit"),
        ("N'Golo DIAKITÉ", "n golo diakite"),
        ("N’Golo DIAKITÉ", "n golo diakite"),
        ("Ŋɔ̀lɔ Kɔnɛ", "nolo kone"),
        ("  Ada   O ", "ada o"),
        ("He\u0301le\u0300ne", "helene"),
    ],
)
def test_names_are_compared_without_accents_case_or_punctuation(written: str, compared: str) -> None:
    assert plain(written) == compared


def test_a_slug_fits_in_an_address() -> None:
    assert slug("Gourma-Rharous") == "gourma-rharous"


@pytest.mark.parametrize(
    ("text", "found"),
    [("ong locale", True), ("ongoiba", False), ("la sante", True), ("messante", False), ("centre d accueil", True), ("centre", False)],
)
def test_words_are_found_by_how_they_begin(text: str, found: bool) -> None:
    assert bool(beginnings(r"ong\b, sant,centre d accueil").search(text)) is found
