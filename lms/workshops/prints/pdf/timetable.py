"""The timetable, one page per day where it fits: letters that are read from a wall, and lines to write on where nothing is planned yet."""

from collections.abc import Iterator, Sequence

from flask_babel import force_locale, pgettext
from flask_babel import gettext as _
from reportlab.lib.units import mm

from lms.i18n import hour_on_paper, weekday_on_paper
from lms.paper.ledger import Column, Ledger, Row, Words, ledger_pdf
from lms.paper.text import BOLD, ITALIC
from lms.workshops.prints.pdf.words import head_of
from lms.workshops.prints.rules import Occasion, TimetableHalfDay, TimetableSession

_HEIGHT = 15.5 * mm
_OPEN_LINES = 6
"""Per half-day without sessions: two of them fill a page."""


def timetable_pdf(days: Sequence[Sequence[TimetableHalfDay]], occasion: Occasion) -> bytes:
    """Return the timetable of a workshop as a PDF. days: the half-days of each day."""
    with force_locale(occasion.language):
        ledgers = [_ledger(half_days, occasion) for half_days in days]
        return ledger_pdf(ledgers, title=_("Timetable"), subject=occasion.programme, language=occasion.language, is_numbered_through=True)


def _ledger(half_days: Sequence[TimetableHalfDay], occasion: Occasion) -> Ledger:
    columns = [Column(_("Time"), 33), Column(pgettext("timetable", "Session"), 81), Column(_("Form"), 32), Column(_("Led by"), 42)]
    rows = [row for half_day in half_days for row in _rows(half_day, occasion.language, columns=len(columns))]
    return Ledger(head=head_of(occasion, _("Timetable"), weekday_on_paper(half_days[0].on, occasion.language)), columns=columns, rows=rows)


def _rows(half_day: TimetableHalfDay, language: str, *, columns: int) -> Iterator[Row]:
    part = _("Morning") if half_day.part == "morning" else _("Afternoon")
    yield Row([[Words(part, BOLD, 13)]], height=9 * mm, span=columns, heavy=True)
    yield from [_row(session, language) for session in half_day.sessions]
    if not half_day.sessions:
        yield from [Row([[]] * columns, height=_HEIGHT)] * _OPEN_LINES


def _row(session: TimetableSession, language: str) -> Row:
    hours = _("%(start)s to %(end)s", start=hour_on_paper(session.starts_at, language), end=hour_on_paper(session.ends_at, language))
    title, kind, leader = Words(session.title, BOLD, 13, lines=5), Words(session.kind, ITALIC, 12), Words(session.leader, size=12, lines=4)
    return Row([[Words(hours, size=12)], [title], [kind], [leader]], height=_HEIGHT)
