"""How identifiers are written, how long a session lasts, and which part of the referral chain a profession belongs to."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

MALI_CALLING_CODE = "+223"
_MALI_NUMBER_DIGITS = 8
_CLOCK_GRACE = timedelta(minutes=5)


class Role(StrEnum):
    """What somebody is in a programme."""

    TRAINER = "trainer"
    ORGANISER = "organiser"
    MONITOR = "monitor"
    ADMINISTRATOR = "administrator"


class ActorType(StrEnum):
    """Parts of the referral chain, as indicator I16 lists them."""

    JUSTICE = "justice"
    POLICE = "police"
    GENDARMERIE = "gendarmerie"
    SOCIAL_SERVICES = "social-services"
    HEALTH = "health"
    LABOUR_INSPECTION = "labour-inspection"
    LOCAL_AUTHORITIES = "local-authorities"
    CIVIL_SOCIETY = "civil-society"
    MEDIA = "media"
    OTHER = "other"


def normal_identifier(text: str) -> str:
    """Return what someone typed to sign in as it is stored: an e-mail in small letters, or a phone number in E.164."""
    text = text.strip()
    return text.lower() if "@" in text else normal_phone(text)


def normal_phone(text: str) -> str:
    """Return a phone number in E.164. Eight digits alone are a number of Mali; other lengths need their country code.

    Returns an empty string when there is no plausible number. Source: ITU-T E.164, at most 15 digits.
    """
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        return f"+{digits}" if 8 <= len(digits) <= 15 else ""
    if len(digits) == _MALI_NUMBER_DIGITS:
        return MALI_CALLING_CODE + digits
    return f"+{digits}" if digits.startswith(MALI_CALLING_CODE[1:]) and len(digits) == 11 else ""


def session_limits(roles: frozenset[Role]) -> tuple[timedelta, timedelta]:
    """Return how long a session may rest, and how long it may live at most.

    Staff see other people's names, so their sessions are short. A trainer sees only their own record, on a phone whose
    network comes and goes: signing in again every half hour would cost them more than it protects. See docs/decisions/0004.
    """
    if roles - {Role.TRAINER}:
        return timedelta(minutes=30), timedelta(hours=12)
    return timedelta(hours=12), timedelta(days=14)


def is_session_alive(*, started_at: datetime, seen_at: datetime, roles: frozenset[Role], now: datetime) -> bool:
    """Tell whether a session may still be used."""
    rest, life = session_limits(roles)
    is_from_the_future = started_at > now + _CLOCK_GRACE  # opened while the machine's clock was wrong
    return not is_from_the_future and now - seen_at <= rest and now - started_at <= life


_ACTOR_WORDS = (
    (ActorType.GENDARMERIE, ("gendarm",)),
    (ActorType.POLICE, ("police",)),
    (ActorType.JUSTICE, ("juge", "magistrat", "avocat", "tribunal", "barreau", "greffier")),
    (ActorType.HEALTH, ("medecin", "sage femme", "sante", "infirmier")),
    (ActorType.LABOUR_INSPECTION, ("inspecteur du travail", "direction regionale du travail")),
    (ActorType.LOCAL_AUTHORITIES, ("conseiller communal", "mairie", "prefet", "maire")),
    (ActorType.MEDIA, ("journaliste", "radio")),
    (ActorType.CIVIL_SOCIETY, ("ong", "prestataire", "centre d accueil", "association")),
    (ActorType.SOCIAL_SERVICES, ("social", "promotion de la femme", "protection de l enfant", "agent de protection")),
)


def actor_type_of(profession: str, institution: str) -> ActorType:
    """Return the part of the referral chain that an institution, else a profession, belongs to.

    Both texts are in plain form (`lms.plain`). The institution decides when it says enough: a social worker of an
    NGO belongs to civil society, a social worker of the State to the social services.
    """
    for text in (institution, profession):
        for actor_type, words in _ACTOR_WORDS:
            if any(re.search(rf"\b{word}", text) for word in words):
                return actor_type
    return ActorType.OTHER
