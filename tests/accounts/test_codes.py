import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.codes import ALPHABET, LENGTH, check_character, new_code, read_code, spelt

bodies = st.text(alphabet=ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def test_a_new_code_is_read_as_it_is_spelt() -> None:
    code = new_code()
    assert read_code(spelt(code)) == read_code(f" {spelt(code).lower()} ") == code


def test_no_character_looks_like_another() -> None:
    assert not set("01OIL") & set(ALPHABET)
    assert len(set(ALPHABET)) == 31


@given(bodies, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(body: str, place: int, letter: str) -> None:
    code = body + check_character(body)
    wrong = code[:place] + letter + code[place + 1 :]
    assert (read_code(wrong) is None) == (wrong != code)


@given(bodies, st.integers(0, LENGTH - 3))
def test_two_neighbours_that_changed_places_are_found(body: str, place: int) -> None:
    code = body + check_character(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (read_code(swapped) is None) == (swapped != code)


@pytest.mark.parametrize("text", ["", "K7M", "K7M-4PXQ-2", "0OI-1L22", "K7M-4PX\u0000"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) is None


def test_the_check_character_of_a_code_worked_out_by_hand() -> None:
    # 2 is 0, 3 is 1, A is 8: 1·0 + 2·1 + 3·8 + 4·0 + 5·0 + 6·0 = 26, which is V
    assert check_character("23A222") == ALPHABET[26] == "V"


@pytest.mark.parametrize("prefix", ["", "S", "ZZ"])
def test_a_code_of_a_kind_is_read_as_that_kind_only(prefix: str) -> None:
    code = new_code(prefix)
    assert read_code(spelt(code).lower(), prefix) == code
    assert [other for other in ("", "S", "ZZ", "A") if read_code(code, other)] == [prefix]


def test_a_code_behind_a_prefix_is_spelt_in_three_groups() -> None:
    assert [spelt("K7M4PXQ"), spelt("SK7M4PXQ")] == ["K7M-4PXQ", "S-K7M-4PXQ"]


@given(st.text(alphabet=ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1), st.integers(0, LENGTH), st.sampled_from(ALPHABET))
def test_one_wrong_character_behind_a_prefix_is_found(body: str, place: int, letter: str) -> None:
    code = f"S{body}" + check_character(f"S{body}")
    wrong = code[:place] + letter + code[place + 1 :]
    assert (read_code(wrong, "S") is None) == (wrong != code)


@given(bodies)
def test_a_code_that_lost_its_prefix_is_seldom_a_person(body: str) -> None:
    # The prefix is checked with the rest: without it the sum is another one, whatever the body, unless its letters add up to nothing.
    code = f"S{body}" + check_character(f"S{body}")
    added = (ALPHABET.index("S") + sum(ALPHABET.index(letter) for letter in body)) % len(ALPHABET)
    assert (read_code(code[1:]) is None) == (added != 0)
