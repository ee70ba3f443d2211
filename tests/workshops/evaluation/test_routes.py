"""Pages of evaluation, in English so that they do not depend on the catalogue."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from lms import clock
from lms.accounts.codes import new_code, read_code, spelt
from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.evaluation import services
from lms.workshops.models import Enrolment, HalfDay
from tests import factories
from tests.client import CheckingClient, steady
from tests.counting import counted_queries
from tests.workshops.evaluation import asked
from tests.workshops.evaluation.asked import Asked
from tests.workshops.room import TestRoom, mark

RESULTS = "/en/workshops/bamako/evaluation"
PAPER = f"{RESULTS}/paper"
UNKNOWN = new_code(services.CODE_PREFIX)
SignIn = Callable[[Account], CheckingClient]
GOOD = {"item-clear": "5", "item-useful": "", "comment-best": "  Les échanges.  "}


def ready(people: int = 8) -> Asked:
    """Make a workshop whose form is open today."""
    return asked.make_asked(people, today=clock.local_day(clock.now()))


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# The public form.


def test_the_form_asks_everything_in_both_languages_without_a_sign_in_or_a_cookie(client: CheckingClient) -> None:
    given = ready()
    for language, word in (("en", "It was clear."), ("fr", "C’était clair.")):
        answer = client.get(f"/{language}/evaluation/{given.link}")
        assert word in answer.text
        assert answer.text.count('type="radio"') == 18
        assert answer.text.count("<textarea") == 2
        assert "Set-Cookie" not in answer.headers


def test_the_first_letter_of_a_code_may_be_left_out(client: CheckingClient) -> None:
    given = ready()
    path = f"/en/evaluation/{given.link}"
    assert client.post(path, data={**GOOD, "code": spelt(given.codes[0]).removeprefix("E-")}).location == f"{path}/thanks"


def test_whoever_is_signed_in_answers_like_everybody_else(sign_in: SignIn) -> None:
    given = ready()
    page = sign_in(given.organiser).get(f"/en/evaluation/{given.link}").text
    assert "Your account" not in page
    assert "Sign out" not in page


def test_answers_are_taken_once_and_thanked(client: CheckingClient) -> None:
    given = ready()
    path = f"/en/evaluation/{given.link}"
    answer = client.post(path, data={**GOOD, "code": spelt(given.codes[0]).lower()})
    assert (answer.status_code, answer.location) == (302, f"{path}/thanks")
    assert "Set-Cookie" not in answer.headers
    assert "Your answers on the workshop in Bamako have been counted." in client.get(answer.location).text
    (stored,) = asked.answers()
    assert (stored.source, stored.ratings) == ("screen", '{"clear": 5}')
    assert [(one.question, one.text) for one in asked.comments()] == [("best", "Les échanges.")]


def test_sent_again_it_says_that_it_was_counted(client: CheckingClient) -> None:
    given = ready()
    for _time in range(2):
        answer = client.post(f"/en/evaluation/{given.link}", data={**GOOD, "code": given.codes[0]})
    assert answer.status_code == 422
    assert "If you have just sent your answers, they have been counted." in answer.text
    assert len(asked.answers()) == 1


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"code": ""}, "Enter the code of your slip."),
        ({"code": "E-K7M-4PXZ"}, "This code holds a mistake."),
        ({"code": "K7M4PXQ"}, "This code holds a mistake."),
        ({"item-clear": "6"}, "Not a valid choice"),
        ({"comment-best": "x" * 1001}, "This is too long."),
        ({"item-clear": "", "comment-best": " "}, "Nothing has been answered yet."),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_fault_and_uses_no_code(client: CheckingClient, sent: dict[str, str], message: str) -> None:
    given = ready()
    answer = client.post(f"/en/evaluation/{given.link}", data={**GOOD, "code": given.codes[0], **sent})
    assert answer.status_code == 422
    assert message in answer.text
    assert len(asked.open_codes()) == 8


def test_what_was_filled_in_is_still_there_when_the_code_is_wrong(client: CheckingClient) -> None:
    given = ready()
    page = client.post(f"/en/evaluation/{given.link}", data={**GOOD, "code": UNKNOWN}).text
    assert re.search(r'name="item-clear"[^>]*value="5"[^>]*checked|checked[^>]*name="item-clear"[^>]*value="5"', page)
    assert "Les échanges." in page


def test_markup_in_a_comment_is_text(client: CheckingClient, sign_in: SignIn) -> None:
    given = ready(5)
    for code in given.codes:
        client.post(f"/en/evaluation/{given.link}", data={"code": code, "comment-best": "<b>=1+1</b>"})
    with transactional():
        services.close_evaluation(workshop=given.workshop, today=clock.local_day(clock.now()))
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in sign_in(given.organiser).get(RESULTS).text


def test_an_address_that_leads_nowhere_is_not_found(client: CheckingClient) -> None:
    ready()
    assert client.get("/en/evaluation/ZZZZZZZZZ").status_code == 404
    assert client.post("/en/evaluation/ZZZZZZZZZ", data=GOOD).status_code == 404


def test_a_closed_form_says_so_and_takes_nothing(client: CheckingClient) -> None:
    given = ready()
    with transactional():
        services.close_evaluation(workshop=given.workshop, today=clock.local_day(clock.now()))
    assert client.get(f"/en/evaluation/{given.link}").status_code == 410
    answer = client.post(f"/en/evaluation/{given.link}", data={**GOOD, "code": given.codes[0]})
    assert answer.status_code == 410
    assert "The evaluation of the workshop in Bamako is closed." in answer.text
    assert asked.answers() == []


def test_guessing_codes_is_stopped_and_a_full_room_is_not(client: CheckingClient) -> None:
    given = ready(70)
    path = f"/en/evaluation/{given.link}"
    for code in given.codes[:65]:
        assert client.post(path, data={**GOOD, "code": code}).status_code == 302
    statuses = [client.post(path, data={**GOOD, "code": UNKNOWN}).status_code for _guess in range(61)]
    assert statuses == [422] * 60 + [429]
    assert client.post(path, data={**GOOD, "code": given.codes[66]}).status_code == 429


# What was answered.


def _mark_present(given: Asked, people: int) -> None:
    half_day = db.session.scalars(select(HalfDay).where(HalfDay.workshop_id == given.workshop.id, HalfDay.position == 1)).one()
    enrolments = list(db.session.scalars(select(Enrolment.id).where(Enrolment.workshop_id == given.workshop.id)))
    room = TestRoom(workshop=given.workshop, organiser=given.organiser, half_day=half_day, enrolments=enrolments)
    mark(room, *["present"] * (people - 1), "late", *["absent"] * (len(enrolments) - people))


def _answer_all(given: Asked, number: int, *, comment: str = "mot", source: services.Source = "screen") -> None:
    for count, code in enumerate(given.codes[:number]):
        asked.answer(given, code, points=1 + count % 5, comment=comment, source=source, today=clock.local_day(clock.now()))


def test_below_five_answers_the_page_says_why_it_shows_nothing(sign_in: SignIn) -> None:
    given = ready()
    _answer_all(given, 4)
    page = sign_in(given.organiser).get(RESULTS).text
    assert "Figures and comments appear from 5 answers on" in page
    assert "bar-chart" not in page
    assert "mot" not in re.findall(r"<li[^>]*>(.*?)</li>", page)


def test_from_five_answers_on_there_are_charts_that_can_be_heard_and_comments(sign_in: SignIn) -> None:
    given = ready(12)
    _mark_present(given, 11)
    _answer_all(given, 10)
    with transactional():
        services.close_evaluation(workshop=given.workshop, today=clock.local_day(clock.now()))
    page = sign_in(given.organiser).get(RESULTS).text
    assert 'Answers / participants present at least once: <span class="rate">10/11 <span class="rate__percent">91%</span></span>' in page
    assert page.count('role="img"') == 3
    assert "1, Not at all: 2. 2, A little: 2. 3, Middling: 2. 4, Fairly: 2. 5, Fully: 2." in _words(page)
    assert "10 answers · median 3 · mean 3.0" in _words(page)
    assert "10 comments, in an order by lot" in page


def test_while_it_is_open_the_last_few_answers_wait(sign_in: SignIn) -> None:
    given = ready(10)
    _answer_all(given, 5)
    browser = sign_in(given.organiser)
    page = browser.get(RESULTS).text
    assert page.count('role="img"') == 3
    assert "mot" not in re.findall(r"<li[^>]*>(.*?)</li>", page)


@pytest.mark.parametrize("address", [RESULTS, PAPER, "/en/"])
@pytest.mark.parametrize("answered", [0, 2, 6])
def test_while_it_is_open_no_page_tells_that_somebody_has_just_answered(sign_in: SignIn, address: str, answered: int) -> None:
    given = ready(10)
    _answer_all(given, answered)
    browser = sign_in(given.organiser)
    before = steady(browser.get(address).text)
    asked.answer(given, given.codes[answered], points=5, comment="le dernier", today=clock.local_day(clock.now()))
    assert steady(browser.get(address).text) == before


def test_what_may_be_done_does_not_tell_either_that_everybody_has_answered(sign_in: SignIn) -> None:
    given = ready(4)
    _answer_all(given, 3)
    browser = sign_in(given.organiser)
    before = steady(browser.get(RESULTS).text)
    asked.answer(given, given.codes[3], today=clock.local_day(clock.now()))
    assert steady(browser.get(RESULTS).text) == before


def test_of_a_workshop_set_aside_the_number_is_not_told_either(sign_in: SignIn) -> None:
    """Its organiser may cancel it and take it up again: that closes nothing."""
    given = ready(10)
    _answer_all(given, 6)
    with transactional():
        given.workshop.status = "cancelled"
    page = _words(sign_in(given.organiser).get(RESULTS).text)
    assert "5/0" in page
    assert "6/0" not in page
    assert "mot" not in page.split()


def test_more_answers_than_people_present_are_said_to_be_so(sign_in: SignIn) -> None:
    given = ready(6)
    _answer_all(given, 5)
    page = _words(sign_in(given.organiser).get(RESULTS).text)
    assert "5/0" in page
    assert "the attendance is not complete" in page


def test_organisers_of_the_workshop_monitors_and_administrators_see_it_and_nobody_else(sign_in: SignIn) -> None:
    ready()
    seen = {role: sign_in(factories.make_account(role)).get(RESULTS).status_code for role in Role}
    assert seen == {Role.TRAINER: 403, Role.ORGANISER: 404, Role.MONITOR: 200, Role.ADMINISTRATOR: 200}


def test_a_monitor_sees_no_button_and_can_do_nothing(sign_in: SignIn) -> None:
    ready()
    browser = sign_in(factories.make_account(Role.MONITOR))
    assert "Codes and forms" not in browser.get(RESULTS).text
    assert browser.get(PAPER).status_code == 403


def test_the_page_asks_the_database_the_same_for_few_and_for_many(sign_in: SignIn) -> None:
    given = ready(30)
    browser = sign_in(given.organiser)
    _answer_all(given, 5)
    with counted_queries() as for_few:
        browser.get(RESULTS)
    for code in given.codes[5:]:
        asked.answer(given, code, comment="mot", today=clock.local_day(clock.now()))
    with counted_queries() as for_many:
        browser.get(RESULTS)
    assert len(for_many) == len(for_few) <= 8


# Codes and paper.


def _codes_in(pdf: bytes) -> set[str]:
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return {code for word in re.findall(r"E-\w{3}-\w{4}", text) if (code := read_code(word, services.CODE_PREFIX))}


def test_codes_come_on_slips_once_and_what_is_kept_is_what_they_open(sign_in: SignIn) -> None:
    given = asked.make_asked(14, has_codes=False)
    browser = sign_in(given.organiser)
    assert "Make 14 codes and print them" in browser.get(RESULTS).text
    answer = browser.submit(f"{RESULTS}/codes", page=RESULTS)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "private, no-store")
    codes = _codes_in(answer.data)
    assert len(codes) == 14
    assert {services.hashed(code, given.workshop.id) for code in codes} == asked.open_codes()
    assert "evaluation.codes-made" in db.session.scalars(select(AuditEntry.action)).all()
    page = browser.get(RESULTS).text
    assert "Make " not in page
    assert "14 codes have been made, used or not" in page


def test_after_closing_no_code_is_made_by_a_page_left_open(sign_in: SignIn) -> None:
    given = ready(8)
    _answer_all(given, 5)
    browser = sign_in(given.organiser)
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(RESULTS).text)[0]
    with transactional():
        services.close_evaluation(workshop=given.workshop, today=clock.local_day(clock.now()))
    answer = browser.post(f"{RESULTS}/codes-anew", data={"csrf_token": csrf})
    assert answer.status_code == 409
    assert "and stays so: no code was made" in answer.text


def test_codes_can_be_replaced_when_slips_are_lost(sign_in: SignIn) -> None:
    given = ready(3)
    before = asked.open_codes()
    answer = sign_in(given.organiser).submit(f"{RESULTS}/codes-anew", page=RESULTS)
    assert len(_codes_in(answer.data)) == 3
    assert asked.open_codes().isdisjoint(before)


def test_with_nobody_enrolled_no_code_is_made(sign_in: SignIn) -> None:
    given = ready(1)
    browser = sign_in(given.organiser)
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(RESULTS).text)[0]
    answer = browser.post(f"{RESULTS}/codes", data={"csrf_token": csrf})
    assert answer.status_code == 409
    assert "so no code was made" in answer.text


def test_closing_shows_comments_and_says_how_many_answers_are_too_few(app: Flask, sign_in: SignIn) -> None:
    given = ready(9)
    _answer_all(given, 7)
    browser = sign_in(given.organiser)
    browser.submit(f"{RESULTS}/close", page=RESULTS)
    page = browser.get(RESULTS).text
    assert "The evaluation is closed." in page
    assert "5 comments" in page
    assert "2 answers are not shown because they are too few" in page
    assert "7/0" in page
    assert "Closed since" in page
    assert "codes and print them" not in page
    assert "Replace the unused codes" not in page


def test_a_workshop_that_is_not_over_has_no_button_to_close(sign_in: SignIn) -> None:
    factories.make_programme()
    organiser = factories.make_account(Role.ORGANISER)
    workshop = factories.make_workshop(organisers=(organiser,), starts_on=clock.local_day(clock.now()) + timedelta(days=3))
    factories.make_enrolment(workshop, factories.make_person())
    asked.make_codes(workshop, today=clock.local_day(clock.now()))
    assert "Close the evaluation" not in sign_in(organiser).get(RESULTS).text


def test_forms_from_paper_are_typed_one_after_the_other(sign_in: SignIn) -> None:
    given = ready(5)
    browser = sign_in(given.organiser)
    page = browser.get(PAPER).text
    assert re.search(r'<input autocapitalize="characters" autofocus[^>]*name="code"', page)
    assert "3 signs" in page
    for code in given.codes[:2]:
        answer = browser.submit(PAPER, {"code": code, "line": "5 - 3", "comment-best": "Bien."})
        assert answer.location == PAPER
    assert "2 forms typed from paper." in browser.get(PAPER).text
    assert {(one.source, one.ratings) for one in asked.answers()} == {("paper", '{"clear": 5, "pass-on": 3}')}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"line": "54"}, "2 signs were typed and the form has 3 lines: type - for each blank."),
        ({"line": "5"}, "1 sign was typed and the form has 3 lines"),
        ({"line": "5x3"}, "Sign 2, “x”, is neither a figure from 1 to 5 nor - for a blank."),
        ({"code": UNKNOWN}, "This code has been used already"),
        ({"line": "---", "comment-best": ""}, "Nothing has been answered yet."),
    ],
)
def test_a_form_typed_wrongly_comes_back_as_it_was_typed(sign_in: SignIn, sent: dict[str, str], message: str) -> None:
    given = ready(5)
    typed = {"code": given.codes[0], "line": "543", "comment-best": "Bien.", **sent}
    answer = sign_in(given.organiser).submit(PAPER, typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert f'value="{typed["line"]}"' in answer.text
    assert asked.answers() == []


def test_comments_alone_can_be_typed(sign_in: SignIn) -> None:
    given = ready(5)
    assert sign_in(given.organiser).submit(PAPER, {"code": given.codes[0], "line": "---", "comment-best": "Bien."}).status_code == 302
    assert [one.text for one in asked.comments()] == ["Bien."]


def test_the_results_page_is_steady(sign_in: SignIn) -> None:
    """But for the order of comments, which is drawn anew each time."""
    given = ready(6)
    _answer_all(given, 5, comment="")
    browser = sign_in(given.organiser)
    assert steady(browser.get(RESULTS).text) == steady(browser.get(RESULTS).text)


def test_what_was_answered_is_found_again_when_the_network_is_lost(client: CheckingClient) -> None:
    given = ready()
    path = f"/en/evaluation/{given.link}"
    for page in (client.get(path), client.post(path, data={**GOOD, "code": "QQQQ-QQQQ"})):
        assert page.headers["Cache-Control"] == "private, no-cache"
    assert client.get(f"{path}/thanks").headers["Cache-Control"] == "no-store"
