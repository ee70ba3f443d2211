import pytest

from lms.plain import plain, slug


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
