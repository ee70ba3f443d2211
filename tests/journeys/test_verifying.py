"""Whoever checks a paper where there is no network: the page was opened once, then the server is gone. Every certificate is invented."""

import base64
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from lms.certificates.proof import base45
from lms.certificates.proof.claims import Claims, code_as_text, code_from_text
from lms.certificates.proof.keys import Key, Use, keep_key, new_key, public_body, read_ring
from lms.certificates.proof.reading import verdict_on
from lms.certificates.proof.revocations import signed_list
from lms.certificates.proof.signing import proof_of
from lms.certificates.rules.facts import seal
from lms.certificates.rules.kinds import Kind
from tests.certificates.proof import test_reading as cases
from tests.certificates.proof.samples import NAMES, make_claims, make_key
from tests.journeys.conftest import served
from tests.journeys.people import violations

pytestmark = pytest.mark.journey

TODAY = datetime.now(UTC).date()
CODE = b"examined"


@dataclass
class Field:
    """A server that can be stopped, and the key of its certificates."""

    address: str
    folder: Path
    key: Key
    stack: ExitStack

    def claims(self, **changes: Any) -> Claims:
        """Return what a certificate of today states."""
        return replace(make_claims("Aïssata Souleymane TRAORÉ dite KONATÉ", code=CODE), **{"issued_on": TODAY, **changes})

    def link(self, claims: Claims, key: Key | None = None) -> str:
        """Return what the square code of a certificate holds."""
        proof = quote(proof_of(claims, key or self.key), safe=":$*+-./")
        return f"{self.address}/v/{claims.serial}/{code_as_text(claims.code)}#{proof}"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration: loading it takes longer than checking a certificate."""
    folder = tmp_path_factory.mktemp("prepared")
    with served(folder, RELAIS_DEMO="1"):
        return folder


@pytest.fixture
def field(prepared: Path, tmp_path: Path) -> Iterator[Field]:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    key = new_key(Use.PRODUCTION, TODAY - timedelta(days=200))
    keep_key(tmp_path / "signing-keys", key)
    with ExitStack() as stack:
        yield Field(stack.enter_context(served(tmp_path, RELAIS_DEMO="1")), tmp_path, key, stack)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A telephone whose reader reads English."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 360, "height": 740})
    with closing(context):
        yield context.new_page()


def _prepare(phone: Page, field: Field) -> None:
    """Open the page once, as somebody does before leaving for a place without a network."""
    phone.goto(f"{field.address}/en/verify")
    expect(phone.locator(".verifier__state")).to_contain_text("This device can check without a network.")


def _shown(phone: Page, link: str, outcome: str) -> str:
    phone.goto("about:blank")
    phone.goto(link)
    expect(phone.locator(f"[data-outcome={outcome}]")).to_be_visible()
    return phone.locator(".verifier__result").inner_text()


def test_a_certificate_is_confirmed_with_the_server_stopped(field: Field, phone: Page) -> None:
    _prepare(phone, field)
    claims = field.claims()
    asked: list[str] = []
    field.stack.close()
    phone.on("request", lambda request: asked.append(request.url))
    said = _shown(phone, field.link(claims), "genuine")
    sentences = (
        "This certificate is genuine.",
        "The signature is right",
        "It does not expire.",
        "Not revoked and not replaced, according to the list of",
    )
    for words in (*sentences, claims.name, claims.serial, "identity document"):
        assert words in said
    assert not any("MRN1" in url for url in asked if not url.startswith(f"{field.address}/v/")), "the proof is sent to nobody"
    assert violations(Axe().run(phone).response, "the verdict") == []
    link = field.link(claims)
    spoilt = link[:-8] + ("A" if link[-8] != "A" else "B") + link[-7:]
    refused = _shown(phone, spoilt, "refused")
    assert "This paper is not confirmed." in refused
    assert claims.name not in refused
    expired = _shown(phone, field.link(field.claims(issued_on=TODAY - timedelta(days=9), expires_on=TODAY - timedelta(days=1))), "expired")
    assert "It expired: its last day was" in expired
    assert "a key that this device does not know" in _shown(phone, field.link(claims, new_key(Use.PRODUCTION, TODAY)), "refused")
    phone.goto(f"{field.address}/v/{claims.serial}")
    expect(phone.locator(".verifier__result")).to_contain_text("a serial alone says nothing here")
    phone.goto(f"{field.address}/fr/verify")
    expect(phone.locator("h1")).to_have_text("Vérifier un certificat")


def test_a_link_that_leads_elsewhere_is_told_however_genuine_its_proof(field: Field, phone: Page) -> None:
    _prepare(phone, field)
    link = field.link(field.claims())
    _check_pasted(phone, link)
    expect(phone.locator("[data-outcome=genuine]")).to_be_visible()
    assert "leads to" not in phone.locator(".verifier__result").inner_text()
    _check_pasted(phone, link.replace(field.address, "https://relais-mali.example.net"))
    expect(phone.locator(".verifier__result")).to_contain_text("leads to relais-mali.example.net and not to this page")
    own = field.address.removeprefix("http://")
    for before in (
        "https:\\\\example.net/",
        "https:example.net/",
        "Scan: HTTPS://example.net/",
        f"http://{own}@example.net/",
        f"{field.address}/ http://example.net/",
    ):
        _check_pasted(phone, f"{before}v/x#{quote(proof_of(field.claims(), field.key))}")
        expect(phone.locator(".verifier__result")).to_contain_text("leads to example.net and not to this page")
        _check_pasted(phone, "nothing")
        expect(phone.locator("[data-fault=not-a-proof]")).to_be_visible()


def _check_pasted(phone: Page, text: str) -> None:
    phone.get_by_label("Or paste its text").fill(text)
    phone.get_by_role("button", name="Check on this device").click()


def test_a_replaced_certificate_and_a_list_that_is_too_old_are_said_without_a_network(field: Field, phone: Page) -> None:
    with closing(sqlite3.connect(field.folder / "relais.sqlite3")) as database, database:
        database.execute("UPDATE certificate SET state = 'replaced', code = ? WHERE id = (SELECT min(id) FROM certificate)", [code_as_text(CODE)])
        assert database.total_changes == 1
    test_key = new_key(Use.TEST, TODAY)
    keep_key(field.folder / "signing-keys", test_key)
    _prepare(phone, field)
    _check_pasted(phone, f"  {proof_of(field.claims(code=b'to try..'), test_key)}\n")
    expect(phone.locator("[data-outcome=test]")).to_contain_text("This is a TEST: it certifies nothing.")
    _check_pasted(phone, "nothing")
    expect(phone.locator("[data-fault=not-a-proof]")).to_be_visible()
    field.stack.close()
    assert "It was replaced by a corrected issue, according to the list of" in _shown(phone, field.link(field.claims()), "replaced")
    phone.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=95))
    said = _shown(phone, field.link(field.claims(code=b"otherone")), "unsure")
    assert "is too old to know whether it was revoked" in said
    assert "The signature is right" in said


def _said_by_the_browser(phone: Page, texts: list[str], keys: list[dict[str, Any]], content: bytes | None, now: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.evaluate(
        """([texts, keys, list, now]) => {
             const bytes = list && Uint8Array.from(atob(list), letter => letter.charCodeAt(0));
             return texts.map(text => relaisProof.verdict(text, keys, bytes, now));
           }""",
        [texts, keys, base64.b64encode(content).decode() if content else None, int(now.timestamp())],
    )
    return found


def test_a_code_that_says_something_else_than_the_server_is_said_before_everything(field: Field, phone: Page) -> None:
    with closing(sqlite3.connect(field.folder / "relais.sqlite3")) as database:
        facts = json.loads(database.execute("SELECT facts FROM certificate WHERE state = 'issued' LIMIT 1").fetchone()[0])
    address = f"{field.address}/en/v/{facts['serial']}/{facts['code']}"
    phone.goto(f"{address}#{quote(facts['proof'])}")
    expect(phone.locator(".verifier")).to_contain_text("Checked on this device too")
    forged = proof_of(field.claims(serial=facts["serial"]), field.key)
    disguised = quote(forged).replace("MRN1", "%4DRN1")
    for other in (quote(forged), quote(facts["proof"][:-6] + "000000"), disguised):
        phone.goto("about:blank")
        phone.goto(f"{address}#{other}")
        expect(phone.locator("h1 + .verifier .notice")).to_contain_text("is not what the programme has recorded")
        expect(phone.locator(".verification--genuine")).to_have_count(0)


@pytest.fixture
def real(field: Field) -> dict[str, Any]:
    """What is stated by a certificate of the demonstration that was made one of a real programme."""
    key = (field.folder / "certificate-key").read_text().strip().encode()
    with closing(sqlite3.connect(field.folder / "relais.sqlite3")) as database, database:
        id, written = database.execute("SELECT id, facts FROM certificate WHERE state = 'issued' LIMIT 1").fetchone()
        facts = {**json.loads(written), "is_demonstration": False, "is_test": False, "issued_on": TODAY.isoformat()}
        stated = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        database.execute("UPDATE certificate SET facts = ?, facts_sha256 = ? WHERE id = ?", [stated, seal(stated, key), id])
    code = code_from_text(facts["code"])
    assert code
    kind = Kind(facts["kind"])
    claims = field.claims(kind=kind, serial=facts["serial"], name=facts["full_name"], code=code, issue_number=facts["issue_number"])
    return {"id": id, "claims": claims, "address": f"{field.address}/en/v/{facts['serial']}/{facts['code']}"}


def _open(phone: Page, address: str, proof: str) -> None:
    phone.goto("about:blank")
    phone.goto(f"{address}#{quote(proof)}")
    expect(phone.locator(".verifier__three")).to_be_visible()


def test_the_proof_of_another_issue_of_the_same_person_is_something_else(field: Field, real: dict[str, Any], phone: Page) -> None:
    claims, address = real["claims"], real["address"]
    _open(phone, address, proof_of(claims, field.key))
    expect(phone.locator(".verification--genuine")).to_have_count(1)
    expect(phone.locator(".verifier__result h2:first-child")).to_have_text("Checked on this device too")
    others = (
        replace(claims, issue_number=claims.issue_number + 1),
        replace(claims, issued_on=TODAY - timedelta(days=9)),
        replace(claims, expires_on=TODAY + timedelta(days=9)),
    )
    for other in others:
        _open(phone, address, proof_of(other, field.key))
        expect(phone.locator("h1 + .verifier .notice")).to_contain_text("is not what the programme has recorded")
        expect(phone.locator(".verification--genuine, .status-tag--done")).to_have_count(0)
    replaced = signed_list([(code_as_text(CODE), "replaced")], key=field.key, now=datetime.now(UTC))
    phone.route("**/v/list", lambda route: route.fulfill(body=replaced))
    _open(phone, address, proof_of(replace(claims, issue_number=claims.issue_number + 1, code=CODE), field.key))
    expect(phone.locator("h1 + .verifier .verification--revoked .verification__result")).to_have_text("This certificate has been replaced.")


def test_a_device_whose_clock_or_keys_are_behind_accuses_nobody(field: Field, real: dict[str, Any], phone: Page) -> None:
    claims, address = real["claims"], real["address"]
    _open(phone, address, proof_of(claims, new_key(Use.PRODUCTION, TODAY)))
    expect(phone.locator(".verification--genuine, .status-tag--done")).to_have_count(0)
    expect(phone.locator("h1 + .verifier .notice")).to_contain_text("it may be the device and not the paper")
    phone.clock.set_fixed_time(datetime.now(UTC) - timedelta(days=900))
    _open(phone, address, proof_of(claims, field.key))
    expect(phone.locator("h1 + .verifier .notice")).to_contain_text("it may be the device and not the paper")
    expect(phone.locator(".verifier__three")).to_contain_text("Check the date of this device")
    expect(phone.locator(".verification--revoked")).to_have_count(0)
    expect(phone.locator(".verifier__result")).not_to_contain_text("is not what the programme has recorded")


def test_a_certificate_revoked_since_the_page_was_made_is_not_left_green(field: Field, real: dict[str, Any], phone: Page) -> None:
    revoked = signed_list([(code_as_text(real["claims"].code), "revoked")], key=field.key, now=datetime.now(UTC))
    phone.route("**/v/list", lambda route: route.fulfill(body=revoked))
    _open(phone, real["address"], proof_of(real["claims"], field.key))
    expect(phone.locator("h1 + .verifier .verification__result")).to_have_text("This certificate has been revoked.")
    expect(phone.locator(".verification--genuine, .status-tag--done")).to_have_count(0)


def test_the_device_keeps_the_newest_list_whatever_it_is_given_later(field: Field, phone: Page) -> None:
    now, text = datetime.now(UTC), proof_of(field.claims(), field.key)
    demonstration = next(key for key in read_ring(field.folder / "signing-keys") if key.use is Use.DEMONSTRATION)
    given = {"list": signed_list([(code_as_text(CODE), "revoked")], key=field.key, now=now), "keys.json": None}

    def answer(route: Route) -> None:
        body = given[route.request.url.rsplit("/", 1)[1]]
        route.continue_() if body is None else route.fulfill(body=body)

    phone.context.route("**/v/list", answer)
    phone.context.route("**/v/keys.json", answer)
    _prepare(phone, field)
    old = signed_list([], key=field.key, now=now - timedelta(days=20))
    of_demonstration = signed_list([], key=demonstration, now=now)
    for name, body in (("list", old), ("list", of_demonstration), ("list", b"<html>"), ("keys.json", b"<html>"), ("keys.json", b"{}")):
        given[name] = body
        phone.goto(f"{field.address}/en/verify")
        _check_pasted(phone, text)
        expect(phone.locator("[data-outcome=revoked]")).to_be_visible()
    field.stack.close()
    phone.context.unroute_all()
    phone.goto(f"{field.address}/en/verify")
    _check_pasted(phone, text)
    expect(phone.locator("[data-outcome=revoked]")).to_be_visible()


def test_a_key_once_told_to_be_withdrawn_stays_so_whatever_copy_of_the_keys_comes_later(field: Field, phone: Page) -> None:
    before, text = public_body(field.key), proof_of(field.claims(), field.key)
    given = {"keys": [before]}
    phone.context.route("**/v/keys.json", lambda route: route.fulfill(json=given))

    def said(outcome: str) -> None:
        phone.goto(f"{field.address}/en/verify")
        _check_pasted(phone, text)
        expect(phone.locator(f"[data-outcome={outcome}]")).to_be_visible()

    def fault() -> str | None:
        return phone.locator("[data-fault]").get_attribute("data-fault")

    said("genuine")
    given["keys"] = [{**before, "valid_to": (TODAY - timedelta(days=1)).isoformat()}]
    said("refused")
    given["keys"] = [before]
    said("refused")
    assert fault() == "key-not-valid-then"
    given["keys"] = [{**before, "is_withdrawn": True}]
    said("refused")
    for keys in ([before], [], [{**before, "public": "none"}], [public_body(new_key(Use.PRODUCTION, TODAY))], [before, before]):
        given["keys"] = keys
        said("refused")
        assert fault() == "key-withdrawn"
    field.stack.close()
    phone.context.unroute_all()
    said("refused")
    assert fault() == "key-withdrawn"


def test_a_clock_set_back_hides_no_revocation_that_the_network_tells(field: Field, phone: Page) -> None:
    now, claims = datetime.now(UTC), field.claims(issued_on=TODAY - timedelta(days=60))
    given = {"list": signed_list([], key=field.key, now=now - timedelta(days=20))}
    phone.context.route("**/v/list", lambda route: route.fulfill(body=given["list"]))
    phone.clock.set_fixed_time(now - timedelta(days=10))
    _prepare(phone, field)
    given["list"] = signed_list([(code_as_text(CODE), "revoked")], key=field.key, now=now)
    for code, outcome in ((CODE, "revoked"), (b"otherone", "unsure")):
        phone.goto(f"{field.address}/en/verify")
        _check_pasted(phone, proof_of(replace(claims, code=code), field.key))
        expect(phone.locator(f"[data-outcome={outcome}]")).to_be_visible()
    expect(phone.locator(".verifier__three")).to_contain_text("the date of this device may be wrong")


def test_a_full_device_believes_the_list_that_it_cannot_keep(field: Field, phone: Page) -> None:
    _prepare(phone, field)
    revoked = signed_list([(code_as_text(CODE), "revoked")], key=field.key, now=datetime.now(UTC))
    phone.context.route("**/v/list", lambda route: route.fulfill(body=revoked))
    phone.add_init_script("Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))")
    phone.goto(f"{field.address}/en/verify")
    _check_pasted(phone, proof_of(field.claims(), field.key))
    expect(phone.locator("[data-outcome=revoked]")).to_be_visible()


def test_the_browser_gives_the_reasons_that_the_server_gives(server: str, phone: Page) -> None:
    phone.goto(f"{server}/en/verify")
    for name in ("data-ed25519", "data-proof"):
        phone.add_script_tag(url=phone.locator("[data-module=verifier]").get_attribute(name))
    keys, other = [public_body(cases.KEY)], make_key()
    message = cases.MESSAGE
    texts = [text() for text, _fault in cases.WRONG.values()]
    texts += [cases._text(message[:at] + bytes([message[at] ^ 1 << at % 8]) + message[at + 1 :]) for at in range(len(message))]
    proofs = [proof_of(make_claims(name.strip(), code=number.to_bytes(8)), cases.KEY) for name in NAMES[:6] for number in range(20)]
    texts += [way for proof in proofs for way in (proof, quote(proof), proof.replace(" ", "%20"))]
    lists = [None, b"no list", signed_list([], key=other, now=cases.NOW), signed_list([], key=cases.KEY, now=cases.NOW)]
    lists += [signed_list([(cases.CODE_TEXT, state)], key=cases.KEY, now=cases.NOW) for state in ("revoked", "replaced")]
    lists += [signed_list([], key=cases.KEY, now=cases.NOW - timedelta(days=91))]
    lists += [signed_list(ended, key=cases.KEY, now=cases.NOW + timedelta(days=9)) for ended in ([], [(cases.CODE_TEXT, "revoked")])]
    for content in lists:
        asked = texts if content is None else [cases.PROOF, base45.encode(b"x")]
        said = _said_by_the_browser(phone, asked, keys, content, cases.NOW)
        for text, one in zip(asked, said, strict=True):
            expected = verdict_on(text, ring=cases.RING, signed_list=content, now=cases.NOW)
            assert one["fault"] == (expected.signature.fault.value if expected.signature.fault else None), text
            if expected.signature.claims and expected.listing and expected.expiry:
                assert (one["certificate"]["name"], one["list"]["says"], one["expiry"]) == (
                    expected.signature.claims.name, expected.listing.value, expected.expiry.value,
                )  # fmt: skip
