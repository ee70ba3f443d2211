import hashlib
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st

from lms.certificates.proof import base45, cbor, cose
from lms.certificates.proof.claims import code_as_text, code_from_text
from lms.certificates.proof.faults import Fault
from lms.certificates.proof.keys import Key, Ring, Use, retired
from lms.certificates.proof.reading import Listing, listing_of, read_list
from lms.certificates.proof.revocations import list_key, signed_list
from lms.certificates.proof.signing import proof_of
from tests.certificates.proof.samples import CODE, make_claims, make_key

KEY, TEST_KEY = make_key(), make_key(Use.TEST)
RING = Ring((KEY, TEST_KEY))
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
OTHER = code_as_text(b"otherone")
THIS = code_as_text(CODE)


def _listing(content: bytes | None, *, key: Key = KEY, now: datetime = NOW) -> Listing:
    return listing_of(make_claims(), key, content, ring=RING, now=now)[0]


@pytest.mark.parametrize(
    ("withdrawn", "expected"),
    [
        ([], Listing.CLEAR),
        ([(OTHER, "revoked"), (OTHER[::-1], "replaced")], Listing.CLEAR),
        ([(THIS, "revoked")], Listing.REVOKED),
        ([(THIS, "replaced")], Listing.REPLACED),
        ([(OTHER, "revoked"), (THIS, "replaced")], Listing.REPLACED),
        ([(OTHER, "replaced"), (THIS, "revoked")], Listing.REVOKED),
    ],
)
def test_a_list_says_what_became_of_a_certificate(withdrawn: list[tuple[str, str]], expected: Listing) -> None:
    assert _listing(signed_list(withdrawn, key=KEY, now=NOW)) is expected


def test_a_list_is_too_old_after_ninety_days_and_not_before() -> None:
    content, made_at = signed_list([], key=KEY, now=NOW), NOW.replace(minute=0)
    assert _listing(content, now=made_at + timedelta(days=90, seconds=-1)) is Listing.CLEAR
    assert _listing(content, now=made_at + timedelta(days=90)) is Listing.TOO_OLD


def test_an_old_list_still_says_who_was_revoked() -> None:
    assert _listing(signed_list([(THIS, "revoked")], key=KEY, now=NOW), now=NOW + timedelta(days=900)) is Listing.REVOKED


def test_without_a_list_none_is_claimed() -> None:
    assert _listing(None) is Listing.NO_LIST


@pytest.mark.parametrize("content", [b"", b"no list", bytes(500), signed_list([], key=make_key(), now=NOW)])
def test_what_is_no_list_of_ours_is_said_to_be_none(content: bytes) -> None:
    assert _listing(content) is Listing.UNREADABLE


def test_a_test_key_says_nothing_of_real_certificates_but_does_of_tests() -> None:
    content = signed_list([], key=TEST_KEY, now=NOW)
    assert _listing(content) is Listing.UNREADABLE
    assert _listing(content, key=TEST_KEY) is Listing.CLEAR


def test_a_list_from_the_future_is_not_believed() -> None:
    content = signed_list([], key=KEY, now=NOW + timedelta(days=3))
    assert read_list(content, ring=RING, now=NOW).fault is Fault.NOT_YET_ISSUED
    assert _listing(content) is Listing.AHEAD


def test_a_list_still_says_who_was_revoked_where_the_clock_was_set_back() -> None:
    content = signed_list([(THIS, "revoked")], key=KEY, now=NOW)
    assert _listing(content, now=NOW - timedelta(days=400)) is Listing.REVOKED


def test_a_list_is_the_same_for_an_hour_and_then_dated_anew() -> None:
    withdrawn = [(code_as_text(secrets.token_bytes(8)), "revoked") for _ in range(20)]
    assert signed_list(withdrawn, key=KEY, now=NOW) == signed_list(withdrawn[::-1], key=KEY, now=NOW + timedelta(minutes=29))
    assert signed_list(withdrawn, key=KEY, now=NOW) != signed_list(withdrawn, key=KEY, now=NOW + timedelta(minutes=30))


def test_an_independent_library_confirms_a_list() -> None:
    public = COSEKey.new({1: 1, -1: 6, 3: -8, -2: KEY.public, 2: KEY.kid})
    body = cbor2.loads(COSE.new().decode(signed_list([(OTHER, "replaced"), (THIS, "revoked")], key=KEY, now=NOW), public))
    assert (body[-65540], body[-65539]) == ([hashlib.sha512(one).digest()[:8] for one in (CODE, b"otherone")], 1)
    assert body[4] - body[6] == 90 * 86_400


