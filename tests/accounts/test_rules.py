from datetime import timedelta

import pytest

from lms.accounts.rules import ActorType, Role, actor_type_of, is_session_alive, normal_identifier, normal_phone
from lms.plain import plain
from tests.conftest import NOW


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
        ("Agent de protection", "Centre d'accueil", ActorType.CIVIL_SOCIETY),
        ("Apiculteur", "", ActorType.OTHER),
    ],
)
def test_professions_find_their_part_of_the_referral_chain(profession: str, institution: str, expected: ActorType) -> None:
    assert actor_type_of(plain(profession), plain(institution)) is expected


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
