from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.codes import spelt
from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.prints import services
from lms.workshops.prints.models import PaymentTerms, SignInSheet
from tests import factories
from tests.client import CheckingClient, steady
from tests.counting import counted_queries
from tests.factories import at
from tests.paper.reading import opened, words
from tests.workshops.room import TestRoom, make_room, mark

SignIn = Callable[[Account], CheckingClient]
PAPERS = "/en/workshops/bamako/papers"
PRINT = f"{PAPERS}/sign-in"
PAYMENTS = f"{PAPERS}/payments"
PDFS = ("badges.pdf", "participants.pdf", "timetable.pdf")
AMOUNTS = {"per_half_day": "5 000", "per_night": "12\u202f500", "nights": "2", "transport": "7500"}


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return make_room()


@pytest.fixture
def organiser(room: TestRoom, sign_in: SignIn) -> CheckingClient:
    return sign_in(room.organiser)


def readings() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "names.read").order_by(AuditEntry.at, AuditEntry.id)))


def print_sheets(browser: CheckingClient, *positions: str, **data: str) -> list[str]:
    """Print the sheets of these half-days; return their codes, as the download is asked for."""
    answer = browser.submit(PRINT, {"half_days": list(positions), "blanks": "5", **data}, page=PAPERS)
    assert answer.status_code == 302
    return parse_qs(urlparse(answer.location).query)["sheet"]


def every_address(room: TestRoom) -> list[str]:
    with transactional():
        sheet = services.print_sheet(half_day=room.half_day, account_id=room.organiser.id, now=at(0))
    return [PAPERS, PAYMENTS, f"{PAPERS}/payments.pdf", f"{PAPERS}/sign-in.pdf?sheet={sheet.code}", *[f"{PAPERS}/{name}" for name in PDFS]]


def test_only_organisers_of_the_workshop_and_administrators_print(room: TestRoom, sign_in: SignIn, client: CheckingClient) -> None:
    other = make_room(slug="kayes", place_code="ML-1").organiser
    expected = {Role.TRAINER: {403}, Role.MONITOR: {403}, Role.ADMINISTRATOR: {200, 302}}
    for address in every_address(room):
        assert client.get(address).location.startswith("/en/sign-in?next=")
        assert sign_in(other).get(address).status_code == 404
        for role, statuses in expected.items():
            assert sign_in(factories.make_account(role)).get(address).status_code in statuses, (role, address)


def test_a_monitor_who_organises_another_workshop_does_not_print_this_one(room: TestRoom, sign_in: SignIn) -> None:
    account = factories.make_account(Role.MONITOR, Role.ORGANISER)
    answer = sign_in(account).get(PAPERS)
    assert answer.status_code == 403
    assert "Only the organisers of this workshop print its papers" in answer.text


