"""Practice: each answer is explained at once and then stands; it counts for nothing. Pages are read in English."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.config import ROOT
from lms.db import db, transactional
from lms.journal import services as journal
from lms.journal.models import JournalEvent
from lms.journal.rules import NewEvent
from lms.progress.queries import module_standings
from lms.quizzes.content import Quiz, load_tests
from lms.quizzes.models import Answer, AnswerGiven, Attempt, AttemptEnd
from tests.client import CheckingClient, hidden_fields
from tests.conftest import NOW
from tests.factories import PROGRAMME, at, fact_id, make_account, make_programme, make_workshop, right_answers, take_quiz

SignIn = Callable[[Account], CheckingClient]
QUIZ, PRACTICE = "/en/quizzes/first", "/en/quizzes/practice"
RIGHT = {"first-1": ["b"], "first-2": ["a", "c"], "first-3": ["true"]}
TABLES = (Attempt, Answer, AnswerGiven, AttemptEnd)


@pytest.fixture
def account(app: Flask) -> Account:
    """Somebody who learns."""
    make_programme()
    return make_account()


@pytest.fixture
def trainer(account: Account, sign_in: SignIn) -> CheckingClient:
    """Their browser."""
    return sign_in(account)


@pytest.fixture
def practice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Quiz:
    """The practice of the sample, asking all three questions of its bank in their order."""
    return use(app, monkeypatch, draw={"": 3})


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, **changes: object) -> Quiz:
    """Have the practice be another, as a change of its file would."""
    quiz: Quiz = replace(app.extensions["quizzes"]["practice"], **changes)
    monkeypatch.setitem(app.extensions["quizzes"], "practice", quiz)
    return quiz


def begin(trainer: CheckingClient) -> str:
    """Begin to practise; return the address of the attempt."""
    return trainer.submit(PRACTICE).location.split("?")[0]


def check(trainer: CheckingClient, attempt: str, question: str, answer: list[str], *, n: int | None = 1) -> TestResponse:
    """Ask for what is said of an answer."""
    page = f"{attempt}?n={n}" if n else attempt
    hidden = hidden_fields(trainer.get(page).text, attempt)
    return trainer.post(page, data={**hidden, "asked": question, question: answer, "explain": question})


def save(trainer: CheckingClient, attempt: str, answers: dict[str, object], action: str = "save") -> TestResponse:
    """Send the whole page of an attempt."""
    hidden = hidden_fields(trainer.get(attempt).text, attempt)
    return trainer.post(attempt, data={**hidden, "asked": list(answers), **answers, "action": action})


def finish(trainer: CheckingClient, attempt: str) -> None:
    """Hand in, blanks and all."""
    assert save(trainer, attempt, {"with_blanks": "yes"}, "submit").location == attempt


def points() -> list[float]:
    """Return what each finished attempt is worth, oldest first."""
    return list(db.session.scalars(select(Attempt.points).where(Attempt.submitted_at.is_not(None)).order_by(Attempt.started_at)))


def number_of(table: type) -> int | None:
    """Return how many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(table))


def asked_in(attempt: str) -> set[str]:
    """Return the questions of the attempt at an address."""
    rows = db.session.execute(select(Attempt.id, Attempt.questions))
    return next({one["id"] for one in json.loads(row.questions)} for row in rows if str(row.id) in attempt)


def test_one_question_at_a_time_is_what_practice_proposes(trainer: CheckingClient) -> None:
    page = trainer.get(PRACTICE).text
    assert 'value="one" checked' in page
    assert 'value="all" checked' in trainer.get(QUIZ).text
    assert "2 questions." in page
    assert "nothing here counts for the module or for the certificate" in page
    assert "Pass mark" not in page


def test_an_answer_is_explained_as_soon_as_it_is_checked(trainer: CheckingClient, practice: Quiz) -> None:
    attempt = begin(trainer)
    page = trainer.get(f"{attempt}?n=1").text
    assert "Check my answer" in page
    assert "Explanation 1" not in page
    assert check(trainer, attempt, "first-1", ["a"]).location == f"{attempt}?n=1"
    page = trainer.get(f"{attempt}?n=1").text
    assert "Not right" in page
    assert "Your answer: Choice a" in page
    assert "Feedback a" in page
    assert "Choice b" in page.split("Right answer:")[1]
    assert "Explanation 1" in page
    assert 'href="/en/modules/first/01-one">The lesson: ' in page
    assert 'name="first-1"' not in page
    assert f'href="{attempt}?n=2">Next question' in page


