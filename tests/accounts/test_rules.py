from datetime import timedelta
from uuid import UUID

import pytest

from lms.accounts.rules import (
    ActorType,
    Role,
    actor_type_of,
    full_name,
    is_session_alive,
    normal_identifier,
    normal_phone,
    pair,
    sort_key,
    spelt_phone,
)
from lms.accounts.wording import ACTOR_TYPE_NAMES
from lms.plain import plain
from tests.conftest import NOW

A, B = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("70782992", "+22370782992"),
        ("70 78 29 92", "+22370782992"),
        ("70.78.29.92", "+22370782992"),
        ("70-78-29-92", "+22370782992"),
        ("+223 70 78 29 92", "+22370782992"),
        ("0022370782992", "+22370782992"),
        ("22370782992", "+22370782992"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+223 70 78 29", ""),
        ("+223 70 78 29 92 1", ""),
        ("+٢٢٣٧٠", ""),
        ("1234", ""),
        ("", ""),
    ],
)
def test_phone_numbers_become_e164(typed: str, stored: str) -> None:
    assert normal_phone(typed) == stored


def test_an_email_is_compared_in_small_letters() -> None:
    assert normal_identifier("  Awa@Example.ORG ") == "awa@example.org"


@pytest.mark.parametrize(
    ("profession", "institution", "expected"),
    [
        ("Juge des enfants", "Tribunal pour enfants", ActorType.JUSTICE),
        ("Avocat", "Barreau du Mali de Kayes", ActorType.JUSTICE),
        ("Officier de police judiciaire", "Police nationale", ActorType.POLICE),
        ("Gendarme enquêteur", "Gendarmerie nationale", ActorType.GENDARMERIE),
        ("Travailleur social", "ONG partenaire", ActorType.CIVIL_SOCIETY),
        ("Assistante sociale", "Service local du développement social", ActorType.SOCIAL_SERVICES),
        ("Sage-femme", "Centre de santé communautaire", ActorType.HEALTH),
        ("Inspecteur du travail", "Direction régionale du travail", ActorType.LABOUR_INSPECTION),
        ("Conseiller communal", "Mairie", ActorType.LOCAL_AUTHORITIES),
        ("Journaliste", "Radio communautaire", ActorType.MEDIA),
        ("Agent de protection", "Centre d'accueil", ActorType.SHELTERS),
        ("Agent de protection", "", ActorType.SOCIAL_SERVICES),
        ("Prestataire de services", "", ActorType.CIVIL_SOCIETY),
        (
            "Chargé de protection de l'enfant",
            "Direction régionale de la promotion de la femme, de l'enfant et de la famille",
            ActorType.CHILD_AND_FAMILY,
        ),
        ("Chargé de protection de l'enfant", "ONG partenaire", ActorType.CIVIL_SOCIETY),
        ("Juge", "Association malienne des magistrats", ActorType.JUSTICE),
        ("Agent", "Police des frontières", ActorType.BORDERS),
        ("", "Brigade de répression du trafic de migrants et de la traite des êtres humains", ActorType.POLICE),
        ("Régisseur", "Maison centrale d'arrêt", ActorType.PRISONS),
        ("", "Direction nationale de l'administration pénitentiaire et de l'éducation surveillée", ActorType.PRISONS),
        ("Avocate", "Cour d'appel", ActorType.JUSTICE),
        ("", "Cours du soir", ActorType.OTHER),
        ("Inspectrice du travail", "", ActorType.LABOUR_INSPECTION),
        ("Directeur", "Lycée public", ActorType.EDUCATION),
        ("Chef de village", "", ActorType.CUSTOMARY_LEADERS),
        ("Imam", "Haut Conseil islamique", ActorType.CUSTOMARY_LEADERS),
        ("Chargée de programme", "OIM Mali", ActorType.INTERNATIONAL),
        ("Nurse", "Community health centre", ActorType.HEALTH),
        ("Sous-préfet", "", ActorType.LOCAL_AUTHORITIES),
        ("Ongoïba", "", ActorType.OTHER),
        ("Apiculteur", "", ActorType.OTHER),
    ],
)
def test_professions_find_their_part_of_the_referral_chain(profession: str, institution: str, expected: ActorType) -> None:
    assert actor_type_of(plain(profession), plain(institution)) is expected


def test_sixteen_types_of_institutions_have_a_name_and_the_rest_too() -> None:
    assert len(ActorType) == 16 + 1
    assert set(ACTOR_TYPE_NAMES) == set(ActorType)


def test_people_are_sorted_without_accents_or_case() -> None:
    assert sort_key("TRAORÉ dite KONATÉ", "Aïssata Souleymane") == "traore dite konate aissata souleymane"


@pytest.mark.parametrize(
    ("role", "rested", "lived", "alive"),
    [
        (Role.MONITOR, 29, 60, True),
        (Role.MONITOR, -600, -600, False),
        (Role.MONITOR, -2, -2, True),
        (Role.MONITOR, 31, 60, False),
        (Role.MONITOR, 1, 12 * 60 + 1, False),
        (Role.TRAINER, 11 * 60, 13 * 24 * 60, True),
        (Role.TRAINER, 12 * 60 + 1, 13 * 60, False),
        (Role.TRAINER, 1, 14 * 24 * 60 + 1, False),
    ],
)
def test_sessions_of_staff_are_short_and_those_of_trainers_long(role: Role, rested: int, lived: int, alive: bool) -> None:
    seen_at, started_at = NOW - timedelta(minutes=rested), NOW - timedelta(minutes=lived)
    assert is_session_alive(started_at=started_at, seen_at=seen_at, roles=frozenset({role}), now=NOW) is alive


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("+22370782992", "70\u00a078\u00a029\u00a092"), ("+221771234567", "+221771234567"), ("+2237078299", "+2237078299"), ("70782992", "70782992"),
        ("", ""), ("inconnu", "inconnu"),
    ],
)  # fmt: skip
def test_a_number_of_mali_is_written_in_pairs_and_others_with_their_country(value: str, written: str) -> None:
    assert spelt_phone(value) == written


def test_a_pair_is_one_pair_whichever_was_named_first() -> None:
    assert pair(A, B) == pair(B, A) == (A, B)


@pytest.mark.parametrize(
    ("family_name", "printed"),
    [
        ("Traoré dite Konaté", "TRAORÉ dite KONATÉ"), ("Diarra épouse Sow", "DIARRA épouse SOW"), ("Touré née Maïga", "TOURÉ née MAÏGA"),
        ("Keïta ép. Ba", "KEÏTA ép. BA"), ("DIALLO DIT BA", "DIALLO DIT BA"), ("Ag Intalla", "AG INTALLA"), ("Dite", "DITE"),
        ("traoré", "TRAORÉ"), ("", ""),
    ],
)  # fmt: skip
def test_words_between_two_names_stay_small_beside_capitals(family_name: str, printed: str) -> None:
    assert full_name("Awa", family_name) == f"Awa {printed}".strip()
