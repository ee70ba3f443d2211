import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from lms import clock
from lms.accounts import services
from lms.accounts.models import Account, AuditEntry, UserSession
from lms.accounts.passwords import hash_password
from lms.accounts.queries import AUDIT_PAGE_SIZE
from lms.accounts.rules import Role
from lms.courses.models import LessonAnswers
from lms.db import db, transactional
from tests.client import CheckingClient, hidden_fields, steady
from tests.conftest import NOW
from tests.factories import make_account, make_person, make_programme

SignIn = Callable[[Account], CheckingClient]
PASSWORD = "une phrase assez longue"
LESSON = "/fr/modules/first/01-one"


def _account_with_password(identifier: str = "awa@example.org", role: Role = Role.MONITOR) -> Account:
    make_programme()
    return make_account(role, identifier=identifier, password_hash=hash_password(PASSWORD))


def test_signing_in_with_email_opens_the_home_page(client: CheckingClient) -> None:
    _account_with_password()
    answer = client.submit("/fr/sign-in", {"identifier": "AWA@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (302, "/fr/")
    assert client.get("/fr/").status_code == 200


def test_signing_in_with_a_phone_number_in_another_style(client: CheckingClient) -> None:
    _account_with_password("70 78 29 92")
    assert client.submit("/fr/sign-in", {"identifier": "+223 70.78.29.92", "password": PASSWORD}).status_code == 302


def test_a_wrong_password_and_an_unknown_account_get_the_same_page(client: CheckingClient) -> None:
    _account_with_password()
    wrong = client.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": "fausse"})
    unknown = client.submit("/fr/sign-in", {"identifier": "awx@example.org", "password": "fausse"})
    assert wrong.status_code == unknown.status_code == 422
    assert _without_what_was_typed(wrong.text) == _without_what_was_typed(unknown.text)


def _without_what_was_typed(html: str) -> str:
    return re.sub(r"aw[ax]@example.org", "", steady(html))


def test_the_cookie_holds_a_token_whose_hash_alone_is_kept(client: CheckingClient) -> None:
    _account_with_password()
    client.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": PASSWORD})
    cookie = client.get_cookie("relais")
    assert cookie is not None
    stored = db.session.scalars(select(UserSession.token_hash)).one()
    assert stored != cookie.value
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_signing_out_ends_the_session_on_the_server(client: CheckingClient, sign_in: SignIn) -> None:
    browser = sign_in(_account_with_password())
    token = browser.get_cookie("relais").value  # type: ignore[union-attr]
    browser.submit("/fr/sign-out", page="/fr/account")
    client.set_cookie("relais", token)
    assert client.get("/fr/account").status_code == 302


def test_a_closed_account_is_out_at_once(sign_in: SignIn) -> None:
    account = _account_with_password()
    browser = sign_in(account)
    with transactional():
        db.session.get_one(Account, account.id).is_active = False
    assert browser.get("/fr/account").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/fr/modules", "/fr/modules"),
        ("//evil.example", "/fr/"),
        ("/\\evil.example", "/fr/"),
        ("https://evil.example", "/fr/"),
        ("https:evil.example", "/fr/"),
        ("/\t/evil.example", "/fr/"),
        ("/\r/evil.example", "/fr/"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(client: CheckingClient, wanted: str, reached: str) -> None:
    _account_with_password()
    answer = client.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": PASSWORD, "next": wanted})
    assert answer.location == reached


def test_the_ninth_wrong_password_for_one_account_must_wait_and_another_account_need_not(client: CheckingClient) -> None:
    _account_with_password()
    for _ in range(8):
        client.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": "fausse"})
    assert client.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": PASSWORD}).status_code == 429
    assert client.submit("/fr/sign-in", {"identifier": "other@example.org", "password": "fausse"}).status_code == 422


def test_a_full_room_can_sign_in_from_one_address(client: CheckingClient, app: Flask) -> None:
    _account_with_password()
    for _ in range(12):
        phone: CheckingClient = app.test_client()  # type: ignore[assignment]
        assert phone.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": PASSWORD}).status_code == 302


def test_changing_the_password_signs_the_other_devices_out(sign_in: SignIn) -> None:
    account = _account_with_password()
    here, elsewhere = sign_in(account), sign_in(account)
    answer = here.submit(
        "/fr/account/password",
        {"current": PASSWORD, "new": "une autre phrase longue", "again": "une autre phrase longue"},
        page="/fr/account",
    )
    assert answer.status_code == 302
    assert here.get("/fr/account").status_code == 200
    assert elsewhere.get("/fr/account").status_code == 302


def test_a_short_password_is_refused_with_a_reason(sign_in: SignIn) -> None:
    browser = sign_in(_account_with_password())
    answer = browser.submit("/en/account/password", {"current": PASSWORD, "new": "court", "again": "court"}, page="/en/account")
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.text


def test_the_administrator_sees_staff_and_the_audit_and_nobody_else_does(sign_in: SignIn) -> None:
    make_programme()
    administrator, monitor = sign_in(make_account(Role.ADMINISTRATOR)), sign_in(make_account(Role.MONITOR))
    assert administrator.get("/fr/accounts").status_code == 200
    assert administrator.get("/fr/audit").status_code == 200
    assert monitor.get("/fr/accounts").status_code == 403
    assert monitor.get("/fr/audit").status_code == 403


def test_a_password_change_leaves_a_line_in_the_audit(sign_in: SignIn) -> None:
    account = _account_with_password()
    sign_in(account).submit(
        "/fr/account/password", {"current": PASSWORD, "new": "une autre phrase longue", "again": "une autre phrase longue"}, page="/fr/account"
    )
    entries = {(entry.action, entry.account_id) for entry in db.session.scalars(select(AuditEntry))}
    assert ("password.changed", account.id) in entries


def _let_sessions_expire() -> None:
    with transactional():
        db.session.execute(update(UserSession).values(seen_at=clock.now() - timedelta(days=2)))


def _filled_lesson(browser: CheckingClient) -> dict[str, object]:
    return {**hidden_fields(browser.get(LESSON).text, LESSON), "first-c1": "b", "first-c2": "true"}


def test_a_form_sent_after_the_session_ended_is_given_back_after_signing_in(client: CheckingClient, sign_in: SignIn) -> None:
    browser = sign_in(_account_with_password(role=Role.TRAINER))
    form = _filled_lesson(browser)
    _let_sessions_expire()
    interrupted = browser.post(LESSON, data=form)
    assert interrupted.status_code == 401
    signed_in = _sign_in_on(browser, interrupted.text, "awa@example.org")
    assert signed_in.status_code == 200
    answer = browser.post(LESSON, data=MultiDict(_pairs_of_form(signed_in.text)))
    assert answer.status_code == 302
    assert db.session.scalars(select(LessonAnswers.answers)).one() == '{"first-c1":["b"],"first-c2":["true"]}'


def test_a_kept_form_is_given_to_nobody_but_whose_it_was(sign_in: SignIn) -> None:
    browser = sign_in(_account_with_password(role=Role.TRAINER))
    form = _filled_lesson(browser)
    _let_sessions_expire()
    interrupted = browser.post(LESSON, data=form)
    make_account(Role.TRAINER, identifier="autre@example.org", password_hash=hash_password(PASSWORD))
    assert _sign_in_on(browser, interrupted.text, "autre@example.org").location == LESSON


def test_a_form_sent_after_signing_out_in_another_tab_is_given_back_to_whose_it_was(sign_in: SignIn) -> None:
    browser = sign_in(_account_with_password(role=Role.TRAINER))
    form = _filled_lesson(browser)
    browser.submit("/fr/sign-out", page=LESSON)
    interrupted = browser.post(LESSON, data=form)
    assert interrupted.status_code == 401
    assert hidden_fields(interrupted.text, "/fr/sign-in")["next"] == LESSON
    assert _sign_in_on(browser, interrupted.text, "awa@example.org").status_code == 200
    browser.submit("/fr/sign-out", page=LESSON)
    again = browser.post(LESSON, data={**form, "author": "made-up"})
    assert hidden_fields(again.text, "/fr/sign-in")["kept"] == ""


def test_a_form_of_a_stranger_is_not_kept(client: CheckingClient) -> None:
    make_programme()
    token = hidden_fields(client.get("/fr/sign-in").text, "/fr/sign-in")["csrf_token"]
    answer = client.post(LESSON, data={"csrf_token": token, "first-c1": "b"})
    assert answer.status_code == 401
    assert hidden_fields(answer.text, "/fr/sign-in")["kept"] == ""


def test_passwords_never_come_back_in_a_page(sign_in: SignIn) -> None:
    browser = sign_in(_account_with_password())
    form = {
        **hidden_fields(browser.get("/fr/account").text, "/fr/account/password"),
        "current": PASSWORD,
        "new": "secret très long",
        "again": "secret très long",
    }
    _let_sessions_expire()
    answer = browser.post("/fr/account/password", data=form)
    assert answer.status_code == 401
    assert PASSWORD not in answer.text
    assert "secret" not in answer.text


def test_a_form_opened_before_signing_in_again_is_offered_once_more(sign_in: SignIn) -> None:
    account = _account_with_password(role=Role.TRAINER)
    browser = sign_in(account)
    form = {**_filled_lesson(browser), "csrf_token": "that of before"}
    offered = browser.post(LESSON, data=form)
    assert offered.status_code == 400
    assert browser.post(LESSON, data=MultiDict(_pairs_of_form(offered.text))).status_code == 302
    assert db.session.scalars(select(LessonAnswers.answers)).one() == '{"first-c1":["b"],"first-c2":["true"]}'


def test_a_form_that_somebody_else_had_opened_is_not_offered_under_another_name(client: CheckingClient, sign_in: SignIn) -> None:
    first = sign_in(_account_with_password(role=Role.TRAINER))
    second = sign_in(make_account(Role.TRAINER))
    offered = second.post(LESSON, data=_filled_lesson(first))
    assert offered.status_code == 400
    assert f'action="{LESSON}' not in offered.text


@pytest.mark.parametrize("address", ["10.0.0.1:5555", "unknown", "::ffff:10.0.0.1", "2001:db8::1"])
def test_an_address_of_any_kind_can_sign_in(client: CheckingClient, address: str) -> None:
    _account_with_password()
    client.environ_base["REMOTE_ADDR"] = address
    assert client.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": PASSWORD}).status_code == 302


def test_a_sign_in_page_that_was_open_too_long_keeps_what_was_typed_but_the_password(client: CheckingClient) -> None:
    answer = client.post("/en/sign-in", data={"identifier": "awa@example.org", "password": PASSWORD})
    assert answer.status_code == 400
    assert 'value="awa@example.org"' in answer.text
    assert PASSWORD not in answer.text


def _sign_in_on(browser: CheckingClient, html: str, identifier: str) -> TestResponse:
    return browser.post("/fr/sign-in", data={**hidden_fields(html, "/fr/sign-in"), "identifier": identifier, "password": PASSWORD})


def _pairs_of_form(html: str) -> list[tuple[str, str]]:
    form = html.split(f'action="{LESSON}')[1].split("</form>", maxsplit=1)[0]
    return re.findall(r'name="([^"]+)" value="([^"]*)"', form)


@pytest.mark.parametrize("kept", ["{", "[]", '{"path": "//evil.example", "fields": []}', "WyJhIiwiYiIsW11d.aa.bb"])
def test_a_kept_form_that_was_made_up_leads_home(client: CheckingClient, kept: str) -> None:
    _account_with_password()
    answer = client.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": PASSWORD, "kept": kept})
    assert answer.location == "/fr/"


def test_one_number_written_in_many_ways_is_one_account_for_the_limit(client: CheckingClient) -> None:
    _account_with_password("70 78 29 92")
    for n in range(8):
        written = "70782992"[: n % 8] + " " + "70782992"[n % 8 :]
        client.submit("/fr/sign-in", {"identifier": written, "password": "fausse"})
    assert client.submit("/fr/sign-in", {"identifier": "+22370782992", "password": PASSWORD}).status_code == 429


def test_wrong_tries_elsewhere_do_not_shut_somebody_out(client: CheckingClient, app: Flask) -> None:
    _account_with_password()
    stranger: CheckingClient = app.test_client()  # type: ignore[assignment]
    stranger.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    for _ in range(9):
        stranger.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": "fausse"})
    assert client.submit("/fr/sign-in", {"identifier": "awa@example.org", "password": PASSWORD}).status_code == 302


def test_the_audit_of_one_programme_names_nobody_of_another(sign_in: SignIn) -> None:
    make_programme()
    make_programme("autre")
    sign_in(make_account(Role.TRAINER, person=make_person("Secrète", "Personne"), programme="autre"))
    page = sign_in(make_account(Role.ADMINISTRATOR)).get("/fr/audit").text
    assert "SECRÈTE" not in page


def test_every_line_of_the_audit_is_reached_by_pages_and_those_of_one_account_by_their_name(sign_in: SignIn) -> None:
    make_programme()
    administrator = make_account(Role.ADMINISTRATOR)
    people = [make_account(Role.ORGANISER, person=make_person("Sow", name)) for name in ("Une", "Autre")]
    trainer = make_account(Role.TRAINER, person=make_person("Sow", "Formée"))
    with transactional():
        for number in range(2 * AUDIT_PAGE_SIZE):
            by = (*people, trainer)[number % 3]
            services.note_audit(
                account_id=by.id, action="workshop.changed", subject=f"workshop:essai/w{number:03}", now=NOW + timedelta(seconds=number)
            )
    browser = sign_in(administrator)

    def numbers(query: str) -> set[str]:
        return set(re.findall(r"workshop:essai/w([0-9]{3})<", browser.get(f"/en/audit{query}").text))

    pages = [numbers(f"?page={page}") for page in (1, 2, 3)]
    assert set.union(*pages) == {f"{number:03}" for number in range(2 * AUDIT_PAGE_SIZE)}
    assert max(map(len, pages)) <= AUDIT_PAGE_SIZE
    assert [numbers(f"?account={who.id}") for who in (*people, trainer)] == [
        {f"{number:03}" for number in range(start, 2 * AUDIT_PAGE_SIZE, 3)} for start in range(3)
    ]
    page = browser.get(f"/en/audit?account={trainer.id}").text
    assert f'<option selected value="{trainer.id}">Formée SOW</option>' in page
    assert browser.get("/en/audit?account=x&page=x").status_code == 200


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "123456789012", "abababababab", "azertyuiopqs"])
def test_passwords_that_anybody_guesses_are_refused(sign_in: SignIn, password: str) -> None:
    browser = sign_in(_account_with_password())
    answer = browser.submit("/en/account/password", {"current": PASSWORD, "new": password, "again": password}, page="/en/account")
    assert answer.status_code == 422
