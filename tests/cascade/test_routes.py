import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.cascade.models import CascadeSession, SessionDecision, SessionReport
from lms.cascade.rules import AgeBand, Sex, State, Verdict
from lms.db import db
from lms.journal.models import QuarantinedEvent
from tests.cascade.makers import amend, decide, make_monitor, make_trainer, report
from tests.client import CheckingClient
from tests.coverage.makers import counted_queries
from tests.factories import at, fact_id, make_account, make_programme

SignIn = Callable[[Account], CheckingClient]
REPORT = "/en/my-sessions/report"
FILLED = {"held_on": "2022-10-01", "place_code": "ML-1/kita", "locality": "Sébékoro", "modules": ["first"], "head_counts-F-25-34": "12",
          "head_counts-M-35-49": "8", "head_counts-N-not-stated": ""}  # fmt: skip


@pytest.fixture(autouse=True)
def programme(app: Flask) -> None:
    make_programme()


def number_of(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    "path", ["/en/my-sessions", REPORT, f"/en/my-sessions/{UUID(int=1)}/amend", "/en/sessions/waiting", f"/en/sessions/{UUID(int=1)}"]
)
def test_nobody_sees_sessions_without_signing_in(client: CheckingClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/en/sign-in?next=")


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.MONITOR, "/en/my-sessions"),
        (Role.ORGANISER, REPORT),
        (Role.ADMINISTRATOR, REPORT),
        (Role.TRAINER, "/en/sessions/waiting"),
        (Role.ORGANISER, "/en/sessions/waiting"),
        (Role.TRAINER, f"/en/sessions/{UUID(int=1)}"),
    ],
)
def test_pages_are_closed_to_other_roles(sign_in: SignIn, role: Role, path: str) -> None:
    assert sign_in(make_account(role)).get(path).status_code == 403


def test_a_monitor_sees_the_sessions_of_their_programme_only(sign_in: SignIn) -> None:
    make_programme("autre")
    session_id = report(make_trainer(programme="autre"), programme="autre")
    browser = sign_in(make_monitor())
    hidden, unknown = browser.get(f"/en/sessions/{session_id}"), browser.get(f"/en/sessions/{fact_id()}")
    assert hidden.status_code == unknown.status_code == 404
    assert browser.get("/en/sessions/waiting").get_data(as_text=True).count(str(session_id)) == 0


