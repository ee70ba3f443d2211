import pytest

from lms.web.security import HEADERS
from tests.client import CheckingClient


@pytest.mark.parametrize("path", ["/fr/sign-in", "/fr/nothing", "/healthz", "/"])
def test_every_answer_carries_the_security_headers(client: CheckingClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_policy_allows_no_inline_script_or_style_and_no_other_host() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'")


def test_a_write_from_another_site_is_not_carried_out(client: CheckingClient) -> None:
    assert client.post("/fr/sign-in", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_write_without_token_is_not_carried_out_and_says_what_to_do(client: CheckingClient) -> None:
    answer = client.post("/en/sign-in", data={"identifier": "a@example.org", "password": "x"})
    assert answer.status_code == 400
    assert "reload the page" in answer.text


def test_an_unknown_host_is_refused(client: CheckingClient) -> None:
    assert client.get("/fr/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_what_is_too_large_is_refused(client: CheckingClient) -> None:
    assert client.post("/fr/sign-in", data={"identifier": "x" * 2_000_000}).status_code == 413


def test_pages_are_compressed_for_browsers_that_can(client: CheckingClient) -> None:
    assert client.get("/fr/about", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert client.get("/fr/about", headers={"Accept-Encoding": "gzip, br"}).headers["Content-Encoding"] == "br"
