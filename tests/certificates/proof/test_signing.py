import secrets
import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cwt import COSE, COSEKey

from lms.certificates.proof import base45
from lms.certificates.proof.claims import code_from_text
from lms.certificates.proof.keys import Key, NoSigningKey, Use, keep_key, read_ring, retired
from lms.certificates.proof.signing import NameTooLong, claims_of, link_of, proof_of, signed_by, signing_key
from lms.certificates.rules.facts import Facts, printed_name
from tests.certificates.proof.samples import CODE, DAY, NAMES, SERIAL, make_claims, make_facts, make_key


def _signed(facts: Facts, folder: Path, code: bytes = CODE) -> Facts:
    return signed_by(signing_key(folder, today=DAY, is_demonstration=facts.is_demonstration), facts, code=code)


def _signed_facts(folder: Path, **changes: object) -> tuple[Key, str]:
    key = make_key()
    keep_key(folder, key)
    return key, _signed(replace(make_facts(), **changes), folder).proof  # type: ignore[arg-type]


def _message(proof: str) -> bytes:
    return base45.decode(proof.removeprefix("MRN1:"))


@pytest.mark.parametrize("name", [printed_name(name) for name in NAMES])
def test_an_independent_library_confirms_a_proof(tmp_path: Path, name: str) -> None:
    key, proof = _signed_facts(tmp_path, full_name=name)
    public = COSEKey.new({1: 1, -1: 6, 3: -8, -2: key.public, 2: key.kid})
    claims = cbor2.loads(COSE.new().decode(_message(proof), public))
    assert claims == {1: "MRN-ML", 6: 1_795_219_200, 7: CODE, -65537: [1, "F", SERIAL, 1, name]}


def test_the_bare_signature_confirms_a_proof(tmp_path: Path) -> None:
    key, proof = _signed_facts(tmp_path)
    protected, unprotected, payload, signature = cbor2.loads(_message(proof)).value
    Ed25519PublicKey.from_public_bytes(key.public).verify(signature, cbor2.dumps(["Signature1", protected, b"", payload]))
    assert (cbor2.loads(protected), unprotected) == ({1: -8, 4: key.kid}, {})


def test_an_independent_writer_gives_the_same_bytes(tmp_path: Path) -> None:
    _key, proof = _signed_facts(tmp_path, expires_on=DAY + timedelta(days=365))
    assert cbor2.dumps(cbor2.loads(_message(proof)), canonical=True) == _message(proof)
    payload = cbor2.loads(_message(proof)).value[2]
    assert cbor2.dumps(cbor2.loads(payload), canonical=True) == payload


def test_a_proof_is_as_short_as_reckoned() -> None:
    assert len(_message(proof_of(make_claims("Awa T TRAORÉ"), make_key()))) <= 147


def test_the_same_facts_code_and_key_give_the_same_proof() -> None:
    key = make_key()
    assert proof_of(make_claims(), key) == proof_of(make_claims(), key)


def test_the_day_after_the_last_one_is_when_it_expires(tmp_path: Path) -> None:
    _key, proof = _signed_facts(tmp_path, expires_on=date(2027, 11, 21))
    assert cbor2.loads(cbor2.loads(_message(proof)).value[2])[4] == 1_826_841_600  # 22 November 2027, 0 h


def test_signed_facts_have_code_proof_and_a_link_that_gives_the_proof_back(tmp_path: Path) -> None:
    keep_key(tmp_path, make_key())
    facts = _signed(make_facts(), tmp_path, secrets.token_bytes(8))
    assert len(facts.code) == 13
    assert len(code_from_text(facts.code) or b"") == 8
    address, _hash, fragment = link_of(facts).partition("#")
    assert (address, unquote(fragment)) == (f"{facts.address}/{facts.code}", facts.proof)
    assert " " not in fragment
    assert not facts.is_test


def test_facts_that_were_signed_state_what_is_printed(tmp_path: Path) -> None:
    claims = claims_of(make_facts(), CODE)
    assert (claims.serial, claims.name, claims.issued_on, claims.issue_number, claims.code) == (SERIAL, "Awa TRAORÉ", DAY, 1, CODE)


def test_a_name_of_eighty_characters_is_signed_and_a_longer_one_refused(tmp_path: Path) -> None:
    _signed_facts(tmp_path, full_name="É" * 80)
    with pytest.raises(NameTooLong):
        _signed_facts(tmp_path, full_name="É" * 81)


def test_a_name_that_is_not_composed_is_never_signed() -> None:
    with pytest.raises(ValueError, match="NFC"):
        proof_of(make_claims("He\u0301le\u0300ne"), make_key())


def test_without_a_key_a_real_certificate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSigningKey):
        _signed(make_facts(), tmp_path / "none")


def test_a_demonstration_makes_its_own_key_once_and_says_test(tmp_path: Path) -> None:
    facts = [_signed(make_facts(is_demonstration=True), tmp_path / "keys") for _ in range(2)]
    [key] = read_ring(tmp_path / "keys")
    assert all(one.is_test for one in facts)
    assert key.use is Use.DEMONSTRATION
    assert stat.S_IMODE((tmp_path / "keys" / f"{key.kid.hex()}.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("uses", "is_demonstration", "expected"),
    [
        ({Use.PRODUCTION, Use.TEST, Use.DEMONSTRATION}, False, Use.PRODUCTION),
        ({Use.PRODUCTION, Use.TEST, Use.DEMONSTRATION}, True, Use.DEMONSTRATION),
        ({Use.PRODUCTION, Use.TEST}, True, Use.TEST),
        ({Use.TEST, Use.DEMONSTRATION}, False, Use.TEST),
        ({Use.DEMONSTRATION}, False, None),
        ({Use.PRODUCTION}, True, None),
    ],
)
def test_which_key_signs(tmp_path: Path, uses: set[Use], is_demonstration: bool, expected: Use | None) -> None:
    for use in uses:
        keep_key(tmp_path, make_key(use))
    found = read_ring(tmp_path).signs_on(DAY, is_demonstration=is_demonstration)
    assert (found.use if found else None) == expected


def test_where_a_production_key_was_retired_no_test_key_takes_its_place(tmp_path: Path) -> None:
    keep_key(tmp_path, retired(make_key(), DAY, is_withdrawn=False))
    keep_key(tmp_path, make_key(Use.TEST))
    assert read_ring(tmp_path).signs_on(DAY, is_demonstration=False) is None


def test_the_newest_key_signs_from_its_first_day_on(tmp_path: Path) -> None:
    old, new = make_key(), make_key(valid_from=DAY)
    keep_key(tmp_path, old)
    keep_key(tmp_path, new)
    ring = read_ring(tmp_path)
    assert ring.signs_on(DAY - timedelta(days=1), is_demonstration=False) == old
    assert ring.signs_on(DAY, is_demonstration=False) == new
