"""Activities, role plays and plans as guide and kit both print them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Paragraph

from lms.courses.guide import Activity, FlipChart, RolePlay
from lms.courses.prints.session import Step
from lms.courses.prints.signs import FormSign, draw_form_label
from lms.paper.cards import Board, Card, Row, card_blocks
from lms.paper.document import WIDE, new_page
from lms.paper.flow import Setting, blocks
from lms.paper.inline import bold, escaped
from lms.paper.ornament import INDIGO
from lms.paper.parts import Beside
from lms.paper.stack import Heading, Mark, bundled
from lms.paper.styles import FULL_WIDTH, GUTTER, NOTE, SMALL, TEXT_HEIGHT, style, voice
from lms.paper.tables import table
from lms.paper.text import BOLD, ITALIC

_TITLE = style("activity", 18, fontName=BOLD, textColor=INDIGO, leading=22, spaceBefore=20, spaceAfter=3)
_FACTS = style("activity-facts", 10.5, fontName=ITALIC, spaceAfter=6)
_CARD_HEIGHT = (TEXT_HEIGHT - 14) / 2
_ROOM_TO_BEGIN = TEXT_HEIGHT * 0.45


class ActivityHeading(Heading):
    """The title of an activity, the shape and name of its form beside it."""

    form = "plenary"

    def draw(self) -> None:
        """Draw the form first: it tells at a glance how the room will look."""
        draw_form_label(self.canv, self.form, -GUTTER, self.height - 11)
        super().draw()


def activity_blocks(activity: Activity, setting: Setting, language: str, *, key: str, level: int, facts: str) -> Iterator[Any]:
    """Yield an activity; it begins on a new page unless much of this one is left."""
    words = activity.texts[language]
    heading = ActivityHeading(escaped(words.title), _TITLE)
    heading.form, heading.mark = activity.form, Mark(key, words.title, level)
    yield CondPageBreak(_ROOM_TO_BEGIN)
    parts = ((_("Purpose"), words.purpose), (_("Materials"), words.materials), (_("Steps"), words.steps), (_("Expected answers"), words.answers))
    beside = [Beside(label, blocks(html, setting)) for label, html in parts if html]
    yield from bundled([heading, Heading(escaped(facts), _FACTS), *beside])


def plan_table(steps: Sequence[Step], *, time_of: Callable[[int], str], setting: Setting, has_texts: bool = False) -> Any:
    """Return the steps of a session as a table: when, how long, what, in which form. time_of: how minutes after the start are written."""
    head, cell = setting.voice.cell_head, setting.voice.cell
    rows: list[list[Any]] = [[Paragraph(escaped(words), head) for words in (_("Time"), _("Length"), _("Step"), _("Form"))]]
    for step in steps:
        what: list[Any] = [Paragraph(bold(step.title) if step.activity else escaped(step.title), cell)]
        if has_texts and step.text:
            what.append(Paragraph(escaped(step.text), NOTE))
        sign = FormSign(step.activity.form if step.activity else "")
        rows.append([Paragraph(escaped(time_of(step.timed.starts)), cell), Paragraph(escaped(_short(step.timed.minutes)), cell), what, sign])
    return table(rows, width=FULL_WIDTH, widths=(19, 17, 94, 42), air=2.8)


def _short(minutes: int) -> str:
    return str(_("%(minutes)d min", minutes=minutes))


def role_play_blocks(play: RolePlay, setting: Setting, language: str, *, key: str, facts: str) -> Iterator[Any]:
    """Yield the situation of a role play, to be read aloud."""
    words = play.texts[language]
    heading = Heading(escaped(words.title), voice().section)
    heading.mark = Mark(key, words.title, 1)
    yield from bundled([heading, Heading(escaped(facts), SMALL), *blocks(words.situation, setting)])


def cards_in_words(play: RolePlay, language: str) -> str:
    """Return how many cards a role play has."""
    count = len(play.texts[language].cards) + 1
    return str(ngettext("%(num)d card to cut out", "%(num)d cards to cut out", count))


def card_pages(plays: Sequence[RolePlay], setting: Setting, language: str) -> Iterator[Any]:
    """Yield the cards of role plays, two to a page, each role play on pages of its own: a set is handed out whole."""
    for play in plays:
        words = play.texts[language]
        yield from new_page(WIDE)
        for part in (*words.cards, words.observers):
            yield Card(words.title, [card_blocks(part.title, blocks(part.html, setting))], least_height=_CARD_HEIGHT)


def board_of(chart: FlipChart, *, width: float, height: float, largest: float) -> Board:
    """Return a flip-chart page."""
    return Board(chart.title, list(chart.lines), width=width, height=height, largest=largest)


def board_models(charts: Sequence[FlipChart]) -> Iterator[Any]:
    """Yield flip-chart pages as small models, two in a row."""
    gap = 8 * mm
    width = (FULL_WIDTH - gap) / 2
    boards = [board_of(chart, width=width, height=width * 1.36, largest=12) for chart in charts]
    for rank in range(0, len(boards), 2):
        yield Row(boards[rank : rank + 2], gap=gap, after=20)
