"""Lists imported into workshops: looked at, written as a whole, undone as a whole."""

import csv
import io
import json
import re
from collections.abc import Callable
from contextvars import Context
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lms.accounts.models import Account, AuditEntry, Contact, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.db.model import Model
from lms.plain import plain
from lms.rosters.imports.models import RosterImport, RosterImportRow
from lms.rosters.imports.waiting import LONG
from lms.uploads.models import Upload
from lms.workshops.enrolling.models import EnrolmentChange
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.rules import Marker, Status
from lms.workshops.services import mark_attendance
from tests.client import CheckingClient, hidden_fields
from tests.factories import fact_id, make_account, make_enrolment, make_person, make_programme, make_workshop

SignIn = Callable[[Account], CheckingClient]
DATA = Path(__file__).parent.parent / "data"
LISTS = sorted(path for path in DATA.iterdir() if path.name[:2].isdigit())
PAGE = "/en/workshops/bamako/roster"
CSV = (
    "Nom;Prénoms;Sexe;Téléphone;Structure;Fonction\n"
    "Traoré;Awa;F;70 00 00 01;ONG Essai;Assistante sociale\n"
    "KONATÉ;Moussa;M;70 00 00 02;Police nationale;Officier\n"
    "Ag Intalla;Mohamed;M;70 00 00 03;Mairie;Maire\n"
)


@pytest.fixture
def workshop(app: Flask) -> tuple[Workshop, Account]:
    """A workshop of the future that takes people, and its organiser. Its people are invented."""
    make_programme()
    organiser = make_account(Role.ORGANISER)
    return make_workshop(starts_on=date(2099, 9, 13), organisers=(organiser,), status="published"), organiser


@pytest.fixture
def organiser(workshop: tuple[Workshop, Account], sign_in: SignIn) -> CheckingClient:
    return sign_in(workshop[1])


def send(client: CheckingClient, content: str | bytes, name: str = "liste.csv") -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    form = {**hidden_fields(client.get(PAGE).text, PAGE), "file": FileStorage(io.BytesIO(data), filename=name)}
    boundary, body = encode_multipart(form)  # written here: the client would leave a large one in an open file
    return client.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def import_page(client: CheckingClient, page: str, **decisions: str) -> TestResponse:
    return client.post(page, data={**hidden_fields(client.get(page).text, page), **decisions})


def number_of(model: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def roster(*arguments: object) -> Result:
    return current_app.test_cli_runner().invoke(args=["roster", "import", *(str(argument) for argument in arguments)])


def said(result: Result) -> dict[str, list[dict[str, Any]]]:
    assert result.exit_code == 0, result.output
    found: dict[str, list[dict[str, Any]]] = json.loads(result.stdout)
    return found


def test_a_list_is_shown_and_nothing_is_written(organiser: CheckingClient) -> None:
    before = number_of(Person)
    page = organiser.get(send(organiser, CSV).location).text
    for words in ("Ag Intalla", "KONATÉ", "+22370000001", "ONG Essai", "3 new", "Téléphone"):
        assert words in page, words
    assert (number_of(Person), number_of(Enrolment), number_of(RosterImport)) == (before, 0, 0)


def test_the_page_says_sex_by_the_letter_that_the_papers_print(organiser: CheckingClient) -> None:
    page = send(organiser, CSV).location
    letters = {
        language: re.findall(r'<td data-label="Sexe?">(.)</td>', organiser.get(page.replace("/en/", f"/{language}/")).text)
        for language in ("fr", "en")
    }
    assert letters == {"fr": ["F", "H", "H"], "en": ["F", "M", "M"]}


def test_importing_adds_and_enrols_everybody_and_forgets_the_file(organiser: CheckingClient) -> None:
    page = send(organiser, CSV).location
    assert import_page(organiser, page).status_code == 302
    assert sorted(db.session.scalars(select(Person.family_name).join(Enrolment, Enrolment.person_id == Person.id))) == [
        "Ag Intalla",
        "KONATÉ",
        "Traoré",
    ]
    assert set(db.session.scalars(select(Enrolment.state))) == {"confirmed"}
    assert sorted(db.session.scalars(select(Contact.value))) == ["+22370000001", "+22370000002", "+22370000003"]
    assert number_of(Upload) == 0
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "roster.imported")) == 1


def test_the_same_list_again_adds_nobody(organiser: CheckingClient) -> None:
    import_page(organiser, send(organiser, CSV).location)
    people, enrolments = number_of(Person), number_of(Enrolment)
    page = send(organiser, CSV).location
    assert "3 known" in organiser.get(page).text
    assert import_page(organiser, page).status_code == 302
    assert (number_of(Person), number_of(Enrolment)) == (people, enrolments)


