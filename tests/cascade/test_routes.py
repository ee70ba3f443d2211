import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Account, AuditEntry, Person
from lms.accounts.rules import Role
from lms.cascade.models import CascadeSession, SessionDecision, SessionReport
from lms.cascade.rules import AgeBand, Sex, State, Verdict
from lms.db import db
from lms.journal.models import QuarantinedEvent
from tests.cascade.makers import HELD_ON, amend, amend_elsewhere, decide, make_monitor, make_trainer, report
from tests.client import CheckingClient, hidden_fields, steady
from tests.counting import counted_queries
from tests.coverage.makers import certify
from tests.factories import at, fact_id, make_account, make_enrolment, make_programme, make_workshop

SignIn = Callable[[Account], CheckingClient]
REPORT = "/en/my-sessions/report"
FILLED = {"held_on": "2022-10-01", "place_code": "ML-1/kita", "locality": "Sébékoro", "modules": ["first"], "head_counts-F-25-34": "12",
          "head_counts-M-35-49": "8", "head_counts-N-not-stated": ""}  # fmt: skip


@pytest.fixture(autouse=True)
def programme(app: Flask) -> None:
    make_programme()


def number_of(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("path", ["/en/my-sessions", REPORT, f"/en/my-sessions/{UUID(int=1)}/amend", "/en/sessions", f"/en/sessions/{UUID(int=1)}"])
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
        (Role.TRAINER, "/en/sessions"),
        (Role.ORGANISER, "/en/sessions"),
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
    assert browser.get("/en/sessions").get_data(as_text=True).count(str(session_id)) == 0


def test_a_trainer_corrects_their_own_sessions_only(sign_in: SignIn) -> None:
    session_id = report(make_trainer())
    browser = sign_in(make_trainer())
    answers = [browser.get(f"/en/my-sessions/{which}/amend") for which in (session_id, fact_id())]
    pages = [re.sub(r"[0-9a-f-]{36}", "", steady(answer.text)) for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert pages[0] == pages[1]


def test_the_empty_list_says_how_to_begin(sign_in: SignIn) -> None:
    page = sign_in(make_trainer()).get("/en/my-sessions").get_data(as_text=True)
    assert "No session reported yet" in page
    assert 'href="/en/my-sessions/report"' in page


def test_a_report_is_sent_and_its_total_is_said(sign_in: SignIn) -> None:
    browser = sign_in(make_trainer())
    answer = browser.submit(REPORT, FILLED)
    assert answer.status_code == 302
    assert "Set-Cookie" not in answer.headers, "a changed cookie would make the browser forget the form that it keeps"
    page = browser.get(answer.location).get_data(as_text=True)
    assert "Report sent: session of 1 October 2022, 20 participants. It waits for verification." in page
    assert "0 sessions verified, 1 waiting." in page


def test_the_same_form_sent_twice_is_one_session_and_the_same_answer(sign_in: SignIn) -> None:
    browser, data = sign_in(make_trainer()), {**FILLED, "event_id": str(fact_id())}
    answers = [browser.submit(REPORT, data) for _ in range(2)]
    session_id = db.session.scalars(select(CascadeSession.id)).one()
    assert [(answer.status_code, answer.location) for answer in answers] == [(302, f"/en/my-sessions?sent={session_id}")] * 2
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
    page = sign_in(make_monitor()).get("/en/sessions").get_data(as_text=True)
    assert page.index(str(first)) < page.index(str(second))
    assert str(verified) not in page
    assert "More than 40 participants" in page
    assert "Participants under 18" in page
    assert page.count("The same trainer reported another session on this day in this place") == 2
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "names.read")).all() == ["sessions:essai"]


def test_the_list_has_pages_of_twenty_five_and_beyond_the_last_leads_to_the_first(sign_in: SignIn) -> None:
    trainer = make_trainer()
    for _ in range(26):
        report(trainer)
    browser = sign_in(make_monitor())
    assert browser.get("/en/sessions").get_data(as_text=True).count('<th scope="row">') == 25
    last = browser.get("/en/sessions?region=ML-1&page=2").get_data(as_text=True)
    assert last.count('<th scope="row">') == 1
    assert "Page 2 of 2" in last
    for number in ("9", "1" * 40):
        answer = browser.get(f"/en/sessions?region=ML-1&state=all&page={number}")
        assert (answer.status_code, answer.location) == (302, "/en/sessions?state=all&region=ML-1&page=1")


