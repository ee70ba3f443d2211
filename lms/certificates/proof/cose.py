"""One signed message: COSE_Sign1 (RFC 9052, section 4.2) with Ed25519 (RFC 9053, section 2.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.certificates.proof import cbor
from lms.certificates.proof.cbor import Tag
from lms.certificates.proof.faults import Fault, Unreadable

_SIGN1 = 18
_ALGORITHM, _KID = 1, 4
_EDDSA = -8
KID_BYTES = 4


@dataclass(frozen=True)
class Message:
    """A signed message taken apart; whether the signature is right is not known yet."""

    kid: bytes
    payload: bytes
    signed: bytes
    """What the signature is over."""
    signature: bytes

    def is_signed_by(self, public_key: bytes) -> bool:
        """Tell whether the holder of this key (32 bytes) signed it."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(self.signature, self.signed)
        except InvalidSignature:
            return False
        return True


def sign(payload: bytes, *, kid: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return the payload as a signed message. The same arguments give the same bytes."""
    protected = cbor.dump({_ALGORITHM: _EDDSA, _KID: kid})
    return cbor.dump(Tag(_SIGN1, [protected, {}, payload, key.sign(_to_sign(protected, payload))]))


def open_message(content: bytes) -> Message:
    """Return a signed message taken apart.

    Raises Unreadable: NOT_CBOR, NOT_CANONICAL, WRONG_TAG, NOT_SIGNED_MESSAGE, BAD_HEADER or WRONG_ALGORITHM.
    """
    found = cbor.load(content)
    if not isinstance(found, Tag) or found.number != _SIGN1:
        raise Unreadable(Fault.WRONG_TAG)
    match found.value:
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]:
            return Message(_kid(protected, unprotected), payload, _to_sign(protected, payload), signature)
    raise Unreadable(Fault.NOT_SIGNED_MESSAGE)


def opened(content: bytes, public_key_of: Callable[[bytes], bytes | None]) -> Message:
    """Return a signed message whose signature is right.

    public_key_of: the key (32 bytes) of a kid, or None. Raises Unreadable as `open_message` does, with UNKNOWN_KEY or with BAD_SIGNATURE.
    """
    message = open_message(content)
    public_key = public_key_of(message.kid)
    if public_key is None:
        raise Unreadable(Fault.UNKNOWN_KEY)
    if not message.is_signed_by(public_key):
        raise Unreadable(Fault.BAD_SIGNATURE)
    return message


def _kid(protected: bytes, unprotected: dict[int, object]) -> bytes:
    try:
        header = cbor.load(protected)
    except Unreadable as error:
        raise Unreadable(Fault.BAD_HEADER) from error
    if not isinstance(header, dict) or unprotected:
        raise Unreadable(Fault.BAD_HEADER)
    if header.get(_ALGORITHM) != _EDDSA:
        raise Unreadable(Fault.WRONG_ALGORITHM)
    kid = header.get(_KID)
    if set(header) != {_ALGORITHM, _KID} or not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        raise Unreadable(Fault.BAD_HEADER)
    return kid


def _to_sign(protected: bytes, payload: bytes) -> bytes:
    return cbor.dump(["Signature1", protected, b"", payload])
