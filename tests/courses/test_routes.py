from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.courses.models import LessonAnswers, LessonCompletion
from lms.courses.versions import Version
from lms.db import db, transactional
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.journal.models import JournalEvent
from lms.journal.rules import NewEvent
from tests.client import CheckingClient, hidden_fields
from tests.conftest import NOW
from tests.factories import PROGRAMME, at, make_account, make_programme

SignIn = Callable[[Account], CheckingClient]
LESSON, SECOND = "/fr/modules/first/01-one", "/fr/modules/first/02-two"
RIGHT = {LESSON: {"first-c1": "b", "first-c2": "true"}, SECOND: {"first-c3": ["a", "c"], "first-c4": "a"}}


@pytest.fixture
def trainer(sign_in: SignIn) -> CheckingClient:
    """A trainer's browser in a programme that teaches the sample modules."""
    make_programme()
    return sign_in(make_account())


def complete(trainer: CheckingClient, lesson: str = LESSON, **changes: str) -> TestResponse:
    """Answer the questions at the end of a lesson."""
    return trainer.submit(lesson, {**RIGHT[lesson], **changes})


def number_of_facts() -> int | None:
    """Return how many facts there are."""
    return db.session.scalar(select(func.count()).select_from(JournalEvent))


def test_modules_stand_in_the_order_of_the_programme_with_what_was_read(trainer: CheckingClient) -> None:
    complete(trainer)
    page = trainer.get("/fr/modules").text
    assert page.index("Module first") < page.index("Module second")
    assert 'value="1" max="2"' in page


def test_a_lesson_shows_its_text_its_sources_and_that_it_is_a_draft(trainer: CheckingClient) -> None:
    page = trainer.get(LESSON).text
    assert "Un énoncé" in page
    assert 'id="source-s1">Source inventée pour les essais' in page
    assert "21 novembre 2026" in trainer.get("/fr/modules/first").text


def test_the_same_lesson_in_english(trainer: CheckingClient) -> None:
    page = trainer.get("/en/modules/first/01-one").text
    assert "A statement" in page
    assert "Source invented for tests" in page
    assert "21 November 2026" in trainer.get("/en/modules/first").text


def test_a_lesson_says_its_status_in_a_line_below_its_contents_that_leads_to_the_module(trainer: CheckingClient) -> None:
    status = trainer.get("/en/modules/first/01-one").text.split("</nav>")[-1].split('class="lesson"')[0]
    assert '<a href="/en/modules/first">Draft, version' in status
    assert "not validated by the national committee</a>" in status


@pytest.mark.parametrize(
    ("status", "said"),
    [("reviewed", "reviewed by A. Jurist: not yet validated by the national committee"), ("validated", "validated by the national committee on")],
)
def test_a_lesson_of_a_module_that_was_looked_at_says_so(
    trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch, status: str, said: str
) -> None:
    modules = app.extensions["library"].modules
    monkeypatch.setitem(modules, "first", replace(modules["first"], status=status, reviewed_by="A. Jurist", validated_on=NOW.date()))
    assert said in trainer.get("/en/modules/first/01-one").text


def test_opening_a_lesson_completes_nothing(trainer: CheckingClient) -> None:
    trainer.get(LESSON)
    assert number_of_facts() == 0


def test_answering_completes_the_lesson_and_explains_each_answer(trainer: CheckingClient) -> None:
    answer = complete(trainer, **{"first-c1": "a"})
    assert answer.location == f"{LESSON}/answers"
    page = trainer.get(answer.location).text
    assert "1 bonne réponse sur 2" in page
    assert "Retour a" in page
    assert "Bonne réponse" in page
    assert "Choix b" in page
    assert 'href="/fr/modules/first/02-two"' in page
    assert "Terminée le" in trainer.get(LESSON).text


def test_the_last_lesson_leads_back_to_the_module(trainer: CheckingClient) -> None:
    page = trainer.get(complete(trainer, SECOND).location).text
    assert 'class="button button--primary" href="/fr/modules/first"' in page


def test_a_blank_question_keeps_the_other_answers_and_completes_nothing(trainer: CheckingClient) -> None:
    answer = trainer.submit(LESSON, {"first-c1": "b"})
    assert answer.status_code == 422
    assert 'id="first-c2" aria-describedby="first-c2-error"' in answer.text
    assert 'class="form-field__error" id="first-c2-error"' in answer.text
    assert "first-c1-error" not in answer.text
    assert 'class="error-summary"' in answer.text
    assert 'href="#first-c2"' in answer.text
    assert 'value="b" checked' in answer.text
    assert number_of_facts() == 0