def test_decided_sessions_are_found_again_by_state_and_region(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(), make_monitor()
    waiting, verified, elsewhere, returned = (
        str(report(trainer, place_code=place)) for place in ("ML-1/kita", "ML-1/kita", "ML-2/kati", "ML-1/kita")
    )
    decide(monitor, UUID(verified), now=at(1))
    decide(monitor, UUID(elsewhere), now=at(2))
    decide(monitor, UUID(returned), Verdict.RETURNED)
    browser = sign_in(monitor)
    everything = {waiting, verified, elsewhere, returned}
    for query, expected in {
        "": {waiting},
        "?state=verified": {verified, elsewhere},
        "?state=verified&region=ML-1": {verified},
        "?state=returned": {returned},
        "?state=all": everything,
        "?state=all&region=ML-2": {elsewhere},
        "?state=nothing": {waiting},
    }.items():
        page = browser.get(f"/en/sessions{query}").get_data(as_text=True)
        assert {one for one in everything if f"/en/sessions/{one}" in page} == expected, query
    page = browser.get("/en/sessions?state=returned").get_data(as_text=True)
    assert "<q>Vérifiez la date.</q>" in page
    assert "No session matches" in browser.get("/en/sessions?state=verified&region=ML-8").get_data(as_text=True)


def test_outside_the_queue_the_latest_reported_comes_first(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(), make_monitor()
    first, second = report(trainer), report(trainer, now=at(5))
    for session_id in (first, second):
        decide(monitor, session_id, now=at(9))
    page = sign_in(monitor).get("/en/sessions?state=verified").get_data(as_text=True)
    assert page.index(str(second)) < page.index(str(first))


def test_the_checks_know_the_trainer(sign_in: SignIn) -> None:
    workshop = make_workshop("kayes", "ML-1", starts_on=date(2026, 11, 10))
    trainer = make_trainer()
    make_enrolment(workshop, db.session.get_one(Person, trainer.person_id))
    session_id = report(trainer, place_code="ML-2/kati")
    browser = sign_in(make_monitor())
    for path in ("/en/sessions", f"/en/sessions/{session_id}"):
        page = browser.get(path).get_data(as_text=True)
        assert "The trainer holds no certificate" in page
        assert "Held outside the region of the trainer’s workshop" in page
        assert "Held before the trainer’s workshop began" in page
    certify(db.session.get_one(Person, trainer.person_id))
    amend(trainer, session_id, place_code="ML-1/kita", held_on=date(2026, 11, 12))
    page = browser.get("/en/sessions").get_data(as_text=True)
    assert "certificate" not in page
    assert "workshop" not in page.split("<table")[1]


def test_a_session_is_verified_and_leads_to_the_next(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(), make_monitor()
    session_id, following = report(trainer), report(trainer, now=at(5))
    browser, path = sign_in(monitor), f"/en/sessions/{session_id}"
    assert "Next report to verify" not in browser.get(path).get_data(as_text=True)
    answer = browser.submit(f"{path}/decide", {"decision": "verified", "reason": ""}, page=path)
    assert (answer.status_code, answer.location) == (302, path)
    assert db.session.scalar(select(CascadeSession.state).where(CascadeSession.id == session_id)) == State.VERIFIED
    page = browser.get(path).get_data(as_text=True)
    assert "Session verified." in page
    assert re.search(rf'<a class="button button--primary" href="/en/sessions/{following}">Next report to verify</a>', page)
    decide(monitor, following)
    assert "No other report waits for you." in browser.get(path).get_data(as_text=True)


def test_the_next_report_is_never_one_s_own(sign_in: SignIn) -> None:
    both = make_account(Role.TRAINER, Role.MONITOR)
    session_id = report(make_trainer())
    report(both)
    decide(both, session_id)
    assert "No other report waits for you." in sign_in(both).get(f"/en/sessions/{session_id}").get_data(as_text=True)


def test_a_session_is_not_returned_without_a_reason(sign_in: SignIn) -> None:
    session_id = report(make_trainer())
    answer = sign_in(make_monitor()).submit(f"/en/sessions/{session_id}/decide", {"decision": "returned"}, page=f"/en/sessions/{session_id}")
    assert answer.status_code == 422
    assert "Write what the trainer should correct" in answer.get_data(as_text=True)
    assert number_of(SessionDecision) == 0


def test_a_session_corrected_meanwhile_is_shown_again_with_what_was_typed(sign_in: SignIn) -> None:
    trainer = make_trainer()
    session_id = report(trainer)
    browser, path = sign_in(make_monitor()), f"/en/sessions/{session_id}"
    before = hidden_fields(browser.get(path).get_data(as_text=True), f"{path}/decide")
    amended = amend(trainer, session_id, locality="Toukoto")
    answer = browser.post(f"{path}/decide", data={**before, "decision": "returned", "reason": "La date ?"})
    page = answer.get_data(as_text=True)
    after = hidden_fields(page, f"{path}/decide")
    assert answer.status_code == 409
    assert "corrected this report while you were reading it" in page
    assert "Toukoto" in page
    assert "La date ?</textarea>" in page
    assert after["report_id"] == str(amended)
    assert after["event_id"] != before["event_id"]
    assert browser.post(f"{path}/decide", data={**after, "decision": "returned", "reason": "La date ?"}).status_code == 302


def test_a_session_decided_meanwhile_is_shown_again_with_the_decision(sign_in: SignIn) -> None:
    session_id = report(make_trainer())
    browser, path = sign_in(make_monitor()), f"/en/sessions/{session_id}"
    before = hidden_fields(browser.get(path).get_data(as_text=True), f"{path}/decide")
    decision_id = decide(make_monitor(), session_id, Verdict.RETURNED)
    answer = browser.post(f"{path}/decide", data={**before, "decision": "verified"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Another decision on this report was stored" in page
    assert "<q>Vérifiez la date.</q>" in page
    assert "<details open>" in page
    assert hidden_fields(page, f"{path}/decide")["replaces_id"] == str(decision_id)


def test_a_missing_reason_does_not_hide_that_the_report_changed(sign_in: SignIn) -> None:
    trainer = make_trainer()
    session_id = report(trainer)
    browser, path = sign_in(make_monitor()), f"/en/sessions/{session_id}"
    before = hidden_fields(browser.get(path).get_data(as_text=True), f"{path}/decide")
    amended = amend(trainer, session_id)
    answer = browser.post(f"{path}/decide", data={**before, "decision": "returned", "reason": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Write what the trainer should correct" in page
    assert "corrected this report while you were reading it" in page
    assert hidden_fields(page, f"{path}/decide")["report_id"] == str(amended)


def test_a_correction_that_changes_nothing_is_refused(sign_in: SignIn) -> None:
    trainer = make_trainer()
    path = f"/en/my-sessions/{report(trainer)}/amend"
    same = {"held_on": HELD_ON.isoformat(), "place_code": "ML-1/kita", "locality": "Sébékoro", "modules": ["first"], "head_counts-F-25-34": "12",
            "head_counts-M-35-49": "8", "head_counts-N-not-stated": "1"}  # fmt: skip
    answer = sign_in(trainer).submit(path, same)
    assert answer.status_code == 422
    assert "This correction changes nothing in the report." in answer.get_data(as_text=True)
    assert number_of(SessionReport) == 1


def test_a_correction_of_an_earlier_report_shows_the_latest_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    trainer = make_trainer()
    session_id = report(trainer)
    browser, path = sign_in(trainer), f"/en/my-sessions/{session_id}/amend"
    before = hidden_fields(browser.get(path).get_data(as_text=True), path)
    latest = amend(trainer, session_id, locality="Toukoto")
    answer = browser.post(path, data={**FILLED, **before, "locality": "Kita"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "This report was corrected after you opened this page" in page
    assert "<dd>Toukoto</dd>" in page
    assert 'value="Kita"' in page
    after = hidden_fields(page, path)
    assert after["amends_id"] == str(latest)
    assert browser.post(path, data={**FILLED, **after, "locality": "Kita"}).status_code == 302
    assert number_of(SessionReport) == 3


def test_what_was_verified_and_corrected_since_says_what_changed(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(), make_monitor()
    session_id = report(trainer)
    decide(monitor, session_id)
    second = amend(trainer, session_id, locality="Kita")
    amend(trainer, session_id, amends_id=second, locality="Kita", head_counts={(Sex.WOMEN, AgeBand.FROM_25): 3})
    browser = sign_in(monitor)
    assert "Verified before, corrected since" in browser.get("/en/sessions").get_data(as_text=True)
    page = browser.get(f"/en/sessions/{session_id}").get_data(as_text=True)
    section = page.split("Changed since it was verified")[1].split("<h2>")[0]
    assert "Town or village: Sébékoro, corrected to Kita" in section
    assert "Participants: women 12, men 8, not stated 1, corrected to women 3, men 0, not stated 0" in section


def test_the_history_says_what_changed(sign_in: SignIn) -> None:
    trainer, monitor = make_trainer(), make_monitor()
    session_id = report(trainer)
    decide(monitor, session_id, Verdict.RETURNED)
    amend(trainer, session_id, locality="Kita", head_counts={(Sex.WOMEN, AgeBand.FROM_25): 3})
    page = sign_in(monitor).get(f"/en/sessions/{session_id}").get_data(as_text=True)
    assert "Town or village: Sébékoro, corrected to Kita" in page
    assert "Participants: women 12, men 8, not stated 1, corrected to women 3, men 0, not stated 0" in page
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


@pytest.mark.parametrize("path", ["my-sessions", "my-sessions/report", "sessions"])
def test_pages_exist_in_french(sign_in: SignIn, path: str) -> None:
    both = make_account(Role.TRAINER, Role.MONITOR)
    report(both)
    assert sign_in(both).get(f"/fr/{path}").status_code == 200


def test_pages_ask_the_database_little_however_much_there_is(sign_in: SignIn) -> None:
    both = make_account(Role.TRAINER, Role.MONITOR)
    first, decided = report(both), report(make_trainer())
    decide(both, decided)
    browser = sign_in(both)
    paths = (
        "/en/my-sessions",
        f"/en/my-sessions/{first}/amend",
        "/en/sessions",
        "/en/sessions?state=all&region=ML-1",
        f"/en/sessions/{first}",
        f"/en/sessions/{decided}",
    )
    found: dict[str, list[int]] = {path: [] for path in paths}
    for _ in range(2):
        for path in paths:
            with counted_queries() as statements:
                browser.get(path)
            found[path].append(len(statements))
        for number in range(8):
            report(both)
            amend_elsewhere(both, first, now=at(number), locality=f"Village {number}")
    for path, counts in found.items():
        assert counts[0] == counts[1] <= 8, path
