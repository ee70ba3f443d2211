"""Words and small blocks that the prints of courses share."""

from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from reportlab.platypus import Flowable, Paragraph

from lms.courses.content import Library, Module, Source
from lms.i18n import day_on_paper, hour_on_paper
from lms.paper.figures import figure
from lms.paper.flow import Setting, no_figure
from lms.paper.inline import escaped
from lms.paper.stack import Heading, Pad, Stack, bundled
from lms.paper.styles import FULL_WIDTH, HANG, NOTE, SIDE, TEXT_WIDTH, shifted, voice
from lms.paper.tables import table

MAKER = _l("Relais: what one has learnt, passed on")

DURATION_NAMES = {"short": _l("Session of 45 minutes"), "medium": _l("Session of two hours"), "long": _l("Session of one day")}
FORM_NAMES = {"plenary": _l("Plenary"), "group": _l("Group work"), "practice": _l("Practical exercise")}
AUDIENCE_NAMES = {
    "security": _l("Security forces"), "justice": _l("Justice"), "social": _l("Social and health services"),
    "civil-society": _l("Civil society and traditional authorities"),
}  # fmt: skip


def box_words() -> dict[str, str]:
    """Return the name of each kind of box."""
    return {
        "key": _("To remember"), "guidance": _("General guidance"), "national": _("National text to be inserted here"), "example": _("Example"),
        "caution": _("Caution"), "continued": _("(continued)"),
    }  # fmt: skip


def setting(library: Library, language: str, *, size: float = 11.5, width: float = TEXT_WIDTH, side: float = SIDE) -> Setting:
    """Return how HTML is set in the prints of a language."""
    return Setting(box_words(), drawn_figure(library, language), voice(size), width, side)


def drawn_figure(library: Library, language: str) -> Callable[[str, str], Flowable]:
    """Return what draws a figure from its id, its words in a language."""

    def drawn(name: str, alternative: str) -> Flowable:
        found = library.figures.get(name)
        return figure(found.drawings[language], caption=found.titles[language]) if found else no_figure(name, alternative)

    return drawn


def clock(starts: time, minutes: int, language: str) -> str:
    """Return the time of day some minutes after a start: «9 h 05», “9:05”."""
    total = (starts.hour * 60 + starts.minute + minutes) % (24 * 60)
    return hour_on_paper(time(total // 60, total % 60), language)


def minutes_words(minutes: int) -> str:
    """Return a duration in words."""
    return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))


def state_notice(module: Module, language: str) -> tuple[str, str]:
    """Return in what state a module is: a few words, and a sentence."""
    checked = day_on_paper(module.checked_on, language)
    match module.status:
        case "draft":
            return _("Draft: not validated"), _(
                "Draft, version %(version)s: this module has not been validated by the national committee. "
                "Legal statements checked against their sources on %(day)s.", version=module.version, day=checked)  # fmt: skip
        case "reviewed":
            return _("Reviewed: not yet validated"), _(
                "Version %(version)s, reviewed by %(who)s, not yet validated by the national committee. "
                "Legal statements checked against their sources on %(day)s.",
                version=module.version, who=module.reviewed_by, day=checked,
            )  # fmt: skip
        case _:
            validated = day_on_paper(module.validated_on or module.checked_on, language)
            return _("Validated"), _(
                "Version %(version)s, validated by the national committee on %(validated)s. "
                "Legal statements checked against their sources on %(day)s.", version=module.version, validated=validated, day=checked)  # fmt: skip


def state_in_short(module: Module) -> str:
    """Return the state of a module for the foot of every page."""
    states = {"draft": _("Draft, not validated"), "reviewed": _("Reviewed, not yet validated"), "validated": _("Validated")}
    return str(states[module.status])


def text_date(module: Module) -> date | None:
    """Return the day of the newest recorded text of a module's lessons; None when none was ever recorded."""
    return max((version.on for lesson in module.lessons for version in lesson.versions), default=None)


def lessons_dated(modules: Sequence[Module], language: str) -> list[str]:
    """Return a line that says of when the lessons are, in the order of the modules; none when that is not known."""
    days = dict.fromkeys(day_on_paper(on, language) for module in modules if (on := text_date(module)))
    return [_("Lessons of: %(days)s", days=", ".join(days))] if days else []


def source_notes(sources: Sequence[tuple[int, Source]], language: str, *, hang: float = HANG, has_heading: bool = True) -> list[Any]:
    """Return sources with their numbers as notes, two in a row, across both columns: they are many, and seldom read."""
    notes = [Paragraph(escaped(_source_words(source, language)), shifted(NOTE, 18, 0), bulletText=f"{number}.") for number, source in sources]
    if len(notes) % 2:
        notes.append(Paragraph("", NOTE))
    rows = table(list(zip(notes[::2], notes[1::2], strict=True)), width=FULL_WIDTH, widths=(1, 1), has_head=False, ruled=False)
    if not has_heading:
        return [rows]
    heading = Heading(escaped(_("Sources")), shifted(voice().subsection, HANG if hang else 0, 0))
    return [Stack(bundled([heading, rows]), Pad(left=-hang))]


def _source_words(source: Source, language: str) -> str:
    words = [source.title[language]]
    if source.is_guidance:
        words.append(_("general guidance"))
    if source.grade == "C":
        words.append(_("to be checked"))
    return " — ".join(words)