def test_a_form_sent_twice_is_one_import(organiser: CheckingClient) -> None:
    page = send(organiser, CSV).location
    hidden = hidden_fields(organiser.get(page).text, page)
    assert organiser.post(page, data=hidden).status_code == 302
    assert organiser.post(page, data=hidden).status_code == 404
    assert (number_of(RosterImport), number_of(RosterImportRow)) == (1, 3)


def test_doubtful_rows_wait_for_a_decision_and_nothing_is_imported_before(organiser: CheckingClient, workshop: tuple[Workshop, Account]) -> None:
    known = make_person(family_name="Traoré", given_names="Awa")
    make_enrolment(make_workshop("gao", "ML-7", organisers=(workshop[1],)), known)
    page = send(organiser, CSV).location
    text = organiser.get(page).text
    assert "1 to decide" in text
    refused = import_page(organiser, page)
    assert refused.status_code == 422
    assert "Decide who these rows are, then import: 2." in refused.text
    assert number_of(Enrolment) == 1
    assert import_page(organiser, page, **{"row-2": str(known.id)}).status_code == 302
    assert known.id in set(db.session.scalars(select(Enrolment.person_id).where(Enrolment.workshop_id == workshop[0].id)))
    assert db.session.scalars(select(RosterImport.n_new)).one() == 2


@pytest.mark.parametrize(("choice", "people"), [("new", 4), ("skip", 3)])
def test_a_doubtful_row_is_somebody_else_or_left_out(organiser: CheckingClient, choice: str, people: int) -> None:
    make_person(family_name="Traoré", given_names="Awa")
    before = number_of(Person)
    import_page(organiser, send(organiser, CSV).location, **{"row-2": choice})
    assert number_of(Person) - before == people - 1


def test_a_decision_is_remembered_when_the_list_comes_again(organiser: CheckingClient) -> None:
    make_person(family_name="Traoré", given_names="Awa")
    import_page(organiser, send(organiser, CSV).location, **{"row-2": "new"})
    page = organiser.get(send(organiser, CSV).location).text
    assert "3 known" in page
    assert "0 to decide" in page


def test_the_same_person_twice_in_a_list_is_decided_once(organiser: CheckingClient) -> None:
    twice = CSV + "Konaté;Moussa;M;+223 70000002;Police nationale;Officier\n"
    page = send(organiser, twice).location
    assert "Row 3 of this list" in organiser.get(page).text
    assert import_page(organiser, page, **{"row-5": "row:3"}).status_code == 302
    assert number_of(Enrolment) == 3


def test_a_person_of_another_workshop_under_another_name_is_not_named(organiser: CheckingClient) -> None:
    stranger = make_person(family_name="Sissoko", given_names="Fanta")
    with transactional():
        db.session.add(Contact(id=stranger.id, person_id=stranger.id, kind="phone", value="+22370000001"))
    page = organiser.get(send(organiser, CSV).location).text
    assert "Sissoko" not in page


def test_columns_can_be_corrected_and_are_remembered(organiser: CheckingClient) -> None:
    odd = CSV.replace("Structure", "Divers").replace("Fonction", "Autre")
    page = send(organiser, odd).location
    hidden = hidden_fields(organiser.get(page).text, f"{page}/columns")
    fields = {"column-0": "family-name", "column-1": "given-names", "column-2": "sex", "column-3": "phone", "column-4": "organisation"}
    assert organiser.post(f"{page}/columns", data={**hidden, **fields, "column-5": "function"}).status_code == 302
    assert "Assistante sociale, ONG Essai" in organiser.get(page).text
    assert "Assistante sociale, ONG Essai" in organiser.get(send(organiser, odd).location).text


def test_a_list_without_names_is_shown_with_its_columns_to_correct(organiser: CheckingClient) -> None:
    answer = send(organiser, "Téléphone;E-mail\n70000001;a@example.org\n70000002;b@example.org\n")
    page = organiser.get(answer.location).text
    assert "no column with names of people" in page
    assert 'name="column-0"' in page
    assert "Import this list" not in page


def test_what_is_no_list_is_refused_beside_the_field(organiser: CheckingClient) -> None:
    answer = send(organiser, b"%PDF-1.7 not a list", "liste.pdf")
    assert answer.status_code == 422
    assert "This is a PDF" in answer.text
    assert number_of(Upload) == 0


def test_refused_rows_are_named_with_their_cell(organiser: CheckingClient) -> None:
    page = send(organiser, CSV + "Diarra;Sali;F;70 00 00;ONG;Agent\n").location
    text = organiser.get(page).text
    assert "D5" in text
    assert "1 refused" in text
    import_page(organiser, page)
    assert number_of(Enrolment) == 3


