"""What the names of columns say, in French and in English."""

import re
from enum import StrEnum

from lms.plain import plain


class Field(StrEnum):
    """What a column holds."""

    FAMILY_NAME = "family-name"
    GIVEN_NAMES = "given-names"
    FULL_NAME = "full-name"
    SEX = "sex"
    PHONE = "phone"
    EMAIL = "email"
    FUNCTION = "function"
    ORGANISATION = "organisation"
    INSTITUTION_TYPE = "institution-type"
    PLACE = "place"
    BIRTH_YEAR = "birth-year"
    IGNORED = "ignored"
    """Nothing that is kept: order numbers, signatures, remarks."""


NAME_FIELDS = frozenset({Field.FAMILY_NAME, Field.GIVEN_NAMES, Field.FULL_NAME})

_MOST_LETTERS = 60

_NAMES = r"noms?|names?|surname"
_PEOPLE = r"(?:participant|agent|personne|formateur|formatrice|trainer)(?: ?e)?(?: ?s)?"
_STRUCTURE = (
    r"structures?|institutions?|organisations?|organi[sz]ations?|organismes?|ong|ngo|entite|association|employeur|service|societe|administration"
)
_WORDS = (
    (Field.IGNORED, r"\b(?:pere|mere|father|mother|conjoint|urgence|emergency|signature|emargement|observations?|remarques?|remarks?|comment\w*|"
                    r"nina|montant|perdiem|banque|bank|rib|photo|ages?|nationalite|presences?|jours?|place of birth)\b|^lieu de naissance$|"
                    r"^(?:(?:type|nature|n|no|num|numero|reference) )?(?:de )?(?:la )?(?:piece|cni|carte|passeport|passport)\b|"
                    r"^(?:n|no|nr|num|id|ordre|rang|rank|n d ordre|n ordre|numero d ordre|date)$"),
    (Field.EMAIL, r"\b(?:e ?mails?|mails?|courriels?|messagerie|adresses? electroniques?)\b"),
    (Field.PHONE, r"\b(?:tel\d*|tels|telephon(?:es?|iques?)|phones?|mobiles?|portables?|gsm|whats ?app|cell|cellulaires?|contacts?|orange money)\b"),
    (Field.SEX, r"\b(?:sexes?|genre|gender|sex)\b|^(?:s|[hmf] [hmf]|[hmf] ou [hmf])$"),
    (Field.BIRTH_YEAR, r"\b(?:naissance|birth|dob|ddn|born)\b|^nee? (?:e )?(?:le|en)\b"),
    (Field.INSTITUTION_TYPE, rf"\b(?:types?|categories?|nature) (?:de |d |of )?(?:la |l )?(?:{_STRUCTURE}|acteurs?)\b|\bactor types?\b"),
    (Field.FULL_NAME, r"\bnoms?\b.*\bprenoms?\b|\bprenoms?\b.*\bnoms?\b|\bnoms? complets?\b|\bfull names?\b|\bcomplete names?\b|^identites?$|"
                      rf"^(?:{_NAMES}) (?:du |des |de l |of (?:the )?)?{_PEOPLE}$|^{_PEOPLE}$"),
    (Field.ORGANISATION, rf"\b(?:{_STRUCTURE}|services|employer|ministeres?|ministry|agence|agency|departe?ments?|direction|provenance|corps)\b"),
    (Field.FUNCTION, r"\b(?:fonctions?|functions?|professions?|postes?|titres?|titles?|qualites?|grades?|emplois?|occupations?|positions?|jobs?|"
                     r"roles?|metiers?|qualifications?|specialites?)\b"),
    (Field.PLACE, r"\b(?:regions?|cercles?|communes?|localites?|lieux?|villes?|places?|locations?|residences?|adresses?|address|villages?|"
                  r"districts?|zones?|sites?|towns?|quartiers?)\b"),
    (Field.GIVEN_NAMES, r"\b(?:prenoms?|first names?|given names?|firstnames?|forenames?)\b"),
    (Field.FAMILY_NAME, rf"^(?:{_NAMES})(?: s)?$|\b(?:noms? de famille|last ?names?|family ?names?|surnames?|patronymes?)\b"),
)  # fmt: skip
"""Patterns on the plain text; the first that fits decides: «Adresse e-mail» is no place, «Téléphone du service» no organisation."""

_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in _WORDS)

_FILLERS = frozenset(
    [
        *("de", "du", "des", "d", "la", "le", "les", "l", "et", "ou", "a", "n", "no", "num", "numero", "numeros", "s", "e", "es", "h", "f", "m"),
        *("the", "of", "and", "or", "number", "numbers", "origine", "actuelle", "actuel", "exacte", "personnel", "professionnel", "participant"),
        *("participants", "participante", "complet", "complets", "famille", "family", "last", "first", "given", "full", "nom", "noms", "name"),
        *(
            "names",
            "electronique",
            "electroniques",
            "date",
            "annee",
            "year",
            "lieu",
            "travail",
            "work",
            "occupee",
            "type",
            "categorie",
            "app",
            "mail",
        ),
    ]
)
"""Words that stand beside the telling ones in names of columns."""


def field_of_header(text: str) -> Field | None:
    """Return what a column of this name holds, None when the name says nothing."""
    words = plain(text)
    if not words or len(words) > _MOST_LETTERS:
        return None
    return next((field for field, pattern in _PATTERNS if pattern.search(words)), None)


def is_header(text: str) -> bool:
    """Tell whether a cell is the name of a column and not a value: every word is one of those that such names are made of.

    «Service» is, «Service local du développement social» is not.
    """
    words = plain(text).split()
    return field_of_header(text) is not None and all(word in _FILLERS or field_of_header(word) is not None for word in words)
