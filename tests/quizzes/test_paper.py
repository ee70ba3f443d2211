"""Quizzes on paper: drawn, opened again, and their results typed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.config import ROOT
from lms.db import db
from lms.identifiers import derived_id
from lms.journal.models import JournalEvent
from lms.quizzes.content import Quiz, load_tests
from lms.quizzes.models import Attempt
from lms.quizzes.prints import quiz_pdf
from lms.quizzes.sheets import UnknownSheet, sheet_named
from lms.quizzes.typed import Unreadable, read_answers, read_result
from lms.workshops.models import Workshop
from tests.client import CheckingClient, hidden_fields
from tests.factories import make_account, make_enrolment, make_person, make_programme, make_workshop
from tests.paper.reading import opened, squeezed, words

SignIn = Callable[[Account], CheckingClient]
PAGE = "/fr/workshops/bamako/quizzes/first/paper"
DAY = "2026-11-20"


@pytest.fixture(scope="module")
def real() -> dict[str, Quiz]:
    """The quizzes that are taken."""
    return load_tests(ROOT / "quizzes").quizzes


@pytest.fixture
def in_the_application(built_app: Flask) -> Iterator[None]:
    with built_app.app_context():
        yield


@pytest.fixture
def room(app: Flask) -> tuple[Workshop, list[Person], Account]:
    """A workshop of three, and its organiser."""
    make_programme()
    organiser = make_account(Role.ORGANISER)
    workshop = make_workshop(organisers=(organiser,))
    people = [make_person(family_name=name) for name in ("Ba", "Cissé", "Diarra")]
    for person in people:
        make_enrolment(workshop, person)
    return workshop, people, organiser


@pytest.fixture
def organiser(room: tuple[Workshop, list[Person], Account], sign_in: SignIn) -> CheckingClient:
    return sign_in(room[2])


def right_line(quiz: Quiz, name: str = "1", language: str = "fr") -> str:
    return " ".join(item.right(language) for item in sheet_named(quiz, name).items)


def pages_of(pdf: bytes) -> list[str]:
    return [words(pdf, page) for page in range(len(opened(pdf).pages))]


def row(person: Person) -> str:
    return f"r-{person.id}"


def attempts() -> list[Attempt]:
    return list(db.session.scalars(select(Attempt).order_by(Attempt.points).execution_options(populate_existing=True)))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sheet_is_small_and_its_key_typed_is_worth_every_point(real: dict[str, Quiz], language: str, in_the_application: None) -> None:
    for quiz in real.values():
        for name in ("a", "b") if quiz.forms else ("1", "7", "40"):
            sheet = sheet_named(quiz, name)
            assert len(quiz_pdf(sheet, language=language, programme="Programme", has_key=True)) < 200_000
            given = read_answers(sheet, right_line(quiz, name, language))
            wrong = [item.question.id for item in sheet.items if set(given[item.question.id]) != set(item.question.right)]
            assert wrong == []


def test_a_sheet_says_what_it_is_and_the_key_stands_on_a_page_of_its_own(real: dict[str, Quiz], in_the_application: None) -> None:
    sheet = sheet_named(real["legal-framework"], "7")
    pages = pages_of(quiz_pdf(sheet, language="fr", programme="Programme d’essai", has_key=True))
    assert all(sheet.code in page and "Programme d’essai" in page for page in pages)
    feedback = squeezed(sheet.items[0].question.words["fr"].feedback)[:30]
    without = pages_of(quiz_pdf(sheet, language="fr", programme="Programme d’essai", has_key=False))
    assert not any(feedback in squeezed(page) for page in without)
    assert any(feedback in squeezed(page) for page in pages[len(without) :])


def test_the_same_number_is_the_same_sheet_and_another_number_another(real: dict[str, Quiz], in_the_application: None) -> None:
    quiz = real["legal-framework"]
    assert sheet_named(quiz, "7").code == sheet_named(quiz, "07").code
    first, second = ([item.question.id for item in sheet_named(quiz, name).items] for name in ("7", "8"))
    assert first != second


def test_a_case_gives_way_to_another_question_of_its_topic(real: dict[str, Quiz], in_the_application: None) -> None:
    replaced = 0
    for quiz in real.values():
        for number in range(1, 30) if quiz.draw and not quiz.is_practice else ():
            sheet = sheet_named(quiz, str(number))
            replaced += sheet.replaced
            assert all(item.question.type != "case" for item in sheet.items)
            assert len(sheet.items) + sheet.left_out == quiz.length
            topics = [item.question.topic for item in sheet.items]
            assert sheet.left_out or {topic: topics.count(topic) for topic in topics} == quiz.draw
    assert replaced > 0


def test_a_form_is_printed_as_it_is(real: dict[str, Quiz], in_the_application: None) -> None:
    quiz = real["pre-test"]
    assert tuple(item.question.id for item in sheet_named(quiz, "b").items) == quiz.forms["b"]


def test_things_to_put_in_order_never_stand_in_the_right_order(real: dict[str, Quiz], in_the_application: None) -> None:
    for quiz in real.values():
        for name in ("a", "b") if quiz.forms else [str(number) for number in range(1, 30)]:
            for item in sheet_named(quiz, name).items:
                assert item.question.type != "ordering" or tuple(option.id for option in item.options) != item.question.right


def test_a_sheet_printed_before_its_questions_changed_is_refused(real: dict[str, Quiz], in_the_application: None) -> None:
    quiz = real["legal-framework"]
    code = sheet_named(quiz, "7").code
    assert sheet_named(quiz, code.lower()).code == code
    first = sheet_named(quiz, "7").items[0].question
    changed = replace(quiz, pool={**quiz.pool, first.id: replace(first, version=first.version + 1)})
    with pytest.raises(UnknownSheet):
        sheet_named(changed, code)
    assert sheet_named(changed, "7").code != code


@pytest.mark.parametrize("text", ["", "c", "0", "1000", "7-0000", "²"])
def test_a_sheet_that_does_not_exist_is_refused(real: dict[str, Quiz], text: str, in_the_application: None) -> None:
    with pytest.raises(UnknownSheet):
        sheet_named(real["legal-framework"], text)


def test_blanks_small_letters_and_marks_between_letters_are_read(built_app: Flask, in_the_application: None) -> None:
    sheet = sheet_named(built_app.extensions["quizzes"]["first"], "1")
    assert [item.question.type for item in sheet.items] == ["single", "multiple", "true-false"]
    assert read_answers(sheet, "b a,c vrai") == {"first-1": ("b",), "first-2": ("a", "c"), "first-3": ("true",)}
    assert read_answers(sheet, "– - F") == {"first-3": ("false",)}


@pytest.mark.parametrize("text", ["B AC", "B AC V V", "BC AC V", "Z AC V", "B AZ V", "B AC X", ""])
def test_what_does_not_fit_the_sheet_is_unreadable(built_app: Flask, text: str, in_the_application: None) -> None:
    sheet = sheet_named(built_app.extensions["quizzes"]["first"], "1")
    with pytest.raises(Unreadable):
        read_answers(sheet, text)


def test_pairs_orders_numbers_and_words_are_read_and_only_those(real: dict[str, Quiz], in_the_application: None) -> None:
    from_all = [item for quiz in real.values() if quiz.draw for name in range(1, 40) for item in sheet_named(quiz, str(name)).items]
    quiz = real["legal-framework"]
    wrong = {
        "matching": ["1", "9A", "1A1B", "AB-CDEFGH", "1Z"],
        "ordering": ["1", "11", "abc", "0123"],
        "numeric": ["douze", "1,2,3"],
        "short": ["x" * 201],
    }
    for kind, texts in wrong.items():
        item = next(item for item in from_all if item.question.type == kind)
        sheet = replace(sheet_named(quiz, "1"), items=(item,))
        assert read_answers(sheet, item.right("fr")) == {item.question.id: item.question.right} or kind in {"matching", "numeric"}
        for text in texts:
            with pytest.raises(Unreadable):
                read_answers(sheet, text)
    pair = next(item for item in from_all if item.question.type == "matching")
    sheet = replace(sheet_named(quiz, "1"), items=(pair,))
    letters = "".join(sign for sign in pair.right("fr") if sign.isalpha())
    assert read_answers(sheet, letters) == read_answers(sheet, pair.right("fr"))


def test_scores_are_read_with_commas_and_refused_when_too_large(real: dict[str, Quiz], in_the_application: None) -> None:
    quiz = real["pre-test"]
    read = read_result(quiz, " 14,5 / 20 ", None)
    assert (read.points, read.possible) == (14.5, 20)
    assert read_result(quiz, "b: 14/20", sheet_named(quiz, "a")).sheet == sheet_named(quiz, "b")
    for text in ("21/20", "0/0", "14/20000", "B D"):
        with pytest.raises(Unreadable):
            read_result(quiz, text, None)


def test_only_organisers_reach_the_sheets(organiser: CheckingClient, sign_in: SignIn) -> None:
    trainer, monitor = sign_in(make_account()), sign_in(make_account(Role.MONITOR))
    for path in ("/fr/quizzes/first/paper", "/fr/quizzes/first/paper.pdf?key=y", "/fr/workshops/bamako/quizzes", PAGE):
        assert organiser.get(path).status_code == 200, path
        assert trainer.get(path).status_code == 403, path
        assert monitor.get(path).status_code == 403, path


def test_an_organiser_types_for_no_other_workshop(organiser: CheckingClient) -> None:
    make_workshop(slug="gao")
    assert organiser.get("/fr/workshops/gao/quizzes/first/paper").status_code == 404


def test_a_sheet_is_downloaded_with_and_without_its_key(organiser: CheckingClient) -> None:
    answer = organiser.get("/fr/quizzes/first/paper.pdf?sheet=7")
    assert answer.mimetype == "application/pdf"
    assert len(organiser.get("/fr/quizzes/first/paper.pdf?sheet=7&key=y").data) > len(answer.data)
    refused = organiser.get("/fr/quizzes/first/paper.pdf?sheet=douze")
    assert refused.status_code == 422
    assert 'value="douze"' in refused.text


def test_letters_and_scores_become_attempts_from_paper(app: Flask, organiser: CheckingClient, room: tuple[Workshop, list[Person], Account]) -> None:
    _workshop, (ba, cisse, _diarra), account = room
    line = right_line(app.extensions["quizzes"]["first"])
    answer = organiser.submit(PAGE, {"sheet": "1", "on": DAY, row(ba): line, row(cisse): "2/4"})
    assert answer.status_code == 302
    score, letters = attempts()
    assert (score.person_id, score.points, score.points_possible, score.source, score.is_passed) == (cisse.id, 2, 4, "paper", False)
    assert (letters.person_id, letters.points, letters.points_possible, letters.source, letters.is_passed) == (ba.id, 3, 3, "paper", True)
    assert letters.started_at.date() == date(2026, 11, 20)
    actors = set(db.session.scalars(select(JournalEvent.actor_id).where(JournalEvent.type == "attempt.typed")))
    assert actors == {account.id}


def test_sending_twice_is_once_and_another_result_from_the_same_page_is_refused(
    app: Flask, organiser: CheckingClient, room: tuple[Workshop, list[Person], Account]
) -> None:
    ba = room[1][0]
    hidden = hidden_fields(organiser.get(PAGE).text, PAGE)
    data = {**hidden, "sheet": "1", "on": DAY, row(ba): "2/3"}
    assert organiser.post(PAGE, data=data).status_code == 302
    assert organiser.post(PAGE, data=data).status_code == 302
    refused = organiser.post(PAGE, data={**data, row(ba): "3/3"})
    assert refused.status_code == 422
    assert 'value="3/3"' in refused.text
    assert [attempt.points for attempt in attempts()] == [2]


def test_who_has_a_result_is_shown_with_it_and_not_typed_again_by_accident(
    organiser: CheckingClient, room: tuple[Workshop, list[Person], Account]
) -> None:
    ba = room[1][0]
    hidden = hidden_fields(organiser.get(PAGE).text, PAGE)
    organiser.submit(PAGE, {"on": DAY, row(ba): "2/3"})
    page = organiser.get(PAGE).text
    assert row(ba) not in page.replace(f'for="{row(ba)}"', "")
    old_page = organiser.post(PAGE, data={**hidden, "on": DAY, row(ba): "3/3"})
    assert old_page.status_code == 422
    assert len(attempts()) == 1
    again = f"{PAGE}?again=1"
    assert organiser.post(again, data={**hidden_fields(organiser.get(again).text, PAGE), "on": DAY, row(ba): "3/3"}).status_code == 302
    assert [attempt.points for attempt in attempts()] == [2, 3]


def test_what_cannot_be_read_stays_and_the_rest_is_recorded(organiser: CheckingClient, room: tuple[Workshop, list[Person], Account]) -> None:
    _workshop, (ba, cisse, diarra), _account = room
    answer = organiser.submit(PAGE, {"sheet": "1", "on": DAY, row(ba): "2/3", row(cisse): "B Q V", row(diarra): "B"})
    assert answer.status_code == 422
    assert 'value="B Q V"' in answer.text
    assert 'value="B"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert [attempt.person_id for attempt in attempts()] == [ba.id]
    data = {**hidden_fields(answer.text, PAGE), "sheet": "1", "on": DAY, row(cisse): "B AC V", row(diarra): "B - -"}
    assert organiser.post(PAGE, data=data).status_code == 302
    assert len(attempts()) == 3


@pytest.mark.parametrize("change", [{"on": ""}, {"on": "2999-01-01"}, {"sheet": "douze"}, {"event_id": "x"}])
def test_with_a_wrong_day_or_sheet_nothing_is_recorded_and_nothing_lost(
    organiser: CheckingClient, room: tuple[Workshop, list[Person], Account], change: dict[str, str]
) -> None:
    ba = room[1][0]
    answer = organiser.submit(PAGE, {"sheet": "1", "on": DAY, row(ba): "B AC V", **change})
    assert answer.status_code == 422
    assert 'value="B AC V"' in answer.text
    assert attempts() == []


def test_letters_without_a_sheet_are_refused_and_another_sheet_can_be_named_in_the_row(
    app: Flask, organiser: CheckingClient, room: tuple[Workshop, list[Person], Account]
) -> None:
    _workshop, (ba, cisse, _diarra), _account = room
    line = right_line(app.extensions["quizzes"]["first"], "8")
    answer = organiser.submit(PAGE, {"on": DAY, row(ba): line, row(cisse): f"8: {line}"})
    assert answer.status_code == 422
    assert [attempt.person_id for attempt in attempts()] == [cisse.id]


def test_nobody_outside_the_room_is_given_a_result(organiser: CheckingClient, room: tuple[Workshop, list[Person], Account]) -> None:
    stranger = make_person(family_name="Keïta")
    answer = organiser.submit(PAGE, {"on": DAY, row(stranger): "3/3", "r-what": "1/3"})
    assert answer.status_code == 422
    assert "3/3" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_the_list_counts_those_who_have_a_result(organiser: CheckingClient, room: tuple[Workshop, list[Person], Account]) -> None:
    organiser.submit(PAGE, {"on": DAY, row(room[1][0]): "2/3"})
    assert "1/3" in organiser.get("/fr/workshops/bamako/quizzes").text


def test_the_attempt_has_an_id_that_follows_from_page_and_person(organiser: CheckingClient, room: tuple[Workshop, list[Person], Account]) -> None:
    ba = room[1][0]
    hidden = hidden_fields(organiser.get(PAGE).text, PAGE)
    organiser.post(PAGE, data={**hidden, "on": DAY, row(ba): "2/3"})
    assert [attempt.id for attempt in attempts()] == [derived_id(UUID(hidden["event_id"]), str(ba.id))]


def test_results_of_people_from_elsewhere_are_not_told_before_they_come(
    organiser: CheckingClient, room: tuple[Workshop, list[Person], Account]
) -> None:  # fmt: skip
    ba = room[1][0]
    organiser.submit(PAGE, {"on": DAY, row(ba): "2/3"})
    assert "2 sur 3" in organiser.get(PAGE).text
    make_enrolment(make_workshop("kayes", "ML-1"), ba)  # not theirs alone any more
    assert "2 sur 3" not in organiser.get(PAGE).text
