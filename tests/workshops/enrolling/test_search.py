from dataclasses import replace

import pytest
from flask import Flask

from lms.accounts.access import Viewer
from lms.accounts.codes import spelt
from lms.accounts.models import Account
from lms.accounts.rules import Role
from lms.db import transactional
from lms.workshops.enrolling.queries.search import MOST, all_exist, is_enough, namesakes, people_found
from lms.workshops.models import Workshop
from tests import factories
from tests.factories import PROGRAMME


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    """A workshop of the programme; another programme has one as well."""
    factories.make_programme()
    factories.make_programme("autre", modules=())
    return factories.make_workshop()


def viewer(account: Account | None = None) -> Viewer:
    account = account or factories.make_account(Role.ORGANISER, person=factories.make_person("Zzz", "Qui Cherche"))
    return Viewer(account_id=account.id, person_id=account.person_id, name="", sex="N", programme=PROGRAMME, roles=frozenset({Role.ORGANISER}),
                  session_hash="")  # fmt: skip


def names(text: str, workshop: Workshop, who: Viewer | None = None) -> list[str]:
    return [one.name for one in people_found(text, workshop=workshop, viewer=who or viewer()).people]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("traore", ["Aïssata Souleymane TRAORÉ dite KONATÉ", "Bakary TRAORÉ"]),
        ("TRAORÉ bak", ["Bakary TRAORÉ"]),
        ("konate aissata", ["Aïssata Souleymane TRAORÉ dite KONATÉ"]),
        ("ag", ["Mohamed AG INTALLA"]),
        ("n golo", ["N’Golo DIARRA"]),
        ("ngɔlɔ", []),
        ("raore", []),
        ("moussa traore", []),
        ("%", []),
    ],
)
def test_names_are_found_by_the_beginnings_of_their_words(workshop: Workshop, text: str, found: list[str]) -> None:
    for family, given in (("Traoré", "Bakary"), ("Traoré dite Konaté", "Aïssata Souleymane"), ("Ag Intalla", "Mohamed"), ("Diarra", "N’Golo")):
        factories.make_person(family, given)
    assert sorted(names(text, workshop)) == sorted(found) if is_enough(text) else not found


@pytest.mark.parametrize(("text", "expected"), [("", False), ("a", False), (" é ", False), ("-%-", False), ("ab", True), ("a b", True)])
def test_two_letters_are_enough(text: str, expected: bool) -> None:
    assert is_enough(text) is expected


def test_a_code_finds_its_person_whatever_the_spelling(workshop: Workshop) -> None:
    person = factories.make_person("Coulibaly", "Fanta")
    assert names(spelt(person.code).lower(), workshop) == ["Fanta COULIBALY"]


def test_people_of_other_programmes_are_found_neither_by_name_nor_by_code_nor_chosen(workshop: Workshop) -> None:
    enrolled, granted, free = (factories.make_person("Sissoko", name) for name in ("Inscrit", "Compte", "Libre"))
    factories.make_enrolment(factories.make_workshop("autre", programme="autre"), enrolled)
    factories.make_account(Role.TRAINER, person=granted, programme="autre")
    assert names("sissoko", workshop) == ["Libre SISSOKO"]
    assert [names(one.code, workshop) for one in (enrolled, granted, free)] == [[], [], ["Libre SISSOKO"]]
    assert [all_exist([one.id], viewer()) for one in (enrolled, granted, free)] == [False, False, True]
    factories.make_enrolment(workshop, enrolled)
    assert sorted(names("sissoko", workshop)) == ["Inscrit SISSOKO", "Libre SISSOKO"]
    assert names(enrolled.code, workshop) == ["Inscrit SISSOKO"]


def test_invented_people_and_real_ones_do_not_meet(workshop: Workshop) -> None:
    real, invented = factories.make_person("Maïga", "Vraie"), factories.make_person("Maïga", "Inventée")
    with transactional():
        invented.is_demonstration = True
    who = viewer()
    demonstration = replace(who, is_demonstration=True)
    assert (names("maiga", workshop, who), names("maiga", workshop, demonstration)) == (["Vraie MAÏGA"], ["Inventée MAÏGA"])
    assert names(invented.code, workshop, who) == []
    assert [all_exist([real.id], one) for one in (who, demonstration)] == [True, False]
    assert all_exist([real.id, invented.id], who) is False


def test_a_search_says_what_people_are_in_the_workshop_at_hand(workshop: Workshop) -> None:
    here, elsewhere = factories.make_person("Keïta", "Ici"), factories.make_person("Keïta", "Ailleurs")
    factories.make_enrolment(workshop, here, state="declined")
    factories.make_enrolment(factories.make_workshop("kayes", "ML-1"), elsewhere)
    found = people_found("keita", workshop=workshop, viewer=viewer()).people
    assert [(one.name, one.role, one.state) for one in found] == [("Ailleurs KEÏTA", "", ""), ("Ici KEÏTA", "participant", "declined")]
    assert (found[1].profession, found[1].institution, found[1].place) == ("Juge des enfants", "Tribunal pour enfants", "Bamako")


def test_a_search_is_not_a_way_to_read_everybody(workshop: Workshop) -> None:
    for number in range(MOST + 1):
        factories.make_person("Touré", f"Numéro {number}")
    found = people_found("toure", workshop=workshop, viewer=viewer())
    assert (len(found.people), found.is_cut) == (MOST, True)


def test_namesakes_are_those_of_exactly_this_name(workshop: Workshop) -> None:
    factories.make_person("Traoré", "Awa")
    factories.make_person("Traoré", "Awa Fanta")
    who = viewer()
    assert [one.name for one in namesakes("TRAORE", "awa", workshop=workshop, viewer=who)] == ["Awa TRAORÉ"]
    assert namesakes("Traoré", "", workshop=workshop, viewer=who) == []
