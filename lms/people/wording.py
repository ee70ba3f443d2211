"""What sexes and professions are called on pages; types of institutions are in `lms.accounts.wording`."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.people.names import has_lookalikes, is_damaged
from lms.people.professions import Profession
from lms.people.sexes import Sex

SEX_NAMES = {
    Sex.FEMALE: _l("Female"),
    Sex.MALE: _l("Male"),
    Sex.NOT_STATED: _l("Not stated"),
}
_SEX_LETTERS = {"fr": {Sex.FEMALE: "F", Sex.MALE: "H"}, "en": {Sex.FEMALE: "F", Sex.MALE: "M"}}

PROFESSION_NAMES = {
    Profession.MAGISTRATE: _l("Judge or prosecutor"),
    Profession.LAWYER: _l("Lawyer"),
    Profession.COURT_CLERK: _l("Court clerk"),
    Profession.POLICE_OFFICER: _l("Police officer"),
    Profession.GENDARME: _l("Gendarme"),
    Profession.BORDER_OFFICER: _l("Border or customs officer"),
    Profession.PRISON_OFFICER: _l("Prison officer"),
    Profession.LABOUR_INSPECTOR: _l("Labour inspector"),
    Profession.PROTECTION_OFFICER: _l("Protection officer"),
    Profession.SOCIAL_WORKER: _l("Social worker"),
    Profession.PSYCHOLOGIST: _l("Psychologist"),
    Profession.DOCTOR: _l("Doctor"),
    Profession.MIDWIFE: _l("Midwife"),
    Profession.NURSE: _l("Nurse"),
    Profession.TEACHER: _l("Teacher"),
    Profession.ELECTED_OFFICIAL: _l("Elected official"),
    Profession.STATE_ADMINISTRATOR: _l("State administrator"),
    Profession.RELIGIOUS_LEADER: _l("Religious leader"),
    Profession.CUSTOMARY_LEADER: _l("Customary leader"),
    Profession.JOURNALIST: _l("Journalist"),
    Profession.INTERPRETER: _l("Interpreter"),
    Profession.PROJECT_STAFF: _l("Project or programme staff"),
    Profession.OTHER: _l("Other profession"),
}


def sex_letter(sex: str, language: str) -> str:
    """Return the letter that stands for a sex in a column of a table, on pages and on paper; nothing where it is not stated."""
    return _SEX_LETTERS[language].get(Sex(sex), "")


def fault_of_name(name: str) -> LazyString | None:
    """Return what is wrong with the letters of a typed name and what to do, or None. name: all parts of it that are printed together."""
    if is_damaged(name):
        return _l("Some letters of this name are damaged. Type it again as on the identity document.")
    if has_lookalikes(name):
        return _l("This name mixes letters of two alphabets that look the same. Type it again, each letter on the same keyboard.")
    return None