def test_a_list_holds_no_code_which_would_open_a_page() -> None:
    content = signed_list([(THIS, "revoked"), (OTHER, "replaced")], key=KEY, now=NOW)
    assert (CODE in content, b"otherone" in content) == (False, False)


def test_lists_are_as_short_as_reckoned() -> None:
    sizes = [
        len(signed_list([(code_as_text(bytes(6) + n.to_bytes(2)), "revoked") for n in range(number)], key=KEY, now=NOW)) for number in (0, 50, 500)
    ]
    assert sizes[0] <= 120
    assert sizes[1] <= 580
    assert sizes[2] <= 4700


def test_no_byte_of_a_list_can_be_changed_unnoticed() -> None:
    content = signed_list([(THIS, "revoked")], key=KEY, now=NOW)
    for position in range(len(content)):
        for bit in range(8):
            changed = bytearray(content)
            changed[position] ^= 1 << bit
            assert read_list(bytes(changed), ring=RING, now=NOW).fault


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({-65540: "none"}, Fault.BAD_CLAIM),
        ({-65540: [b"short"]}, Fault.BAD_CLAIM),
        ({-65539: 2}, Fault.BAD_CLAIM),
        ({-65539: -1}, Fault.BAD_CLAIM),
        ({4: 1_795_333_000}, Fault.BAD_CLAIM),
        ({9: 1}, Fault.UNKNOWN_CLAIM),
        ({1: "MRN-NE"}, Fault.WRONG_ISSUER),
    ],
)
def test_a_list_that_was_signed_in_another_shape_is_refused(changes: dict[int, object], fault: Fault) -> None:
    body = {1: "MRN-ML", 6: 1_795_334_400, 4: 1_803_110_400, -65540: [CODE], -65539: 1}
    [right, wrong] = [cose.sign(cbor.dump(one), kid=KEY.kid, key=KEY.signer) for one in (body, {**body, **changes})]
    assert read_list(right, ring=RING, now=NOW).fault is None
    assert read_list(wrong, ring=RING, now=NOW).fault is fault


@given(st.binary())
def test_nothing_that_a_stranger_sends_as_a_list_raises(content: bytes) -> None:
    assert read_list(content, ring=RING, now=NOW).fault


def test_a_certificate_is_no_list() -> None:
    assert read_list(base45.decode(proof_of(make_claims(), KEY)[5:]), ring=RING, now=NOW).fault is Fault.UNKNOWN_CLAIM


def test_a_list_of_a_withdrawn_key_is_not_believed() -> None:
    content = signed_list([], key=KEY, now=NOW)
    assert read_list(content, ring=Ring((retired(KEY, NOW.date(), is_withdrawn=True),)), now=NOW).fault is Fault.KEY_WITHDRAWN


def test_longer_codes_of_before_are_not_in_a_list() -> None:
    longer = "A" * 26
    assert code_from_text(longer) is None
    assert signed_list([(longer, "revoked")], key=KEY, now=NOW) == signed_list([], key=KEY, now=NOW)


@given(st.binary(min_size=8, max_size=8))
def test_a_code_is_read_back_in_small_letters_too(code: bytes) -> None:
    assert code_from_text(code_as_text(code).lower()) == code


@pytest.mark.parametrize("text", ["", "AAAQEAYEAUDA", "AAAQEAYEAUDAP", "AAAQEAYEAUDA1", "é", "AAAQEAYEAUDAOAAA"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert code_from_text(text) is None


def test_the_key_of_real_certificates_signs_the_list_and_no_other_where_there_is_one() -> None:
    demonstration = make_key(Use.DEMONSTRATION)
    assert list_key(Ring((KEY, demonstration)), NOW) == KEY
    assert list_key(Ring((demonstration,)), NOW) == demonstration
    assert list_key(Ring((retired(KEY, NOW.date(), is_withdrawn=False), demonstration)), NOW) is None
    assert list_key(Ring((replace(KEY, valid_from=NOW.date() + timedelta(days=1)), demonstration)), NOW) is None
    assert list_key(Ring(()), NOW) is None