def test_an_explained_answer_can_no_longer_be_changed(trainer: CheckingClient, practice: Quiz) -> None:
    attempt = begin(trainer)
    stale = hidden_fields(trainer.get(f"{attempt}?n=1").text, attempt)
    check(trainer, attempt, "first-1", ["a"])
    again = trainer.post(f"{attempt}?n=1", data={**stale, "asked": "first-1", "first-1": "b", "explain": "first-1"})
    assert again.location == f"{attempt}?n=1"
    page = trainer.get(f"{attempt}?n=1").text
    assert "the first one stands" in page
    assert "Your answer: Choice a" in page
    save(trainer, attempt, {"first-1": "b"})
    save(trainer, attempt, {"first-1": "b", "with_blanks": "yes"}, "submit")
    assert points() == [0]
    assert number_of(AnswerGiven) == 1


def test_the_same_check_sent_twice_is_one_fact(trainer: CheckingClient, practice: Quiz) -> None:
    attempt = begin(trainer)
    form = {**hidden_fields(trainer.get(f"{attempt}?n=1").text, attempt), "asked": "first-1", "first-1": "b", "explain": "first-1"}
    first, second = (trainer.post(f"{attempt}?n=1", data=form) for _ in range(2))
    assert first.location == second.location == f"{attempt}?n=1"
    assert "the first one stands" not in trainer.get(f"{attempt}?n=1").text
    assert (number_of(AnswerGiven), number_of(JournalEvent)) == (1, 2)


def test_until_it_is_checked_an_answer_can_be_changed_and_what_was_saved_on_the_way_does_not_come_back(
    trainer: CheckingClient, practice: Quiz
) -> None:
    attempt = begin(trainer)
    late = {**hidden_fields(trainer.get(f"{attempt}?n=1").text, attempt), "asked": "first-1", "first-1": "a", "action": "autosave"}
    assert save(trainer, attempt, {"first-1": "c"}, "autosave").status_code == 204
    assert 'value="c" checked' in trainer.get(f"{attempt}?n=1").text
    check(trainer, attempt, "first-1", ["b"])
    assert trainer.post(f"{attempt}?n=1", data=late).status_code == 204
    finish(trainer, attempt)
    assert points() == [1]


def test_what_was_saved_and_then_checked_unchanged_is_explained(trainer: CheckingClient, practice: Quiz) -> None:
    attempt = begin(trainer)
    form = {**hidden_fields(trainer.get(f"{attempt}?n=1").text, attempt), "asked": "first-1", "first-1": "b"}
    trainer.post(f"{attempt}?n=1", data={**form, "action": "autosave"})
    trainer.post(f"{attempt}?n=1", data={**form, "explain": "first-1"})
    assert "Explanation 1" in trainer.get(f"{attempt}?n=1").text


def test_without_an_answer_there_is_nothing_to_explain(trainer: CheckingClient, practice: Quiz) -> None:
    attempt = begin(trainer)
    answer = check(trainer, attempt, "first-1", [])
    assert answer.status_code == 422
    assert "Answer the question first" in answer.text
    assert "Explanation 1" not in answer.text
    assert number_of(AnswerGiven) == 0


def test_on_the_whole_page_answers_are_explained_once_handed_in(trainer: CheckingClient, practice: Quiz) -> None:
    attempt = begin(trainer)
    save(trainer, attempt, {"first-1": "a", "first-2": ["a", "c"]})
    save(trainer, attempt, {"first-1": "b"})
    assert "Explanation" not in trainer.get(attempt).text
    finish(trainer, attempt)
    page = trainer.get(attempt).text
    assert points() == [2]
    assert "Explanation 1" in page
    assert "Explanation 3" in page


def test_what_was_explained_is_shown_on_the_whole_page_too(trainer: CheckingClient, practice: Quiz) -> None:
    attempt = begin(trainer)
    check(trainer, attempt, "first-1", ["a"])
    page = trainer.get(attempt).text
    assert "Explanation 1" in page
    assert "Explanation 2" not in page
    assert 'name="first-1"' not in page
    assert 'name="first-2"' in page


