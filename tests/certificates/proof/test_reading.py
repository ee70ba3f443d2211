"""Every way in which a proof can be wrong has its own reason, and nothing that a stranger writes raises an error."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.certificates.proof import base45, cbor, cose
from lms.certificates.proof.faults import Fault
from lms.certificates.proof.keys import Ring, retired
from lms.certificates.proof.reading import Expiry, Listing, expiry_of, read, verdict_on
from lms.certificates.proof.revocations import signed_list
from lms.certificates.proof.signing import proof_of
from tests.certificates.proof.samples import CODE, DAY, NAMES, SERIAL, fixed_key, make_claims, make_key

KEY = fixed_key()
RING = Ring((KEY,))
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
TODAY = NOW.date()
PROOF = proof_of(make_claims(), KEY)
MESSAGE = base45.decode(PROOF.removeprefix("MRN1:"))
BODY = {1: "MRN-ML", 6: 1_795_219_200, 7: CODE, -65537: [1, "F", SERIAL, 1, "Awa TRAORÉ"]}
CODE_TEXT = "AAAQEAYEAUDAO"


def _fault(text: str, ring: Ring = RING, today: date = TODAY) -> Fault | None:
    return read(text, ring=ring, today=today).fault


def _text(message: bytes) -> str:
    return "MRN1:" + base45.encode(message)


def _signed(body: Any) -> str:
    """Sign whatever is given: bytes as they are, else as CBOR."""
    payload = body if isinstance(body, bytes) else cbor.dump(body)
    return _text(cose.sign(payload, kid=KEY.kid, key=KEY.signer))


def _with_header(header: Any, unprotected: Any = None) -> str:
    """Sign rightly under another header than ours."""
    protected, payload = header if isinstance(header, bytes) else cbor2.dumps(header, canonical=True), cbor.dump(BODY)
    signature = KEY.signer.sign(cbor2.dumps(["Signature1", protected, b"", payload], canonical=True))
    return _text(cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected or {}, payload, signature]), canonical=True))


def _without(claim: int) -> dict[int, Any]:
    return {name: value for name, value in BODY.items() if name != claim}


def _stating(*fields: Any) -> str:
    return _signed({**BODY, -65537: list(fields)})


def test_the_samples_of_this_file_are_right_before_they_are_spoiled() -> None:
    assert _signed(BODY) == PROOF
    assert _with_header({1: -8, 4: KEY.kid}) == PROOF
    assert _fault(PROOF) is None


WRONG: dict[str, tuple[Callable[[], str], Fault]] = {
    "nothing": (lambda: "", Fault.NOT_A_PROOF),
    "a link without a proof": (lambda: "https://relais.example.org/v/T-2026-KQ7M2-Y", Fault.NOT_A_PROOF),
    "the proof of another system": (lambda: "HC1:" + PROOF.removeprefix("MRN1:"), Fault.NOT_A_PROOF),
    "a novel": (lambda: PROOF + "A" * 4000, Fault.TOO_LONG),
    "a small letter": (lambda: PROOF[:20] + "a" + PROOF[21:], Fault.BAD_CHARACTER),
    "a letter of ours that base45 lacks": (lambda: PROOF + "É", Fault.BAD_CHARACTER),
    "a character too few": (lambda: PROOF[: 5 + 3 * 40 + 1], Fault.TRUNCATED),
    "a group beyond two bytes": (lambda: "MRN1:::::::", Fault.BAD_GROUP),
    "nothing behind the prefix": (lambda: "MRN1:", Fault.NOT_CBOR),
    "half of it": (lambda: PROOF[: 5 + 3 * 40], Fault.NOT_CBOR),
    "something behind it": (lambda: _text(MESSAGE + b"\0"), Fault.NOT_CBOR),
    "a number with a fraction": (lambda: _text(cbor2.dumps(cbor2.CBORTag(18, [b"", {}, 1.5, b""]))), Fault.NOT_CBOR),
    "a length that is not said": (lambda: _text(b"\xd2\x9f" + MESSAGE[2:] + b"\xff"), Fault.NOT_CBOR),
    "nested without end": (lambda: _text(b"\x81" * 500 + b"\0"), Fault.NOT_CBOR),
    "longer than it must be": (lambda: _text(b"\xd8\x12" + MESSAGE[1:]), Fault.NOT_CANONICAL),
    "no tag": (lambda: _text(MESSAGE[1:]), Fault.WRONG_TAG),
    "the tag of many signatures": (lambda: _text(b"\xd8\x62" + MESSAGE[1:]), Fault.WRONG_TAG),
    "the tag of a code instead of a signature": (lambda: _text(b"\xd1" + MESSAGE[1:]), Fault.WRONG_TAG),
    "three parts instead of four": (lambda: _text(cbor.dump(cbor.Tag(18, [b"", {}, b""]))), Fault.NOT_SIGNED_MESSAGE),
    "text where bytes belong": (lambda: _text(cbor.dump(cbor.Tag(18, [b"", {}, "", b""]))), Fault.NOT_SIGNED_MESSAGE),
    "a header that is no map": (lambda: _with_header([1]), Fault.BAD_HEADER),
    "a header that is no CBOR": (lambda: _with_header(b"\xff"), Fault.BAD_HEADER),
    "something else in the header": (lambda: _with_header({1: -8, 4: KEY.kid, 3: 0}), Fault.BAD_HEADER),
    "a header without a key": (lambda: _with_header({1: -8}), Fault.BAD_HEADER),
    "a key of the wrong length": (lambda: _with_header({1: -8, 4: KEY.kid[:3]}), Fault.BAD_HEADER),
    "the key in the unprotected header": (lambda: _with_header({1: -8, 4: KEY.kid}, {4: KEY.kid}), Fault.BAD_HEADER),
    "no algorithm": (lambda: _with_header({4: KEY.kid}), Fault.WRONG_ALGORITHM),
    "HS256": (lambda: _with_header({1: 5, 4: KEY.kid}), Fault.WRONG_ALGORITHM),
    "ES256": (lambda: _with_header({1: -7, 4: KEY.kid}), Fault.WRONG_ALGORITHM),
    "a key of nobody": (lambda: proof_of(make_claims(), make_key()), Fault.UNKNOWN_KEY),
    "our name for the key of somebody else": (
        lambda: _text(cose.sign(cbor.dump(BODY), kid=KEY.kid, key=Ed25519PrivateKey.generate())),
        Fault.BAD_SIGNATURE,
    ),
    "a signature cut short": (
        lambda: _text(cbor.dump(cbor.Tag(18, [*cbor.load(MESSAGE).value[:3], cbor.load(MESSAGE).value[3][:63]]))),
        Fault.BAD_SIGNATURE,
    ),
    "claims that are no CBOR": (lambda: _signed(b"\xff"), Fault.NOT_CLAIMS),
    "claims that are no map": (lambda: _signed([1]), Fault.NOT_CLAIMS),
    "claims written longer than they must be": (lambda: _signed(b"\xb8\x04" + cbor.dump(BODY)[1:]), Fault.NOT_CLAIMS),
    "claims in another order": (
        lambda: _signed(b"\xa4" + b"".join(cbor.dump(one) for pair in reversed(BODY.items()) for one in pair)),
        Fault.NOT_CLAIMS,
    ),
    "a claim twice": (lambda: _signed(b"\xa2" + cbor.dump(1) + cbor.dump("MRN-ML") + cbor.dump(1) + cbor.dump("MRN-ML")), Fault.NOT_CLAIMS),
    "a claim that is not ours": (lambda: _signed({**BODY, 2: "somebody"}), Fault.UNKNOWN_CLAIM),
    "a day before which it is not valid": (lambda: _signed({**BODY, 5: 0}), Fault.UNKNOWN_CLAIM),
    "a list instead of a certificate": (
        lambda: _text(signed_list([], key=KEY, now=NOW)),
        Fault.UNKNOWN_CLAIM,
    ),
    "no issuer": (lambda: _signed(_without(1)), Fault.MISSING_CLAIM),
    "no day": (lambda: _signed(_without(6)), Fault.MISSING_CLAIM),
    "no code": (lambda: _signed(_without(7)), Fault.MISSING_CLAIM),
    "no certificate": (lambda: _signed(_without(-65537)), Fault.MISSING_CLAIM),
    "another issuer": (lambda: _signed({**BODY, 1: "MRN-NE"}), Fault.WRONG_ISSUER),
    "a later version": (lambda: _stating(2, "F", SERIAL, 1, "Awa TRAORÉ", "more"), Fault.UNKNOWN_VERSION),
    "a kind that there is not": (lambda: _stating(1, "T", SERIAL, 1, "Awa TRAORÉ"), Fault.BAD_CLAIM),
    "a serial with a wrong check": (lambda: _stating(1, "F", "T-2026-KQ7M2-X", 1, "Awa TRAORÉ"), Fault.BAD_CLAIM),
    "an issue number of nothing": (lambda: _stating(1, "F", SERIAL, 0, "Awa TRAORÉ"), Fault.BAD_CLAIM),
    "a name taken apart": (lambda: _stating(1, "F", SERIAL, 1, "Awa TRAORE\u0301"), Fault.BAD_CLAIM),
    "no name": (lambda: _stating(1, "F", SERIAL, 1, ""), Fault.BAD_CLAIM),
    "a name of 81 characters": (lambda: _stating(1, "F", SERIAL, 1, "A" * 81), Fault.BAD_CLAIM),
    "a field too many": (lambda: _stating(1, "F", SERIAL, 1, "Awa TRAORÉ", 3), Fault.BAD_CLAIM),
    "a certificate that is no list": (lambda: _signed({**BODY, -65537: "F"}), Fault.BAD_CLAIM),
    "a short code": (lambda: _signed({**BODY, 7: b"1234567"}), Fault.BAD_CLAIM),
    "a day in words": (lambda: _signed({**BODY, 6: "21 novembre"}), Fault.BAD_CLAIM),
    "a time of day": (lambda: _signed({**BODY, 6: BODY[6] + 1}), Fault.BAD_CLAIM),
    "a day before 1970": (lambda: _signed({**BODY, 6: -86_400}), Fault.BAD_CLAIM),
    "a day beyond the calendar": (lambda: _signed({**BODY, 6: 2**63}), Fault.BAD_CLAIM),
    "an end before the beginning": (lambda: _signed({**BODY, 4: BODY[6]}), Fault.BAD_CLAIM),
    "a day before the key was made": (lambda: _signed({**BODY, 6: 1_735_689_600}), Fault.KEY_NOT_VALID_THEN),
    "a day still to come": (lambda: _signed({**BODY, 6: BODY[6] + 30 * 86_400}), Fault.NOT_YET_ISSUED),
}


@pytest.mark.parametrize("case", WRONG)
def test_every_fault_has_its_own_reason(case: str) -> None:
    text, fault = WRONG[case]
    assert _fault(text()) == fault


def test_every_reason_has_a_case() -> None:
    of_the_key = {Fault.KEY_WITHDRAWN}
    assert {fault for _text, fault in WRONG.values()} | of_the_key == set(Fault)


def test_a_retired_key_confirms_what_it_signed_and_nothing_later() -> None:
    ring = Ring((retired(KEY, DAY, is_withdrawn=False),))
    assert _fault(PROOF, ring) is None
    assert _fault(PROOF, Ring((replace(KEY, valid_to=DAY - timedelta(days=1)),))) is Fault.KEY_NOT_VALID_THEN


def test_a_further_issue_may_be_signed_with_a_key_made_after_the_day_that_is_printed() -> None:
    later = make_key(valid_from=DAY + timedelta(days=400))
    ring, today = Ring((later,)), DAY + timedelta(days=500)
    assert _fault(proof_of(make_claims(issue_number=2), later), ring, today) is None
    assert _fault(proof_of(make_claims(issue_number=1), later), ring, today) is Fault.KEY_NOT_VALID_THEN
    gone = Ring((replace(later, valid_from=DAY - timedelta(days=9), valid_to=DAY - timedelta(days=1)),))
    assert _fault(proof_of(make_claims(issue_number=2), later), gone, today) is Fault.KEY_NOT_VALID_THEN


def test_a_withdrawn_key_confirms_nothing() -> None:
    assert _fault(PROOF, Ring((retired(KEY, DAY, is_withdrawn=True),))) is Fault.KEY_WITHDRAWN


STRUCTURE = {Fault.NOT_CBOR, Fault.NOT_CANONICAL, Fault.WRONG_TAG, Fault.NOT_SIGNED_MESSAGE, Fault.BAD_HEADER, Fault.WRONG_ALGORITHM}


def _expected(position: int) -> set[Fault]:
    """Return how a change of this byte may be noticed: `d2 84 | 4a a2 01 27 04 44 kid | a0 | 58 n payload | 58 40 signature`."""
    payload, signature = 15, len(MESSAGE) - 64
    if position >= signature or payload <= position < signature - 2:
        return {Fault.BAD_SIGNATURE}
    if 8 <= position < 12:
        return {Fault.UNKNOWN_KEY}
    return STRUCTURE


@pytest.mark.parametrize("position", range(len(MESSAGE)))
def test_no_byte_can_be_changed_unnoticed(position: int) -> None:
    for value in range(256):
        if value != MESSAGE[position]:
            changed = MESSAGE[:position] + bytes([value]) + MESSAGE[position + 1 :]
            assert _fault(_text(changed)) in _expected(position), f"byte {position} became {value:02x}"


@pytest.mark.parametrize("position", range(len(PROOF)))
def test_no_character_can_be_changed_or_left_out_unnoticed(position: int) -> None:
    assert all(_fault(PROOF[:position] + other + PROOF[position + 1 :]) for other in "0A:% é" if other != PROOF[position])
    assert _fault(PROOF[:position] + PROOF[position + 1 :])


@settings(max_examples=300)
@given(st.text() | st.text(base45.ALPHABET).map("MRN1:".__add__) | st.binary().map(_text))
def test_nothing_that_a_stranger_writes_raises(text: str) -> None:
    assert _fault(text) is not None


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=9) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from([1, 4, 6, 7, -65537]), inner, max_size=5),
    max_leaves=9,
)


@settings(max_examples=300)
@given(_VALUES)
def test_nothing_that_could_be_signed_raises(value: Any) -> None:
    assert _fault(_signed(value)) is not None


@settings(max_examples=300)
@given(_VALUES)
def test_what_is_written_is_read_back_and_an_independent_library_agrees(value: Any) -> None:
    assert cbor.load(cbor.dump(value)) == value
    assert cbor2.loads(cbor.dump(value)) == value


@given(st.binary())
def test_base45_is_read_back(content: bytes) -> None:
    assert base45.decode(base45.encode(content)) == content


@pytest.mark.parametrize(("text", "written"), [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0")])
def test_base45_agrees_with_its_standard(text: str, written: str) -> None:
    assert base45.encode(text.encode()) == written  # RFC 9285, sections 4.3 and 4.4


def test_a_bare_proof_that_holds_percent_twenty_is_understood_also_after_a_browser_encoded_its_spaces() -> None:
    proofs = (proof_of(make_claims(code=number.to_bytes(8)), KEY) for number in range(5000))
    found = [proof for proof in proofs if "%20" in proof and " " in proof][:3]
    assert len(found) == 3
    assert [_fault(way) for proof in found for way in (proof, quote(proof), proof.replace(" ", "%20"))] == [None] * 9


@pytest.mark.parametrize("name", NAMES[:6])
def test_a_proof_is_understood_however_it_was_copied(name: str) -> None:
    for number in range(40):  # by chance a bare proof holds what looks like percent-encoding
        proof = proof_of(make_claims(name.strip(), code=number.to_bytes(8)), KEY)
        link = "https://relais.example.org/v/T-2026-KQ7M2-Y/AAAQEAYEAUDAO#"
        ways = [proof, f"  {proof}\n", quote(proof), quote(proof, safe=":$*+-./"), proof.replace(" ", "%20"), link + quote(proof), link + proof,
                f"{proof[:30]}\r\n{proof[30:]}"]  # fmt: skip
        assert [_fault(way) for way in ways] == [None] * len(ways)


def test_three_things_are_said_each_for_itself() -> None:
    proof = proof_of(make_claims(expires_on=DAY), KEY)
    verdict = verdict_on(proof, ring=RING, signed_list=signed_list([(CODE_TEXT, "revoked")], key=KEY, now=NOW), now=NOW)
    assert (verdict.signature.is_right, verdict.expiry, verdict.listing) == (True, Expiry.EXPIRED, Listing.REVOKED)
    assert verdict.listed_at == NOW.replace(minute=0)
    assert not verdict.is_valid


def test_of_a_proof_that_is_not_signed_nothing_else_is_said() -> None:
    verdict = verdict_on(PROOF[:-3] + "000", ring=RING, signed_list=signed_list([], key=KEY, now=NOW), now=NOW)
    assert verdict.signature.fault is Fault.BAD_SIGNATURE
    assert (verdict.signature.claims, verdict.expiry, verdict.listing) == (None, None, None)


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, Expiry.VALID), (0, Expiry.VALID), (1, Expiry.EXPIRED)], ids=["the day before", "the last day", "the day after"]
)
def test_a_certificate_is_valid_until_the_end_of_its_last_day(days: int, expected: Expiry) -> None:
    assert expiry_of(make_claims(expires_on=DAY + timedelta(days=9)), DAY + timedelta(days=9 + days)) is expected