def test_a_formula_and_markup_stay_text(organiser: CheckingClient) -> None:
    page = send(
        organiser, 'Nom;Prénom;Téléphone;Structure\nTraoré;Awa;70000001;=HYPERLINK("http://x")\nBa;Oumar;70000002;<script>alert(1)</script>\n'
    ).location
    assert "<script>alert(1)" not in organiser.get(page).text
    import_page(organiser, page)
    assert set(db.session.scalars(select(Person.institution).join(Enrolment, Enrolment.person_id == Person.id))) == {
        '=HYPERLINK("http://x")', "<script>alert(1)</script>",
    }  # fmt: skip


def test_what_the_list_says_of_professions_and_institutions_is_kept_by_its_type(organiser: CheckingClient) -> None:
    import_page(organiser, send(organiser, CSV).location)
    said = db.session.execute(select(Person.family_name, Person.profession, Person.profession_type, Person.actor_type)).all()
    assert ("Traoré", "Assistante sociale", "social-worker", "civil-society") in [tuple(row) for row in said]


def test_beyond_the_places_people_wait_in_the_order_of_the_list(organiser: CheckingClient, workshop: tuple[Workshop, Account]) -> None:
    with transactional():
        workshop[0].capacity = 2
        db.session.merge(workshop[0])
    page = send(organiser, CSV).location
    assert "2 places are free: the others wait" in organiser.get(page).text
    import_page(organiser, page)
    states = db.session.execute(select(Person.family_name, Enrolment.state).join(Enrolment, Enrolment.person_id == Person.id))
    assert dict(tuple(row) for row in states) == {"Traoré": "confirmed", "KONATÉ": "confirmed", "Ag Intalla": "waiting"}
    told = organiser.get(PAGE).text
    assert "Of this list, 2 people have a place. 1 person is on the waiting list." in told
    assert "enrolled." not in told


def test_people_who_are_known_but_not_enrolled_here_need_a_place_too(organiser: CheckingClient, workshop: tuple[Workshop, Account]) -> None:
    import_page(organiser, send(organiser, CSV).location)
    with transactional():
        db.session.execute(delete(RosterImportRow))
        db.session.execute(delete(EnrolmentChange))
        db.session.execute(delete(Enrolment))
        workshop[0].capacity = 2
        db.session.merge(workshop[0])
    page = send(organiser, CSV).location
    preview = organiser.get(page).text
    assert "3 known" in preview
    assert "2 places are free: the others wait" in preview
    import_page(organiser, page)
    assert "places are free" not in organiser.get(send(organiser, CSV).location).text  # all of them take part by now


def test_undoing_says_to_whom_the_places_were_offered(organiser: CheckingClient, workshop: tuple[Workshop, Account]) -> None:
    with transactional():
        workshop[0].capacity = 3
        db.session.merge(workshop[0])
    import_page(organiser, send(organiser, CSV).location)
    import_page(organiser, send(organiser, "Nom;Prénoms;Sexe;Téléphone\nDiarra;Issa;M;70 00 00 09\n").location)
    first = db.session.scalars(select(RosterImport).order_by(RosterImport.imported_at)).first()
    assert first
    organiser.submit(f"{PAGE}/imports/{first.id}/undo", page=PAGE)
    told = organiser.get(PAGE).text
    assert "offered to 1 person who was waiting: tell them." in told
    assert "as it was before" not in told


def test_an_import_is_undone_as_a_whole(organiser: CheckingClient, workshop: tuple[Workshop, Account]) -> None:
    known = make_person(family_name="Konaté", given_names="Moussa", sex="M")
    with transactional():
        db.session.add(Contact(id=known.id, person_id=known.id, kind="phone", value="+22370000002"))
    before = [number_of(model) for model in (Person, Contact, Enrolment, EnrolmentChange)]
    import_page(organiser, send(organiser, CSV).location)
    made = db.session.scalars(select(RosterImport)).one()
    assert (made.n_new, made.n_known) == (2, 1)
    assert organiser.submit(f"{PAGE}/imports/{made.id}/undo", page=PAGE).status_code == 302
    assert [number_of(model) for model in (Person, Contact, Enrolment, EnrolmentChange)] == before
    assert "Undone" in organiser.get(PAGE).text
    import_page(organiser, send(organiser, CSV).location)
    assert number_of(Enrolment) == 3