def test_the_same_form_sent_twice_is_one_fact_and_the_same_answer(trainer: CheckingClient) -> None:
    hidden = hidden_fields(trainer.get(LESSON).text, LESSON)
    answers = [trainer.post(LESSON, data={**hidden, **RIGHT[LESSON]}) for _ in range(2)]
    assert [answer.location for answer in answers] == [f"{LESSON}/answers"] * 2
    assert number_of_facts() == 1


def test_other_answers_on_a_page_used_before_are_offered_as_new_ones(trainer: CheckingClient) -> None:
    hidden = hidden_fields(trainer.get(LESSON).text, LESSON)
    trainer.post(LESSON, data={**hidden, **RIGHT[LESSON]})
    again = trainer.post(LESSON, data={**hidden, "first-c1": "a", "first-c2": "true"})
    assert again.status_code == 409
    assert 'value="a" checked' in again.text
    assert 'href="#check"' in again.text.split('class="notice notice--attention"')[1].split("</div>")[0]
    assert hidden_fields(again.text, LESSON)["event_id"] != hidden["event_id"]


def test_an_answer_that_is_no_option_is_refused(trainer: CheckingClient) -> None:
    assert complete(trainer, **{"first-c1": "z"}).status_code == 422
    assert number_of_facts() == 0


def test_whoever_asks_for_answers_before_giving_any_is_led_to_the_lesson_and_told(trainer: CheckingClient) -> None:
    early = trainer.get("/en/modules/first/01-one/answers")
    assert early.location == "/en/modules/first/01-one"
    assert "You have not answered the questions of this lesson yet" in trainer.get(early.location).text


def test_the_version_that_the_page_showed_is_recorded_even_if_a_newer_one_came_since(trainer: CheckingClient) -> None:
    complete(trainer, content="0123456789abcdef")
    assert db.session.scalars(select(LessonCompletion.content_hash)).one() == "0123456789abcdef"


def test_the_first_completion_and_the_last_answers_stay_in_whatever_order_they_arrive(trainer: CheckingClient) -> None:
    person = db.session.scalars(select(Person.id)).one()

    def said(minutes: int) -> NewEvent:
        body = {"person": str(person), "module": "first", "lesson": "01-one", "content": f"{minutes:016x}", "answers": {"first-c1": [str(minutes)]}}
        return NewEvent(
            id=new_id(at(minutes)), type="lesson.completed", version=1, programme=PROGRAMME, actor_id=person, said_at=at(minutes), body=body
        )

    for minutes in (5, 1, 9):
        with transactional():
            journal.record(said(minutes), now=at(20))
    assert db.session.scalars(select(LessonCompletion.completed_at)).one() == at(1)
    answers = db.session.scalars(select(LessonAnswers)).one()
    assert (answers.answers, answers.answered_at) == ('{"first-c1":["9"]}', at(9))


def test_an_event_of_another_lesson_is_refused_and_said(trainer: CheckingClient) -> None:
    hidden = hidden_fields(trainer.get(LESSON).text, LESSON)
    trainer.post(LESSON, data={**hidden, **RIGHT[LESSON]})
    assert trainer.post(SECOND, data={**hidden, **RIGHT[SECOND]}).status_code == 409


def test_answering_again_keeps_the_first_completion(trainer: CheckingClient) -> None:
    complete(trainer)
    first = db.session.scalars(select(LessonCompletion.completed_at)).one()
    complete(trainer, **{"first-c1": "a"})
    assert number_of_facts() == 2
    assert db.session.scalars(select(LessonCompletion.completed_at)).one() == first
    assert "1 bonne réponse sur 2" in trainer.get(f"{LESSON}/answers").text


def test_a_damaged_form_records_nothing_and_keeps_the_answers(trainer: CheckingClient) -> None:
    answer = complete(trainer, event_id="x")
    assert answer.status_code == 422
    assert 'href="#check"' in answer.text.split('class="notice notice--error"')[1].split("</div>")[0]
    assert 'value="b" checked' in answer.text
    assert number_of_facts() == 0


def test_a_module_of_another_programme_is_like_one_that_does_not_exist(trainer: CheckingClient, sign_in: SignIn) -> None:
    make_programme("autre", modules=("second",))
    other = sign_in(make_account(programme="autre"))
    assert other.get("/fr/modules/first").status_code == 404
    assert other.get("/fr/modules/nothing").status_code == 404


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(client: CheckingClient) -> None:
    assert client.get(LESSON).location == "/fr/sign-in?next=/fr/modules/first/01-one"


def test_replaying_the_journal_gives_the_same_completions(trainer: CheckingClient) -> None:
    complete(trainer)
    tables = (LessonCompletion.__table__, LessonAnswers.__table__)
    before = [db.session.execute(select(table)).all() for table in tables]
    with transactional():
        assert journal.rebuild_projections() == 1
    assert [db.session.execute(select(table)).all() for table in tables] == before
    assert all(before)


def test_staff_may_read_the_modules(sign_in: SignIn) -> None:
    make_programme()
    assert sign_in(make_account(Role.MONITOR)).get(LESSON).status_code == 200


