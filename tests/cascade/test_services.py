from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.rules import Role
from lms.cascade import services
from lms.cascade.facts import AMENDED, DECIDED, REPORTED, body_of
from lms.cascade.models import CascadeSession, HeadCount, SessionDecision, SessionModule, SessionReport
from lms.cascade.rules import AgeBand, Contents, Fault, Sex, State, Verdict
from lms.db import db, transactional
from lms.errors import NotFound
from lms.journal.models import QuarantinedEvent
from lms.journal.rules import NewEvent, Outcome
from lms.journal.services import rebuild_projections, record_all
from tests.cascade.makers import COUNTS, amend, amend_elsewhere, contents, decide, make_monitor, make_trainer, report, rows_of
from tests.conftest import NOW
from tests.factories import PROGRAMME, fact_id, make_account, make_programme

TABLES = (CascadeSession, SessionReport, SessionModule, HeadCount, SessionDecision)


@pytest.fixture(autouse=True)
def programme(app: Flask) -> None:
    make_programme()


def state_of(session_id: object) -> str:
    state = db.session.scalar(select(CascadeSession.state).where(CascadeSession.id == session_id))
    db.session.rollback()
    return str(state)


def test_a_reported_session_waits() -> None:
    session_id = report(make_trainer())
    session = db.session.get_one(CascadeSession, session_id)
    assert (session.state, session.report_id, session.reported_at, session.programme) == (State.WAITING, session_id, NOW, PROGRAMME)
    assert db.session.scalar(select(func.sum(HeadCount.number))) == 21


def test_zeros_are_not_stored() -> None:
    report(make_trainer(), head_counts={**COUNTS, next(iter(COUNTS)): 0})
    assert db.session.scalar(select(func.count()).select_from(HeadCount)) == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"held_on": date(2027, 1, 1)}, Fault.DATE_IN_FUTURE),
        ({"modules": []}, Fault.NO_MODULE),
        ({"modules": ["other"]}, Fault.UNKNOWN_MODULE),
        ({"place_code": "nowhere"}, Fault.UNKNOWN_PLACE),
        ({"place_code": "ML-1"}, Fault.UNKNOWN_PLACE),
        ({"head_counts": {}}, Fault.NOBODY),
        ({"head_counts": {next(iter(COUNTS)): 501}}, Fault.TOO_MANY),
        ({"locality": "victime de 15 ans"}, Fault.CASE_DETAILS),
    ],
)
def test_a_report_that_cannot_be_taken_is_refused_and_nothing_is_stored(change: dict[str, object], fault: Fault) -> None:
    trainer = make_trainer()
    with pytest.raises(services.ReportRefused) as refusal:
        report(trainer, **change)
    assert list(refusal.value.messages) == [fault]
    assert rows_of(CascadeSession) == set()


def test_the_same_report_twice_is_one_session() -> None:
    trainer, event_id = make_trainer(), fact_id()
    report(trainer, event_id=event_id)
    with transactional():
        outcome = services.report_session(event_id=event_id, programme=PROGRAMME, lead_id=trainer.person_id, account_id=trainer.id,
                                          now=NOW + timedelta(hours=1), **contents())  # fmt: skip
    assert outcome is Outcome.KNOWN
    assert len(rows_of(CascadeSession)) == 1


def test_the_same_form_with_other_content_is_set_apart() -> None:
    trainer, event_id = make_trainer(), fact_id()
    report(trainer, event_id=event_id)
    with transactional():
        outcome = services.report_session(event_id=event_id, programme=PROGRAMME, lead_id=trainer.person_id, account_id=trainer.id, now=NOW,
                                          **contents(locality="Ailleurs"))  # fmt: skip
    assert outcome is Outcome.REFUSED
    assert db.session.scalar(select(SessionReport.locality)) == "Sébékoro"
    assert db.session.scalar(select(QuarantinedEvent.event_id)) == event_id


def test_a_returned_session_that_is_corrected_waits_again() -> None:
    trainer, monitor = make_trainer(), make_monitor()
    session_id = report(trainer)
    decide(monitor, session_id, Verdict.RETURNED)
    assert state_of(session_id) == State.RETURNED
    report_id = amend(trainer, session_id, now=NOW + timedelta(days=1), locality="Kita")
    session = db.session.get_one(CascadeSession, session_id)
    assert (session.state, session.report_id, session.reported_at) == (State.WAITING, report_id, NOW + timedelta(days=1))


def test_nobody_corrects_the_session_of_another() -> None:
    session_id = report(make_trainer())
    with pytest.raises(NotFound) as not_theirs:
        amend(make_trainer(), session_id)
    with pytest.raises(NotFound) as unknown:
        amend(make_trainer(), fact_id())
    assert str(not_theirs.value.message) == str(unknown.value.message)


def test_a_correction_names_a_report_of_its_own_session() -> None:
    trainer = make_trainer()
    one, other = report(trainer), report(trainer)
    with pytest.raises(NotFound):
        amend(trainer, one, amends_id=other)


