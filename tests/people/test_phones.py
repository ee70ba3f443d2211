import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people import emails
from lms.people.emails import emails_in
from lms.people.phones import is_shortened, phones_in, unread_in

ONE = ("+22370782992",)
TWO = ("+22370782992", "+22366123456")


@pytest.mark.parametrize(
    "written",
    [
        "70782992", "70 78 29 92", "70.78.29.92", "70-78-29-92", "+223 70 78 29 92", "0022370782992", "00223 70 78 29 92", "22370782992",
        "70782992.0", "22370782992.0",
        "(+223) 70 78 29 92", "(00223)70782992", "+223-70-78-29-92", "70\u00a078\u202f29\u00a092", "70‑78‑29‑92", "70/78/29/92",
        "Tél : 70 78 29 92", "70782992 (WhatsApp)", "٧٠٧٨٢٩٩٢", "70782992 / 70 78 29 92", "awa11223344@example.org 70782992", "70782992 / 12",
        "+223 70782992.0",
    ],
)  # fmt: skip
def test_a_number_is_read_in_any_style(written: str) -> None:
    assert phones_in(written) == ONE


@pytest.mark.parametrize(
    "written",
    [
        "70782992 / 66123456", "70782992/66123456", "70 78 29 92 ; 66 12 34 56", "70782992, 66123456", "70782992 66123456", "7078299266123456",
        "70 78 29 92 66 12 34 56", "70782992\n66123456", "70782992 ou 66123456", "70782992 et 66123456", "70.78.29.92 - 66.12.34.56",
        "70782992-66123456", "+22370782992 +22366123456", "+223 70 78 29 92 66 12 34 56", "00223 70782992 00223 66123456",
        "22370782992 22366123456", "70782992.0 / 66123456.0", "+22370782992/66123456",
    ],
)  # fmt: skip
def test_several_numbers_in_one_cell_are_parted(written: str) -> None:
    assert phones_in(written) == TWO


@pytest.mark.parametrize("written", ["", "-", "néant", "7078299", "707829921", "70 78 29", "+223 70 78 29", "2,2371E+10", "2.2371e10", "13/09/2022",
                                     "13.09.2022", "2022-09-13", "awa70782992@example.org", "1 2 3"])  # fmt: skip
def test_what_is_no_number_is_not_made_one(written: str) -> None:
    assert phones_in(written) == ()


def test_a_foreign_number_keeps_its_country() -> None:
    assert phones_in("+33 6 12 34 56 78 / 00226 70 12 34 56") == ("+33612345678", "+22670123456")


def test_a_number_that_was_shortened_is_known() -> None:
    assert [is_shortened(text) for text in ("2,2371E+10", "2E+10", " 2.2371e10 ", "70782992", "E10")] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("written", "unread"),
    [
        ("70782992 / 6612345", ("6612345",)),
        ("70 78 29 92, poste 12", ()),
        ("707829921", ("707829921",)),
        ("13/09/2022", ()),
        ("2022-09-13", ()),
        ("awa7078299@example.org", ()),
        ("70782992 66123456", ()),
    ],
)
def test_a_number_with_a_digit_too_few_or_too_many_is_told(written: str, unread: tuple[str, ...]) -> None:
    assert unread_in(written) == unread


@given(st.text(max_size=60))
def test_whatever_is_found_is_a_number_of_the_world(text: str) -> None:
    assert all(number.startswith("+") and number[1:].isascii() and number[1:].isdigit() and 8 <= len(number) - 1 <= 15 for number in phones_in(text))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("AWA.BA@EXAMPLE.ORG", ("awa.ba@example.org",)),
        (" awa.ba @ example.org ", ("awa.ba@example.org",)),
        ("awa@example.org; ali@example.org / awa@example.org", ("awa@example.org", "ali@example.org")),
        ("Awa <awa@example.org>", ("awa@example.org",)),
        ("mailto:awa@example.org", ("awa@example.org",)),
        ("awa@example.org.", ("awa@example.org",)),
        ("awa@example", ()),
        ("awa.example.org", ()),
        ("@", ()),
        ("", ()),
    ],
)
def test_addresses_are_found(written: str, found: tuple[str, ...]) -> None:
    assert emails_in(written) == found


def test_an_address_that_is_not_whole_is_told() -> None:
    assert emails.unread_in("awa@example.org; ali@example / 70782992") == ("ali@example",)
    assert emails.unread_in("awa @ example.org, awa@example.org") == ()