def test_a_term_is_explained_in_the_page_and_a_figure_is_drawn_in_its_language(trainer: CheckingClient) -> None:
    page = trainer.get(LESSON).text
    assert 'href="#term-victim"' in page
    assert 'id="term-victim"' in page
    assert "motifs raisonnables" in page
    assert 'aria-label="Recruter, puis le moyen et le but"' in page
    assert "reasonable grounds" in trainer.get("/en/modules/first/01-one").text


def test_the_contents_lead_to_the_sections_and_to_the_questions(trainer: CheckingClient) -> None:
    page = trainer.get(LESSON).text
    for target in ("le-debut", "a-retenir", "check", "sources"):
        assert f'<a href="#{target}">' in page
        assert f'id="{target}"' in page


def test_the_glossary_has_every_term_in_the_language_read(trainer: CheckingClient) -> None:
    assert "ne pas nuire" in trainer.get("/fr/glossary").text
    assert "do no harm" in trainer.get("/en/glossary").text


@pytest.mark.parametrize("query", ["enonce", "ÉNONCÉ", "énoncés"])
def test_a_search_finds_the_passage_whatever_the_accents_and_links_to_it(trainer: CheckingClient, query: str) -> None:
    page = trainer.get("/fr/search", query_string={"q": query}).text
    assert 'href="/fr/modules/first/01-one#le-debut"' in page
    assert "<mark>énoncé</mark>" in page


def test_a_search_that_finds_nothing_says_how_to_go_on(trainer: CheckingClient) -> None:
    assert "Essayez un seul mot" in trainer.get("/fr/search?q=zzz").text


def test_a_search_for_a_misspelt_word_offers_the_nearest_one_and_says_nothing_when_there_is_none(trainer: CheckingClient) -> None:
    page = trainer.get("/en/search?q=statment").text
    assert 'href="/en/search?q=statement">Did you mean: statement' in page
    assert "Did you mean" not in trainer.get("/en/search?q=zzzzzz").text


def test_a_search_that_is_cut_short_says_that_these_are_the_best(trainer: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "best passages" not in trainer.get("/en/search?q=statement").text
    for name in ("lms.courses.search.MOST", "lms.courses.routes.MOST"):
        monkeypatch.setattr(name, 2)
    assert "The 2 best passages of the lessons" in trainer.get("/en/search?q=statement").text


def test_a_search_stays_within_the_programme(trainer: CheckingClient, sign_in: SignIn) -> None:
    make_programme("autre", modules=("second",))
    page = sign_in(make_account(programme="autre")).get("/fr/search?q=enonce").text
    assert "/fr/modules/second/" in page
    assert "/fr/modules/first/" not in page


def test_a_fact_from_before_there_were_questions_is_still_a_completion(trainer: CheckingClient) -> None:
    person = db.session.scalars(select(Person.id)).one()
    body = {"person": str(person), "module": "first", "lesson": "01-one", "content": "0" * 16}
    with transactional():
        journal.record(
            NewEvent(id=new_id(at(1)), type="lesson.completed", version=1, programme=PROGRAMME, actor_id=person, said_at=at(1), body=body), now=at(2)
        )
    assert 'value="1" max="2"' in trainer.get("/fr/modules").text
    assert 'value="1" max="2"' in trainer.get("/fr/modules/first").text


def test_a_lesson_that_changed_since_it_was_read_says_what_changed_and_stays_completed(
    trainer: CheckingClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(trainer)
    library = app.extensions["library"]
    module = library.modules["first"]
    lesson = module.lessons[0]
    day = NOW.date()
    history = (
        Version(number=1, on=day, content_hash=lesson.content_hash, changes={"fr": "Première version.", "en": "First version."}),
        Version(number=2, on=day, content_hash="f" * 16, changes={"fr": "Une peine corrigée.", "en": "A penalty corrected."}),
    )
    newer = replace(lesson, content_hash="f" * 16, versions=history)
    monkeypatch.setitem(library.modules, "first", replace(module, lessons=(newer, *module.lessons[1:])))
    for address in ("/fr/", LESSON):
        assert "a changé" in trainer.get(address).text, address
    assert "Une peine corrigée." in trainer.get("/fr/").text
    page = trainer.get(LESSON).text
    assert "Une peine corrigée." in page.split('class="contents"')[0]
    assert "Première version." not in page.split('class="contents"')[0]
    assert '<a href="#check">' in page.split('class="contents"')[0]  # answering again is what makes the notice go
    assert "<details open>" in page.split('class="check"')[1]
    assert "modifiée depuis votre lecture" in trainer.get("/fr/modules/first").text
    complete(trainer)  # whoever has read the new text is told no more
    assert "a changé" not in trainer.get("/fr/").text
