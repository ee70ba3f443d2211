"""Countries from which observers come, by ISO 3166-1 code, named in the language of the page."""

from babel import Locale

from lms.i18n import current_language
from lms.plain import plain

# What Babel lists among the territories and ISO 3166-1 does not: groups, reserved codes, places for tests.
_NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}


def countries() -> list[tuple[str, str]]:
    """Return (code, name) of every country, by name."""
    names = Locale.parse(current_language()).territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY]
    return sorted(found, key=lambda one: plain(one[1]))


def country_name(code: str) -> str:
    """Return what a country is called; the code itself where it is none."""
    return str(Locale.parse(current_language()).territories.get(code, code))
