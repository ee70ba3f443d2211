import pytest

from lms.web.addresses import is_loopback


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("http://127.0.0.1:8000", True), ("http://127.8.9.1", True), ("http://localhost:8000", True), ("https://LOCALHOST.", True),
        ("http://relais.localhost", True), ("http://[::1]:8000", True), ("http://0.0.0.0:8000", True), ("http://:8000", True), ("", True),
        ("https://relais.example.org", False), ("http://192.168.1.20:8000", False), ("http://[2001:db8::1]", False), ("http://localhost.ml", False),
    ],
)  # fmt: skip
def test_an_address_that_leads_back_to_the_same_machine_is_told_from_one_that_others_can_open(address: str, is_one: bool) -> None:
    assert is_loopback(address) is is_one
