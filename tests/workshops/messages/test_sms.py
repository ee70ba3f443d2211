"""Counted against TS 23.038 and 23.040 by hand, and against what the encodings themselves say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.workshops.messages.sms import GSM, UCS2, count_sms


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", GSM, 0, 1),
        ("Atelier à Ségou", GSM, 15, 1),
        ("a" * 160, GSM, 160, 1),
        ("a" * 161, GSM, 161, 2),
        ("a" * 306, GSM, 306, 2),
        ("a" * 307, GSM, 307, 3),
        ("€" * 80, GSM, 160, 1),
        ("€" * 81, GSM, 162, 2),
        ("a" * 152 + "€" * 76 + "bb", GSM, 306, 3),  # 306 would fill two to the last unit, did pairs part
        ("reçu", UCS2, 4, 1),
        ("ê" * 70, UCS2, 70, 1),
        ("ê" * 71, UCS2, 71, 2),
        ("ê" * 134, UCS2, 134, 2),
        ("ê" * 135, UCS2, 135, 3),
        ("😀" * 35, UCS2, 70, 1),
        ("😀" * 36, UCS2, 72, 2),
        ("😀" * 67, UCS2, 134, 3),  # 33 pairs to a part of 67 units
    ],
)
def test_a_text_becomes_so_many_sms(text: str, encoding: str, units: int, segments: int) -> None:
    counted = count_sms(text)
    assert (counted.encoding, counted.units, counted.segments) == (encoding, units, segments)


@pytest.mark.parametrize("letter", "éèàùÉÇäöñüÄÖÑÜ§¿@£$¥_ΔΦΓΛΩΠΨΣΘΞÆæßØøÅå{}[]~^|\\€")
def test_these_letters_stay_in_the_alphabet_of_seven_bits(letter: str) -> None:
    assert count_sms(letter).encoding == GSM


@pytest.mark.parametrize("letter", "çêâîôûëïœŒÀÈÊ«»’…–ɛɔŋɲ\u00a0\u202f`")
def test_these_letters_cost_the_whole_text_two_bytes_each(letter: str) -> None:
    counted = count_sms(f"Atelier {letter}")
    assert (counted.encoding, counted.foreign) == (UCS2, (letter,))


def test_the_letters_to_blame_are_named_once_each_in_order() -> None:
    assert count_sms("être reçu, être prêt’").foreign == ("ê", "ç", "’")


@pytest.mark.parametrize(("text", "room"), [("a", 159), ("a" * 160, 0), ("a" * 161, 145), ("ê", 69), ("ê" * 71, 63)])
def test_what_is_left_in_the_last_one(text: str, room: int) -> None:
    assert count_sms(text).room == room


@given(st.text(max_size=400))
def test_parts_hold_the_whole_text_and_are_no_more_than_needed(text: str) -> None:
    counted = count_sms(text)
    most = {GSM: 153, UCS2: 67}[counted.encoding]
    if counted.segments > 1:
        assert counted.units <= counted.segments * most
        assert counted.units > (counted.segments - 1) * (most - 1)  # at most one unit is lost at the end of a part
    if counted.encoding == UCS2:
        assert counted.units == len(text.encode("utf-16-be", "surrogatepass")) // 2


def test_the_alphabet_has_all_its_letters() -> None:
    """128 septets, of which one is the escape and no letter; the extension table has ten more."""
    letters = {chr(number) for number in range(0x10000) if not 0xD800 <= number <= 0xDFFF and count_sms(chr(number)).encoding == GSM}
    one_septet = {letter for letter in letters if count_sms(letter).units == 1}
    assert (len(one_septet), len(letters - one_septet)) == (127, 10)
