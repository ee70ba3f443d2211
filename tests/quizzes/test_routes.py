import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from lms import clock
from lms.accounts.models import Account, Person
from lms.db import db, transactional
from lms.journal import services as journal
from lms.journal.models import JournalEvent
from lms.journal.rules import NewEvent
from lms.quizzes.content import PassMark
from lms.quizzes.models import Answer, AnswerGiven, Attempt, AttemptEnd
from tests.client import CheckingClient, hidden_fields, steady
from tests.conftest import NOW
from tests.counting import counted_queries
from tests.factories import PROGRAMME, fact_id, make_account, make_programme

SignIn = Callable[[Account], CheckingClient]
QUIZ = "/fr/quizzes/first"
RIGHT = {"first-1": "b", "first-2": ["a", "c"], "first-3": "true"}


@pytest.fixture
def trainer(sign_in: SignIn) -> CheckingClient:
    """A trainer's browser."""
    make_programme()
    return sign_in(make_account())


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], datetime]:
    """Set the clock to some minutes after the test began, and return that instant."""
    start = clock.now()

    def turn(minutes: float) -> datetime:
        then = start + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda: then)
        return then

    return turn


def change_rules(app: Flask, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    """Give the quiz other rules, as a change of its file would."""
    quiz = app.extensions["quizzes"]["first"]
    monkeypatch.setitem(app.extensions["quizzes"], "first", replace(quiz, rules=replace(quiz.rules, **changes)))


def begin(trainer: CheckingClient) -> str:
    """Begin the quiz; return the address of the attempt."""
    return trainer.submit(QUIZ).location.split("?")[0]


def send(trainer: CheckingClient, attempt: str, answers: dict[str, object], action: str = "submit") -> TestResponse:
    """Send the page of an attempt with these answers."""
    asked = {"asked": ["first-1", "first-2", "first-3"]}
    return trainer.submit(attempt, {**answers, **asked, "action": action})


def take(trainer: CheckingClient, answers: dict[str, object]) -> str:
    """Take the quiz whole, blanks and all; return the address of the result."""
    attempt = begin(trainer)
    assert send(trainer, attempt, {**answers, "with_blanks": "yes"}).status_code == 302
    return attempt


def number_of(table: type) -> int | None:
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_page_never_says_which_answers_are_right(trainer: CheckingClient) -> None:
    page = trainer.get(begin(trainer)).text
    assert "Retour" not in page
    assert "Explication" not in page
    assert "checked" not in page


def test_the_page_before_says_the_rules(trainer: CheckingClient) -> None:
    page = trainer.get(QUIZ).text
    assert "3 questions." in page
    assert "70" in page
    assert "Votre meilleur essai compte" in page


def test_handing_in_shows_the_score_the_feedback_and_what_to_read_again(trainer: CheckingClient) -> None:
    page = trainer.get(take(trainer, {**RIGHT, "first-3": "false"})).text
    assert "66\u202f%" in page or "66\u00a0%" in page
    assert "Explication 1" in page
    assert "Retour false" in page
    assert 'href="/fr/modules/first/02-two">Leçon deux' in page


def test_all_right_answers_pass(trainer: CheckingClient) -> None:
    take(trainer, RIGHT)
    assert db.session.scalars(select(Attempt.is_passed)).one() is True


def test_an_open_attempt_is_worth_nothing_and_beginning_again_goes_on_with_it(trainer: CheckingClient) -> None:
    form = hidden_fields(trainer.get(QUIZ).text, QUIZ)
    attempt = trainer.post(QUIZ, data=form).location
    assert trainer.post(QUIZ, data={**form, "event_id": str(fact_id())}).location == attempt
    assert db.session.scalars(select(Attempt.submitted_at)).one() is None
    assert "Continuer le quiz" in trainer.get(QUIZ).text


def test_answers_are_saved_as_they_are_given_and_found_on_another_device(trainer: CheckingClient, sign_in: SignIn) -> None:
    attempt = begin(trainer)
    assert send(trainer, attempt, {"first-1": "b"}, "autosave").status_code == 204
    other_device = sign_in(db.session.scalars(select(Account)).one())
    page = other_device.get(attempt).text
    assert 'value="b" checked' in page
    assert "2 questions" in page


def test_an_answer_can_be_changed_and_taken_back(trainer: CheckingClient) -> None:
    attempt = begin(trainer)
    send(trainer, attempt, {"first-1": "a", "first-2": ["a"]}, "save")
    send(trainer, attempt, {"first-1": "b"}, "save")
    page = trainer.get(attempt).text
    assert 'value="b" checked' in page
    assert page.count("checked") == 1


def test_the_same_page_sent_twice_is_the_same_facts(trainer: CheckingClient) -> None:
    attempt = begin(trainer)
    form = {**hidden_fields(trainer.get(attempt).text, attempt), "asked": list(RIGHT), **RIGHT, "action": "submit"}
    first, second = trainer.post(attempt, data=form), trainer.post(attempt, data=form)
    assert first.location == second.location == attempt
    assert (number_of(Attempt), number_of(AnswerGiven), number_of(AttemptEnd)) == (1, 3, 1)
    assert number_of(JournalEvent) == 5


def test_an_old_page_sent_again_late_does_not_bring_an_old_answer_back(trainer: CheckingClient) -> None:
    attempt = begin(trainer)
    old = {**hidden_fields(trainer.get(attempt).text, attempt), "asked": ["first-1"], "first-1": "a", "action": "save"}
    trainer.post(attempt, data=old)
    send(trainer, attempt, {"first-1": "b"}, "save")
    trainer.post(attempt, data=old)
    assert 'value="b" checked' in trainer.get(attempt).text


def test_blank_questions_are_pointed_at_and_what_was_answered_is_saved(trainer: CheckingClient) -> None:
    attempt = begin(trainer)
    answer = send(trainer, attempt, {"first-1": "b"})
    assert answer.status_code == 422
    assert 'href="#first-2"' in answer.text
    assert 'value="b" checked' in answer.text
    assert db.session.scalars(select(Attempt.submitted_at)).one() is None
    assert number_of(AnswerGiven) == 1


def test_blanks_may_be_handed_in_when_one_says_so(trainer: CheckingClient) -> None:
    take(trainer, {"first-1": "b"})
    assert db.session.scalars(select(Attempt.points)).one() == 1


def test_questions_may_be_asked_one_at_a_time(trainer: CheckingClient) -> None:
    attempt = begin(trainer)
    page = trainer.get(f"{attempt}?n=2").text
    assert 'id="first-2"' in page
    assert 'id="first-1"' not in page
    form = {**hidden_fields(page, attempt), "asked": "first-2", "first-2": ["a", "c"], "action": "next"}
    assert trainer.post(f"{attempt}?n=2", data=form).location == f"{attempt}?n=3"
    assert 'value="a" checked' in trainer.get(f"{attempt}?n=2").text


def test_what_is_no_option_is_refused(trainer: CheckingClient) -> None:
    attempt = begin(trainer)
    assert send(trainer, attempt, {"first-1": "z"}, "save").status_code == 422
    assert send(trainer, attempt, {"first-1": ["a", "b"]}, "save").status_code == 422
    assert number_of(AnswerGiven) == 0


def test_a_damaged_page_keeps_what_was_answered(trainer: CheckingClient) -> None:
    attempt = begin(trainer)
    answer = trainer.submit(attempt, {**RIGHT, "asked": list(RIGHT), "event_id": "x", "action": "submit"})
    assert answer.status_code == 422
    assert 'value="b" checked' in answer.text


def test_between_two_attempts_one_waits(
    trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch, now: Callable[[float], datetime]
) -> None:
    change_rules(app, monkeypatch, wait_minutes=15)
    now(0)
    form = hidden_fields(trainer.get(QUIZ).text, QUIZ)
    trainer.post(QUIZ, data=form)
    send(trainer, f"/fr/attempts/{form['event_id']}", {**RIGHT})
    now(14)
    assert "Commencer" not in trainer.get(QUIZ).text
    refused = trainer.post(QUIZ, data={**form, "event_id": str(fact_id())})
    assert refused.status_code == 422
    now(15)
    assert trainer.submit(QUIZ).status_code == 302
    assert number_of(Attempt) == 2


def test_attempts_may_be_counted(trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    change_rules(app, monkeypatch, attempts=1)
    form = hidden_fields(trainer.get(QUIZ).text, QUIZ)
    take(trainer, RIGHT)
    assert "tous vos essais" in trainer.get(QUIZ).text
    assert trainer.post(QUIZ, data={**form, "event_id": str(fact_id())}).status_code == 422
    assert number_of(Attempt) == 1


def test_at_the_deadline_what_was_saved_counts_and_what_comes_later_does_not(
    trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch, now: Callable[[float], datetime]
) -> None:
    change_rules(app, monkeypatch, time_limit_minutes=10)
    start = now(0)
    attempt = begin(trainer)
    page = trainer.get(attempt).text
    assert "À remettre avant" in page
    now(9)
    send(trainer, attempt, {"first-1": "b"}, "save")
    now(13)
    late = {**hidden_fields(page, attempt), **RIGHT, "asked": list(RIGHT), "action": "submit"}
    assert trainer.post(attempt, data=late).location == attempt
    row = db.session.scalars(select(Attempt)).one()
    assert (row.points, row.submitted_at) == (1, start + timedelta(minutes=10))
    assert number_of(AnswerGiven) == 3, "what came late is kept as a fact"


def test_a_page_reads_a_persons_attempts_once(
    trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch, now: Callable[[float], datetime]
) -> None:
    change_rules(app, monkeypatch, time_limit_minutes=10)
    now(0)
    attempt = begin(trainer)
    for page, reads in ((attempt, 1), (QUIZ, 2)):  # before the quiz: the attempts, and what is reached by the one that counts
        with counted_queries() as statements:
            trainer.get(page)
        assert sum("FROM attempt" in one and "submitted_at" in one for one in statements) == reads, page


def test_a_slow_network_is_forgiven_at_the_deadline(
    trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch, now: Callable[[float], datetime]
) -> None:
    change_rules(app, monkeypatch, time_limit_minutes=10)
    now(0)
    attempt = begin(trainer)
    page = trainer.get(attempt).text
    now(11.5)
    trainer.post(attempt, data={**hidden_fields(page, attempt), **RIGHT, "asked": list(RIGHT), "action": "submit"})
    assert db.session.scalars(select(Attempt.points)).one() == 3


def test_what_is_sent_after_handing_in_changes_nothing_however_soon(
    trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch, now: Callable[[float], datetime]
) -> None:
    change_rules(app, monkeypatch, time_limit_minutes=10)
    now(0)
    attempt = begin(trainer)
    form = {**hidden_fields(trainer.get(attempt).text, attempt), "asked": list(RIGHT)}
    now(3)
    trainer.post(attempt, data={**form, **RIGHT, "first-1": "a", "action": "submit"})
    now(3.5)
    assert trainer.post(attempt, data={**form, **RIGHT, "action": "submit"}).location == attempt
    assert db.session.scalars(select(Attempt.points)).one() == 2


@pytest.mark.parametrize(
    ("shown", "wrong_sees", "right_sees"), [("after-attempt", True, True), ("after-passing", False, True), ("never", False, False)]
)
def test_right_answers_are_shown_when_the_rules_say_so(
    trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch, shown: str, wrong_sees: bool, right_sees: bool
) -> None:
    change_rules(app, monkeypatch, answers_shown=shown)
    assert ("Explication 1" in trainer.get(take(trainer, {"first-1": "a"})).text) is wrong_sees
    assert ("Explication 1" in trainer.get(take(trainer, RIGHT)).text) is right_sees


def test_somebody_elses_attempt_is_like_one_that_does_not_exist(trainer: CheckingClient, sign_in: SignIn) -> None:
    mine = take(trainer, RIGHT)
    other = sign_in(make_account())
    unknown = mine.rsplit("/", 1)[0] + "/0193f0a0-0000-7000-8000-000000000000"
    assert other.get(mine).status_code == other.get(unknown).status_code == 404
    assert steady(other.get(mine).text).replace(mine[3:], "") == steady(other.get(unknown).text).replace(unknown[3:], "")
    assert other.post(mine, data={**RIGHT, "action": "submit"}).status_code in (400, 404)


def test_a_quiz_of_another_programme_is_like_one_that_does_not_exist(trainer: CheckingClient, sign_in: SignIn) -> None:
    make_programme("autre", modules=("second",))
    other = sign_in(make_account(programme="autre"))
    assert other.get(QUIZ).status_code == 404
    assert "Quiz first" not in other.get("/fr/quizzes").text


def test_replaying_the_journal_gives_the_same_attempts(trainer: CheckingClient) -> None:
    take(trainer, RIGHT)
    take(trainer, {"first-1": "a"})
    begin(trainer)
    tables = (Attempt, Answer, AnswerGiven, AttemptEnd)
    before = [db.session.execute(select(table.__table__).order_by(*table.__table__.primary_key)).all() for table in tables]
    with transactional():
        journal.rebuild_projections()
    assert [db.session.execute(select(table.__table__).order_by(*table.__table__.primary_key)).all() for table in tables] == before


def test_facts_that_arrive_in_another_order_make_the_same_attempt(trainer: CheckingClient) -> None:
    take(trainer, {**RIGHT, "first-3": "false"})
    before = db.session.execute(select(Attempt.__table__)).all(), sorted(db.session.execute(select(Answer.__table__)).all())
    said = db.session.execute(select(JournalEvent.__table__).order_by(JournalEvent.seq)).all()
    with transactional():
        for table in (Answer, AnswerGiven, AttemptEnd, Attempt, JournalEvent):
            db.session.execute(delete(table))
        for row in reversed(said):
            event = NewEvent(id=row.id, type=row.type, version=row.type_version, programme=row.programme, actor_id=row.actor_id, said_at=row.said_at,
                             body=json.loads(row.body))  # fmt: skip
            journal.record(event, now=NOW)
    assert (db.session.execute(select(Attempt.__table__)).all(), sorted(db.session.execute(select(Answer.__table__)).all())) == before


def test_an_attempt_from_when_one_fact_held_it_whole_is_still_worth_the_same(trainer: CheckingClient) -> None:
    person = db.session.scalars(select(Person.id)).one()
    body = {"person": str(person), "quiz": "first", "version": 1, "pass_mark_percent": 70, "answers": {"first-1": ["b"], "first-2": ["a"]},
            "key": {"first-1": ["b"], "first-2": ["a", "c"], "first-3": ["true"]}}  # fmt: skip
    event = NewEvent(id=fact_id(), type="attempt.submitted", version=1, programme=PROGRAMME, actor_id=person, said_at=NOW, body=body)
    with transactional():
        journal.record(event, now=NOW)
    row = db.session.scalars(select(Attempt)).one()
    assert (row.points, row.points_possible, row.is_passed, row.submitted_at) == (1, 3, False, NOW)
    assert trainer.get(f"/fr/attempts/{event.id}").status_code == 200


def test_a_result_stays_what_it_was_when_the_quiz_changes(trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    take(trainer, RIGHT)
    quiz = app.extensions["quizzes"]["first"]
    first = quiz.pool["first-1"]
    pool = {**quiz.pool, "first-1": replace(first, key={**first.key, "right": ["c"]})}
    monkeypatch.setitem(app.extensions["quizzes"], "first", replace(quiz, pool=pool, pass_mark=PassMark(100, "panel")))
    with transactional():
        journal.rebuild_projections()
    attempt = db.session.scalars(select(Attempt)).one()
    assert (attempt.points, attempt.is_passed, attempt.pass_mark_percent) == (3, True, 70)


def test_results_stored_under_other_rules_of_passing_are_still_shown(trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = app.extensions["quizzes"]["first"]
    before = take(trainer, RIGHT)
    monkeypatch.setitem(app.extensions["quizzes"], "first", replace(quiz, pass_mark=None))
    since = take(trainer, RIGHT)
    for page in (before, since, QUIZ, "/fr/quizzes"):
        assert "Réussi" not in trainer.get(page).text
    assert [(row.pass_mark_percent, row.is_passed) for row in db.session.scalars(select(Attempt).order_by(Attempt.id))] == [(70, True), (None, False)]
    monkeypatch.setitem(app.extensions["quizzes"], "first", quiz)
    assert "Réussi" in trainer.get(before).text
    assert trainer.get(since).status_code == 200


def test_the_browser_may_keep_a_whole_attempt_so_that_going_back_finds_the_answers(trainer: CheckingClient) -> None:
    attempt = begin(trainer)
    assert trainer.get(attempt).headers["Cache-Control"] == "private, no-cache"
    assert trainer.get(f"{attempt}?n=1").headers["Cache-Control"] == "no-store", "a question alone is asked again with what is saved"