def test_a_question_left_for_later_comes_back(trainer: CheckingClient, practice: Quiz) -> None:
    attempt = begin(trainer)
    hidden = hidden_fields(trainer.get(f"{attempt}?n=1").text, attempt)
    assert trainer.post(f"{attempt}?n=1", data={**hidden, "asked": "first-1", "action": "next"}).location == f"{attempt}?n=2"
    check(trainer, attempt, "first-2", ["a"], n=2)
    check(trainer, attempt, "first-3", ["true"], n=3)
    assert f'href="{attempt}?n=1">Next question' in trainer.get(f"{attempt}?n=3").text
    assert f'href="{attempt}?n=1"' in trainer.get(PRACTICE).text
    check(trainer, attempt, "first-1", ["b"])
    page = trainer.get(f"{attempt}?n=1").text
    assert "Next question" not in page
    assert "See my result" in page


def test_a_quiz_that_does_not_tell_at_once_cannot_be_made_to(trainer: CheckingClient) -> None:
    attempt = trainer.submit(QUIZ).location.split("?")[0]
    check(trainer, attempt, "first-1", ["a"])
    for page in (attempt, f"{attempt}?n=1"):
        text = trainer.get(page).text
        assert "Feedback" not in text
        assert "Explanation" not in text
    check(trainer, attempt, "first-1", ["b"])
    assert 'value="b" checked' in trainer.get(attempt).text
    assert not any(db.session.scalars(select(AnswerGiven.is_explained)))


def everything() -> list[object]:
    """Return the rows of every table of attempts."""
    return [db.session.execute(select(table.__table__).order_by(*table.__table__.primary_key)).all() for table in TABLES]


def practise_a_while(trainer: CheckingClient) -> None:
    """Practise once, changing one's mind, and begin again."""
    attempt = begin(trainer)
    save(trainer, attempt, {"first-1": "b"}, "autosave")
    check(trainer, attempt, "first-1", ["a"])
    save(trainer, attempt, {"first-2": ["a"]})
    check(trainer, attempt, "first-2", ["a", "c"], n=2)
    finish(trainer, attempt)
    check(trainer, begin(trainer), "first-3", ["false"], n=3)


def test_replaying_the_journal_gives_the_same_practice(trainer: CheckingClient, practice: Quiz) -> None:
    practise_a_while(trainer)
    before = everything()
    assert points() == [1]
    with transactional():
        journal.rebuild_projections()
    assert everything() == before


def test_facts_that_arrive_in_another_order_make_the_same_practice(trainer: CheckingClient, practice: Quiz) -> None:
    practise_a_while(trainer)
    before = everything()
    said = db.session.execute(select(JournalEvent.__table__).order_by(JournalEvent.seq)).all()
    with transactional():
        for table in (Answer, AnswerGiven, AttemptEnd, Attempt, JournalEvent):
            db.session.execute(delete(table))
        for row in reversed(said):
            event = NewEvent(id=row.id, type=row.type, version=row.type_version, programme=row.programme, actor_id=row.actor_id, said_at=row.said_at,
                             body=json.loads(row.body))  # fmt: skip
            journal.record(event, now=NOW)
    assert everything() == before


