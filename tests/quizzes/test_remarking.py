from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db
from lms.quizzes.content import Quiz
from lms.quizzes.models import Answer, Attempt, AttemptRemark
from tests.client import CheckingClient
from tests.factories import make_account, make_programme, right_answers, take_quiz

SignIn = Callable[[Account], CheckingClient]
PAGE = "/fr/quizzes/first/figures/first-1/marking"
REASON = {"reason": "La loi dit autre chose."}


@pytest.fixture
def corrected(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Quiz:
    """The quiz after two people took it, one all right, one right but for a blank; then «c» became the right answer to the first question."""
    make_programme()
    quiz: Quiz = app.extensions["quizzes"]["first"]
    take_quiz(make_account(), quiz, right_answers(quiz))
    take_quiz(make_account(), quiz, {**right_answers(quiz), "first-1": ["c"]})
    first = quiz.pool["first-1"]
    newer = replace(first, version=2, key={**first.key, "right": ["c"]})
    changed = replace(quiz, pool={**quiz.pool, "first-1": newer})
    monkeypatch.setitem(app.extensions["quizzes"], "first", changed)
    return changed


def points() -> list[float]:
    """Return the points of all attempts, smallest first."""
    return sorted(db.session.scalars(select(Attempt.points)))


def test_the_preview_counts_who_would_change_and_changes_nothing(corrected: Quiz, sign_in: SignIn) -> None:
    page = sign_in(make_account(Role.ADMINISTRATOR)).get(PAGE).text
    assert "2 essais ont été notés selon une version plus ancienne" in page
    for sentence in ("1 gagnerait", "1 perdrait", "1 atteindrait", "1 passerait sous"):
        assert sentence in page
    assert points() == [2, 3]
    assert db.session.scalar(select(func.count()).select_from(AttemptRemark)) == 0


def test_marking_anew_applies_the_key_keeps_the_reason_and_is_audited(corrected: Quiz, sign_in: SignIn) -> None:
    administrator = sign_in(make_account(Role.ADMINISTRATOR))
    before = {row.id: row.points for row in db.session.execute(select(Attempt.id, Attempt.points))}
    assert administrator.submit(PAGE, REASON).status_code == 302
    after = {row.id: row.points for row in db.session.execute(select(Attempt.id, Attempt.points))}
    assert {name: after[name] - before[name] for name in before} == {name: 1 if before[name] == 2 else -1 for name in before}
    assert set(db.session.scalars(select(Answer.question_version).where(Answer.question == "first-1"))) == {2}
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "attempts.remarked")).one() == "question:first-1@2"
    assert "Tous les essais terminés sont notés selon cette version" in administrator.get(PAGE).text


def test_without_a_reason_nothing_is_marked(corrected: Quiz, sign_in: SignIn) -> None:
    answer = sign_in(make_account(Role.ADMINISTRATOR)).submit(PAGE, {"reason": " "})
    assert answer.status_code == 422
    assert points() == [2, 3]


def test_only_administrators_mark_anew(corrected: Quiz, sign_in: SignIn) -> None:
    for role in (Role.TRAINER, Role.ORGANISER, Role.MONITOR):
        assert sign_in(make_account(role)).get(PAGE).status_code == 403


def test_a_question_that_there_is_not_is_not_found(corrected: Quiz, sign_in: SignIn) -> None:
    assert sign_in(make_account(Role.ADMINISTRATOR)).get("/fr/quizzes/first/figures/first-9/marking").status_code == 404
