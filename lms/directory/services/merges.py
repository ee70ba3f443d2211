"""Saying that two records are of one person, and taking that back. That they are not is said in `lms.accounts.distinct`."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from lms.accounts import services as accounts
from lms.accounts.access import Viewer
from lms.accounts.merging import of_several_records, records_of
from lms.accounts.models import Person
from lms.db import db
from lms.directory.facts import people_merged, people_separated
from lms.directory.queries.merges import merge_or_none, merges_that_hold, programmes_of_accounts
from lms.directory.queries.people import may_be_seen_by
from lms.errors import Conflict, Forbidden, NotFound
from lms.identifiers import derived_id
from lms.journal import services as journal
from lms.workshops.enrolling.services import places as seats
from lms.workshops.messages.services import withdraw_doubled


class AlreadyOne(Conflict):
    """Both records are of one person already."""


class AlreadyTwo(Conflict):
    """The merge was taken back already."""


class NotTheirs(Forbidden):
    """Whoever asks may not decide on these people."""


def merge_people(*, event_id: UUID, kept_id: UUID, merged_id: UUID, viewer: Viewer, now: datetime) -> None:
    """Record that two people whom the viewer may see are one; the record `kept_id` stands for both from now on.

    A place in a workshop that both held is free, and offered to whoever waits; of messages that both were to receive one leaves.
    Sent twice, it is one merge. Raises NotTheirs when one of them has a role in a programme of others, or is the viewer, whose own record would be
    merged into another; AlreadyOne when they were merged meanwhile.
    """
    journal.lock()
    is_new = journal.body_of(event_id) is None
    if is_new:
        _refuse(kept_id, merged_id, viewer)
        accounts.note_audit(account_id=viewer.account_id, action="people.merged", subject=f"person:{kept_id} person:{merged_id}", now=now)
        seats.settle_lines_of((kept_id, merged_id), now=now)
    event = people_merged(id=event_id, merged_id=merged_id, kept_id=kept_id, programme=viewer.programme, account_id=viewer.account_id, now=now)
    journal.record(event, now=now)
    if is_new:
        seats.settle_lines_of((kept_id,), now=now)
        withdraw_doubled(kept_id=kept_id, records=records_of(kept_id), now=now)


def separate_people(*, event_id: UUID, merge_id: UUID, viewer: Viewer, now: datetime) -> None:
    """Record that a merge was a mistake: everything stands again where it was recorded. Sent twice, it is one fact.

    Raises NotFound when the viewer may not see the person, AlreadyTwo when somebody else took the merge back meanwhile.
    """
    journal.lock()
    if journal.body_of(event_id) is not None:
        return
    merge = merge_or_none(merge_id)
    if merge is None:
        raise AlreadyTwo(_l("This merge was taken back already. Each record has its own page again."))
    kept = of_several_records([merge.kept_id]).get(merge.kept_id, merge.kept_id)
    if db.session.scalar(select(Person.id).where(Person.id == kept, may_be_seen_by(viewer))) is None:
        raise NotFound(_l("There is nobody of this code among those you may see. Look for the person in the directory."))
    accounts.note_audit(account_id=viewer.account_id, action="people.separated", subject=f"person:{merge.kept_id} person:{merge.merged_id}", now=now)
    seats.settle_lines_of((kept,), now=now)
    event = people_separated(id=event_id, merge_id=merge_id, programme=viewer.programme, account_id=viewer.account_id, now=now)
    journal.record(event, now=now)
    seats.settle_lines_of((kept, merge.kept_id, merge.merged_id), now=now)


def take_back_all(people: Select[UUID], *, programme: str) -> None:
    """Record that every merge of these records was a mistake, as whoever merged them. For removing people with all that they left."""
    held = merges_that_hold(people)
    events = [people_separated(id=derived_id(one.id, "taken back"), merge_id=one.id, programme=programme, account_id=one.actor_id, now=one.said_at)
              for one in held]  # fmt: skip
    if events:
        journal.record_all(events, now=max(one.said_at for one in held))


def _refuse(kept_id: UUID, merged_id: UUID, viewer: Viewer) -> None:
    seen = set(db.session.scalars(select(Person.id).where(Person.id.in_((kept_id, merged_id)), may_be_seen_by(viewer))))
    if seen != {kept_id, merged_id}:
        raise AlreadyOne(_l("These records were changed or merged meanwhile, and nothing was done. Look for them in the directory again."))
    if merged_id == viewer.person_id:
        raise NotTheirs(_l("One of these records is your own. Keep that one: the other would end your session."))
    if programmes_of_accounts(seen) - {viewer.programme}:
        raise NotTheirs(_l("One of these people has a role in another programme. Ask the administrator of that programme to merge them."))
