"""Reading a proof: three things are said, each for itself. Is the signature right, is it still valid, what does the list say of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import unquote

from lms.certificates.proof import base45, cose
from lms.certificates.proof.claims import PREFIX, Claims, Withdrawals, claims_from_bytes, mark_of, withdrawals_from_bytes
from lms.certificates.proof.faults import Fault, Unreadable
from lms.certificates.proof.keys import Key, Ring

LONGEST = 4000
"""Characters of a text: four times the longest proof, were each character of it written with a percent sign."""
_CLOCKS_DIFFER = timedelta(days=1)
_MOST_SPACES = 40
_BREAKS = re.compile(r"[\r\n\t]+")
_STAGES = list(Fault)


class Expiry(StrEnum):
    """Whether a certificate is still valid, as far as days go."""

    NEVER = "never"
    VALID = "valid"
    EXPIRED = "expired"


class Listing(StrEnum):
    """What a list says of a certificate."""

    CLEAR = "clear"
    """Neither revoked nor replaced when the list was made."""
    REVOKED = "revoked"
    REPLACED = "replaced"
    TOO_OLD = "too-old"
    """It does not name the certificate, and may not know of what happened since."""
    UNREADABLE = "unreadable"
    """The list itself proves nothing: not signed by a key that may, or damaged."""
    NO_LIST = "no-list"
    AHEAD = "ahead"
    """It does not name the certificate, and is dated on a day still to come: it, or the clock of this device, is wrong."""


@dataclass(frozen=True)
class Signature:
    """The first thing that is said of a text."""

    fault: Fault | None
    """None: the signature is right."""
    claims: Claims | None = None
    """What was signed; None with a fault."""
    key: Key | None = None

    @property
    def is_right(self) -> bool:
        """Tell whether the programme signed it."""
        return self.fault is None


@dataclass(frozen=True)
class SignedList:
    """A list as it was read."""

    fault: Fault | None
    withdrawals: Withdrawals | None = None
    """Known of a list that is dated ahead, too: it may be the clock that is wrong."""
    key: Key | None = None


@dataclass(frozen=True)
class Verdict:
    """The three things that are said of a text. Without a right signature nothing else is said."""

    signature: Signature
    expiry: Expiry | None
    listing: Listing | None
    listed_at: datetime | None
    """When the list was made; None without one that can be read."""

    @property
    def is_valid(self) -> bool:
        """Tell whether all three are well."""
        return self.signature.is_right and self.expiry is not Expiry.EXPIRED and self.listing is Listing.CLEAR

    @property
    def is_test(self) -> bool:
        """Tell whether it was signed to try things out, and so certifies nothing."""
        return self.signature.key is not None and self.signature.key.is_test


def verdict_on(text: str, *, ring: Ring, signed_list: bytes | None, now: datetime) -> Verdict:
    """Return what is to be said of a text, whatever it is. Nothing that a stranger writes raises an error."""
    signature = read(text, ring=ring, today=now.date())
    if signature.claims is None or signature.key is None:
        return Verdict(signature, None, None, None)
    listing, listed_at = listing_of(signature.claims, signature.key, signed_list, ring=ring, now=now)
    return Verdict(signature, expiry_of(signature.claims, now.date()), listing, listed_at)


def read(text: str, *, ring: Ring, today: date) -> Signature:
    """Return whether a proof is signed by a key of the ring, and what it states.

    text: the whole link of a square code, its part after the #, or the proof alone; spaces and percent signs as they are or
    percent-encoded. Of several ways to understand it the one that gets furthest counts.
    """
    best = Signature(Fault.TOO_LONG if len(text) > LONGEST else Fault.NOT_A_PROOF)
    for written in _ways_to_understand(text) if len(text) <= LONGEST else ():
        found = _read(written, ring, today)
        if found.fault is None:
            return found
        if best.fault is None or _STAGES.index(found.fault) > _STAGES.index(best.fault):
            best = found
    return best


def kid_of(proof: str) -> bytes:
    """Return the short name of the key that a proof says signed it. Raises Unreadable for what is no proof."""
    return cose.open_message(base45.decode(proof.removeprefix(PREFIX))).kid


def expiry_of(claims: Claims, today: date) -> Expiry:
    """Return whether the last day of validity is over."""
    if claims.expires_on is None:
        return Expiry.NEVER
    return Expiry.VALID if today <= claims.expires_on else Expiry.EXPIRED


def listing_of(claims: Claims, key: Key, signed_list: bytes | None, *, ring: Ring, now: datetime) -> tuple[Listing, datetime | None]:
    """Return what a list says of a certificate that this key signed, and when the list was made."""
    if signed_list is None:
        return Listing.NO_LIST, None
    found = read_list(signed_list, ring=ring, now=now)
    # The keys of demonstrations are kept with less care, so they say nothing of real certificates.
    if found.withdrawals is None or found.key is None or (found.key.is_test and not key.is_test):
        return Listing.UNREADABLE, None
    withdrawals, mark = found.withdrawals, mark_of(claims.code)  # who was revoked stays so, however wrong the clock is
    if mark in withdrawals.revoked:
        return Listing.REVOKED, withdrawals.made_at
    if mark in withdrawals.replaced:
        return Listing.REPLACED, withdrawals.made_at
    if found.fault:
        return Listing.AHEAD, withdrawals.made_at
    return Listing.TOO_OLD if now >= withdrawals.next_update else Listing.CLEAR, withdrawals.made_at


def read_list(signed_list: bytes, *, ring: Ring, now: datetime) -> SignedList:
    """Return what a signed list states, or what is wrong with it; that it is too old is for `listing_of` to say."""
    try:
        message = cose.opened(signed_list, ring.public_key_of)
        withdrawals = withdrawals_from_bytes(message.payload)
        key = _usable(message.kid, ring)
        if not key.is_valid_on(withdrawals.made_at.date()):
            raise Unreadable(Fault.KEY_NOT_VALID_THEN)
    except Unreadable as unreadable:
        return SignedList(unreadable.fault)
    if withdrawals.made_at > now + _CLOCKS_DIFFER:
        return SignedList(Fault.NOT_YET_ISSUED, withdrawals, key)
    return SignedList(None, withdrawals, key)


def _read(proof: str, ring: Ring, today: date) -> Signature:
    try:
        message = cose.opened(base45.decode(proof), ring.public_key_of)
        claims = claims_from_bytes(message.payload)
        key = _usable(message.kid, ring)
        _refuse_unless_in_use(key, claims)
    except Unreadable as unreadable:
        return Signature(unreadable.fault)
    if claims.issued_on > today + _CLOCKS_DIFFER:
        return Signature(Fault.NOT_YET_ISSUED)
    return Signature(None, claims, key)


def _usable(kid: bytes, ring: Ring) -> Key:
    key = ring.get(kid)
    if key is None:
        raise Unreadable(Fault.UNKNOWN_KEY)
    if key.is_withdrawn:
        raise Unreadable(Fault.KEY_WITHDRAWN)
    return key


def _refuse_unless_in_use(key: Key, claims: Claims) -> None:
    """A first issue is signed on the day that is printed on it, a further one on that day or later."""
    was_in_use = key.was_not_retired_before if claims.issue_number > 1 else key.is_valid_on
    if not was_in_use(claims.issued_on):
        raise Unreadable(Fault.KEY_NOT_VALID_THEN)


def _ways_to_understand(text: str) -> Iterator[str]:
    """Give the base45 in a text as it may have been meant: a bare proof may hold what looks like percent-encoding by chance."""
    for whole in dict.fromkeys((unquote(text), text, *_with_spaces_of_browsers(text))):
        _before, prefix, proof = _BREAKS.sub("", whole).partition(PREFIX)
        if prefix:
            yield proof.rstrip()  # base45 never ends with a space; it may begin with one


def _with_spaces_of_browsers(text: str) -> Iterator[str]:
    """Give a bare proof as it was before a browser encoded its spaces, and nothing else; one `%20` may be its own."""
    parts = text.split("%20")
    yield " ".join(parts)
    for place in range(1, min(len(parts), _MOST_SPACES)):
        yield "%20".join((" ".join(parts[:place]), " ".join(parts[place:])))