def test_a_correction_that_changes_nothing_is_refused() -> None:
    trainer = make_trainer()
    session_id = report(trainer)
    with pytest.raises(services.NothingChanged):
        amend(trainer, session_id, locality=" Sébékoro ", head_counts={**COUNTS, (Sex.MEN, AgeBand.FROM_60): 0})
    assert len(rows_of(SessionReport)) == 1


def test_a_correction_of_a_report_that_was_corrected_meanwhile_is_not_stored() -> None:
    trainer = make_trainer()
    session_id = report(trainer)
    latest = amend(trainer, session_id)
    with pytest.raises(services.CorrectedMeanwhile):
        amend(trainer, session_id, locality="Kita")
    amend(trainer, session_id, amends_id=latest, locality="Kita")
    assert len(rows_of(SessionReport)) == 3


def test_the_same_correction_sent_twice_is_one() -> None:
    trainer, event_id = make_trainer(), fact_id()
    session_id = report(trainer)
    for expected in (Outcome.RECORDED, Outcome.KNOWN):
        with transactional():
            outcome = services.amend_session(event_id=event_id, session_id=session_id, amends_id=session_id, lead_id=trainer.person_id,
                                             account_id=trainer.id, now=NOW, **contents(locality="Kita"))  # fmt: skip
        assert outcome is expected


def test_a_report_corrected_meanwhile_is_not_decided() -> None:
    trainer, monitor = make_trainer(), make_monitor()
    session_id = report(trainer)
    amend(trainer, session_id)
    with pytest.raises(services.AmendedMeanwhile):
        decide(monitor, session_id, report_id=session_id)
    assert state_of(session_id) == State.WAITING


def test_the_second_of_two_monitors_is_told() -> None:
    session_id = report(make_trainer())
    first = decide(make_monitor(), session_id)
    with pytest.raises(services.DecidedMeanwhile):
        decide(make_monitor(), session_id, Verdict.RETURNED)
    decide(make_monitor(), session_id, Verdict.RETURNED, replaces_id=first, now=NOW + timedelta(minutes=1))
    assert state_of(session_id) == State.RETURNED


def test_a_decision_sent_twice_is_one() -> None:
    session_id, monitor, event_id = report(make_trainer()), make_monitor(), fact_id()
    decide(monitor, session_id, event_id=event_id)
    decide(monitor, session_id, event_id=event_id)
    assert len(rows_of(SessionDecision)) == 1


@pytest.mark.parametrize(
    ("verdict", "reason"), [(Verdict.RETURNED, " "), (Verdict.VERIFIED, "La date ?"), (Verdict.RETURNED, "Appelez le 76 12 34 56")]
)
def test_a_reason_goes_with_a_returned_report_and_speaks_of_nobody(verdict: Verdict, reason: str) -> None:
    session_id, monitor = report(make_trainer()), make_monitor()
    with pytest.raises(services.ReasonRefused), transactional():
        services.decide_session(event_id=fact_id(), session_id=session_id, report_id=session_id, decision=verdict, reason=reason,
                                account_id=monitor.id, now=NOW)  # fmt: skip


def test_nobody_decides_on_their_own_session() -> None:
    both = make_account(Role.TRAINER, Role.MONITOR)
    session_id = report(both)
    with pytest.raises(services.OwnSession):
        decide(both, session_id)


def test_replaying_the_journal_gives_equal_tables() -> None:
    trainer, monitor = make_trainer(), make_monitor()
    one, other, third = (report(trainer, now=NOW + timedelta(minutes=n)) for n in range(3))
    decide(monitor, one, Verdict.RETURNED)
    amended = amend(trainer, one, now=NOW + timedelta(hours=1), locality="", modules=["first", "second"])
    decide(monitor, one, report_id=amended, now=NOW + timedelta(hours=2))
    amend(trainer, other, now=NOW + timedelta(hours=3))
    amend_elsewhere(trainer, other, now=NOW + timedelta(hours=2), locality="Kita")
    decide(monitor, third)
    before = {table: rows_of(table) for table in TABLES}
    with transactional():
        assert rebuild_projections() == 9
    assert {table: rows_of(table) for table in TABLES} == before
    assert all(before.values())


def test_facts_of_several_machines_may_arrive_in_any_order() -> None:
    trainer, monitor = make_trainer(), make_monitor()
    session_id, amended_id = fact_id(), fact_id()
    said = body_of(Contents(place_code="ML-1/kita", locality="", held_on=NOW.date(), modules=frozenset({"first"}), head_counts=COUNTS))
    names = {"session": str(session_id), "report": str(amended_id), "decision": "verified", "reason": "", "replaces": None}
    facts = [
        NewEvent(id=id, type=type, version=1, programme=PROGRAMME, actor_id=actor.id, said_at=NOW, body=body)
        for id, type, actor, body in (
            (fact_id(), DECIDED, monitor, names),
            (amended_id, AMENDED, trainer, {"session": str(session_id), "amends": str(session_id), **said}),
            (session_id, REPORTED, trainer, {"lead": str(trainer.person_id), **said}),
        )
    ]
    with transactional():
        record_all(facts, now=NOW)
    session = db.session.get_one(CascadeSession, session_id)
    assert (session.state, session.report_id) == (State.VERIFIED, amended_id)