def test_a_trainer_corrects_their_own_sessions_only(sign_in: SignIn) -> None:
    session_id = report(make_trainer())
    browser = sign_in(make_trainer())
    answers = [browser.get(f"/en/my-sessions/{which}/amend") for which in (session_id, fact_id())]
    pages = [re.sub(r"[0-9a-f-]{36}", "", answer.get_data(as_text=True)) for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert pages[0] == pages[1]


def test_the_empty_list_says_how_to_begin(sign_in: SignIn) -> None:
    page = sign_in(make_trainer()).get("/en/my-sessions").get_data(as_text=True)
    assert "No session reported yet" in page
    assert 'href="/en/my-sessions/report"' in page


def test_a_report_is_sent_and_its_total_is_said(sign_in: SignIn) -> None:
    browser = sign_in(make_trainer())
    answer = browser.submit(REPORT, FILLED)
    assert (answer.status_code, answer.location) == (302, "/en/my-sessions")
    page = browser.get("/en/my-sessions").get_data(as_text=True)
    assert "Report sent: session of 1 October 2022, 20 participants. It waits for verification." in page
    assert "0 sessions verified, 1 waiting." in page


def test_the_same_form_sent_twice_is_one_session_and_the_same_answer(sign_in: SignIn) -> None:
    browser, data = sign_in(make_trainer()), {**FILLED, "event_id": str(fact_id())}
    answers = [browser.submit(REPORT, data) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(302, "/en/my-sessions")] * 2
    assert number_of(CascadeSession) == 1


def test_the_same_form_with_other_content_is_a_conflict_that_survives(sign_in: SignIn) -> None:
    browser, event_id = sign_in(make_trainer()), str(fact_id())
    browser.submit(REPORT, {**FILLED, "event_id": event_id})
    answer = browser.submit(REPORT, {**FILLED, "event_id": event_id, "locality": "Ailleurs"})
    assert answer.status_code == 409
    assert "This form had already been sent with other content. What was stored first is kept" in answer.get_data(as_text=True)
    assert db.session.scalar(select(SessionReport.locality)) == "Sébékoro"
    assert number_of(QuarantinedEvent) == 1


def test_errors_stand_beside_their_fields_and_nothing_is_lost(sign_in: SignIn) -> None:
    answer = sign_in(make_trainer()).submit(REPORT, {**FILLED, "held_on": "2999-01-01", "modules": [], "head_counts-F-25-34": "900"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for field, words in {
        "held_on": "This date is still to come.",
        "modules-0": "Choose at least one module",
        "head_counts": "You entered 908 participants",
    }.items():
        assert re.search(rf'<a href="#{field}">{words}', page), field
    assert 'value="900"' in page
    assert '<option selected value="ML-1/kita">' in page
    assert number_of(CascadeSession) == 0


def test_a_number_that_is_none_is_shown_again_as_typed(sign_in: SignIn) -> None:
    answer = sign_in(make_trainer()).submit(REPORT, {**FILLED, "head_counts-M-35-49": "douze"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Enter whole numbers only" in page
    assert re.search(r'value="douze"[^>]*aria-invalid="true"', page)


def test_an_empty_form_asks_for_everything(sign_in: SignIn) -> None:
    answer = sign_in(make_trainer()).submit(REPORT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose a cercle, or a commune of Bamako, from the list." in page
    assert "Enter the day, the month and the year of the session." in page


def test_places_are_grouped_by_region(sign_in: SignIn) -> None:
    page = sign_in(make_trainer()).get(REPORT).get_data(as_text=True)
    assert re.search(r'<optgroup label="Kayes"><option value="ML-1/bafoulabe">', page)
    assert page.index('label="Bamako"') < page.index('label="Gao"')


def test_a_returned_report_shows_its_reason_and_is_corrected(sign_in: SignIn) -> None:
    trainer = make_trainer()
    session_id = report(trainer)
    decide(make_monitor(), session_id, Verdict.RETURNED)
    browser, path = sign_in(trainer), f"/en/my-sessions/{session_id}/amend"
    assert "<q>Vérifiez la date.</q>" in browser.get("/en/my-sessions").get_data(as_text=True)
    form = browser.get(path).get_data(as_text=True)
    assert 'value="Sébékoro"' in form
    assert re.search(r'name="head_counts-F-25-34" value="12"', form)
    assert browser.submit(path, {**FILLED, "locality": "Kita"}).status_code == 302
    assert db.session.execute(select(CascadeSession.state)).scalar_one() == State.WAITING
    assert number_of(SessionReport) == 2


def test_a_correction_with_a_fault_keeps_what_was_typed(sign_in: SignIn) -> None:
    trainer = make_trainer()
    path = f"/en/my-sessions/{report(trainer)}/amend"
    answer = sign_in(trainer).submit(path, {**FILLED, "locality": "Toukoto", "held_on": "2999-01-01"})
    assert answer.status_code == 422
    assert 'value="Toukoto"' in answer.get_data(as_text=True)


def test_the_queue_serves_the_oldest_first_with_what_to_look_at(sign_in: SignIn) -> None:
    trainer = make_trainer()
    first = report(trainer, head_counts={(Sex.WOMEN, AgeBand.UNDER_18): 41})
    second = report(trainer, now=at(5))
    verified = report(trainer)
    decide(make_monitor(), verified)
    page = sign_in(make_monitor()).get("/en/sessions/waiting").get_data(as_text=True)
    assert page.index(str(first)) < page.index(str(second))
    assert str(verified) not in page
    assert "More than 40 participants" in page
    assert "Participants under 18" in page
    assert page.count("The same trainer reported another session on this day in this place") == 2
    assert number_of(AuditEntry) == 1


def test_the_queue_has_pages_of_twenty_five(sign_in: SignIn) -> None:
    trainer = make_trainer()
    for _ in range(26):
        report(trainer)
    browser = sign_in(make_monitor())
    assert browser.get("/en/sessions/waiting").get_data(as_text=True).count('<th scope="row">') == 25
    last = browser.get("/en/sessions/waiting?page=9").get_data(as_text=True)
    assert last.count('<th scope="row">') == 1
    assert "Page 2 of 2" in last


def test_a_session_is_verified(sign_in: SignIn) -> None:
    session_id = report(make_trainer())
    browser = sign_in(make_monitor())
    answer = browser.submit(f"/en/sessions/{session_id}/decide", {"decision": "verified", "reason": ""}, page=f"/en/sessions/{session_id}")
    assert (answer.status_code, answer.location) == (302, "/en/sessions/waiting")
    assert db.session.execute(select(CascadeSession.state)).scalar_one() == State.VERIFIED


def test_a_session_is_not_returned_without_a_reason(sign_in: SignIn) -> None:
    session_id = report(make_trainer())
    answer = sign_in(make_monitor()).submit(f"/en/sessions/{session_id}/decide", {"decision": "returned"}, page=f"/en/sessions/{session_id}")
    assert answer.status_code == 422
    assert "Write what the trainer should correct" in answer.get_data(as_text=True)
    assert number_of(SessionDecision) == 0


def test_a_session_corrected_meanwhile_is_a_conflict(sign_in: SignIn) -> None:
    trainer = make_trainer()
    session_id = report(trainer)
    browser, path = sign_in(make_monitor()), f"/en/sessions/{session_id}"
    data = {"decision": "verified", "report_id": str(session_id)}
    amend(trainer, session_id)
    answer = browser.submit(f"{path}/decide", data, page=path)
    assert answer.status_code == 409
    assert "corrected this report while you were reading it" in answer.get_data(as_text=True)


def test_the_history_says_what_changed(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(), make_monitor()
    session_id = report(trainer)
    decide(monitor, session_id, Verdict.RETURNED)
    amend(trainer, session_id, locality="Kita", head_counts={(Sex.WOMEN, AgeBand.FROM_25): 3})
    page = sign_in(monitor).get(f"/en/sessions/{session_id}").get_data(as_text=True)
    assert "Town or village: Sébékoro, corrected to Kita" in page
    assert "Participants: 12 women, 8 men, 1 not stated, corrected to 3 women, 0 men, 0 not stated" in page
    assert "About an earlier report." in page


def test_a_decision_can_be_changed_by_whoever_saw_it(sign_in: SignIn) -> None:
    session_id, monitor = report(make_trainer()), make_monitor()
    decide(monitor, session_id)
    path = f"/en/sessions/{session_id}"
    answer = sign_in(monitor).submit(f"{path}/decide", {"decision": "returned", "reason": "La date ?"}, page=path)
    assert answer.status_code == 302
    assert db.session.execute(select(CascadeSession.state)).scalar_one() == State.RETURNED


def test_nobody_is_offered_to_decide_on_their_own_session(sign_in: SignIn) -> None:
    both = make_account(Role.TRAINER, Role.MONITOR)
    session_id = report(both)
    page = sign_in(both).get(f"/en/sessions/{session_id}").get_data(as_text=True)
    assert "somebody else has to verify it" in page
    assert "/decide" not in page


@pytest.mark.parametrize("path", ["my-sessions", "my-sessions/report", "sessions/waiting"])
def test_pages_exist_in_french(sign_in: SignIn, path: str) -> None:
    both = make_account(Role.TRAINER, Role.MONITOR)
    report(both)
    assert sign_in(both).get(f"/fr/{path}").status_code == 200


def test_pages_ask_the_database_little_however_much_there_is(sign_in: SignIn) -> None:
    both = make_account(Role.TRAINER, Role.MONITOR)
    first = report(both)
    browser = sign_in(both)
    paths = ("/en/my-sessions", f"/en/my-sessions/{first}/amend", "/en/sessions/waiting", f"/en/sessions/{first}")
    found: dict[str, list[int]] = {path: [] for path in paths}
    for _ in range(2):
        for path in paths:
            with counted_queries() as statements:
                browser.get(path)
            found[path].append(len(statements))
        for number in range(8):
            report(both)
            amend(both, first, now=at(number))
    for path, counts in found.items():
        assert counts[0] == counts[1] <= 8, path