def test_an_import_is_not_undone_once_somebody_was_marked(organiser: CheckingClient, workshop: tuple[Workshop, Account]) -> None:
    import_page(organiser, send(organiser, CSV).location)
    made = db.session.scalars(select(RosterImport)).one()
    enrolment = db.session.scalars(select(Enrolment)).first()
    half_day = db.session.scalars(select(HalfDay)).first()
    assert enrolment
    assert half_day
    with transactional():
        mark_attendance(form_id=fact_id(), workshop=workshop[0], half_day=half_day, statuses={enrolment.id: Status.PRESENT}, seen={},
                        by=Marker(workshop[1].id), programme=workshop[0].programme, now=datetime(2099, 9, 13, 10, tzinfo=UTC))  # fmt: skip
    people = number_of(Person)
    organiser.submit(f"{PAGE}/imports/{made.id}/undo", page=PAGE)
    assert "has been marked" in organiser.get(PAGE).text
    assert (number_of(Person), number_of(Enrolment)) == (people, 3)


def test_a_list_for_a_workshop_that_is_closed_says_so_before_anybody_decides(organiser: CheckingClient, workshop: tuple[Workshop, Account]) -> None:
    assert "This workshop is closed" not in organiser.get(PAGE).text
    page = send(organiser, CSV).location
    with transactional():
        db.session.get_one(Workshop, workshop[0].id).status = "closed"
    assert "This workshop is closed" in organiser.get(PAGE).text
    assert "This workshop is closed" in organiser.get(page).text
    assert import_page(organiser, page).status_code == 409
    assert number_of(Enrolment) == 0


def test_others_reach_neither_lists_nor_uploads(organiser: CheckingClient, sign_in: SignIn, workshop: tuple[Workshop, Account]) -> None:
    page = send(organiser, CSV).location
    for role, status in ((Role.TRAINER, 403), (Role.MONITOR, 403), (Role.ORGANISER, 404)):
        assert sign_in(make_account(role)).get(page).status_code == status
    assert sign_in(make_account(Role.ADMINISTRATOR)).get(page).status_code == 404


def test_a_long_list_shows_how_far_its_reading_has_come(organiser: CheckingClient) -> None:
    rows = "".join(f"Traoré;Awa {chr(97 + n % 26)}{n};F;7{n:07};ONG;Agent\n" for n in range(LONG + 50))
    page = send(organiser, "Nom;Prénom;Sexe;Téléphone;Structure;Fonction\n" + rows).location
    answer = Context().run(FlaskClient.open, organiser, page, buffered=True)  # as on a server, where no context is there before the request
    bars = [tuple(map(int, found)) for found in re.findall(r'<progress max="(\d+)" value="(\d+)">', answer.text)]
    assert bars[-1][0] == bars[-1][1] == LONG + 50
    assert len(bars) > 2
    assert answer.text.index("<progress") < answer.text.index("Import this list") < answer.text.index("</html>")


def test_the_command_lists_as_json_and_a_dry_run_writes_nothing(workshop: tuple[Workshop, Account], tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(CSV, encoding="utf-8")
    found = said(roster(path, "--workshop", "bamako", "--dry-run", "--json"))
    assert {name: len(rows) for name, rows in found.items()} == {"new": 3, "known": 0, "doubtful": 0, "refused": 0}
    assert found["new"][0]["row"] == 2
    assert {key: found["new"][0][key] for key in ("family_name", "given_names", "sex", "phone", "function", "organisation")} == {
        "family_name": "Traoré", "given_names": "Awa", "sex": "F", "phone": "+22370000001", "function": "Assistante sociale",
        "organisation": "ONG Essai",
    }  # fmt: skip
    assert number_of(Enrolment) == 0
    refused = roster(path, "--workshop", "nowhere")
    assert (refused.exit_code, "nowhere" in refused.output) == (1, True)


def test_the_eight_lists_become_the_people_of_the_truth(app: Flask) -> None:
    make_programme()
    for path in LISTS:
        slug = path.stem[3:]
        make_workshop(slug=slug, starts_on=date(2099, 9, 13), status="published", capacity=60)
        looked_at = said(roster(path, "--workshop", slug, "--dry-run", "--json"))
        assert said(roster(path, "--workshop", slug, "--json")) == looked_at
        assert said(roster(path, "--workshop", slug, "--json"))["new"] == []
    found = sorted(
        (plain(family), plain(given), phone)
        for family, given, phone in db.session.execute(
            select(Person.family_name, Person.given_names, Contact.value).join(Contact, Contact.person_id == Person.id).where(Contact.kind == "phone")
        )
    )
    truth = sorted((plain(row["last"]), plain(row["first"]), f"+223{row['phone']}") for row in _truth())
    assert len(found) == 220
    assert found == truth
    assert number_of(Enrolment) == 220


def _truth() -> list[dict[str, str]]:
    with (DATA / "truth.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
