"""Signing what a certificate says."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from flask_babel import lazy_gettext as _l

from lms.certificates.proof import base45, cose
from lms.certificates.proof.claims import LONGEST_NAME, PREFIX, Claims, claims_as_bytes, code_as_text
from lms.certificates.proof.keys import Key, NoSigningKey, demonstration_key, read_ring
from lms.certificates.rules.facts import Facts
from lms.certificates.rules.kinds import Kind
from lms.errors import DomainError


class NameTooLong(DomainError):
    """The square code does not hold the name."""


def signed_by(key: Key, facts: Facts, *, code: bytes) -> Facts:
    """Return the facts of a new issue with its code, its proof and whether it is only a test.

    code: 8 random bytes. Everything else of the facts must be as it will be printed. Raises NameTooLong.
    """
    if len(facts.full_name) > LONGEST_NAME:
        raise NameTooLong(_l("“%(name)s” has more than %(number)d characters, which the square code does not hold. Shorten it as on the "
                             "identity document, then issue the certificate.", name=facts.full_name, number=LONGEST_NAME))  # fmt: skip
    return replace(facts, code=code_as_text(code), proof=proof_of(claims_of(facts, code), key), is_test=key.is_test)


def signing_key(keys: Path, *, today: date, is_demonstration: bool) -> Key:
    """Return the key that signs today, from the folder of the ring; one for demonstrations is made when there is none.

    today: when it is signed, which may be long after the day that is printed. Raises NoSigningKey when a real programme has no key that
    signs today, and KeyFault when a file of the ring cannot be used.
    """
    found = read_ring(keys).signs_on(today, is_demonstration=is_demonstration)
    if found is None and is_demonstration:
        return demonstration_key(keys)
    if found is None:
        raise NoSigningKey(_l("No key signs certificates on this server yet, so none can be issued. Tell the administrator of the server."))
    return found


def claims_of(facts: Facts, code: bytes) -> Claims:
    """Return what a proof states of these facts."""
    return Claims(Kind(facts.kind), facts.serial, facts.issue_number, facts.full_name, facts.issued_on, facts.expires_on, code)


def proof_of(claims: Claims, key: Key) -> str:
    """Return the proof: `MRN1:` and base45. The same arguments give the same text."""
    return PREFIX + base45.encode(cose.sign(claims_as_bytes(claims), kid=key.kid, key=key.signer))


def link_of(facts: Facts) -> str:
    """Return what the square code holds: the page of this issue, with the proof in the part of the address that is sent to nobody."""
    return f"{facts.address}/{facts.code}#{facts.proof.replace('%', '%25').replace(' ', '%20')}"
