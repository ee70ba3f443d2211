"""Open Badges: every certificate here is invented; what confirms them was written by others."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.contexts import bundled_contexts

from lms.accounts.models import Account
from lms.certificates import badges, services
from lms.certificates.content import designs
from lms.certificates.models import Certificate
from lms.certificates.proof.keys import Key, Use, read_ring, retired
from lms.certificates.queries import facts_of
from lms.certificates.rules.kinds import RevocationReason
from lms.db import transactional
from tests.certificates.conftest import PUBLIC_URL
from tests.certificates.path import Trainer, make_ready_trainer, make_trainer
from tests.certificates.proof.samples import make_key
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.factories import PROGRAMME

SignIn = Callable[[Account], CheckingClient]
ISSUER = "did:web:relais.example.org:v"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def issue(trainer: Trainer) -> Certificate:
    with transactional():
        return services.issue_certificate(person_id=trainer.person.id, programme=PROGRAMME, design="trainer", account_id=trainer.account.id, now=NOW)


@pytest.fixture
def held(sign_in: SignIn, app: Flask) -> tuple[CheckingClient, Certificate, Key]:
    """A browser of somebody who holds a certificate, the certificate, and the key of the day."""
    trainer = make_ready_trainer()
    [key] = [key for key in read_ring(app.config["RELAIS_SETTINGS"].signing_keys) if not key.is_test]
    return sign_in(trainer.account), issue(trainer), key


def _badge(browser: CheckingClient, certificate: Certificate) -> dict[str, Any]:
    badge: dict[str, Any] = json.loads(browser.get(f"/en/my-certificate/{certificate.serial}/badge.json").data)
    return badge


def _unbase58(text: str) -> bytes:
    assert text[0] == "z"
    number = 0
    for character in text[1:]:
        number = number * 58 + ALPHABET.index(character)
    return number.to_bytes(66).lstrip(b"\0")


def _confirm(badge: dict[str, Any], issuer: dict[str, Any]) -> None:
    """Verify `eddsa-jcs-2022` by hand, section 3.3 of its specification, with the key in the issuer's document. Raises InvalidSignature."""
    proof = badge["proof"]
    [method] = [one for one in issuer["verificationMethod"] if one["id"] == proof["verificationMethod"]]
    public = _unbase58(method["publicKeyMultibase"])
    assert public[:2] == b"\xed\x01"
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    document = {name: value for name, value in badge.items() if name != "proof"}
    hashed = hashlib.sha256(rfc8785.dumps(config)).digest() + hashlib.sha256(rfc8785.dumps(document)).digest()
    Ed25519PublicKey.from_public_bytes(public[2:]).verify(_unbase58(proof["proofValue"]).rjust(64, b"\0"), hashed)


def test_a_badge_is_confirmed_by_hand_with_the_issuers_document(held: tuple[CheckingClient, Certificate, Key]) -> None:
    browser, certificate, _key = held
    badge, issuer = _badge(browser, certificate), json.loads(browser.get("/v/did.json").data)
    assert issuer["id"] == ISSUER == badge["issuer"]["id"]
    assert badge["proof"]["verificationMethod"] in issuer["assertionMethod"]
    _confirm(badge, issuer)
    badge["credentialSubject"]["achievement"]["name"] = "Minister"
    with pytest.raises(InvalidSignature):
        _confirm(badge, issuer)


def test_a_badge_says_what_open_badges_ask_for(held: tuple[CheckingClient, Certificate, Key]) -> None:
    browser, certificate, _key = held
    badge = _badge(browser, certificate)
    subject = badge["credentialSubject"]
    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert set(badge["@context"]) <= set(bundled_contexts())
    assert badge["validFrom"] == "2026-11-21T00:00:00Z"
    assert subject["achievement"]["achievementType"] == "Certificate"
    lines = subject["achievement"]["criteria"]["narrative"].splitlines()
    assert len(lines) == len(designs()["trainer"].requirements) > 0
    assert all(line.startswith("- ") for line in lines)


def test_a_badge_names_nobody_and_confirms_who_is_named(held: tuple[CheckingClient, Certificate, Key]) -> None:
    browser, certificate, _key = held
    badge = _badge(browser, certificate)
    written = json.dumps(badge, ensure_ascii=False)
    assert "TRAORÉ" not in written
    assert "Awa" not in written
    [identity] = badge["credentialSubject"]["identifier"]
    assert not {certificate.code, certificate.serial} & set(re.findall(r"[\w-]+", written))  # together they open the page that names the holder
    assert identity["identityHash"] == "sha256$" + hashlib.sha256(f"Awa TRAORÉ{identity['salt']}".encode()).hexdigest()


def test_an_independent_verifier_confirms_the_token_and_refuses_another(held: tuple[CheckingClient, Certificate, Key]) -> None:
    browser, certificate, key = held
    token = browser.get(f"/en/my-certificate/{certificate.serial}/badge.jwt").get_data(as_text=True)
    verifier = OB3Verifier(Ed25519PublicKey.from_public_bytes(key.public))
    credential = verifier.verify(token)
    assert (credential.issuer.id, credential.achievement.name) == (
        ISSUER,
        "Certificat de formatrice ou de formateur",
    ) or credential.issuer.id == ISSUER
    header, payload, signature = token.split(".")
    changed = base64.urlsafe_b64decode(payload + "==").replace(b"Certificate", b"Certificatf")
    with pytest.raises(OB3VerificationError):
        verifier.verify(".".join([header, base64.urlsafe_b64encode(changed).decode().rstrip("="), signature]))
    with pytest.raises(OB3VerificationError):
        OB3Verifier(Ed25519PublicKey.from_public_bytes(make_key().public)).verify(token)


