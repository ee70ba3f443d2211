"""Correction requests, of one person and of a programme."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from lms.accounts.access import Viewer
from lms.accounts.models import Person
from lms.db import db
from lms.directory.models import CorrectionRequest
from lms.directory.queries.people import may_be_seen_by
from lms.directory.rules import RequestState
from lms.errors import NotFound

MOST = 100
"""The list shows no more open requests at once: the oldest come first, and those answered leave it."""


@dataclass(frozen=True)
class Request:
    """What somebody wrote about their own record, and the answer."""

    id: UUID
    name: str
    code: str
    """As it stands in addresses."""
    words: str
    certificate: str
    """Serial of the certificate that it is about; empty: it is about the record."""
    asked_at: datetime
    state: str
    answer: str
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Nobody has answered yet."""
        return self.state == RequestState.OPEN


def requests_of(person_id: UUID, programme: str) -> list[Request]:
    """Return what a person asked of the staff of a programme: what is open first, then the latest. One query."""
    is_open = CorrectionRequest.state == RequestState.OPEN
    query = _REQUESTS.where(CorrectionRequest.person_id == person_id, CorrectionRequest.programme == programme)
    return _read(query.order_by(is_open.desc(), CorrectionRequest.asked_at.desc(), CorrectionRequest.id))


def open_requests(viewer: Viewer) -> list[Request]:
    """Return the open requests of the people whom a viewer may see, the oldest first, at most MOST. One query."""
    query = _REQUESTS.where(CorrectionRequest.programme == viewer.programme, CorrectionRequest.state == RequestState.OPEN, may_be_seen_by(viewer))
    return _read(query.order_by(CorrectionRequest.asked_at, CorrectionRequest.id))


def request_or_404(request_id: UUID, viewer: Viewer) -> CorrectionRequest:
    """Return a request of somebody whom this viewer may see. Raises NotFound."""
    found = db.session.scalar(
        select(CorrectionRequest)
        .join(Person, Person.id == CorrectionRequest.person_id)
        .where(CorrectionRequest.id == request_id, CorrectionRequest.programme == viewer.programme, may_be_seen_by(viewer))
    )
    if found is None:
        raise NotFound(_l("There is no such request among those that you may answer. Open the list of requests again."))
    return found


_REQUESTS = select(CorrectionRequest, Person).join(Person, Person.id == CorrectionRequest.person_id)


def _read(query: Select[CorrectionRequest, Person]) -> list[Request]:
    return [
        Request(id=one.id, name=person.full_name, code=person.code, words=one.words, certificate=one.certificate, asked_at=one.asked_at,
                state=one.state, answer=one.answer, answered_at=one.answered_at)
        for one, person in db.session.execute(query.limit(MOST))
    ]  # fmt: skip
