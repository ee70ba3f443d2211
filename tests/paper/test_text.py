import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.paper.text import BOLD, REGULAR, fitted, poured, printable, width
from tests.paper.reading import squeezed

LONG = "Fatimata Walet ALHOUSSEINI AG MOHAMED ELMEHDI BEN ABDOULAYE"
WIDEST = 200.0


def test_two_words_too_wide_for_one_line_make_two_lines() -> None:
    lines, size = fitted("A" * 30 + " " + "B" * 30, BOLD, largest=40, smallest=23, limit=600, lines=2)  # once this never came to an end
    assert lines == ["A" * 30, "B" * 30]
    assert size > 23


def test_a_long_name_is_wrapped_before_it_is_shrunk() -> None:
    assert fitted(LONG, BOLD, largest=12, smallest=8, limit=WIDEST, lines=3)[1] < 12
    lines, size = poured(LONG, BOLD, size=12, smallest=8, limit=WIDEST, lines=3)
    assert (len(lines), size) == (3, 12)


def test_a_word_wider_than_the_line_is_shrunk_then_broken() -> None:
    name = "KEITA-COULIBALY-TRAORÉ-DEMBÉLÉ-BA"
    shrunk, size = poured(name, BOLD, size=12, smallest=8, limit=WIDEST, lines=2)
    assert (shrunk, 8 <= size < 12) == ([name], True)
    broken, size = poured("É" * 60, BOLD, size=12, smallest=8, limit=WIDEST, lines=3)
    assert (len(broken), size) == (2, 8)


@given(st.text(max_size=80), st.integers(1, 4))
def test_nothing_is_cut_and_nothing_is_too_wide(text: str, lines: int) -> None:
    text = printable(text)
    broken, size = poured(text, REGULAR, size=10, smallest=7, limit=90, lines=lines)
    assert squeezed("".join(broken)) == squeezed(text)
    assert len(broken) <= lines
    assert all(width(line, REGULAR, size) <= 90.01 for line in broken if len(line) > 1)


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("Awa\n\tTRAORÉ  dite\r\nKONATÉ", "Awa TRAORÉ dite KONATÉ"),
        ("Awa\u202eTRAORÉ\u200b\x00", "AwaTRAORÉ"),
        ("E\u0301lodie", "Élodie"),
        ("12\u202f500\u00a0F", "12\u202f500\u00a0F"),
    ],
)
def test_what_has_no_shape_is_left_out_and_blanks_are_made_plain(text: str, set_as: str) -> None:
    assert printable(text) == set_as
