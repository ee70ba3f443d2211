"""How identifiers are written, how long a session lasts, and which part of the referral chain a profession belongs to."""

import re
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from lms.plain import beginnings, plain

NAME_LINKS = frozenset({"dit", "dite", "alias", "ep", "epse", "epouse", "nee", "veuve", "vve"})
"""Words between two names of one person, in plain form (`lms.plain`)."""

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
    """Types of institutions: sixteen that make up the referral chain, as indicator I16 lists its parts, and the rest.

    What a roster calls the institution is kept as written beside its type.
    """

    JUSTICE = "justice"
    POLICE = "police"
    GENDARMERIE = "gendarmerie"
    BORDERS = "borders"
    PRISONS = "prisons"
    SOCIAL_SERVICES = "social-services"
    CHILD_AND_FAMILY = "child-and-family"
    HEALTH = "health"
    LABOUR_INSPECTION = "labour-inspection"
    EDUCATION = "education"
    LOCAL_AUTHORITIES = "local-authorities"
    CIVIL_SOCIETY = "civil-society"
    SHELTERS = "shelters"
    CUSTOMARY_LEADERS = "customary-leaders"
    INTERNATIONAL = "international"
    MEDIA = "media"
    OTHER = "other"


@dataclass(frozen=True)
class PersonData:
    """What is recorded of a person, as a form says it."""

    family_name: str
    """As on the identity document; a name of one word stands here."""
    given_names: str
    sex: str
    """F, M, or N for not stated."""
    birth_year: int | None
    profession: str
    """In free words, beside its type."""
    profession_type: str
    """A key of `lms.people.professions.Profession`."""
    institution: str
    actor_type: str
    """Type of the institution: an ActorType."""
    place_code: str | None
    language: str
    phones: tuple[str, ...] = ()
    """In E.164."""
    emails: tuple[str, ...] = ()
    """In small letters."""

    @property
    def contacts(self) -> dict[str, tuple[str, ...]]:
        """By kind, as they are stored."""
        return {"phone": self.phones, "email": self.emails}


PERSON_FIELDS = tuple(field.name for field in fields(PersonData) if field.name not in ("phones", "emails"))
"""Those that are columns of the person's row."""


def full_name(given_names: str, family_name: str) -> str:
    """Return given names, then the family name in capitals, as certificates and sheets write it.

    A word between two names («dite», «épouse») that is written small stays so, as on identity documents: TRAORÉ dite KONATÉ.
    """
    words = (word if word.islower() and plain(word) in NAME_LINKS else word.upper() for word in family_name.split(" "))
    return f"{given_names} {' '.join(words)}".strip()


def sort_key(family_name: str, given_names: str) -> str:
    """Return what people are sorted and searched by: family name then given names, without accents or case."""
    return plain(f"{family_name} {given_names}")


def normal_identifier(text: str) -> str:
    """Return what someone typed to sign in as it is stored: an e-mail in small letters, or a phone number in E.164."""
    text = text.strip()
    return text.lower() if "@" in text else normal_phone(text)


def normal_phone(text: str) -> str:
    """Return a phone number in E.164. Eight digits alone are a number of Mali; others need their country code.

    Returns an empty string when there is no plausible number. Source: ITU-T E.164, at most 15 digits.
    """
    digits = re.sub(r"[^0-9]", "", text)
    is_international = text.strip().startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if is_international else digits
    if len(digits) == _MALI_NUMBER_DIGITS and not is_international:
        return MALI_CALLING_CODE + digits
    if digits.startswith(MALI_CALLING_CODE[1:]):
        return f"+{digits}" if len(digits) == len(MALI_CALLING_CODE[1:]) + _MALI_NUMBER_DIGITS else ""
    return f"+{digits}" if is_international and 8 <= len(digits) <= 15 else ""


