"""What proofs and lists state, as the claims of a CWT (RFC 8392)."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lms.certificates.proof import cbor
from lms.certificates.proof.faults import Fault, Unreadable
from lms.certificates.rules.facts import printed_name
from lms.certificates.rules.kinds import Kind
from lms.certificates.rules.serials import has_right_check, normal_serial

PREFIX = "MRN1:"
"""What a proof begins with, before the base45."""
ISSUER = "MRN-ML"
CODE_BYTES = 8
LONGEST_NAME = 80
"""Characters. With the address a longer one would need a square code that a photocopy does not survive."""
LIST_LASTS = timedelta(days=90)
_VERSION = 1
_ISS, _EXP, _IAT, _CTI, _CERTIFICATE, _WITHDRAWN, _REVOKED_NUMBER = 1, 4, 6, 7, -65537, -65540, -65539
_LETTERS = {Kind.TRAINER: "F", Kind.PARTICIPATION: "P"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_LATEST = 253_402_300_799
"""The last second of the year 9999, which calendars end with."""


@dataclass(frozen=True)
class Claims:
    """What a proof states of one certificate: nothing that does not stand on the paper."""

    kind: Kind
    serial: str
    issue_number: int
    name: str
    """As printed; Unicode NFC, at most 80 characters."""
    issued_on: date
    expires_on: date | None
    """The last day on which it is valid; None: it never expires."""
    code: bytes
    """8 random bytes, which open the page of the certificate; the list names it by their mark."""


@dataclass(frozen=True)
class Withdrawals:
    """What a list states."""

    made_at: datetime
    next_update: datetime
    """From then on the list is too old."""
    revoked: frozenset[bytes]
    """Marks of codes, as `mark_of` says."""
    replaced: frozenset[bytes]


def claims_as_bytes(claims: Claims) -> bytes:
    """Return the claims as a CWT.

    Days become seconds at their beginning, Mali's time being UTC: `exp` is the first second on which it is not valid any more. Raises
    ValueError for a name that is not NFC or too long, a serial that is none, and a code that is not of 8 bytes.
    """
    if not _is_name(claims.name):
        raise ValueError("the name must be written as it is printed (NFC), in 1 to 80 characters")
    if not _is_serial(claims.serial) or claims.issue_number < 1 or len(claims.code) != CODE_BYTES:
        raise ValueError("the serial, issue number or code is none")
    body: dict[int, Any] = {
        _ISS: ISSUER, _IAT: _seconds(claims.issued_on), _CTI: claims.code,
        _CERTIFICATE: [_VERSION, _LETTERS[claims.kind], claims.serial, claims.issue_number, claims.name],
    }  # fmt: skip
    if claims.expires_on:
        body[_EXP] = _seconds(claims.expires_on + timedelta(days=1))
    return cbor.dump(body)


def claims_from_bytes(payload: bytes) -> Claims:
    """Return the claims that `claims_as_bytes` wrote.

    Raises Unreadable: NOT_CLAIMS, UNKNOWN_CLAIM, MISSING_CLAIM, WRONG_ISSUER, UNKNOWN_VERSION or BAD_CLAIM.
    """
    body = _body(payload, required={_ISS, _IAT, _CTI, _CERTIFICATE}, optional={_EXP})
    match body[_CERTIFICATE]:
        case [int(version), *_rest] if version != _VERSION:
            raise Unreadable(Fault.UNKNOWN_VERSION)
        case [_version, str(letter), str(serial), int(issue_number), str(name)] if letter in _KINDS and _is_serial(serial) and issue_number > 0:
            issued, expires = _day(body[_IAT]), _day(body[_EXP]) - timedelta(days=1) if _EXP in body else None
            if not _is_name(name) or (expires and expires < issued):
                raise Unreadable(Fault.BAD_CLAIM)
            return Claims(_KINDS[letter], serial, issue_number, name, issued, expires, _code(body[_CTI]))
    raise Unreadable(Fault.BAD_CLAIM)


def withdrawals_as_bytes(withdrawals: Withdrawals) -> bytes:
    """Return the list as a CWT: the marks of those that were revoked, sorted, then of those that were replaced, and how many the former are."""
    marks = [*sorted(withdrawals.revoked), *sorted(withdrawals.replaced)]
    return cbor.dump({
        _ISS: ISSUER, _IAT: int(withdrawals.made_at.timestamp()), _EXP: int(withdrawals.next_update.timestamp()), _WITHDRAWN: marks,
        _REVOKED_NUMBER: len(withdrawals.revoked),
    })  # fmt: skip


def withdrawals_from_bytes(payload: bytes) -> Withdrawals:
    """Return the list that `withdrawals_as_bytes` wrote. Raises Unreadable as `claims_from_bytes` does."""
    body = _body(payload, required={_ISS, _IAT, _EXP, _WITHDRAWN, _REVOKED_NUMBER}, optional=set())
    marks, revoked = body[_WITHDRAWN], body[_REVOKED_NUMBER]
    if not isinstance(marks, list) or not isinstance(revoked, int) or not 0 <= revoked <= len(marks):
        raise Unreadable(Fault.BAD_CLAIM)
    made_at, next_update = _moment(body[_IAT]), _moment(body[_EXP])
    if next_update <= made_at:
        raise Unreadable(Fault.BAD_CLAIM)
    read = [_code(mark) for mark in marks]
    return Withdrawals(made_at, next_update, frozenset(read[:revoked]), frozenset(read[revoked:]))


def mark_of(code: bytes) -> bytes:
    """Return what the public list names a certificate by: the first 8 bytes of the SHA-512 of its code.

    Not the code itself: with the serial it opens name and facts, to somebody who never had the paper.
    """
    return hashlib.sha512(code).digest()[:CODE_BYTES]


def code_as_text(code: bytes) -> str:
    """Return a code as the address in the square code writes it: 13 characters of base32 (RFC 4648) without padding."""
    return base64.b32encode(code).decode().rstrip("=")


def code_from_text(text: str) -> bytes | None:
    """Return the code that `code_as_text` wrote, whatever its case; None for anything else, such as the longer codes of before."""
    try:
        code = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    return code if len(code) == CODE_BYTES and code_as_text(code) == text.upper() else None


def _body(payload: bytes, *, required: set[int], optional: set[int]) -> Mapping[int, Any]:
    try:
        body = cbor.load(payload)
    except Unreadable as error:
        raise Unreadable(Fault.NOT_CLAIMS) from error
    if not isinstance(body, dict):
        raise Unreadable(Fault.NOT_CLAIMS)
    if not set(body) <= required | optional:
        raise Unreadable(Fault.UNKNOWN_CLAIM)
    if not required <= set(body):
        raise Unreadable(Fault.MISSING_CLAIM)
    if body[_ISS] != ISSUER:
        raise Unreadable(Fault.WRONG_ISSUER)
    return body


def _is_serial(text: str) -> bool:
    return normal_serial(text) == text and has_right_check(text)


def _is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and printed_name(name) == name


def _code(value: object) -> bytes:
    if not isinstance(value, bytes) or len(value) != CODE_BYTES:
        raise Unreadable(Fault.BAD_CLAIM)
    return value


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _moment(value: object) -> datetime:
    if not isinstance(value, int) or not 0 <= value <= _LATEST:
        raise Unreadable(Fault.BAD_CLAIM)
    return datetime.fromtimestamp(value, UTC)


def _day(value: object) -> date:
    moment = _moment(value)
    if moment.time() != datetime.min.time():
        raise Unreadable(Fault.BAD_CLAIM)
    return moment.date()
