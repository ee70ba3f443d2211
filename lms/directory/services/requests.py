"""Asking for a correction of one's own record, and answering."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l

from lms.accounts import services as accounts
from lms.db import db, insert_absent
from lms.directory.models import CorrectionRequest
from lms.directory.rules import RequestState
from lms.errors import Conflict, DomainError


class AnswerMissing(DomainError):
    """A request is refused without a word why."""


class AnsweredMeanwhile(Conflict):
    """Somebody else answered first."""


def ask_correction(*, request_id: UUID, person_id: UUID, programme: str, words: str, certificate: str = "", now: datetime) -> None:
    """Keep what somebody wrote about their own record, or one of their certificates, for the staff of a programme.

    certificate: its serial. The same form sent again is one request.
    """
    row = {"id": request_id, "person_id": person_id, "programme": programme, "words": words.strip(), "certificate": certificate, "asked_at": now,
           "state": RequestState.OPEN, "answer": "", "answered_by": None, "answered_at": None}  # fmt: skip
    insert_absent(CorrectionRequest, [row])


def answer_request(*, request: CorrectionRequest, state: RequestState, answer: str, account_id: UUID, now: datetime) -> None:
    """Answer a request: done, or refused with words. The person reads the answer; the same answer again changes nothing.

    Raises AnswerMissing when it is refused without a word, AnsweredMeanwhile when it has another answer already.
    """
    answer = answer.strip()
    if state is RequestState.REFUSED and not answer:
        raise AnswerMissing(_l("Write why the record stays as it is: the person reads it."))
    db.session.refresh(request, with_for_update=True)
    if (request.state, request.answer) == (state, answer):
        return
    if request.state != RequestState.OPEN:
        raise AnsweredMeanwhile(_l("Somebody else answered this request meanwhile. Their answer stands on the page of the person."))
    request.state, request.answer, request.answered_by, request.answered_at = state, answer, account_id, now
    accounts.note_audit(account_id=account_id, action="request.answered", subject=f"correction-request:{request.id} {state}", now=now)
    db.session.flush()
