"""What can be wrong with a proof or with a list."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a text proves nothing, in the order in which it is found out: one that is later got further."""

    NOT_A_PROOF = "not-a-proof"
    """It holds no `MRN1:`."""
    TOO_LONG = "too-long"
    BAD_CHARACTER = "bad-character"
    """Base45 has no such character."""
    TRUNCATED = "truncated"
    """One character of base45 is left over: something is missing."""
    BAD_GROUP = "bad-group"
    """Three characters of base45 that stand for more than two bytes, or two that stand for more than one."""
    NOT_CBOR = "not-cbor"
    """The bytes are no CBOR, or a kind of it that proofs never hold."""
    NOT_CANONICAL = "not-canonical"
    """The same could be written shorter or in another order: RFC 8949, section 4.2."""
    WRONG_TAG = "wrong-tag"
    """Not marked as COSE_Sign1, number 18."""
    NOT_SIGNED_MESSAGE = "not-signed-message"
    """Marked as COSE_Sign1, and not shaped like one."""
    BAD_HEADER = "bad-header"
    """Something else than algorithm and key in the header, or anything in the unprotected one."""
    WRONG_ALGORITHM = "wrong-algorithm"
    """Not EdDSA."""
    UNKNOWN_KEY = "unknown-key"
    BAD_SIGNATURE = "bad-signature"
    NOT_CLAIMS = "not-claims"
    """What was signed is no map of claims in canonical CBOR."""
    UNKNOWN_CLAIM = "unknown-claim"
    MISSING_CLAIM = "missing-claim"
    BAD_CLAIM = "bad-claim"
    """A claim is not of the shape or within the range that it must have."""
    UNKNOWN_VERSION = "unknown-version"
    """Written after this reader was made."""
    WRONG_ISSUER = "wrong-issuer"
    KEY_WITHDRAWN = "key-withdrawn"
    """The key fell into other hands: nothing that it signed proves anything."""
    KEY_NOT_VALID_THEN = "key-not-valid-then"
    """The day of issue is not one on which this key was in use."""
    NOT_YET_ISSUED = "not-yet-issued"
    """The day of issue is still to come: this proof, or the clock of this device, is wrong."""


class Unreadable(ValueError):
    """A text, or the bytes in it, cannot be read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault
