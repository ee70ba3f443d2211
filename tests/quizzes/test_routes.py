from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.db import db, transactional
from lms.journal import services as journal
from lms.journal.models import QuarantinedEvent
from lms.quizzes.models import Answer, Attempt
from tests.client import CheckingClient, hidden_fields, steady
from tests.factories import make_account, make_programme

SignIn = Callable[[Account], CheckingClient]
QUIZ = "/fr/quizzes/first"
RIGHT = {"first-1": "b", "first-2": ["a", "c"], "first-3": "true"}


@pytest.fixture
def trainer(sign_in: SignIn) -> CheckingClient:
    """A trainer's browser."""
    make_programme()
    return sign_in(make_account())


def _number(table: type) -> int | None:
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_page_never_says_which_answers_are_right(trainer: CheckingClient) -> None:
    page = trainer.get(QUIZ).text
    assert "Retour" not in page
    assert "Explication" not in page
    assert "checked" not in page


def test_handing_in_shows_the_score_and_the_feedback_of_each_question(trainer: CheckingClient) -> None:
    answer = trainer.submit(QUIZ, {**RIGHT, "first-3": "false"})
    page = trainer.get(answer.location).text
    assert "66\u202f%" in page or "66\u00a0%" in page
    assert "Explication 1" in page
    assert "Retour false" in page
    assert "/fr/modules/first/02-two" in page


def test_all_right_answers_pass(trainer: CheckingClient) -> None:
    trainer.submit(QUIZ, RIGHT)
    assert db.session.scalars(select(Attempt.is_passed)).one() is True


def test_blank_questions_are_pointed_at_and_what_was_answered_is_kept(trainer: CheckingClient) -> None:
    answer = trainer.submit(QUIZ, {"first-1": "b"})
    assert answer.status_code == 422
    assert 'href="#first-2"' in answer.text
    assert 'value="b" checked' in answer.text
    assert _number(Attempt) == 0


def test_blanks_may_be_handed_in_when_one_says_so(trainer: CheckingClient) -> None:
    assert trainer.submit(QUIZ, {"first-1": "b", "with_blanks": "yes"}).status_code == 302
    assert db.session.scalars(select(Attempt.points)).one() == 1


def test_the_same_form_sent_twice_is_one_attempt_and_the_same_answer(trainer: CheckingClient) -> None:
    form = {**hidden_fields(trainer.get(QUIZ).text, QUIZ), **RIGHT}
    first, second = trainer.post(QUIZ, data=form), trainer.post(QUIZ, data=form)
    assert first.location == second.location
    assert _number(Attempt) == 1


def test_the_same_form_with_other_answers_is_refused_and_kept_apart(trainer: CheckingClient) -> None:
    form = {**hidden_fields(trainer.get(QUIZ).text, QUIZ), **RIGHT}
    trainer.post(QUIZ, data=form)
    answer = trainer.post(QUIZ, data={**form, "first-1": "a"})
    assert answer.status_code == 409
    assert hidden_fields(answer.text, QUIZ)["event_id"] != form["event_id"], "what was changed can still be sent, as a new attempt"
    assert _number(QuarantinedEvent) == 1
    assert db.session.scalars(select(Answer.chosen).where(Answer.question == "first-1")).one() == "b"


def test_an_option_of_nowhere_is_refused_and_nothing_is_stored(trainer: CheckingClient) -> None:
    assert trainer.submit(QUIZ, {**RIGHT, "first-1": "zz"}).status_code == 422
    assert trainer.submit(QUIZ, {**RIGHT, "first-1": ["a", "b"]}).status_code == 422
    assert _number(Attempt) == 0


def test_somebody_elses_result_is_like_one_that_does_not_exist(trainer: CheckingClient, sign_in: SignIn) -> None:
    mine = trainer.submit(QUIZ, RIGHT).location
    other = sign_in(make_account())
    unknown = mine.rsplit("/", 1)[0] + "/0193f0a0-0000-7000-8000-000000000000"
    assert other.get(mine).status_code == other.get(unknown).status_code == 404
    assert steady(other.get(mine).text).replace(mine[3:], "") == steady(other.get(unknown).text).replace(unknown[3:], "")


def test_replaying_the_journal_gives_the_same_attempts(trainer: CheckingClient) -> None:
    trainer.submit(QUIZ, RIGHT)
    trainer.submit(QUIZ, {"first-1": "a", "with_blanks": "yes"})
    before = [db.session.execute(select(table.__table__).order_by(*table.__table__.primary_key)).all() for table in (Attempt, Answer)]
    with transactional():
        journal.rebuild_projections()
    after = [db.session.execute(select(table.__table__).order_by(*table.__table__.primary_key)).all() for table in (Attempt, Answer)]
    assert before == after


def test_the_module_leads_to_its_quiz(trainer: CheckingClient) -> None:
    assert trainer.get("/fr/modules/first/quiz").location == QUIZ


def test_a_quiz_of_another_programme_is_like_one_that_does_not_exist(trainer: CheckingClient, sign_in: SignIn) -> None:
    make_programme("autre", modules=("second",))
    assert sign_in(make_account(programme="autre")).get(QUIZ).status_code == 404


def test_a_result_stays_what_it_was_when_the_quiz_changes(trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer.submit(QUIZ, RIGHT)
    quizzes = app.extensions["quizzes"]
    first, *others = quizzes["first"].questions
    changed = (replace(first, key={**first.key, "right": ["c"]}), *others)
    monkeypatch.setitem(quizzes, "first", replace(quizzes["first"], questions=changed, pass_mark_percent=100))
    with transactional():
        journal.rebuild_projections()
    attempt = db.session.scalars(select(Attempt)).one()
    assert (attempt.points, attempt.is_passed, attempt.pass_mark_percent) == (3, True, 70)


def test_the_same_page_sent_again_after_the_quiz_changed_is_still_one_attempt(
    trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {**hidden_fields(trainer.get(QUIZ).text, QUIZ), **RIGHT}
    first = trainer.post(QUIZ, data=form)
    quizzes = app.extensions["quizzes"]
    monkeypatch.setitem(quizzes, "first", replace(quizzes["first"], version=2, pass_mark_percent=100))
    assert trainer.post(QUIZ, data=form).location == first.location
    assert _number(Attempt) == 1


def test_the_browser_may_keep_a_quiz_so_that_going_back_finds_the_answers(trainer: CheckingClient) -> None:
    page = trainer.get(QUIZ)
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert 'action="?sent=1"' in page.text
