"""Recording which teach-backs were observed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.clock import local_day
from lms.db import db
from lms.errors import DomainError
from lms.identifiers import derived_id
from lms.journal import services as journal
from lms.journal.rules import Outcome as Recorded
from lms.workshops.deeds import refuse_unless
from lms.workshops.facts import counting_enrolments
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.plan.rules.status import Deed
from lms.workshops.queries import is_in_the_room
from lms.workshops.services import NotInWorkshop
from lms.workshops.teachback import queries
from lms.workshops.teachback.facts import teach_back_observed
from lms.workshops.teachback.rules import Choice, what_is_new


class NotOnThatDay(DomainError):
    """Nothing can have been observed on that day."""


@dataclass(frozen=True)
class Summary:
    """How many people a form said something about."""

    recorded: int
    overtaken: int
    """Of whom somebody else has said something in the meantime."""


def observe(
    *, form_id: UUID, workshop: Workshop, choices: Mapping[UUID, Choice], on: date, observer: str, account_id: UUID, now: datetime
) -> Summary:
    """Record what is new against what the page had shown, {enrolment: what was chosen}. Sent twice, a form is one record.

    on: the day of the observation. Raises NotInWorkshop, NotOnThatDay, NotNow; then nothing is recorded.
    """
    journal.lock()
    refuse_unless(workshop, Deed.MARK)
    if not workshop.starts_on <= on <= local_day(now):
        raise NotOnThatDay(_l("Nothing was saved. Choose a day from the beginning of the workshop until today."))
    counting = counting_enrolments(choices)  # a page may be older than a merge of two people
    theirs = {counting[enrolment_id]: choice for enrolment_id, choice in choices.items()}
    _refuse_strangers(workshop, theirs)
    said = what_is_new(theirs, queries.latest_of(theirs))
    events = [
        teach_back_observed(id=derived_id(form_id, str(enrolment_id)), enrolment_id=enrolment_id, outcome=outcome, on=on, observer=observer,
                            programme=workshop.programme, account_id=account_id, said_at=now)
        for enrolment_id, outcome in said.outcomes.items()
    ]  # fmt: skip
    outcomes = journal.record_all(events, now=now) if events else []
    refused = outcomes.count(Recorded.REFUSED)
    return Summary(recorded=len(outcomes) - refused, overtaken=len(said.overtaken) + refused)


def _refuse_strangers(workshop: Workshop, choices: Mapping[UUID, Choice]) -> None:
    here = set(db.session.scalars(select(Enrolment.id).where(Enrolment.workshop_id == workshop.id, is_in_the_room())))
    if not choices.keys() <= here:
        raise NotInWorkshop(_l("Somebody on this page is no longer a participant of this workshop. Nothing was saved. Open the page again."))
