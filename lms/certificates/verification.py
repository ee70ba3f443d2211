"""What the public may know of a certificate: by its serial, by the first letters of the name, or by the code of the paper."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from lms import clock
from lms.certificates.models import Certificate
from lms.certificates.queries import AlteredRecord, facts_of
from lms.certificates.rules.facts import Facts, is_over
from lms.certificates.rules.kinds import State
from lms.certificates.rules.names import begins_family_name
from lms.certificates.rules.serials import has_right_check, normal_serial
from lms.db import db


class Finding(StrEnum):
    """What can be said of a serial, with or without the code of the paper."""

    CONFIRMED = "confirmed"
    """Serial and code belong together: the visitor has the paper."""
    NAMED = "named"
    """The visitor knows how the name begins: it is shown, and nothing else of the person."""
    LISTED = "listed"
    """The serial exists; without the code nothing of the person is shown."""
    WRONG_LETTERS = "wrong-letters"
    WRONG_CODE = "wrong-code"
    ALTERED = "altered"
    """What is stored is not what was issued: nothing of it is shown."""
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


class Standing(StrEnum):
    """What has become of the issue that is shown."""

    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


_MOST_TYPED = 20
"""Characters; a serial has 14."""
FOUND = frozenset({Finding.CONFIRMED, Finding.NAMED, Finding.LISTED, Finding.WRONG_LETTERS})


@dataclass(frozen=True)
class Verification:
    """The public answer about a serial. Never holds more than the visitor may see."""

    finding: Finding
    serial: str
    """As printed, when it could be read at all, else as typed."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What kind of certificate it is, by language."""
    standing: Standing | None = None
    issue_number: int = 0
    """Of the issue that the code names; without a code, of the latest."""
    issued_on: date | None = None
    expires_on: date | None = None
    ended_on: date | None = None
    """When it was replaced or revoked."""
    ended_reason: str = ""
    """Why it was revoked: a `RevocationReason`."""
    next_issue: int | None = None
    """The latest issue, when there is one after this."""
    is_demonstration: bool = False
    is_test: bool = False
    """Signed with a key that certifies nothing."""
    name: str = ""
    """Only when CONFIRMED or NAMED."""
    facts: Facts | None = None
    """Everything on the paper; only when CONFIRMED."""

    @property
    def is_found(self) -> bool:
        """Tell whether we know a certificate of this serial."""
        return self.finding in FOUND

    @property
    def certifies_nothing(self) -> bool:
        """Tell whether it was made to show or to try things out."""
        return self.is_demonstration or self.is_test


def verification_of(typed_serial: str, code: str | None = None, *, today: date) -> Verification:
    """Return what the public may know about a serial, and about the code of the paper when there is one.

    A wrong code is answered like a paper that we did not issue, and so is an altered record: with nothing of the certificate. A code
    is compared in constant time, so that no part of it can be found by measuring.
    """
    serial, issues = _issues(typed_serial)
    if not issues:
        return _without_issue(typed_serial, serial)
    found = issues[0]
    if code is not None:
        of_code = [one for one in issues if hmac.compare_digest(one.code.encode(), code.upper().encode())]
        if not of_code:
            return Verification(Finding.WRONG_CODE, issues[0].serial)
        found = of_code[0]
    listed, facts = _listed(found, issues, today)
    if facts is None or code is None:
        return listed
    return replace(listed, finding=Finding.CONFIRMED, name=facts.full_name, facts=facts)


def named_verification_of(typed_serial: str, letters: str, *, today: date) -> Verification:
    """Return what the public may know about a serial when somebody says how the family name begins: if that is right, the name too."""
    serial, issues = _issues(typed_serial)
    if not issues:
        return _without_issue(typed_serial, serial)
    listed, facts = _listed(issues[0], issues, today)
    if facts is None:
        return listed
    is_right = begins_family_name(facts.full_name, letters)
    return replace(listed, finding=Finding.NAMED if is_right else Finding.WRONG_LETTERS, name=facts.full_name if is_right else "")


def _issues(typed_serial: str) -> tuple[str | None, Sequence[Certificate]]:
    """Return the serial as printed, or None when it cannot be one, and its issues, the latest first."""
    serial = normal_serial(typed_serial)
    if serial is None or not has_right_check(serial):
        return None, ()
    return serial, db.session.scalars(select(Certificate).where(Certificate.serial == serial).order_by(Certificate.issue_number.desc())).all()


def _without_issue(typed_serial: str, serial: str | None) -> Verification:
    if serial:
        return Verification(Finding.UNKNOWN, serial)
    return Verification(Finding.MISTYPED, normal_serial(typed_serial) or _cut(typed_serial))


def _cut(typed: str) -> str:
    """Return what was typed, or its beginning: an address that somebody else wrote shall not say whole sentences on our page."""
    return typed if len(typed) <= _MOST_TYPED else f"{typed[:_MOST_TYPED]}…"


def _listed(found: Certificate, issues: Sequence[Certificate], today: date) -> tuple[Verification, Facts | None]:
    """Return what everybody may know of an issue, and its facts; None for one that was altered."""
    try:
        facts = facts_of(found)
    except AlteredRecord:
        return Verification(Finding.ALTERED, found.serial), None
    listed = Verification(
        Finding.LISTED,
        found.serial,
        titles={language: words.title for language, words in facts.words.items()},
        standing=_standing(found, facts, today),
        issue_number=facts.issue_number,
        issued_on=facts.issued_on,
        expires_on=facts.expires_on,
        ended_on=clock.local_day(found.ended_at) if found.ended_at else None,
        ended_reason=found.ended_reason,
        next_issue=issues[0].issue_number if issues[0].issue_number > facts.issue_number else None,
        is_demonstration=facts.is_demonstration,
        is_test=facts.is_test,
    )
    return listed, facts


def _standing(found: Certificate, facts: Facts, today: date) -> Standing:
    if found.state != State.ISSUED:
        return Standing(found.state)
    return Standing.EXPIRED if is_over(facts.expires_on, today) else Standing.VALID
