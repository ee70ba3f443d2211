"""Issuing the certificates of a whole workshop: in steps, each kept before the next begins.

Nothing remembers how far a batch has come but the certificates themselves. So whoever goes on after a cut, a second press of the button or a
second organiser begins with those who have none yet, and nobody is issued two.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import OperationalError

from lms.certificates import workshop_queries
from lms.certificates.content import Design
from lms.certificates.proof.keys import KeyFault
from lms.certificates.services.freezing import source_of
from lms.certificates.services.issuing import Draft, MergedMeanwhile, Refusal, draft_of, issue_drafts
from lms.db import db, transactional
from lms.db.locking import Busy
from lms.errors import DomainError
from lms.programmes import services as programmes
from lms.workshops.models import Workshop

log = logging.getLogger(__name__)

AT_ONCE = 40
"""Certificates of one step: drawn within half a second or so, and lost with it when the power is cut. What a step asks the database costs
as much as drawing several, so smaller ones are slower."""


class CutShort(DomainError):
    """The database went away between two steps, or its disk is full."""

    status = 503


@dataclass
class Progress:
    """How far a batch has come."""

    total: int
    """People who were ready when it began and had no certificate."""
    done: int = 0
    issued: list[str] = field(default_factory=list)
    """Serials."""
    refused: list[Refusal] = field(default_factory=list)


def issue_ready(
    workshop: Workshop,
    design: Design,
    *,
    account_id: UUID | None,
    now: datetime,
    only: UUID | None = None,
    languages: tuple[str, ...] | None = None,
) -> Iterator[Progress]:
    """Issue a certificate to everybody of a workshop who is ready and has none, and yield how far it has come: first before the first step.

    only: issue it to this person alone. languages: of the papers, one of LANGUAGE_CHOICES; None: as the programme says. Not inside a
    transaction: each step draws outside of any and is one of its own. Raises NoPublicAddress.
    """
    db.session.rollback()  # what is read from here on is of one instant: who is ready, and what is printed
    programme = programmes.programme_of(workshop.programme)
    ready = [one for one in workshop_queries.ready_for(workshop, design) if only in (None, one)]
    source = source_of(ready, programme=programme, design=design, now=now, languages=languages)
    progress, slug = Progress(total=len(ready)), programme.slug
    yield progress
    for start in range(0, len(ready), AT_ONCE):
        people = ready[start : start + AT_ONCE]
        remaining = workshop_queries.without_certificate(people, slug, design.kind)
        db.session.rollback()  # an open reading would keep SQLite from shortening its log
        found = [draft_of(person_id, source) for person_id in remaining]
        _keep(found, progress, programme=slug, account_id=account_id, now=now)
        progress.done += len(people)
        yield progress


def in_words(steps: Iterator[Progress]) -> Iterator[Progress]:
    """Yield the steps of a batch for a page that has begun and can become no other: what stops them is said in a sentence, and logged.

    Raises DomainError.
    """
    try:
        yield from steps
    except KeyFault as fault:
        log.error("issuing stopped: %s", fault)
        raise
    except (OperationalError, Busy) as error:
        db.session.rollback()
        log.error("issuing stopped, database unavailable: %s", str(getattr(error, "orig", error)).split("\n", 1)[0])
        raise CutShort(
            _l("The database could not be written, so the work stopped. The certificates issued so far remain, and nobody was issued half of one. "
               "Wait a minute and press the button again; if it stops again, tell the administrator of the server.")
        ) from error  # fmt: skip


def _keep(found: Sequence[Draft | Refusal], progress: Progress, *, programme: str, account_id: UUID | None, now: datetime) -> None:
    drafts = [one for one in found if isinstance(one, Draft)]
    progress.refused += [one for one in found if isinstance(one, Refusal)]
    try:
        with transactional():
            issued = issue_drafts(drafts, programme=programme, account_id=account_id, now=now)
    except MergedMeanwhile as error:
        progress.refused += [Refusal(draft.person_id, error) for draft in drafts]
    else:
        progress.issued += [draft.facts.serial for draft in issued]
