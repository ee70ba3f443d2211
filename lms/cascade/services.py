"""Reporting a session, correcting a report, deciding on one. All of it goes through the journal."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.accounts.models import Account
from lms.cascade.facts import AMENDED, DECIDED, REPORTED, body_of, decisions_of, reports_of
from lms.cascade.models import CascadeSession, SessionReport
from lms.cascade.queries.contents import counting_report
from lms.cascade.queries.histories import NoSession
from lms.cascade.rules import (
    MOST_PARTICIPANTS,
    AgeBand,
    Contents,
    Fault,
    Sex,
    Verdict,
    changed_parts,
    faults_of,
    mentions_a_case,
    standing_decision,
)
from lms.clock import local_day
from lms.db import db
from lms.errors import Conflict, DomainError, Forbidden
from lms.journal import services as journal
from lms.journal.models import JournalEvent
from lms.journal.rules import NewEvent, Outcome
from lms.places.models import Place
from lms.programmes import services as programmes


class ReportRefused(DomainError):
    """A report cannot be taken as it is. `messages` has one sentence per fault."""

    def __init__(self, messages: Mapping[Fault, LazyString]) -> None:
        super().__init__(next(iter(messages.values())))
        self.messages = messages


class ReasonRefused(DomainError):
    """The reason of a decision is missing, not wanted, or says too much."""


class NothingChanged(DomainError):
    """A correction says the same as the report that counts."""

    def __init__(self) -> None:
        super().__init__(_l("This correction changes nothing in the report. Change what was wrong, then send it again."))


class CorrectedMeanwhile(Conflict):
    """The report that a trainer began to correct is no longer the latest."""

    def __init__(self) -> None:
        super().__init__(
            _l("This report was corrected after you opened this page, and nothing has been sent. Compare what you typed with the latest report, "
               "then send it again.")
        )  # fmt: skip


class AmendedMeanwhile(Conflict):
    """The trainer corrected the report while the monitor was reading it."""

    def __init__(self) -> None:
        super().__init__(
            _l("The trainer corrected this report while you were reading it, and nothing has been decided. Read the new report below, then decide.")
        )


class DecidedMeanwhile(Conflict):
    """Somebody else decided while the monitor was reading."""

    def __init__(self) -> None:
        super().__init__(
            _l("Another decision on this report was stored while you were reading it; yours was not. It stands below, and you can change it.")
        )


class OwnSession(Forbidden):
    """Nobody decides on a session that they gave themselves."""


class SentWithOtherContent(Conflict):
    """The same form was already sent with other content."""

    def __init__(self) -> None:
        super().__init__(
            _l("This form had already been sent with other content. What was stored first is kept; open the session to correct it if needed.")
        )


_SENTENCES = {
    Fault.CASE_DETAILS: _l("Write only the name of the town or village: no telephone number, and nothing about victims or cases."),
    Fault.DATE_IN_FUTURE: _l("This date is still to come. Enter the day on which the session was held."),
    Fault.NO_MODULE: _l("Choose at least one module that you taught."),
    Fault.UNKNOWN_MODULE: _l("Choose modules of your programme only."),
    Fault.UNKNOWN_PLACE: _l("Choose a cercle, or a commune of Bamako, from the list."),
    Fault.NOBODY: _l("Enter how many people took part: at least one."),
}


def report_session(
    *,
    event_id: UUID,
    programme: str,
    lead_id: UUID,
    account_id: UUID,
    place_code: str,
    locality: str,
    held_on: date,
    modules: Collection[str],
    head_counts: Mapping[tuple[Sex, AgeBand], int],
    now: datetime,
) -> Outcome:
    """Report a session; the event's id becomes the session's. Raises ReportRefused.

    Returns `refused` when this id was already used for something else: what came first is kept, this one is set apart, so
    the caller commits first and says so afterwards.
    """
    contents = _checked(place_code=place_code, locality=locality, held_on=held_on, modules=modules, head_counts=head_counts,
                        programme=programme, now=now)  # fmt: skip
    body = {"lead": str(lead_id), **body_of(contents)}
    return _record(REPORTED, event_id=event_id, programme=programme, account_id=account_id, body=body, now=now)


def amend_session(
    *,
    event_id: UUID,
    session_id: UUID,
    amends_id: UUID,
    lead_id: UUID,
    account_id: UUID,
    place_code: str,
    locality: str,
    held_on: date,
    modules: Collection[str],
    head_counts: Mapping[tuple[Sex, AgeBand], int],
    now: datetime,
) -> Outcome:
    """Correct a report of one's own session; the session waits again. Raises ReportRefused, CorrectedMeanwhile, NothingChanged, NoSession.

    amends_id: the report that was on the screen. Corrections of one report that did not know of each other can still arrive from
    elsewhere: both are kept then, and the session is flagged.
    """
    session = own_session(session_id, lead_id=lead_id)
    if db.session.scalar(select(SessionReport.session_id).where(SessionReport.id == amends_id)) != session_id:
        raise NoSession
    contents = _checked(place_code=place_code, locality=locality, held_on=held_on, modules=modules, head_counts=head_counts,
                        programme=session.programme, now=now)  # fmt: skip
    if not _is_stored(event_id):
        _check_correction(contents, session_id=session_id, amends_id=amends_id)
    body = {"session": str(session_id), "amends": str(amends_id), **body_of(contents)}
    return _record(AMENDED, event_id=event_id, programme=session.programme, account_id=account_id, body=body, now=now)


def decide_session(
    *,
    event_id: UUID,
    session_id: UUID,
    report_id: UUID,
    decision: Verdict,
    reason: str,
    account_id: UUID,
    now: datetime,
    replaces_id: UUID | None = None,
) -> Outcome:
    """Verify a session, or return it with a reason.

    report_id: the report that was on the screen. replaces_id: the decision on it that was on the screen, when there was one.
    Raises ReasonRefused, AmendedMeanwhile, DecidedMeanwhile, OwnSession, NoSession.
    """
    journal.lock()  # before the rows: a correction that arrives now takes both in this order too
    session = db.session.scalar(select(CascadeSession).where(CascadeSession.id == session_id))
    if session is None:
        raise NoSession
    reason = reason.strip()
    _check_reason(decision, reason)
    if _is_own(session, account_id):
        raise OwnSession(_l("You gave this session yourself, so somebody else has to verify it."))
    if not _is_stored(event_id):
        _check_nothing_came_between(session, report_id=report_id, replaces_id=replaces_id)
    body = {"session": str(session_id), "report": str(report_id), "decision": decision, "reason": reason,
            "replaces": str(replaces_id) if replaces_id else None}  # fmt: skip
    return _record(DECIDED, event_id=event_id, programme=session.programme, account_id=account_id, body=body, now=now)


def session_in(programme: str, session_id: UUID) -> CascadeSession:
    """Return a session of a programme. Raises NoSession when there is none, or when it belongs to another programme."""
    session = db.session.get(CascadeSession, session_id)
    if session is None or session.programme != programme:
        raise NoSession
    return session


def own_session(session_id: UUID, *, lead_id: UUID) -> CascadeSession:
    """Return a session that this person led. Raises NoSession, in the same words whether it exists or not."""
    session = db.session.get(CascadeSession, session_id)
    if session is None or session.lead_id != lead_id:
        raise NoSession
    return session


def changed_meanwhile(
    *, seen_report: UUID | None, seen_decision: UUID | None, report_id: UUID, decision_id: UUID | None
) -> AmendedMeanwhile | DecidedMeanwhile | None:
    """Return what came between the page a monitor read and its answer; None when nothing did.

    seen_report, seen_decision: what was on the screen. report_id, decision_id: the report that counts, and the decision that stands on it.
    """
    if seen_report != report_id:
        return AmendedMeanwhile()
    return DecidedMeanwhile() if seen_decision != decision_id else None


def _checked(
    *,
    place_code: str,
    locality: str,
    held_on: date,
    modules: Collection[str],
    head_counts: Mapping[tuple[Sex, AgeBand], int],
    programme: str,
    now: datetime,
) -> Contents:
    contents = Contents(place_code=place_code, locality=" ".join(locality.split()), held_on=held_on, modules=frozenset(modules),
                        head_counts={key: number for key, number in head_counts.items() if number})  # fmt: skip
    faults = faults_of(contents, today=local_day(now), programme_modules=programmes.modules_of(programme))
    if db.session.scalar(select(Place.parent_code).where(Place.code == place_code)) is None:
        faults = (Fault.UNKNOWN_PLACE, *faults)
    if faults:
        raise ReportRefused({fault: _sentence(fault, contents) for fault in faults})
    return contents


def _sentence(fault: Fault, contents: Contents) -> LazyString:
    if fault is Fault.TOO_MANY:
        return _l("You entered %(total)d participants; one report holds at most %(most)d. Check the numbers, or report each group apart.",
                  total=contents.participants, most=MOST_PARTICIPANTS)  # fmt: skip
    return _SENTENCES[fault]


def _check_reason(decision: Verdict, reason: str) -> None:
    if decision is Verdict.RETURNED and not reason:
        raise ReasonRefused(_l("Write what the trainer should correct, then return the report."))
    if decision is Verdict.VERIFIED and reason:
        raise ReasonRefused(_l("A reason goes with a returned report. Erase it to verify, or return the report."))
    if mentions_a_case(reason):
        raise ReasonRefused(_l("Take out telephone numbers and anything about victims or cases, then send again."))


def _check_nothing_came_between(session: CascadeSession, *, report_id: UUID, replaces_id: UUID | None) -> None:
    standing = standing_decision(reports_of([session.id])[session.id], decisions_of([session.id])[session.id])
    change = changed_meanwhile(
        seen_report=report_id, seen_decision=replaces_id, report_id=session.report_id, decision_id=standing.id if standing else None
    )  # fmt: skip
    if change:
        raise change


def _check_correction(contents: Contents, *, session_id: UUID, amends_id: UUID) -> None:
    latest = counting_report(session_id)
    if amends_id != latest.id:
        raise CorrectedMeanwhile
    if not changed_parts(latest.contents, contents):
        raise NothingChanged


def _is_own(session: CascadeSession, account_id: UUID) -> bool:
    return db.session.scalar(select(Account.person_id).where(Account.id == account_id)) == session.lead_id


def _is_stored(event_id: UUID) -> bool:
    return db.session.scalar(select(JournalEvent.id).where(JournalEvent.id == event_id)) is not None


def _record(event_type: str, *, event_id: UUID, programme: str, account_id: UUID, body: Mapping[str, Any], now: datetime) -> Outcome:
    event = NewEvent(id=event_id, type=event_type, version=1, programme=programme, actor_id=account_id, said_at=now, body=body)
    return journal.record(event, now=now)
