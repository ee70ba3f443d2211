"""What is said the same way on several papers. The language is the one in force while a paper is drawn."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.i18n import period_on_paper, weekday_on_paper
from lms.paper.ledger import Cell, Head, Words
from lms.paper.text import BOLD, ITALIC
from lms.workshops.prints.rules import Occasion, SheetRow


def head_of(occasion: Occasion, title: str, *lines: str, corner: tuple[str, str] | None = None) -> Head:
    """Return what stands on each sheet of a paper. lines: what it says of itself, the first in bold; the workshop follows them."""
    workshop = workshop_told(occasion)
    if not occasion.is_date_published:
        workshop = " ".join([workshop, _("(dates given as an example)")])
    said = [*lines, workshop, *([_("Demonstration: these people are invented.")] if occasion.is_demonstration else [])]
    return Head(above=occasion.programme, title=title, lines=said, corner=corner, foot=occasion.funders)


def workshop_told(occasion: Occasion) -> str:
    """Return which workshop it is: «Atelier à Bamako, du 13 au 15 septembre 2022»."""
    workshop = _("Workshop in %(place)s", place=occasion.place)
    first, last = (day.replace(" ", "\u00a0") for day in period_on_paper(occasion.starts_on, occasion.ends_on, occasion.language))
    if occasion.starts_on == occasion.ends_on:
        return str(_("%(workshop)s, %(day)s", workshop=workshop, day=last))
    return str(_("%(workshop)s, from %(first)s to %(last)s", workshop=workshop, first=first, last=last))


def half_day_told(on: date, part: str, language: str) -> str:
    """Return which half-day it is: «Mardi 13 septembre 2022, matin»."""
    day = weekday_on_paper(on, language)
    return str(_("%(day)s, morning", day=day) if part == "morning" else _("%(day)s, afternoon", day=day))


def name_cell(name: str) -> Cell:
    """Return a name as lists write it: it goes on to the next line before it becomes smaller."""
    return [Words(name, BOLD, 10, lines=3)]


def work_cell(row: SheetRow) -> Cell:
    """Return function and institution, one below the other."""
    return [Words(row.function, size=8.5, lines=3, yields=0.5), Words(row.institution, ITALIC, size=8.5, lines=3, yields=0.5)]


def phones_cell(row: SheetRow) -> Cell:
    """Return the phone numbers, each on a line of its own."""
    return [Words(phone, lines=1) for phone in row.phones]


def count_told(rows: int) -> str:
    """Return how many participants there are."""
    return str(ngettext("%(num)d participant", "%(num)d participants", rows))
