"""Granting and withdrawing waivers."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from lms.accounts import services as accounts
from lms.certificates import standing
from lms.certificates.waivers import queries
from lms.certificates.waivers.models import Waiver
from lms.db import db, insert_absent
from lms.errors import Conflict, DomainError, NotFound


class NothingToWaive(DomainError):
    """The certificate does not ask for this, or the person meets it."""


class WaiverUsed(Conflict):
    """A certificate was issued on it."""


def grant_waiver(
    *, waiver_id: UUID, person_id: UUID, programme: str, design: str, requirement: str, reason: str, account_id: UUID, now: datetime
) -> None:
    """Exempt somebody from one requirement of one certificate. Sent twice, it is one waiver.

    requirement: the key of a result. Raises NothingToWaive when the certificate has no such requirement or the person meets it.
    """
    if db.session.get(Waiver, waiver_id) is not None:
        return
    results = standing.requirements_of(person_id, programme, design)
    if requirement not in {one.key for one in results if not one.is_met}:
        raise NothingToWaive(_l("Nothing was waived: the certificate does not ask for this, or it is met already. Open the page again."))
    row = {"id": waiver_id, "programme": programme, "person_id": person_id, "design": design, "requirement": requirement, "reason": reason,
           "granted_by": account_id, "granted_at": now}  # fmt: skip
    insert_absent(Waiver, [row])
    accounts.note_audit(
        account_id=account_id, action="waiver.granted", subject=f"waiver:{waiver_id} person:{person_id} {design}:{requirement}", now=now
    )


def withdraw_waiver(*, waiver_id: UUID, person_id: UUID, programme: str, account_id: UUID, now: datetime) -> None:
    """Take a waiver back. Raises NotFound when this person has none such that stands; WaiverUsed when a certificate was issued since."""
    found = next((one for one in queries.granted_to([person_id], programme) if one.id == waiver_id), None)
    if found is None:
        raise NotFound(_l("This waiver was withdrawn already, or it is of somebody else. Open the page again."))
    if found.is_used:
        raise WaiverUsed(_l("A certificate was issued since this waiver was granted, so it stays. To take it back, revoke the certificate first."))
    db.session.execute(update(Waiver).where(Waiver.id == waiver_id).values(withdrawn_by=account_id, withdrawn_at=now))
    subject = f"waiver:{waiver_id} person:{person_id} {found.design}:{found.requirement}"
    accounts.note_audit(account_id=account_id, action="waiver.withdrawn", subject=subject, now=now)