def test_an_independent_resolver_finds_the_key_by_its_name(held: tuple[CheckingClient, Certificate, Key]) -> None:
    browser, certificate, _key = held
    asked: list[str] = []

    def download(url: str, *_arguments: Any, **_options: Any) -> bytes:
        asked.append(url)
        return browser.get(url.removeprefix(PUBLIC_URL)).data

    verifier = OB3Verifier.for_issuer_did(ISSUER, download)
    token = browser.get(f"/en/my-certificate/{certificate.serial}/badge.jwt").get_data(as_text=True)
    assert verifier.verify(token).issuer.id == ISSUER
    assert asked == [f"{PUBLIC_URL}/v/did.json"]


def test_an_expiring_badge_ends_with_its_last_day(held: tuple[CheckingClient, Certificate, Key]) -> None:
    _browser, certificate, key = held
    facts = replace(facts_of(certificate), expires_on=date(2026, 12, 31), is_test=True)
    credential = badges.credential_of(facts, certificate.id, None, address=PUBLIC_URL)
    assert credential["validUntil"] == "2027-01-01T00:00:00Z"
    assert credential["name"].startswith("TEST")
    assert "version" in credential["credentialSubject"]["achievement"]["criteria"]["narrative"]
    claims = badges.as_token(credential, key, address=PUBLIC_URL).split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=="))["exp"] == 1_798_761_600


def test_what_is_signed_is_canonical_json_of_its_standard(held: tuple[CheckingClient, Certificate, Key]) -> None:
    _browser, certificate, key = held
    credential = badges.credential_of(replace(facts_of(certificate), full_name="Ŋɔ̀lɔ KƆNƐ\u2028"), certificate.id, None, address=PUBLIC_URL)
    claims = badges.as_token(credential, key, address=PUBLIC_URL).split(".")[1]
    written = base64.urlsafe_b64decode(claims + "==")
    assert rfc8785.dumps(json.loads(written)) == written


def test_the_file_of_a_badge_is_not_named_by_its_serial(held: tuple[CheckingClient, Certificate, Key]) -> None:
    browser, certificate, _key = held
    names = [browser.get(f"/en/my-certificate/{certificate.serial}/badge.{form}").headers["Content-Disposition"] for form in ("json", "jwt")]
    assert names == ["attachment; filename=badge-certificate.json", "attachment; filename=badge-certificate.jwt"]


def test_nobody_has_the_badge_of_somebody_else_or_of_a_revoked_certificate(held: tuple[CheckingClient, Certificate, Key], sign_in: SignIn) -> None:
    browser, certificate, _key = held
    path = f"/en/my-certificate/{certificate.serial}/badge.json"
    assert sign_in(make_trainer("Autre", "Personne").account).get(path).status_code == 404
    with transactional():
        services.revoke_certificate(
            certificate_id=certificate.id, reason=RevocationReason.ERROR, words="Erreur.", account_id=certificate.person_id, now=NOW
        )
    assert browser.get(path).status_code == 404
    listed = json.loads(browser.get("/v/badge-status").data)
    assert listed["revokedCredential"] == [{"id": f"urn:uuid:{certificate.id}", "revoked": True, "revocationReason": "Revoked by the issuer"}]
    assert certificate.code not in json.dumps(listed)


def test_the_page_of_the_holder_leads_to_both_forms(held: tuple[CheckingClient, Certificate, Key]) -> None:
    browser, certificate, _key = held
    html = browser.get("/en/my-certificate").get_data(as_text=True)
    for form in ("json", "jwt"):
        assert f'href="/en/my-certificate/{certificate.serial}/badge.{form}"' in html


def test_a_withdrawn_key_is_not_in_the_issuers_document_and_a_retired_one_is() -> None:
    key = make_key()
    kept = badges.issuer_document([retired(key, NOW.date(), is_withdrawn=False)], address=PUBLIC_URL)
    assert [method["id"] for method in kept["verificationMethod"]] == [f"{ISSUER}#{key.kid.hex()}"]
    assert badges.issuer_document([retired(key, NOW.date(), is_withdrawn=True)], address=PUBLIC_URL)["verificationMethod"] == []


@pytest.mark.parametrize("use", [Use.TEST, Use.DEMONSTRATION])
def test_a_key_that_certifies_nothing_is_in_the_issuers_document_only_where_there_is_no_other(use: Use) -> None:
    real, other = make_key(), make_key(use)
    beside = badges.issuer_document([real, other], address=PUBLIC_URL)
    assert beside["assertionMethod"] == [f"{ISSUER}#{real.kid.hex()}"]
    assert [method["id"] for method in beside["verificationMethod"]] == beside["assertionMethod"]
    alone = badges.issuer_document([other], address=PUBLIC_URL)
    assert alone["assertionMethod"] == [f"{ISSUER}#{other.kid.hex()}"]


def test_a_badge_does_not_hold_the_code_that_opens_the_paper(held: tuple[CheckingClient, Certificate, Key]) -> None:
    browser, certificate, _key = held
    assert certificate.code not in json.dumps(_badge(browser, certificate))
    assert len(_badge(browser, certificate)["credentialSubject"]["identifier"][0]["salt"]) >= 26


@pytest.mark.parametrize(
    ("address", "issuer"),
    [
        ("https://relais.example.org", "did:web:relais.example.org:v"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000:v"),
        ("https://example.org/relais", "did:web:example.org:relais:v"),
    ],
)
def test_the_issuer_is_named_by_the_address_of_the_server(address: str, issuer: str) -> None:
    assert badges.issuer_of(address) == issuer
