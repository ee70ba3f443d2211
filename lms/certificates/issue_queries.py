"""Reads on one certificate: its issues, its holder, and what became of it in time order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select, true

from lms.accounts.access import Viewer
from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.certificates.models import Certificate
from lms.db import db
from lms.errors import NotFound
from lms.workshops.acquaintance import is_known_to


class Deed(StrEnum):
    """What was done with an issue."""

    ISSUED = "issued"
    REPLACED = "replaced"
    """By the issue of this number, which corrects the one before."""
    REVOKED = "revoked"


@dataclass(frozen=True)
class Event:
    """Something that was done with a certificate."""

    at: datetime
    deed: Deed
    issue_number: int
    by: str
    """Name of whoever did it; empty: a command did."""
    reason: str
    words: str


@dataclass(frozen=True)
class Issues:
    """Every issue of one certificate, the latest first, and whose it is."""

    issues: Sequence[Certificate]
    holder: Person

    @property
    def latest(self) -> Certificate:
        """The issue that counts."""
        return self.issues[0]


def issues_or_404(serial: str, viewer: Viewer) -> Issues:
    """Return a certificate that this viewer may see: administrators those of their programme, organisers those of the people whom they know.

    An enrolment alone opens no certificate of a stranger: `lms.workshops.acquaintance` says who is known. Raises NotFound.
    """
    rows = db.session.execute(
        select(Certificate, Person)
        .join(Person, Person.id == Certificate.person_id)
        .where(Certificate.serial == serial, Certificate.programme == viewer.programme, _is_visible_to(viewer))
        .order_by(Certificate.issue_number.desc())
    ).all()
    if not rows:
        raise NotFound(_l("There is no certificate of this serial among those you may see. Open it from the page of the workshop."))
    return Issues([certificate for certificate, _holder in rows], rows[0][1])


def events_of(issues: Sequence[Certificate]) -> list[Event]:
    """Return what was done with the issues of a certificate, in the order of time. One query."""
    names = _names_of({account for one in issues for account in (one.issued_by, one.ended_by) if account})
    events = []
    for one in issues:
        deed = Deed.ISSUED if one.issue_number == 1 else Deed.REPLACED
        events.append(Event(one.issued_at, deed, one.issue_number, names.get(one.issued_by, ""), one.reason, one.reason_words))
        if one.state == "revoked" and one.ended_at is not None:
            events.append(Event(one.ended_at, Deed.REVOKED, one.issue_number, names.get(one.ended_by, ""), one.ended_reason, one.ended_words))
    return sorted(events, key=lambda event: (event.at, event.issue_number))


def others_of_kind(certificate: Certificate) -> list[str]:
    """Return the serials of further certificates of the same kind that its holder has: two records of one person were merged."""
    query = select(Certificate.serial).where(
        Certificate.person_id == certificate.person_id, Certificate.programme == certificate.programme, Certificate.kind == certificate.kind,
        Certificate.serial != certificate.serial, Certificate.state == "issued",
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Certificate.duplicate)))


def _is_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    return true() if Role.ADMINISTRATOR in viewer.roles else is_known_to(viewer)


def _names_of(account_ids: set[UUID]) -> dict[UUID | None, str]:
    rows = db.session.execute(select(Account.id, Person).join(Person, Person.id == Account.person_id).where(Account.id.in_(account_ids)))
    return {account_id: person.full_name for account_id, person in rows}
