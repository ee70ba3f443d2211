import pytest

from lms.workshops.prints.rules import Attended, Terms, is_wanted, payment_of
from tests.workshops.prints.papers import people

AWA = people(1, ["Awa TRAORÉ"])[0]
TERMS = Terms(per_half_day=5000, per_night=12500, nights=2, transport=7500)


def attended(half_days: int, *, open_half_days: int = 0, travels: bool = True) -> Attended:
    return Attended(person=AWA, half_days=half_days, days=(half_days + 1) // 2, open=open_half_days, travels=travels)


@pytest.mark.parametrize(
    ("one", "terms", "amounts"),
    [
        (attended(6), TERMS, (30000, 25000, 7500)),
        (attended(1), TERMS, (5000, 25000, 7500)),
        (attended(0), TERMS, (0, 0, 0)),
        (attended(0, open_half_days=6), TERMS, (0, 0, 0)),
        (attended(5, open_half_days=1), TERMS, (25000, 25000, 7500)),
        (attended(6, travels=False), TERMS, (30000, 0, 0)),
        (attended(6), Terms(per_half_day=5000), (30000, 0, 0)),
        (attended(6), Terms(transport=7500), (0, 0, 7500)),
        (attended(6), Terms(), (0, 0, 0)),
    ],
)
def test_what_somebody_is_paid(one: Attended, terms: Terms, amounts: tuple[int, int, int]) -> None:
    payment = payment_of(one, terms)
    assert (payment.half_days, payment.nights, payment.transport) == amounts
    assert payment.total == sum(amounts)


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        ("", True), ("  ", True), (" , ,", True), ("traore", True), ("awa", True), ("TRAORÉ", True), ("moussa, awa tra", True), ("moussa", False),
        (AWA.code, True), (f"{AWA.code[:3]}-{AWA.code[3:]}".lower(), True), (AWA.code[:6], False), ("…", False),
    ],
)  # fmt: skip
def test_who_is_wanted(wanted: str, is_found: bool) -> None:
    assert is_wanted(AWA.name, AWA.code, wanted) is is_found
