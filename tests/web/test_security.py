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


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_a_write_that_began_elsewhere_is_not_carried_out(client: CheckingClient, headers: dict[str, str]) -> None:
    assert client.post("/fr/sign-in", headers=headers).status_code == 403


def test_a_write_of_our_own_page_is_not_taken_for_a_foreign_one(client: CheckingClient) -> None:
    assert client.post("/fr/sign-in", headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}).status_code == 400


@pytest.mark.parametrize("path", ["/fr/about?a=%00", "/fr/v/%00"])
def test_a_nul_is_refused_before_anything_looks_at_it(client: CheckingClient, path: str) -> None:
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("query", ["endpoint=x", "_method=POST", "_external=1", "_anchor=x", "lang_code=de", "serial=Y"])
def test_words_in_the_address_are_no_options_of_ours(client: CheckingClient, query: str) -> None:
    answer = client.get(f"/fr/about?{query}")
    assert answer.status_code == 200
    assert f'href="/en/about?{query}"' in answer.text


def test_an_unknown_host_is_refused(client: CheckingClient) -> None:
    assert client.get("/fr/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_what_is_too_large_is_refused(client: CheckingClient) -> None:
    assert client.post("/fr/sign-in", data={"identifier": "x" * 2_000_000}).status_code == 413


def test_pages_are_compressed_for_browsers_that_can(client: CheckingClient) -> None:
    assert client.get("/fr/about", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert client.get("/fr/about", headers={"Accept-Encoding": "gzip, br"}).headers["Content-Encoding"] == "br"
