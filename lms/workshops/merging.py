"""How the enrolments, marks and workshops of two records of one person come together (`lms.accounts.merging`).

Somebody who was enrolled in one workshop under two records is in it once: the enrolment that says most counts, its place is taken once, and the
marks of the other one are its marks. What contradicts then is a conflict, as when two organisers mark the same person.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from lms.accounts.merging import Regrouping, standing_accounts
from lms.accounts.moving import ASIDE, Holders, Row, Values, moving, settle_rows
from lms.db import db
from lms.journal import services as journal
from lms.workshops.calendar.models import CalendarFeed
from lms.workshops.checkin.models import HelperAccess
from lms.workshops.facts import apply_marks
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.models import AttendanceMark, AttendanceStanding, Enrolment, WorkshopOrganiser
from lms.workshops.prints.models import SignInSheet
from lms.workshops.rules import MERGED

OWNERS = (
    WorkshopOrganiser.account_id,
    Enrolment.person_id,
    Enrolment.merged_into_id,
    AttendanceMark.enrolment_id,
    AttendanceStanding.enrolment_id,
    WorkshopMessage.person_id,
)
STAYING: Mapping[Any, str] = {
    HelperAccess.account_id: "It says who did it.",
    SignInSheet.account_id: "It says who did it.",
    CalendarFeed.account_id: "Its address leads to the calendar of the account that stands.",
}

_STATES = ("confirmed", "invited", "waiting")
_ROLES = ("participant", "trainer", "observer")


def settle(people: Regrouping) -> None:
    """Let enrolments with their marks, messages, and the workshops that somebody organises, be theirs."""
    settle_rows(WorkshopOrganiser, "account_id", standing_accounts(people.after), moving("account_id", unless_taken=("workshop_id",)))
    settle_rows(WorkshopMessage, "person_id", people.after, moving("person_id", unless_taken=("workshop_id", "kind", "channel", "occasion")))
    settle_rows(Enrolment, "person_id", people.after, _one_enrolment_counts)
    _mark_again(db.session.scalars(select(Enrolment.id).where(Enrolment.person_id.in_(people.after))).all())


def _one_enrolment_counts(rows: Sequence[Row], holders: Holders) -> list[Values]:
    """Place the enrolments: of several in one workshop the one that says most stands for the person, and the others are aside."""
    changes: list[Values] = []
    for row in rows:
        holder = holders[row["person_id"]]
        same = [one for one in rows if holders[one["person_id"]] == holder and one["workshop_id"] == row["workshop_id"]]
        first = min(same, key=lambda one: _rank(one, same))
        if row is first:
            changes.append({"person_id": holder})
        else:  # where it is not in the way of whoever looks for the enrolment of the person
            aside = first["person_id"] if row["person_id"] == holder else row["person_id"]
            changes.append({ASIDE: first["id"], "role": MERGED, "state": MERGED, "person_id": aside})
    return changes


def _rank(enrolment: Row, same: Sequence[Row]) -> tuple[Any, ...]:
    """Return what the enrolments of one person in one workshop are ordered by, the one that counts first.

    One that is aside stays so while the one that counts in its place is there: an organiser may have withdrawn that since, and means the person.
    Which record is kept does not matter, so that the order in which merges become known does not either.
    """
    stays_aside = enrolment.now[ASIDE] in {one["id"] for one in same}
    state, role = enrolment["state"], enrolment["role"]
    return stays_aside, _STATES.index(state) if state in _STATES else len(_STATES), _ROLES.index(role), enrolment["id"]


def _mark_again(enrolment_ids: Collection[UUID]) -> None:
    """Apply again what was said of these enrolments: the journal knows which one each mark named."""
    mark_ids = db.session.scalars(select(AttendanceMark.id).where(AttendanceMark.enrolment_id.in_(enrolment_ids))).all()
    if mark_ids:
        db.session.execute(delete(AttendanceStanding).where(AttendanceStanding.enrolment_id.in_(enrolment_ids)))
        db.session.execute(delete(AttendanceMark).where(AttendanceMark.id.in_(mark_ids)))
        apply_marks(journal.events_of(mark_ids))
