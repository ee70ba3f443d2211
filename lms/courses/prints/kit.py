"""The kit of one session: everything that a trainer takes along on paper. Made for one trainer, and kept nowhere."""

import re
from collections.abc import Iterator
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import NextPageTemplate, Paragraph

from lms.courses.content import Library, Module, Source
from lms.courses.guide import Activity, FlipChart
from lms.courses.prints.activities import activity_blocks, board_of, card_pages, cards_in_words, plan_table, role_play_blocks
from lms.courses.prints.questions import Tick
from lms.courses.prints.session import Session, SessionRolePlay, Step, activities_of, guide_of, questions_to_ask, role_plays_of, steps_of
from lms.courses.prints.sheets import answer_key, attendance_sheet, evaluation_sheet, test_sheet
from lms.courses.prints.words import AUDIENCE_NAMES, DURATION_NAMES, MAKER, clock, lessons_dated, setting, source_notes, state_in_short
from lms.i18n import day_on_paper
from lms.paper.cover import Line, Relay, cover_title, drawn
from lms.paper.document import SHEET, SHEET_HEIGHT, TEXT, WIDE, About, new_page, pdf
from lms.paper.flow import blocks
from lms.paper.inline import escaped
from lms.paper.ornament import INK
from lms.paper.parts import Opening, contents
from lms.paper.stack import Heading, Mark, Whole, bundled
from lms.paper.styles import FULL_WIDTH, shifted, style, voice
from lms.paper.text import BOLD, REGULAR, Style

_CITED = re.compile(r'href="#source-([a-z0-9-]+)"')


def kit_pdf(session: Session, *, library: Library) -> bytes:
    """Return the kit of a session as a PDF. The same session gives the same bytes. Raises SessionTooShort, NoGuide."""
    with force_locale(session.language):
        return _Kit(session, library).pdf()


