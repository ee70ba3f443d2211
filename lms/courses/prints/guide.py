"""The facilitator's guide of a module: how to lead it, three session plans, every activity, cards to cut out, flip-chart pages."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from reportlab.platypus import NextPageTemplate, Paragraph

from lms.courses.content import Library, Module
from lms.courses.guide import Activity, RolePlay
from lms.courses.prints.activities import activity_blocks, board_models, card_pages, cards_in_words, plan_table, role_play_blocks
from lms.courses.prints.session import guide_of, plan_of
from lms.courses.prints.words import AUDIENCE_NAMES, DURATION_NAMES, MAKER, clock, setting, source_notes, state_in_short, state_notice, text_date
from lms.courses.rules import DURATIONS
from lms.i18n import day_on_paper
from lms.paper.cover import Face, cover_blocks, dyed
from lms.paper.document import TEXT, WIDE, About, new_page, pdf
from lms.paper.flow import blocks
from lms.paper.inline import escaped
from lms.paper.parts import Opening, contents
from lms.paper.stack import Heading, Mark, Whole, bundled
from lms.paper.styles import LEAD, voice


def guide_pdf(module: Module, *, language: str, library: Library) -> bytes:
    """Return the facilitator's guide of a module as a PDF. The same content gives the same bytes. Raises NoGuide."""
    with force_locale(language):
        return _GuideBook(module, language, library).pdf()


class _GuideBook:
    def __init__(self, module: Module, language: str, library: Library) -> None:
        self.module, self.language, self.library = module, language, library
        self.guide, self.words = guide_of(module), module.texts[language]
        self.setting = setting(library, language)
        self.inner = setting(library, language, side=0)

    def pdf(self) -> bytes:
        title = _("Facilitator’s guide: %(title)s", title=self.words.title)
        about = About(title=title, language=self.language, running=_("Guide · %(module)s", module=self.words.short_title),
                      foot=state_in_short(self.module), subject=self.words.summary)  # fmt: skip
        chapters = [*self._introduction(), *self._plans(), *self._activities(), *self._role_plays(), *self._boards(), *self._audiences(),
                    *self._sources()]  # fmt: skip
        front = [*new_page(TEXT), Opening(Mark("contents", _("Contents"), 0)), *contents(chapters, depth=1)]
        return pdf([NextPageTemplate(TEXT), *cover_blocks(self._face()), *front, *chapters], about, cover=dyed(str(MAKER)))

    def _face(self) -> Face:
        activities = ngettext("%(num)d activity", "%(num)d activities", len(self.guide.activities))
        plays = ngettext("%(num)d role play", "%(num)d role plays", len(self.guide.role_plays))
        return Face(
            label=_("Facilitator’s guide · Module %(number)d", number=self.module.order), title=self.words.title, summary=self.words.summary,
            points=len(DURATIONS), notice=state_notice(self.module, self.language),
            facts=[
                (_("Inside:"), _("three session plans, %(activities)s, %(plays)s", activities=activities, plays=plays)),
                (_("Version:"), self.module.version),
                *([(_("Goes with the lessons of:"), day_on_paper(on, self.language))] if (on := text_date(self.module)) else []),
                (_("Law checked on:"), day_on_paper(self.module.checked_on, self.language)),
            ],
        )  # fmt: skip

    def _introduction(self) -> Iterator[Any]:
        introduction = self.guide.introduction[self.language]
        yield from new_page(TEXT)
        yield Opening(Mark("introduction", introduction.title, 0))
        yield from blocks(introduction.lead, self.setting)
        for part in introduction.parts:
            yield from bundled([Heading(escaped(part.title), voice().section), *blocks(part.html, self.setting)])

    def _plans(self) -> Iterator[Any]:
        yield from new_page(WIDE)
        yield Opening(Mark("plans", _("Three session plans"), 0), hang=0)
        yield Paragraph(escaped(_("Times are counted from the start of the session: 0:15 is a quarter of an hour after it began.")), voice().body)
        for duration in DURATIONS:
            heading = Heading(escaped(str(DURATION_NAMES[duration])), voice().section)
            heading.mark = Mark(f"plan-{duration}", str(DURATION_NAMES[duration]), 1)
            steps = plan_of(self.module, duration, self.library, self.language)
            yield Whole([heading, plan_table(steps, time_of=self._elapsed, setting=self.setting)])

    def _elapsed(self, minutes: int) -> str:
        return clock(time(0), minutes, self.language)

    def _activities(self) -> Iterator[Any]:
        yield from new_page(TEXT)
        yield Opening(Mark("activities", _("Activities"), 0))
        for activity in self.guide.activities.values():
            yield from activity_blocks(activity, self.inner, self.language, key=f"activity-{activity.id}", level=1, facts=self._facts(activity))

    def _facts(self, activity: Activity) -> str:
        """Say how long an activity takes in each plan, and which lessons it rests on."""
        said = []
        for duration in DURATIONS:
            minutes = [given for name, given in self.guide.plans[duration] if name == activity.id]
            if minutes:
                said.append(_("%(duration)s: %(minutes)d min", duration=str(DURATION_NAMES[duration]), minutes=sum(minutes)))
        numbers = [rank for rank, lesson in enumerate(self.module.lessons, start=1) if lesson.slug in activity.lessons]
        lessons = ngettext("Lesson %(numbers)s", "Lessons %(numbers)s", len(numbers), numbers=", ".join(map(str, numbers)))
        played = [_("role play: %(title)s", title=play.texts[self.language].title) for play in self.guide.role_plays if play.id == activity.role_play]
        return " · ".join([*said, *([lessons] if numbers else []), *played])

    def _role_plays(self) -> Iterator[Any]:
        if not self.guide.role_plays:
            return
        yield from new_page(TEXT)
        yield Opening(Mark("role-plays", _("Role plays"), 0))
        yield Paragraph(escaped(_("Read the situation aloud. Each player reads only their own card. The cards follow, to be cut out.")), LEAD)
        yield from blocks(self.guide.role_plays_lead[self.language], self.setting)
        for play in self.guide.role_plays:
            yield from role_play_blocks(play, self.setting, self.language, key=f"play-{play.id}", facts=self._suited(play))
        yield from card_pages(self.guide.role_plays, setting(self.library, self.language, size=15, width=410, side=0), self.language)

    def _suited(self, play: RolePlay) -> str:
        suited = ", ".join(str(AUDIENCE_NAMES[audience]) for audience in play.audiences)
        return str(_("For: %(audiences)s. %(cards)s.", audiences=suited, cards=cards_in_words(play, self.language)))

    def _boards(self) -> Iterator[Any]:
        charts = self.guide.flip_charts[self.language]
        if not charts:
            return
        yield from new_page(WIDE)
        yield Opening(Mark("boards", _("Pages to copy on a flip chart"), 0), hang=0)
        yield from board_models(charts)

    def _audiences(self) -> Iterator[Any]:
        yield from new_page(TEXT)
        yield Opening(Mark("audiences", _("According to who is in front of you"), 0))
        for audience, part in self.guide.audiences[self.language].items():
            heading = Heading(escaped(part.title), voice().section)
            heading.mark = Mark(f"audience-{audience}", part.title or str(AUDIENCE_NAMES[audience]), 1)
            yield from bundled([heading, *blocks(part.html, self.setting)])

    def _sources(self) -> Iterator[Any]:
        cited = [self.library.sources[name] for name in self.guide.sources[self.language]]
        if cited:
            yield from new_page(WIDE)
            yield Opening(Mark("sources", _("Sources"), 0), hang=0)
            yield from source_notes(list(enumerate(cited, start=1)), self.language, hang=0, has_heading=False)
