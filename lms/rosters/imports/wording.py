"""What is said of whom a row may be, and of what an import has done."""

from collections import Counter

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.people.names import Name
from lms.rosters.evidence import Known
from lms.rosters.imports.models import RosterImport
from lms.rosters.rows import Row
from lms.rosters.sorting import Match
from lms.workshops.enrolling.rules import State


def told_of(row: Row, match: Match) -> list[str]:
    """Return who stands beside a row: another row, or somebody of whom whoever sent the list may hear."""
    other = match.other
    if isinstance(other, Row):
        return [_("Row %(number)d of this list", number=other.number), f"{other.name.family} {other.name.given}".strip(), *_post(other)]
    return [f"{other.family_name} {other.given_names}".strip(), *_also(row, other), *_post(other)]


def what_became(made: RosterImport, standing: Counter[str]) -> str:
    """Return what an import did. standing: how many people of the list are in which state."""
    people = ngettext("%(num)d person was added.", "%(num)d people were added.", made.n_new)
    if not standing[State.WAITING]:
        places = ngettext("%(num)d person was enrolled.", "%(num)d people were enrolled.", made.n_enrolled)
        return f"{people} {places}"
    places = ngettext("Of this list, %(num)d person has a place.", "Of this list, %(num)d people have a place.", standing[State.CONFIRMED])
    waiting = ngettext("%(num)d person is on the waiting list.", "%(num)d people are on the waiting list.", standing[State.WAITING])
    return f"{people} {places} {waiting}"


def what_was_undone(offered: int) -> str:
    """Return what undoing an import did. offered: to how many people who wait a place was offered by it."""
    undone = str(_("The import was undone: the people and the enrolments that it had added are gone."))
    if not offered:
        return str(undone)
    offers = ngettext("A place that became free was offered to %(num)d person who was waiting: tell them.",
                      "Places that became free were offered to %(num)d people who were waiting: tell them.", offered)  # fmt: skip
    return f"{undone} {offers}"


def _post(other: Row | Known) -> list[str]:
    return [text for text in (other.function, other.organisation, other.place) if text]


def _also(row: Row, other: Known) -> list[str]:
    """Return the former name, or that of a merged record, by which somebody was found."""
    if Name(other.family_name, other.given_names).words == row.name.words:
        return []
    return [_("also recorded as %(name)s", name=f"{family} {given}".strip()) for family, given in other.other_names
            if Name(family, given).words == row.name.words][:1]  # fmt: skip
