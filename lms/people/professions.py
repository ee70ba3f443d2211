"""Professions that take part in the referral chain. What a list calls somebody's function is kept as written beside them."""

from enum import StrEnum
from functools import lru_cache

from lms.plain import beginnings


class Profession(StrEnum):
    """What somebody does, from a list short enough to count by."""

    MAGISTRATE = "magistrate"
    LAWYER = "lawyer"
    COURT_CLERK = "court-clerk"
    POLICE_OFFICER = "police-officer"
    GENDARME = "gendarme"
    BORDER_OFFICER = "border-officer"
    PRISON_OFFICER = "prison-officer"
    LABOUR_INSPECTOR = "labour-inspector"
    PROTECTION_OFFICER = "protection-officer"
    SOCIAL_WORKER = "social-worker"
    PSYCHOLOGIST = "psychologist"
    DOCTOR = "doctor"
    MIDWIFE = "midwife"
    NURSE = "nurse"
    TEACHER = "teacher"
    ELECTED_OFFICIAL = "elected-official"
    STATE_ADMINISTRATOR = "state-administrator"
    RELIGIOUS_LEADER = "religious-leader"
    CUSTOMARY_LEADER = "customary-leader"
    JOURNALIST = "journalist"
    INTERPRETER = "interpreter"
    PROJECT_STAFF = "project-staff"
    OTHER = "other"


_WORDS = (
    (Profession.LABOUR_INSPECTOR, "(?:inspect|controleu)[a-z]* du travail, labou?r inspect"),
    (Profession.MAGISTRATE, "juge, judge, magistrat, procureur, prosecutor, substitut, president du tribunal, parquet"),
    (Profession.LAWYER, "avocat, lawyer, juriste, jurist, notaire, huissier"),
    (Profession.COURT_CLERK, "greff, clerk"),
    (Profession.GENDARME, "gendarm"),
    (Profession.BORDER_OFFICER, "douan, customs, agent d immigration, immigration, garde frontiere, border"),
    (Profession.PRISON_OFFICER, "surveillante? de prison, regisseur, penitentiaire, prison"),
    (Profession.POLICE_OFFICER, r"polic, commissaire, inspecteur de police, opj\b"),
    (Profession.PROTECTION_OFFICER, "protection, child protection, promotion de l enfan, promotion de la femme"),
    (Profession.PSYCHOLOGIST, "psycholog, psychosocial"),
    (Profession.MIDWIFE, "sage femme, sages femmes, midwi, matrone, maieuticien"),
    (Profession.NURSE, "infirmi, nurse, aide soignant"),
    (Profession.DOCTOR, "medecin, docteur, doctor, pediatre, psychiatre, gynecolog"),
    (Profession.SOCIAL_WORKER, "social, assistante? social, travailleu[a-z]+ social, technicien[a-z]* du developpement social, educat"),
    (Profession.TEACHER, "enseignant, professeur, instituteur, institutrice, maitre d ecole, teacher, directeur d ecole, directrice d ecole"),
    (Profession.ELECTED_OFFICIAL, r"conseill[a-z]+ (?:communal|municipal|regional), maire\b, adjointe? au maire, mayor, depute, elue?\b, councillor"),
    (Profession.STATE_ADMINISTRATOR, "prefet, sous prefet, gouverneur, secretaire general, administrat"),
    (Profession.RELIGIOUS_LEADER, "imam, pretre, pasteur, marabout, maitre coranique, religieu, religious"),
    (Profession.CUSTOMARY_LEADER, "chef de village, chef de quartier, chef coutumier, chef traditionnel, griot, notabl, village chief, traditional"),
    (Profession.JOURNALIST, "journalis, animateur radio, reporter"),
    (Profession.INTERPRETER, "interprete, traduct, interpreter, translator"),
    (Profession.PROJECT_STAFF, "prestataire, animat, charge de (?:projet|programme), chargee de (?:projet|programme), coordinat, point focal,"
                               "project, programme, facilitat"),
)  # fmt: skip
"""How words begin; the first line that fits decides."""

_PATTERNS = tuple((profession, beginnings(words)) for profession, words in _WORDS)


@lru_cache(maxsize=4096)
def profession_of(function: str) -> Profession:
    """Return the profession that a function, in plain form (`lms.plain`), names; OTHER when it names none of the list."""
    return next((profession for profession, pattern in _PATTERNS if pattern.search(function)), Profession.OTHER)
