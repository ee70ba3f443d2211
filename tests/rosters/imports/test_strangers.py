"""What an organiser learns of people of other workshops by sending a list: nothing that the list does not say. Everybody in here is invented."""

import csv
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from limits import parse
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.models import Account, AuditEntry, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.rosters.imports.waiting import LONG
from lms.web.limits import limiter
from lms.workshops.models import Enrolment, Workshop
from lms.workshops.strangers import ENROLLED, MATCHED, MOST
from tests.client import CheckingClient, hidden_fields
from tests.conftest import NOW
from tests.factories import make_account, make_enrolment, make_programme, make_workshop
from tests.rosters.imports.test_imports import DATA, LISTS, PAGE, import_page, number_of, roster, said, send

SignIn = Callable[[Account], CheckingClient]
HEADERS = "Nom;Prénoms;Sexe;Téléphone;Structure;Fonction\n"
SAME = "Coulibaly;Fanta;F;70 78 29 92;;\n"
OF_STRANGER = ("Greffière secrète", "Tribunal secret", "Koulikoro")
PERHAPS = "Perhaps somebody of another workshop."


@pytest.fixture
def account(app: Flask) -> Account:
    """Who organises a draft in Bamako."""
    make_programme()
    make_programme("autre", modules=())
    found = make_account(Role.ORGANISER)
    make_workshop(starts_on=date(2099, 9, 13), organisers=(found,), status="draft", capacity=200)
    return found


@pytest.fixture
def organiser(account: Account, sign_in: SignIn) -> CheckingClient:
    return sign_in(account)


def stranger(given_names: str = "Fanta", phone: str = "70782992", workshop: Workshop | None = None, programme: str = "essai") -> Person:
    """Somebody in a workshop of others."""
    with transactional():
        person = accounts.add_person(family_name="Coulibaly", given_names=given_names, sex="F", profession=OF_STRANGER[0], institution=OF_STRANGER[1],
                                     place_code="ML-2", contacts=[("phone", phone), ("email", f"{phone}@example.org")], now=NOW)  # fmt: skip
    slug = f"w{phone}"
    make_enrolment(workshop or make_workshop(slug, "ML-1", programme=programme), person)
    return person


def lines(action: str) -> list[str]:
    return list(db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == action).order_by(AuditEntry.id)))


def nothing_is_told(page: str, person: Person) -> None:
    for secret in (*OF_STRANGER[:2], str(person.id), person.code, "70782992@example.org"):
        assert secret not in page, secret


def test_somebody_whom_the_list_names_with_their_number_is_enrolled_and_not_described(organiser: CheckingClient) -> None:
    person = stranger()
    page = send(organiser, HEADERS + SAME).location
    text = organiser.get(page).text
    assert "1 known" in text
    assert "Known from another workshop." in text
    nothing_is_told(text, person)
    assert lines(MATCHED) == [f"person:{person.id}"]
    assert import_page(organiser, page).status_code == 302
    assert lines(ENROLLED) == [f"person:{person.id}"]
    workshop = db.session.scalars(select(Workshop).where(Workshop.slug == "bamako")).one()
    assert db.session.scalars(select(Enrolment.person_id).where(Enrolment.workshop_id == workshop.id)).all() == [person.id]
    assert organiser.get(f"/en/people/{person.code}").status_code == 404


@pytest.mark.parametrize(
    "row",
    ["Coulibaly;Fanta;F;;;\n", "Coulibaly;Fanta;M;70 78 29 92;;\n", f"Coulibaly;Fanta;F;;{OF_STRANGER[1].upper()};Autre\n"],
    ids=["name alone", "another sex", "another post"],
)
def test_whom_a_row_may_be_is_not_described_nor_accepted(organiser: CheckingClient, row: str) -> None:
    person = stranger()
    page = send(organiser, HEADERS + row).location
    text = organiser.get(page).text
    assert "1 to decide" in text
    assert PERHAPS in text
    assert "The same person as" not in text
    for secret in (OF_STRANGER[0], OF_STRANGER[1], str(person.id), person.code):
        assert secret not in text, secret
    assert lines(MATCHED) == [f"person:{person.id}"]
    assert import_page(organiser, page, **{"row-2": str(person.id)}).status_code == 422
    before = number_of(Person)
    assert import_page(organiser, page, **{"row-2": "new"}).status_code == 302
    assert (number_of(Person), lines(ENROLLED)) == (before + 1, [])


@pytest.mark.parametrize(
    "row",
    [
        "Inconnu;Moussa;M;70 78 29 92;;\n",
        "Keita;Fanta;F;70 78 29 92;;\n",
        "Coulibali;Fanta;F;70 78 29 92;;\n",
        "Coulibaly;;F;70 78 29 92;;\n",
        "Coulibaly;Fanta;F;66 00 00 01;;\n",
        f"Coulibali;Fanta;F;;{OF_STRANGER[1]};{OF_STRANGER[0]}\n",
    ],
    ids=["other name", "other family name", "near name", "part of the name", "other number", "near name in the post"],
)
def test_a_number_or_a_post_under_another_name_answers_nothing(organiser: CheckingClient, row: str) -> None:
    fresh = organiser.get(send(organiser, HEADERS + row).location).text
    person = stranger()
    text = organiser.get(send(organiser, HEADERS + row).location).text
    assert "1 new" in fresh
    assert "1 new" in text
    for words in ("Somebody else", PERHAPS, "Known from another workshop", "nearly", "Nearly"):
        assert words not in text, words
    nothing_is_told(text.replace(OF_STRANGER[0], "").replace(OF_STRANGER[1], ""), person)
    assert lines(MATCHED) == []


