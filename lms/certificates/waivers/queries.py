"""Reads on waivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, select

from lms.accounts.models import Account, Person
from lms.accounts.rules import full_name
from lms.certificates.models import Certificate
from lms.certificates.rules.kinds import State
from lms.certificates.rules.requirements import Waived
from lms.certificates.waivers.models import Waiver
from lms.clock import local_day
from lms.db import db

Waivers = Mapping[str, Waived]
"""{key of a requirement: who waived it and why}"""


@dataclass(frozen=True)
class Granted:
    """A waiver that stands."""

    id: UUID
    person_id: UUID
    design: str
    requirement: str
    reason: str
    by: str
    """Name of whoever granted it."""
    at: datetime
    is_used: bool
    """A certificate was issued since: it can no longer be withdrawn."""

    @property
    def waived(self) -> Waived:
        """Return it as the rules know it."""
        return Waived(by=self.by, on=local_day(self.at), reason=self.reason)


def granted_to(person_ids: Sequence[UUID], programme: str) -> list[Granted]:
    """Return the waivers of these people that stand, the oldest first. One query."""
    issued_since = and_(
        Certificate.person_id == Waiver.person_id, Certificate.programme == Waiver.programme, Certificate.design == Waiver.design,
        Certificate.state == State.ISSUED, Certificate.issued_at >= Waiver.granted_at,
    )  # fmt: skip
    rows = db.session.execute(
        select(Waiver, Person.given_names, Person.family_name, exists().where(issued_since).correlate(Waiver))
        .join(Account, Account.id == Waiver.granted_by)
        .join(Person, Person.id == Account.person_id)
        .where(Waiver.person_id.in_(person_ids), Waiver.programme == programme, Waiver.withdrawn_at.is_(None))
        .order_by(Waiver.granted_at, Waiver.id)
    )
    return [
        Granted(id=one.id, person_id=one.person_id, design=one.design, requirement=one.requirement, reason=one.reason, by=full_name(given, family),
                at=one.granted_at, is_used=is_used)
        for one, given, family, is_used in rows
    ]  # fmt: skip


def waivers_of(granted: Sequence[Granted], design: str) -> dict[UUID, dict[str, Waived]]:
    """Return of each person the waivers of one design; of two of the same requirement the first granted."""
    found: dict[UUID, dict[str, Waived]] = {}
    for one in granted:
        if one.design == design:
            found.setdefault(one.person_id, {}).setdefault(one.requirement, one.waived)
    return found