def test_practice_asks_first_what_was_never_met_then_what_was_missed_anywhere(
    trainer: CheckingClient, account: Account, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(app, monkeypatch, draw={"": 1})
    quiz = app.extensions["quizzes"]["first"]
    short = replace(quiz, pool={name: quiz.pool[name] for name in ("first-1", "first-2")})
    take_quiz(account, short, {**RIGHT, "first-2": ["b"]}, at_time=at(0))
    found = []
    for answer in ("true", "true"):
        attempt = begin(trainer)
        found.append(asked_in(attempt))
        save(trainer, attempt, {"first-3": answer, "first-2": ["a", "c"], "with_blanks": "yes"}, "submit")
    assert found == [{"first-3"}, {"first-2"}]


def test_practice_is_drawn_for_one_person_whatever_others_met(
    trainer: CheckingClient, account: Account, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(app, monkeypatch, draw={"": 1})
    quiz = app.extensions["quizzes"]["first"]
    take_quiz(account, replace(quiz, pool={name: quiz.pool[name] for name in ("first-1", "first-2")}), RIGHT, at_time=at(0))
    take_quiz(make_account(), quiz, {**RIGHT, "first-1": ["a"]}, at_time=at(1))
    assert asked_in(begin(trainer)) == {"first-3"}


def test_practice_has_no_waiting_and_no_end(trainer: CheckingClient, practice: Quiz) -> None:
    for _ in range(4):
        finish(trainer, begin(trainer))
    assert len(points()) == 4


def test_the_result_judges_nobody_says_what_to_read_and_leads_on(trainer: CheckingClient, practice: Quiz) -> None:
    attempt = begin(trainer)
    check(trainer, attempt, "first-1", ["b"])
    finish(trainer, attempt)
    page = trainer.get(attempt).text
    for word in ("Passed", "passed", "Pass mark", "%"):
        assert word not in page.split("<main")[1]
    assert "1 out of 3" in page
    assert 'href="/en/modules/first/02-two">' in page.split("What to read again")[1]
    assert 'href="/en/modules/first/quiz"' in page
    again = trainer.post(PRACTICE, data={**hidden_fields(page, PRACTICE)})
    assert again.location.endswith("?n=1")
    assert attempt not in again.location


def test_practice_counts_for_nothing(account: Account, practice: Quiz) -> None:
    before = module_standings([account.person_id], PROGRAMME)
    take_quiz(account, practice, right_answers(practice))
    assert db.session.scalars(select(Attempt.is_passed)).one() is False
    assert db.session.scalars(select(Attempt.pass_mark_percent)).one() is None
    assert module_standings([account.person_id], PROGRAMME) == before


def test_home_says_nothing_of_practice(trainer: CheckingClient, account: Account, practice: Quiz) -> None:
    begin(trainer)
    assert "ractice" not in trainer.get("/en/").text


def test_practice_stands_under_its_own_heading(trainer: CheckingClient, account: Account, practice: Quiz) -> None:
    page = trainer.get("/en/quizzes").text
    closing, practising = page.split("<h2>Practice</h2>")
    assert "Quizzes that close a module</h2>" in closing
    assert "Quiz first" in closing
    assert "Practice first" in practising
    assert "3 questions." in practising
    assert "Not taken yet" not in practising
    assert "Tests before and after" not in page, "there are none in the sample"
    assert "Begun" not in page
    take_quiz(account, practice, {"first-1": ["b"]})
    assert "Last time: 33%." in trainer.get("/en/quizzes").text.split("<h2>Practice</h2>")[1]
    begin(trainer)
    closing, practising = trainer.get("/en/quizzes").text.split("<h2>Practice</h2>")
    assert ("Begun" in closing, "Begun" in practising) == (False, True)


def test_modules_and_their_last_lessons_lead_to_practice_where_there_is_some(trainer: CheckingClient) -> None:
    assert trainer.get("/en/modules/first/practice").location == PRACTICE
    assert 'href="/en/modules/first/practice"' in trainer.get("/en/modules/first").text
    assert "practice" not in trainer.get("/en/modules/second").text
    missing = trainer.get("/en/modules/second/practice")
    assert missing.status_code == 404
    assert "This module has no practice yet" in missing.text


def test_the_end_of_a_modules_lessons_leads_to_practice_and_to_the_quiz(trainer: CheckingClient, app: Flask) -> None:
    lessons = app.extensions["library"].modules["first"].lessons
    for lesson in (lessons[0], lessons[-1]):
        page = f"/en/modules/first/{lesson.slug}"
        sent = trainer.submit(page, {question.id: list(question.right) for question in lesson.questions})
        for shown in (trainer.get(sent.location).text, trainer.get(page).text):
            for leads_to in ("quiz", "practice"):
                assert (f'href="/en/modules/first/{leads_to}"' in shown) is (lesson is lessons[-1])


def test_practice_has_no_figures_and_no_paper(sign_in: SignIn, account: Account, practice: Quiz) -> None:
    monitor, organiser = sign_in(make_account(Role.MONITOR)), make_account(Role.ORGANISER)
    make_workshop(organisers=(organiser,))
    marking = sign_in(organiser)
    assert monitor.get(f"{QUIZ}/figures").status_code == 200
    assert monitor.get(f"{PRACTICE}/figures").status_code == 404
    assert f"{QUIZ}/figures" in monitor.get("/en/quizzes").text
    assert f"{PRACTICE}/figures" not in monitor.get("/en/quizzes").text
    assert marking.get(f"{QUIZ}/paper").status_code == 200
    assert marking.get(f"{PRACTICE}/paper").status_code == 404
    assert marking.get(f"{PRACTICE}/paper.pdf").status_code == 404
    assert "Practice first" not in marking.get("/en/workshops/bamako/quizzes").text
    assert marking.get("/en/workshops/bamako/quizzes/practice/paper").status_code == 404


def test_practice_of_another_programme_is_like_one_that_does_not_exist(account: Account, sign_in: SignIn) -> None:
    make_programme("autre", modules=("second",))
    other = sign_in(make_account(programme="autre"))
    assert other.get(PRACTICE).status_code == 404
    assert "Practice first" not in other.get("/en/quizzes").text


@pytest.fixture
def odd(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Quiz:
    """Practice with a case and a number of the real bank."""
    real = load_tests(ROOT / "quizzes")
    monkeypatch.setitem(app.extensions, "banks", real.banks)
    questions = real.quizzes["practice-legal-framework"].pool.values()
    chosen = [next(question for question in questions if question.type == kind) for kind in ("case", "numeric")]
    return use(app, monkeypatch, pool={question.id: question for question in chosen}, draw={"": 2})


def test_a_case_is_explained_decision_by_decision_and_none_can_be_taken_back(trainer: CheckingClient, odd: Quiz) -> None:
    case = next(question for question in odd.pool.values() if question.type == "case")
    first, second = (f"{case.id}.{decision.id}" for decision in case.decisions[:2])
    decisions = case.key["decisions"]
    going_on = next(option for option in decisions[case.decisions[0].id]["next"])
    other = next(option.id for option in case.decisions[0].options if option.id != going_on)
    attempt = begin(trainer)
    page = f"{attempt}?n=1"

    def decide(field: str, choice: str, hidden: dict[str, str]) -> None:
        assert trainer.post(page, data={**hidden, "asked": case.id, field: choice, "explain": case.id}).location == page

    stale = hidden_fields(trainer.get(page).text, attempt)
    assert f'name="{second}"' not in trainer.get(page).text
    decide(first, going_on, stale)
    text = trainer.get(page).text
    assert f'name="{first}"' not in text
    assert f'name="{second}"' in text
    assert "You decided: " in text
    decide(first, other, {**stale, "event_id": str(fact_id())})
    saved = db.session.scalars(select(AnswerGiven.answer).where(AnswerGiven.is_explained)).all()
    assert [json.loads(one) for one in saved] == [[f"{case.decisions[0].id}={going_on}"]]
    ending = next(option.id for option in case.decisions[1].options if option.id not in decisions[case.decisions[1].id]["next"])
    decide(second, ending, hidden_fields(trainer.get(page).text, attempt))
    text = trainer.get(page).text
    assert "The lesson: " in text
    assert "Next question" in text


def test_what_is_no_number_is_not_explained(trainer: CheckingClient, odd: Quiz) -> None:
    number = next(question for question in odd.pool.values() if question.type == "numeric")
    answer = check(trainer, begin(trainer), number.id, ["beaucoup"], n=2)
    assert answer.status_code == 422
    assert "Enter a number" in answer.text
    assert "Answer the question first" not in answer.text
    assert number_of(AnswerGiven) == 0


def test_places_that_are_no_order_yet_are_shown_again(trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    real = load_tests(ROOT / "quizzes")
    monkeypatch.setitem(app.extensions, "banks", real.banks)
    ordering = next(question for question in real.quizzes["practice-legal-framework"].pool.values() if question.type == "ordering")
    use(app, monkeypatch, pool={ordering.id: ordering}, draw={"": 1})
    attempt, items = begin(trainer), [option.id for option in ordering.options]
    fields = hidden_fields(trainer.get(attempt).text, attempt)
    half = {f"{ordering.id}.{item}": "2" if item == items[1] else "1" for item in items[:3]}  # two in the first place, the rest in none
    for action in ("save", "submit"):
        answer = trainer.post(attempt, data={**fields, **half, "event_id": str(fact_id()), "action": action})
        assert answer.status_code == 422
        assert "give each line a place of its own" in answer.text
        assert "Still without an answer" not in answer.text
        assert answer.text.count(" selected>1<") == 2
        assert answer.text.count(" selected>2<") == 1
    assert trainer.post(attempt, data={**fields, **half, "action": "autosave"}).status_code == 422
    assert number_of(AnswerGiven) == 0
    whole = {f"{ordering.id}.{item}": str(place) for place, item in enumerate(items, start=1)}
    assert trainer.post(attempt, data={**fields, **whole, "event_id": str(fact_id()), "action": "save"}).status_code == 302
    assert "a place of its own" not in trainer.get(attempt).text