def test_people_of_another_programme_are_not_compared_at_all(organiser: CheckingClient, sign_in: SignIn) -> None:
    stranger(programme="autre")
    assert "1 new" in organiser.get(send(organiser, HEADERS + SAME).location).text
    administrator = sign_in(make_account(Role.ADMINISTRATOR))
    assert "1 new" in administrator.get(send(administrator, HEADERS + SAME).location).text


def test_an_administrator_is_told_who_it_may_be(account: Account, sign_in: SignIn) -> None:
    person = stranger()
    administrator = sign_in(make_account(Role.ADMINISTRATOR))
    text = administrator.get(send(administrator, HEADERS + "Coulibaly;Fanta;F;;;\n").location).text
    assert OF_STRANGER[0] in text
    assert f'value="{person.id}"' in text
    assert lines(MATCHED) == []


def test_whoever_stands_on_the_pages_of_the_workshop_is_offered_by_name_and_not_by_a_guessed_number(organiser: CheckingClient) -> None:
    person = stranger()
    make_enrolment(db.session.scalars(select(Workshop).where(Workshop.slug == "bamako")).one(), person)
    text = organiser.get(send(organiser, HEADERS + "Coulibaly;Fanta;F;;;\n").location).text
    assert f'value="{person.id}"' in text
    assert "1 new" in organiser.get(send(organiser, HEADERS + "Inconnu;Moussa;M;70 78 29 92;;\n").location).text
    assert "Somebody else gives" not in organiser.get(send(organiser, HEADERS + "Inconnu;Moussa;M;70 78 29 92;;\n").location).text


def test_no_more_strangers_are_met_in_a_day_than_one_workshop_needs(organiser: CheckingClient) -> None:
    elsewhere = make_workshop("kayes", "ML-1")
    people = [stranger(f"Prénom{number:02}", f"7000{number:04}", workshop=elsewhere) for number in range(MOST + 1)]
    rows = [f"Coulibaly;{person.given_names};F;7000{number:04};;\n" for number, person in enumerate(people)]
    text = organiser.get(send(organiser, HEADERS + "".join(rows)).location).text
    assert "Ask the administrator to do it, or go on tomorrow." in text
    assert "Known from another workshop" not in text
    assert lines(MATCHED) == []
    page = send(organiser, HEADERS + "".join(rows)).location
    hidden = {"csrf_token": hidden_fields(organiser.get(PAGE).text, PAGE)["csrf_token"]}
    assert organiser.post(page, data=hidden).status_code == 422
    assert lines(ENROLLED) == []
    first = send(organiser, HEADERS + "".join(rows[:MOST])).location
    for _ in range(2):
        assert f"{MOST} known" in organiser.get(first).text
    assert len(lines(MATCHED)) == MOST
    assert "Ask the administrator" in organiser.get(send(organiser, HEADERS + rows[MOST]).location).text
    assert import_page(organiser, first).status_code == 302


def test_a_list_too_long_for_a_workshop_is_not_compared_with_people_of_others(organiser: CheckingClient) -> None:
    person = stranger()
    rows = "".join(f"Diarra;Ali {chr(97 + n % 26)}{n};M;6{n:07};;\n" for n in range(LONG + 1))
    page = send(organiser, HEADERS + SAME + rows).location
    text = organiser.get(page).text
    assert f"{LONG + 2} new" in text
    nothing_is_told(text, person)


def test_numbers_are_not_guessed_by_trying_them_all(organiser: CheckingClient, account: Account) -> None:
    limiter.limiter.hit(parse("10000 per day"), f"viewer:{account.id}", "comparisons", cost=9_998)
    page = send(organiser, HEADERS + SAME).location
    assert [organiser.get(page).status_code for _ in range(2)] == [200, 429]


def test_the_eight_lists_are_known_to_whoever_organises_their_workshops(account: Account, organiser: CheckingClient) -> None:
    """Each of the eight is sent again to the workshop that it was for, by its organiser: everybody is known, nobody is a stranger."""
    for path in LISTS:
        workshop = make_workshop(path.stem[3:] if path.stem[3:] != "bamako" else "bamako-2", starts_on=date(2099, 9, 13), status="published",
                                 capacity=60, organisers=(account,))  # fmt: skip
        said(roster(path, "--workshop", workshop.slug, "--json"))
    with (DATA / "truth.csv").open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 220
    for path in LISTS:
        slug = path.stem[3:] if path.stem[3:] != "bamako" else "bamako-2"
        text = send_to(organiser, slug, path.read_bytes(), path.name)
        assert "0 new" in text, slug
        assert "another workshop" not in text, slug
    assert lines(MATCHED) == []


def send_to(browser: CheckingClient, slug: str, content: bytes, name: str) -> str:
    """Send a list to a workshop; return what is shown of it."""
    page = PAGE.replace("bamako", slug)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.rosters.imports.test_imports.PAGE", page)
        return browser.get(send(browser, content, name).location).text