def test_a_workshop_of_somebody_else_answers_like_one_that_does_not_exist(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(make_room(slug="kayes", place_code="ML-1").organiser)
    foreign, unknown = browser.get(PAPERS), browser.get("/en/workshops/unknown/papers")
    assert steady(foreign.text).replace("bamako", "unknown") == steady(unknown.text)


def test_the_page_of_a_workshop_leads_to_its_papers(organiser: CheckingClient, room: TestRoom, sign_in: SignIn) -> None:
    assert f'href="{PAPERS}"' in organiser.get("/en/workshops/bamako").text
    monitor = sign_in(factories.make_account(Role.MONITOR))
    assert f'href="{PAPERS}"' not in monitor.get("/en/workshops/bamako").text


def test_the_page_of_papers_names_nobody_and_asks_little(organiser: CheckingClient, room: TestRoom) -> None:
    with counted_queries() as few:
        assert "NOM00" not in organiser.get(PAPERS).text
    print_sheets(organiser, "1", "2", "3", "4", "5", "6")
    with counted_queries() as more:
        organiser.get(PAPERS)
    assert len(more) <= len(few) + 1 <= 8  # one more: whether the list has changed since
    assert readings() == []


def test_printing_leads_to_sheets_with_their_codes(organiser: CheckingClient, room: TestRoom) -> None:
    codes = print_sheets(organiser, "1", "2")
    answer = organiser.get(f"{PAPERS}/sign-in.pdf?sheet={codes[0]}&sheet={codes[1]}&blanks=5")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == "attachment; filename=sign-in-sheets-bamako.pdf"
    pages = [words(answer.data, page) for page in range(len(opened(answer.data).pages))]
    assert [spelt(code) in page for code, page in zip(codes, pages, strict=True)] == [True, True]
    assert all("3 Prénom NOM02" in page for page in pages)
    assert readings() == ["workshop:essai/bamako"]


def test_printing_twice_is_one_sheet_and_changed_lists_are_shown(organiser: CheckingClient, room: TestRoom) -> None:
    codes = print_sheets(organiser, "1")
    assert print_sheets(organiser, "1") == codes
    assert "The list has changed since" not in organiser.get(PAPERS).text
    factories.make_enrolment(room.workshop, factories.make_person(family_name="Aa"))
    page = organiser.get(PAPERS).text
    assert spelt(codes[0]) in page
    assert "The list has changed since" in page
    assert print_sheets(organiser, "1") != codes


def test_the_next_day_is_ticked_and_days_gone_by_are_not(room: TestRoom, organiser: CheckingClient, sign_in: SignIn) -> None:
    assert "checked" not in organiser.get(PAPERS).text.split('id="badges"')[0]
    account = factories.make_account(Role.ORGANISER)
    factories.make_workshop(slug="segou", place_code="ML-4", starts_on=at(0).date().replace(year=2090), organisers=(account,))
    before = sign_in(account).get("/en/workshops/segou/papers").text.split('id="badges"')[0]
    assert before.count("checked") == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"half_days": []}, "Choose at least one half-day."),
        ({"half_days": ["1"], "blanks": "many"}, "Write a whole number in figures"),
        ({"half_days": ["1"], "blanks": "61"}, "Write a number of at most 60."),
        ({"half_days": ["9"]}, "not a valid choice"),
    ],
)
def test_a_mistake_prints_nothing_and_says_what_to_do(organiser: CheckingClient, room: TestRoom, data: dict[str, object], said: str) -> None:
    answer = organiser.submit(PRINT, {"blanks": "5", **data}, page=PAPERS)
    assert answer.status_code == 422
    assert said in answer.text
    assert "<title>Error:" in answer.text
    assert db.session.scalar(select(func.count()).select_from(SignInSheet)) == 0


def test_a_sheet_of_another_workshop_is_not_given(organiser: CheckingClient, room: TestRoom) -> None:
    foreign = make_room(slug="kayes", place_code="ML-1")
    with transactional():
        code = services.print_sheet(half_day=foreign.half_day, account_id=foreign.organiser.id, now=at(0)).code
    for query in (f"?sheet={code}", "", "?sheet=", "?sheet=S-22"):
        assert organiser.get(f"{PAPERS}/sign-in.pdf{query}").status_code == 404
    assert readings() == []


@pytest.mark.parametrize(("blanks", "last"), [("0", "3"), ("2", "5"), ("-1", "3"), ("²", "3"), ("99999999", "63")])
def test_an_address_asks_for_so_many_empty_rows_at_most(organiser: CheckingClient, room: TestRoom, blanks: str, last: str) -> None:
    (code,) = print_sheets(organiser, "1")
    answer = organiser.get(f"{PAPERS}/sign-in.pdf?sheet={code}&blanks={blanks}")
    text = " ".join(words(answer.data, page) for page in range(len(opened(answer.data).pages)))
    assert f" {last} " in text
    assert f" {int(last) + 1} " not in text.split("Signature", 1)[1]


def test_lists_with_phones_are_noted_as_such(organiser: CheckingClient, room: TestRoom) -> None:
    (code,) = print_sheets(organiser, "1")
    organiser.get(f"{PAPERS}/participants.pdf")
    organiser.get(f"{PAPERS}/participants.pdf?phones=y")
    organiser.get(f"{PAPERS}/sign-in.pdf?sheet={code}&phones=y")
    organiser.get(f"{PAPERS}/badges.pdf")
    assert readings() == ["workshop:essai/bamako", "phones workshop:essai/bamako", "phones workshop:essai/bamako", "workshop:essai/bamako"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PDFS)
def test_each_paper_is_one_for_its_reader_alone(organiser: CheckingClient, room: TestRoom, name: str, language: str) -> None:
    with counted_queries() as statements:
        answer = organiser.get(f"/{language}/workshops/bamako/papers/{name}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert opened(answer.data).trailer["/Root"]["/Lang"] == language
    assert len(statements) <= 8


def test_badges_are_chosen_by_size_role_and_name(organiser: CheckingClient, room: TestRoom) -> None:
    factories.make_enrolment(room.workshop, factories.make_person(family_name="Ndiaye"), role="observer")
    found = organiser.get(f"{PAPERS}/badges.pdf?size=small&role=observer&wanted=&empty=2")
    text = words(found.data)
    assert (text.count("OBSERVER"), "NDIAYE" in text, len(opened(found.data).pages)) == (3, True, 1)
    one = organiser.get(f"{PAPERS}/badges.pdf?size=large&role=&wanted=nom01&empty=0")
    assert words(one.data).count("PARTICIPANT") == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?wanted=Nobody+Here", "Nobody in this workshop answers to that"),
        ("?role=observer", "Nobody in this workshop answers to that"),
        ("?empty=x", "Write a whole number in figures"),
        ("?size=huge", "Not a valid choice"),
        ("?wanted=" + "a" * 401, "Write at most 400 characters"),
    ],
)
def test_badges_that_cannot_be_are_refused_on_the_page(organiser: CheckingClient, room: TestRoom, query: str, said: str) -> None:
    answer = organiser.get(f"{PAPERS}/badges.pdf{query}")
    assert answer.status_code == 422
    assert said in answer.text
    assert readings() == []