def spelt_phone(value: str) -> str:
    """Return a phone number in E.164 as it is written and read aloud: «70 78 29 92», and with its country code when it is not of Mali."""
    digits = value.removeprefix(MALI_CALLING_CODE)
    if digits == value or len(digits) != _MALI_NUMBER_DIGITS:
        return value
    return "\u00a0".join(digits[start : start + 2] for start in range(0, len(digits), 2))


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
    (ActorType.INTERNATIONAL, "oim, iom, onu, onudc, unodc, unicef, unfpa, unhcr, hcr, pnud, undp, minusma, cicr, icrc, ambassade, embassy, consulat,"
                              "nations unies, united nations, union europeenne, european union, organisation internationale,"
                              "international organi[sz]ation"),
    (ActorType.GENDARMERIE, "gendarm"),
    (ActorType.BORDERS, "frontiere, border, douan, customs, immigration, cigem, maliens etablis a l exterieur, maliens de l exterieur"),
    (ActorType.POLICE, r"police, polici, commissariat, brtmteh, brigade de repression, brigade des m(?:o|oe)urs, opj\b"),
    (ActorType.PRISONS, "prison, penitentiaire, maison d arret, maison centrale, education surveillee"),
    (ActorType.JUSTICE, "juge, judge, magistrat, avocat, lawyer, tribuna, barreau, greff, parquet, procureur, prosecutor, justice, notaire, huissier,"
                        r"court\b, cour (?:d|de|supreme|constitutionnelle)\b"),
    (ActorType.LABOUR_INSPECTION, "(?:inspect|controleu)[a-z]* du travail, direction (?:regionale|nationale) du travail, labou?r (?:inspect|office)"),
    (ActorType.CIVIL_SOCIETY, r"ong\b, ngo\b, association, reseau, federation, fondation, cooperative, syndicat, caritas, societe civile,"
                              "civil society"),
    (ActorType.SHELTERS, r"hebergement, refuge\b, shelter, samusocial, samu social, centre d accueil, maison d accueil, centre de transit, foyer d"),
    (ActorType.HEALTH, "medecin, doctor, docteur, infirmi, nurse, hopital, hospital, sante, health, pharmac, psychiatr, cscom, csref, clinique,"
                       r"chu\b, midwi, sage femme, matrone"),
    (ActorType.EDUCATION, "ecole, lycee, enseign, academie, professeur, universit, pedagog, school, teacher, medersa, education nationale"),
    (ActorType.CUSTOMARY_LEADERS, "imam, coutumi, traditionn, traditional, religieu, religious, mosquee, eglise, pretre, pasteur, marabout,"
                                  "chefferie, notabilite, griot, recotrade, chef de village, village chief, chef de quartier, haut conseil islamique,"
                                  "maitre coranique"),
    (ActorType.MEDIA, r"journalis, radio\b, radios\b, radiodiffusion, presse\b, television, ortm, media\b, medias\b"),
    (ActorType.LOCAL_AUTHORITIES, r"mairie, maire\b, mayor, prefet, prefecture, sous prefet, gouvernorat, gouverneur, collectivite, commune\b,"
                                  "municipal, conseillere? communale?, conseil (?:communal|regional|de cercle), town hall"),
    (ActorType.CHILD_AND_FAMILY, "dnpef, drpfef, promotion de la femme, promotion de l enfant, protection de l enfan, enfant et de la famille,"
                                 "women and children, child protection"),
    (ActorType.CIVIL_SOCIETY, "prestataire, animateur, animatrice"),
    (ActorType.SOCIAL_SERVICES, "social, dnds, solidarite, psycholog, agent de protection, protection officer, welfare"),
)  # fmt: skip
"""How words begin; the first line that fits decides."""

_ACTOR_PATTERNS = tuple((actor_type, beginnings(words)) for actor_type, words in _ACTOR_WORDS)


@lru_cache(maxsize=4096)
def actor_type_of(profession: str, institution: str) -> ActorType:
    """Return the part of the referral chain that an institution, else a profession, belongs to.

    Both texts are in plain form (`lms.plain`). The institution decides when it says enough: a social worker of an
    NGO belongs to civil society, a social worker of the State to the social services.
    """
    for text in (institution, profession):
        for actor_type, pattern in _ACTOR_PATTERNS:
            if pattern.search(text):
                return actor_type
    return ActorType.OTHER


def pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Return two ids as one pair, whichever was named first."""
    return min(one, other), max(one, other)
