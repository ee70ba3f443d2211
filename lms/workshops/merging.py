"""How the enrolments, marks and workshops of two records of one person come together (`lms.accounts.merging`).

Somebody who was enrolled in one workshop under two records is in it once: the enrolment that says most counts, its place is taken once, and the
marks of the other one are its marks. What contradicts then is a conflict, as when two organisers mark the same person.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from lms.accounts.merging import Regrouping, standing_accounts
from lms.accounts.moving import ASIDE, Holders, Row, Values, moving, settle_rows
from lms.db import db
from lms.journal import services as journal
from lms.workshops.calendar.models import CalendarFeed
from lms.workshops.checkin.models import HelperAccess
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.facts import apply_marks
from lms.workshops.files.models import WorkshopFile
from lms.workshops.messages.models import WorkshopMessage
from lms.workshops.models import AttendanceMark, AttendanceStanding, Enrolment, Workshop, WorkshopOrganiser
from lms.workshops.plan.models import StatusChange
from lms.workshops.prints.models import PaymentTerms, SignInSheet
from lms.workshops.rules import MERGED
from lms.workshops.teachback.facts import apply_teach_backs
from lms.workshops.teachback.models import TeachBack

OWNERS = (
    WorkshopOrganiser.account_id,
    Enrolment.person_id,
    Enrolment.merged_into_id,
    AttendanceMark.enrolment_id,
    AttendanceStanding.enrolment_id,
    TeachBack.enrolment_id,
    WorkshopMessage.person_id,
)
STAYING: Mapping[Any, str] = {
    Enrolment.replaces_id: "Whose place was taken is what was said; which enrolment counts in its place is asked when it is read.",
    EnrolmentChange.enrolment_id: "What happened, happened to that enrolment; the history of somebody has those of all of theirs.",
    EnrolmentChange.account_id: "It says who did it.",
    AttendanceMark.actor_id: "It says who did it.",
    HelperAccess.account_id: "It says who did it.",
    SignInSheet.account_id: "It says who did it.",
    SignInSheet.rows: "A sheet stays as it was printed; who stands in its rows now is asked when it is typed.",
    PaymentTerms.staying: "Which enrolments count in their place is asked when it is read.",
    StatusChange.account_id: "It says who did it.",
    WorkshopFile.added_by: "It says who did it.",
    WorkshopFile.removed_by: "It says who did it.",
    TeachBack.actor_id: "It says who did it.",
    WorkshopMessage.asked_by: "It says who did it.",
    CalendarFeed.account_id: "Its address leads to the calendar of the account that stands, and is withdrawn with its own.",
}

_ROLES = ("participant", "trainer", "observer")


def settle(people: Regrouping) -> None:
    """Let enrolments with their marks, messages, and the workshops that somebody organises, be theirs."""
    settle_rows(WorkshopOrganiser, "account_id", standing_accounts(people.after), moving("account_id", unless_taken=("workshop_id",)))
    settle_rows(WorkshopMessage, "person_id", people.after, moving("person_id", unless_taken=("workshop_id", "kind", "channel", "occasion")))
    settle_rows(Enrolment, "person_id", people.after, _one_enrolment_counts)
    enrolment_ids = db.session.scalars(select(Enrolment.id).where(Enrolment.person_id.in_(people.after))).all()
    _mark_again(enrolment_ids)
    _observe_again(enrolment_ids)


def _one_enrolment_counts(rows: Sequence[Row], holders: Holders) -> list[Values]:
    """Place the enrolments: of several in one workshop the one that says most stands for the person, and the others are aside."""
    settled = _days_settled({row["workshop_id"] for row in rows})
    changes: list[Values] = []
    for row in rows:
        holder = holders[row["person_id"]]
        same = [one for one in rows if holders[one["person_id"]] == holder and one["workshop_id"] == row["workshop_id"]]
        first = min(same, key=lambda one: _rank(one, same, settled[one["workshop_id"]]))
        if row is first:
            changes.append({"person_id": holder})
        else:  # where it is not in the way of whoever looks for the enrolment of the person
            aside = first["person_id"] if row["person_id"] == holder else row["person_id"]
            changes.append({ASIDE: first["id"], "role": MERGED, "state": MERGED, "person_id": aside})
    return changes


def _days_settled(workshop_ids: Collection[UUID]) -> dict[UUID, date]:
    """Return {workshop: day up to which its free places have been offered}; the first of all days where none ever was."""
    rows = db.session.execute(select(Workshop.id, Workshop.line_settled_on).where(Workshop.id.in_(workshop_ids)))
    return {id: day or date.min for id, day in rows}


def _rank(enrolment: Row, same: Sequence[Row], settled_on: date) -> tuple[Any, ...]:
    """Return what the enrolments of one person in one workshop are ordered by, the one that counts first.

    One that is aside stays so while the one that counts in its place is there: an organiser may have withdrawn that since, and means the person.
    Which record is kept does not matter, so that the order in which merges become known does not either.
    """
    stays_aside = enrolment.now[ASIDE] in {one["id"] for one in same}
    return stays_aside, _standing(enrolment, settled_on), _ROLES.index(enrolment["role"]), _turn(enrolment), enrolment["id"]


def _standing(enrolment: Row, settled_on: date) -> int:
    """Return how much an enrolment says: a place, a turn on the waiting list, an invitation that has lapsed, or that somebody does not come."""
    match enrolment["state"]:
        case "confirmed":
            return 0
        case "invited":
            return 1 if (enrolment["holds_until"] or date.max) >= settled_on else 3
        case "waiting":
            return 2
        case _:
            return 4


def _turn(enrolment: Row) -> tuple[bool, Any]:
    """Return what gives somebody their turn on the waiting list: they keep the earlier one."""
    since = enrolment["waiting_since"]
    return since is None, since


def _mark_again(enrolment_ids: Collection[UUID]) -> None:
    """Apply again what was said of these enrolments: the journal knows which one each mark named."""
    mark_ids = db.session.scalars(select(AttendanceMark.id).where(AttendanceMark.enrolment_id.in_(enrolment_ids))).all()
    if mark_ids:
        db.session.execute(delete(AttendanceStanding).where(AttendanceStanding.enrolment_id.in_(enrolment_ids)))
        db.session.execute(delete(AttendanceMark).where(AttendanceMark.id.in_(mark_ids)))
        apply_marks(journal.events_of(mark_ids))


def _observe_again(enrolment_ids: Collection[UUID]) -> None:
    """Apply again which teach-backs of these enrolments were observed."""
    ids = db.session.scalars(select(TeachBack.id).where(TeachBack.enrolment_id.in_(enrolment_ids))).all()
    if ids:
        db.session.execute(delete(TeachBack).where(TeachBack.id.in_(ids)))
        apply_teach_backs(journal.events_of(ids))