def test_amounts_are_kept_and_the_list_follows_from_them(organiser: CheckingClient, room: TestRoom) -> None:
    mark(room, "present", "late", "absent")
    answer = organiser.submit(PAYMENTS, {**AMOUNTS, "staying": [str(room.enrolments[1])]})
    assert answer.location == f"{PAPERS}/payments.pdf"
    text = words(organiser.get(answer.location).data)
    assert "1 Prénom NOM00 Juge des enfants 1/6 5 to mark 1 5,000 25,000 7,500 37,500" in text
    assert "2 Prénom NOM01 Juge des enfants 1/6 5 to mark 1 5,000 — — 5,000" in text
    assert "3 Prénom NOM02 Juge des enfants 0/6 5 to mark 0 — — — —" in text
    assert "Per diem and transport: provisional" in text
    page = organiser.get(PAYMENTS).text
    assert [f'value="{value}"' in page for value in ("5,000", "12,500", "2", "7,500")] == [True] * 4
    assert page.count(" checked") == 1
    assert readings() == ["workshop:essai/bamako"] * 3


def test_nothing_is_assumed_before_amounts_are_typed(organiser: CheckingClient, room: TestRoom) -> None:
    assert organiser.get(f"{PAPERS}/payments.pdf").location == PAYMENTS
    page = organiser.get(PAYMENTS).text
    assert 'name="per_half_day" type="text" value=""' in page
    assert "Attendance is not marked for everybody" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Write at least one amount."),
        ({"per_half_day": "0"}, "Write at least one amount."),
        ({"per_night": "5000"}, "Write both what a night is worth and how many are paid"),
        ({"nights": "2", "per_half_day": "1"}, "Write both what a night is worth and how many are paid"),
        ({"per_half_day": "5.00"}, "Write a whole number in figures"),
        ({"per_half_day": "-5"}, "Write a whole number in figures"),
        ({"per_half_day": "٥"}, "Write a whole number in figures"),
        ({"per_half_day": "10000000"}, "Write a number of at most 9,999,999."),
    ],
)
def test_amounts_that_make_no_sense_are_refused(organiser: CheckingClient, room: TestRoom, data: dict[str, str], said: str) -> None:
    answer = organiser.submit(PAYMENTS, data)
    assert answer.status_code == 422
    assert said in answer.text
    for value in data.values():
        assert f'value="{value}"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(PaymentTerms)) == 0


@pytest.mark.parametrize("typed", ["15.000", "15,000", "15 000", "15000"])
def test_an_amount_is_read_however_its_thousands_are_parted(organiser: CheckingClient, room: TestRoom, typed: str) -> None:
    organiser.submit(PAYMENTS, {"per_half_day": typed})
    assert db.session.scalars(select(PaymentTerms.per_half_day)).one() == 15_000


def test_somebody_of_another_workshop_is_not_kept_among_those_who_stay(organiser: CheckingClient, room: TestRoom) -> None:
    stranger = make_room(slug="kayes", place_code="ML-1").enrolments[0]
    organiser.submit(PAYMENTS, {**AMOUNTS, "staying": [str(stranger), str(room.enrolments[0]), "x"]})
    row = db.session.scalars(select(PaymentTerms)).one()
    assert row.staying == f'["{room.enrolments[0]}"]'


def test_a_name_that_looks_like_markup_is_words_on_the_page_and_on_paper(organiser: CheckingClient, room: TestRoom) -> None:
    factories.make_enrolment(room.workshop, factories.make_person(family_name="<b>x</b>", given_names="=1+1"))
    assert "=1+1 &lt;B&gt;X&lt;/B&gt;" in organiser.get(PAYMENTS).text
    assert "=1+1 <B>X</B>" in words(organiser.get(f"{PAPERS}/participants.pdf").data)