class _Kit:
    def __init__(self, session: Session, library: Library) -> None:
        self.session, self.library, self.language = session, library, session.language
        self.steps = steps_of(session, library)
        self.guides = {module.slug: guide_of(module) for module in session.modules}
        self.modules = " · ".join(module.texts[self.language].short_title for module in session.modules)
        self.inner = setting(library, self.language, size=11, side=0)
        self.plays = role_plays_of(session, self.steps)

    def pdf(self) -> bytes:
        session = self.session
        about = About(title=_("Session kit: %(modules)s", modules=self.modules), language=self.language, running=_("Session kit"),
                      foot=f"{session.place} · {day_on_paper(session.on, self.language)}")  # fmt: skip
        questions = questions_to_ask(session)
        evaluation = self.library.session.words[self.language].evaluation
        chapters = [
            *self._preparation(), *self._plan(), *self._activities(), *self._audience(), *self._role_plays(), *self._boards(),
            *attendance_sheet(session, self.modules), *test_sheet(questions, self.language, is_given_twice=self._is_tested_twice),
            *answer_key(questions, self.language), *evaluation_sheet(evaluation), *self._sources(),
        ]  # fmt: skip
        return pdf([NextPageTemplate(TEXT), *self._cover(chapters), *chapters], about, cover=drawn(str(MAKER)))

    def _cover(self, chapters: list[Any]) -> list[Any]:
        """Who, where, when, and what is inside, on one page."""
        session, face = self.session, Style(REGULAR, 12.5, INK)
        hours = _("%(day)s, %(start)s to %(end)s", day=day_on_paper(session.on, self.language), start=self._clock(0), end=self._clock(self._length))
        state = ", ".join(dict.fromkeys(state_in_short(module) for module in session.modules))
        facts = [
            _("Trainer: %(name)s", name=session.trainer), _("Place: %(place)s", place=session.place), _("Date: %(hours)s", hours=hours),
            _("For: %(audience)s", audience=str(AUDIENCE_NAMES[session.audience])), _("Content: %(state)s", state=state),
            *lessons_dated(session.modules, self.language),
        ]  # fmt: skip
        titles = [module.texts[self.language].short_title for module in session.modules]
        name = " · ".join([_("Session kit"), str(DURATION_NAMES[session.duration])])
        head = cover_title(name, titles, size=28 if len(titles) == 1 else 22, top=10 * mm)
        inside = Heading(escaped(_("Inside")), style("inside", 13, fontName=BOLD, spaceBefore=16, spaceAfter=2))
        return [*head, *[Line(fact, face, after=3, lines=2) for fact in facts], Relay(len(session.modules), color=INK), inside, *contents(chapters)]

    def _preparation(self) -> Iterator[Any]:
        yield from new_page(WIDE)
        yield Opening(Mark("preparation", _("What to prepare"), 0), hang=0)
        tick = shifted(style("prepare", 11.5, spaceBefore=4, spaceAfter=4), 16, 0)
        yield from [Tick(escaped(words), tick) for words in self._to_prepare()]
        titles = [activity.texts[self.language].title for _module, activity in activities_of(self.steps)]
        gathered = [Tick(escaped(title), tick) for title in titles]
        yield from bundled([Heading(escaped(_("Gather the materials of each activity")), voice().subsection), *gathered])

    def _to_prepare(self) -> list[str]:
        said = [
            _("Read the lessons and the activities again. Write down which legal points to have checked."),
            self._copies_of_the_test(),
            _("Copy the evaluation form once for each participant."),
            _("Copy the attendance sheet: one for twenty participants."),
            _("Copy the flip-chart pages in letters as high as a hand, or show these sheets."),
        ]
        if any(planned.activity for planned in self.plays):
            said.append(_("Copy the role-play cards and cut them along the dashes. One card for each player, one for each observer."))
        if any(planned.activity is None for planned in self.plays):
            said.append(_("Role plays marked as spare are not in the plan: copy and cut out their cards only if you mean to use them."))
        return said

    def _copies_of_the_test(self) -> str:
        if self._is_tested_twice:
            return str(_("Copy the test twice for each participant, once for before and once for after. Keep the answer key for yourself."))
        return str(_("Copy the test once for each participant: a session of 45 minutes has no test at its end. Keep the answer key for yourself."))

    def _plan(self) -> Iterator[Any]:
        """Yield the plan, below what to prepare when there is room: one sheet to keep in the hand."""
        opening = Opening(Mark("plan", _("Plan of the session"), 0), hang=0)
        yield Whole([opening, plan_table(self.steps, time_of=self._clock, setting=self.inner, has_texts=True)])

    def _activities(self) -> Iterator[Any]:
        yield from new_page(TEXT)
        yield Opening(Mark("activities", _("Activities"), 0))
        for slug, activity in activities_of(self.steps):
            times = [step for step in self.steps if step.activity is activity and step.timed.module == slug]
            facts = " · ".join(["; ".join(self._when(step) for step in times), *self._played(slug, activity)])
            yield from activity_blocks(activity, self.inner, self.language, key=f"{slug}-{activity.id}", level=1, facts=facts)

    def _when(self, step: Step) -> str:
        start, end = self._clock(step.timed.starts), self._clock(step.timed.starts + step.timed.minutes)
        return str(_("%(start)s to %(end)s, %(minutes)d min", start=start, end=end, minutes=step.timed.minutes))

    def _played(self, slug: str, activity: Activity) -> list[str]:
        """Say which role play an activity uses."""
        play = self.guides[slug].role_play_of(activity, self.session.audience)
        return [_("role play: %(title)s", title=play.texts[self.language].title)] if play else []

    def _audience(self) -> Iterator[Any]:
        parts = [(module, self.guides[module.slug].audiences[self.language][self.session.audience]) for module in self.session.modules]
        yield from new_page(TEXT)
        yield Opening(Mark("audience", str(AUDIENCE_NAMES[self.session.audience]), 0), facts=_("What to stress, their questions, an example"))
        for module, part in parts:
            yield from bundled([*self._module_heading(module), *blocks(part.html, setting(self.library, self.language, size=11))])

    def _role_plays(self) -> Iterator[Any]:
        if not self.plays:
            return
        yield from new_page(TEXT)
        yield Opening(Mark("role-plays", _("Role plays"), 0))
        yield Paragraph(escaped(_("Read the situation aloud. Each player reads only their own card. The cards follow, to be cut out.")), voice().body)
        plain = setting(self.library, self.language)
        for slug in dict.fromkeys(planned.module for planned in self.plays):
            yield from blocks(self.guides[slug].role_plays_lead[self.language], plain)
        for planned in self.plays:
            key = f"play-{planned.module}-{planned.play.id}"
            yield from role_play_blocks(planned.play, plain, self.language, key=key, facts=self._use_of(planned))
        cards = setting(self.library, self.language, size=15, width=410, side=0)
        yield from card_pages([planned.play for planned in self.plays], cards, self.language)

    def _use_of(self, planned: SessionRolePlay) -> str:
        cards = cards_in_words(planned.play, self.language)
        if planned.activity is None:
            return str(_("Spare: the plan does not use it. %(cards)s.", cards=cards))
        return str(_("For the activity “%(title)s”. %(cards)s.", title=planned.activity.texts[self.language].title, cards=cards))

    def _boards(self) -> Iterator[Any]:
        """Yield a sheet per flip-chart page: first the rules of the room, which every session begins with."""
        words = self.library.session.words[self.language]
        charts = [FlipChart(words.rules_title, words.rules), *(chart for guide in self.guides.values() for chart in guide.flip_charts[self.language])]
        for rank, chart in enumerate(charts):
            yield from new_page(SHEET)
            board = board_of(chart, width=FULL_WIDTH, height=SHEET_HEIGHT - 2, largest=30)
            board.mark = Mark("boards", _("Flip-chart pages"), 0) if rank == 0 else None
            yield board

    def _sources(self) -> Iterator[Any]:
        """Yield the sources that the kit's texts cite, with the numbers that they have there, per module."""
        yield from new_page(WIDE)
        yield Opening(Mark("sources", _("Sources"), 0), hang=0)
        for module in self.session.modules:
            yield from self._module_heading(module)
            yield from source_notes(self._cited(module), self.language, hang=0, has_heading=False)

    def _cited(self, module: Module) -> list[tuple[int, Source]]:
        guide = self.guides[module.slug]
        texts = [part for slug, activity in activities_of(self.steps) if slug == module.slug
                 for words in (activity.texts[self.language],) for part in (words.purpose, words.materials, words.steps, words.answers)]  # fmt: skip
        texts += [guide.audiences[self.language][self.session.audience].html]
        plays = [planned.play.texts[self.language] for planned in self.plays if planned.module == module.slug]
        texts += [guide.role_plays_lead[self.language]] if plays else []
        texts += [html for words in plays for html in (words.situation, words.observers.html, *(card.html for card in words.cards))]
        used = {name for text in texts for name in _CITED.findall(text)}
        return [(rank, self.library.sources[name]) for rank, name in enumerate(guide.sources[self.language], start=1) if name in used]

    def _module_heading(self, module: Module) -> list[Heading]:
        return [Heading(escaped(module.texts[self.language].short_title), voice().section)] if len(self.session.modules) > 1 else []

    def _clock(self, minutes: int) -> str:
        return clock(self.session.starts, minutes, self.language)

    @property
    def _is_tested_twice(self) -> bool:
        return any(step.timed.name == "test-after" for step in self.steps)

    @property
    def _length(self) -> int:
        return sum(step.timed.minutes for step in self.steps)
