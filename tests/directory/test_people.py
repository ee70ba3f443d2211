"""What is recorded of people, who may see whom, and finding them."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import AuditEntry, Contact, FormerName, Person
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.directory.queries.particulars import particulars_of
from lms.directory.queries.people import Viewer, is_enough, people, person_or_404
from lms.errors import NotFound
from tests.directory.makers import administrator, change, merge, recorded, viewer_of
from tests.factories import make_account, make_enrolment, make_programme, make_workshop


@pytest.fixture(autouse=True)
def _programme(app: Flask) -> None:
    make_programme()


def _found(viewer: Viewer, text: str) -> list[str]:
    return [line.name for line in people(viewer, text).lines]


@pytest.mark.parametrize(
    "text",
    ["traore", "TRAORÉ aissata", "aïssata souleymane", "Souley tra", "konate", "dite KONATÉ", "dite", "N'Golo", "ngolo traore", "n’go"],
)
def test_a_name_is_found_by_its_words_in_any_order_without_accents_or_case(text: str) -> None:
    recorded("Traoré dite Konaté", "Aïssata Souleymane N’Golo")
    recorded("Keïta", "Moussa")
    assert _found(administrator(), text) == ["Aïssata Souleymane N’Golo TRAORÉ dite KONATÉ"]


@pytest.mark.parametrize("text", ["ngolo", "N'Golo"])
@pytest.mark.parametrize("given_names", ["Ngolo", "N’Golo", "N'golo"])
def test_a_name_with_an_apostrophe_is_found_with_and_without_it(given_names: str, text: str) -> None:
    recorded("Diarra", given_names)
    assert _found(administrator(), text) == [f"{given_names} DIARRA"]


@pytest.mark.parametrize("text", ["raore", "moussa traore", "%", "_____", "tr_ore"])
def test_the_middle_of_a_word_and_signs_find_nobody(text: str) -> None:
    recorded("Traoré", "Aïssata")
    assert _found(administrator(), text) == []


def test_somebody_is_found_by_their_code_however_it_is_typed() -> None:
    person = recorded("Ba", "Ali")
    recorded("Sy", "Ali")
    assert _found(administrator(), f"{person.code[:3].lower()}-{person.code[3:]}") == ["Ali BA"]


@pytest.mark.parametrize("text", ["2992", "78 29 92", "70782992", "+223 70 78 29 92"])
def test_somebody_is_found_by_the_end_of_a_number(text: str) -> None:
    recorded("Ba", "Ali", contacts=[("phone", "70782992"), ("email", "7078@example.org")])
    recorded("Sy", "Ali", contacts=[("phone", "70782993")])
    assert _found(administrator(), text) == ["Ali BA"]


@pytest.mark.parametrize(("text", "expected"), [("a", False), ("ab", True), ("'b", False), ("299", False), ("2992", True), ("+2 9-9.2", True)])
def test_what_is_enough_to_search_for(text: str, expected: bool) -> None:
    assert is_enough(text) is expected


def test_former_names_and_names_of_merged_records_find_the_person() -> None:
    person, other = recorded("Diarra", "Fanta"), recorded("Coulibaly", "Fanta")
    change(person, family_name="Keïta", given_names="Fanta")
    merge(other, person)
    viewer = administrator()
    assert _found(viewer, "diarra") == _found(viewer, "coulibaly") == _found(viewer, "keita") == ["Fanta KEÏTA"]


def test_the_list_comes_in_pages_by_name() -> None:
    for number in range(30):
        recorded(f"Nom{number:02}", "X")
    viewer = administrator()
    first, second = people(viewer, "nom"), people(viewer, "nom", page=2)
    assert (first.count, len(first.lines), len(second.lines)) == (30, 25, 5)
    assert [line.name for line in first.lines + second.lines] == [f"X NOM{number:02}" for number in range(30)]


def test_an_organiser_sees_the_people_of_their_workshops_whatever_their_role_there() -> None:
    organiser = make_account(Role.ORGANISER)
    mine, other = make_workshop("bamako", organisers=(organiser,)), make_workshop("kayes")
    trainer, invited, elsewhere, nowhere = (recorded(name) for name in ("Formateur", "Invitee", "Ailleurs", "Nulle"))
    make_enrolment(mine, trainer, role="trainer")
    make_enrolment(mine, invited, state="invited")
    make_enrolment(other, elsewhere)
    viewer = viewer_of(organiser, Role.ORGANISER)
    assert [line.name for line in people(viewer).lines] == ["Awa FORMATEUR", "Awa INVITEE"]
    for person in (elsewhere, nowhere):
        with pytest.raises(NotFound):
            person_or_404(person.code, viewer)


def test_a_monitor_sees_the_people_of_the_programme_and_those_of_none() -> None:
    make_programme("ailleurs")
    monitor = make_account(Role.MONITOR, person=recorded("Suivi"))
    here, there, member, nowhere = (recorded(name) for name in ("Ici", "Loin", "Membre", "Nulle"))
    make_enrolment(make_workshop("bamako"), here)
    make_enrolment(make_workshop("loin", programme="ailleurs"), there)
    make_account(Role.ORGANISER, person=member)
    make_account(Role.ORGANISER, person=recorded("Etranger"), programme="ailleurs")
    assert {line.name for line in people(viewer_of(monitor, Role.MONITOR)).lines} == {"Awa ICI", "Awa MEMBRE", "Awa NULLE", "Awa SUIVI"}
    assert nowhere


def test_people_of_the_demonstration_and_real_ones_do_not_see_each_other() -> None:
    recorded("Invente", is_demonstration=True)
    assert _found(administrator(), "invente") == []


def test_a_correction_is_audited_field_by_field_without_what_it_says() -> None:
    person = recorded(profession="Juge des enfants", institution="Tribunal pour enfants", place_code="ML-BKO", contacts=[("phone", "70000001")])
    changed = change(person, family_name="Konaté", birth_year=1985, phones=("+22370000001", "+22370000002"), emails=("awa@example.org",))
    assert set(changed) == {"family_name", "birth_year", "phones", "emails", "actor_type"} - (
        {"actor_type"} if person.actor_type == "justice" else set()
    )
    lines = db.session.execute(select(AuditEntry.action, AuditEntry.subject)).all()
    assert {(row.action, row.subject) for row in lines} == {("person.changed", f"person:{person.id} {name}") for name in changed}
    said = " ".join(row.subject for row in lines)
    assert not any(word in said for word in ("Konat", "1985", "7000", "example"))


def test_a_correction_that_says_the_same_changes_and_audits_nothing() -> None:
    person = recorded(profession="Juge des enfants", institution="Tribunal pour enfants", place_code="ML-BKO", contacts=[("phone", "70000001")])
    ids = set(db.session.scalars(select(Contact.id)))
    assert change(person, phones=("+22370000001",)) == ()
    assert db.session.scalars(select(AuditEntry)).all() == []
    assert set(db.session.scalars(select(Contact.id))) == ids


def test_a_name_that_changes_is_kept_and_people_are_sorted_by_the_new_one() -> None:
    person = recorded("Traore", "Awa")
    change(person, family_name="Ÿattara", given_names="Awa")
    change(person, family_name="Ÿattara", given_names="Awa", profession="Greffière")
    assert db.session.get_one(Person, person.id).sort_key == "yattara awa"
    assert [(one.family_name, one.given_names) for one in db.session.scalars(select(FormerName))] == [("Traore", "Awa")]
    assert [one.name for one in particulars_of(person.id).earlier] == ["Awa TRAORE"]


def test_numbers_need_not_be_unique_and_are_shown_once() -> None:
    one, other = recorded("Ba", contacts=[("phone", "70000001")]), recorded("Sy", contacts=[("phone", "70000001")])
    merge(one, other)
    assert particulars_of(other.id).phones == ("+22370000001",)
    with transactional():
        assert len(db.session.scalars(select(Contact)).all()) == 2
