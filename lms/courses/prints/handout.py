"""The participant's booklet of a module: its lessons to read without a screen, questions to answer with a pen, the answers at the end."""

from collections.abc import Iterator
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from reportlab.platypus import NextPageTemplate, Paragraph

from lms.courses.content import Lesson, Library, Module
from lms.courses.prints.questions import answer_lines, question_block
from lms.courses.prints.words import MAKER, minutes_words, setting, source_notes, state_in_short, state_notice, text_date
from lms.i18n import day_on_paper
from lms.paper.cover import Face, cover_blocks, dyed
from lms.paper.document import TEXT, About, new_page, pdf
from lms.paper.flow import blocks
from lms.paper.inline import escaped
from lms.paper.parts import Beside, Opening, contents
from lms.paper.stack import Heading, Mark, bundled
from lms.paper.styles import SMALL, shifted, style, voice
from lms.paper.text import BOLD


def handout_pdf(module: Module, *, language: str, library: Library) -> bytes:
    """Return the booklet of a module as a PDF. The same content gives the same bytes."""
    with force_locale(language):
        return _Handout(module, language, library).pdf()


class _Handout:
    def __init__(self, module: Module, language: str, library: Library) -> None:
        self.module, self.language, self.library = module, language, library
        self.words = module.texts[language]
        self.setting = setting(library, language)

    def pdf(self) -> bytes:
        about = About(title=self.words.title, language=self.language, running=self.words.short_title, foot=state_in_short(self.module),
                      subject=self.words.summary)  # fmt: skip
        chapters = [*self._lessons(), *self._answers(), *self._glossary()]
        story = [*cover_blocks(self._face()), *new_page(TEXT), *self._front(chapters), *chapters]
        return pdf([NextPageTemplate(TEXT), *story], about, cover=dyed(str(MAKER)))

    def _face(self) -> Face:
        lessons = ngettext("%(num)d lesson", "%(num)d lessons", len(self.module.lessons))
        return Face(
            label=_("Participant’s booklet · Module %(number)d", number=self.module.order), title=self.words.title, summary=self.words.summary,
            points=len(self.module.lessons), notice=state_notice(self.module, self.language),
            facts=[
                (_("Inside:"), _("%(lessons)s, %(minutes)s of reading", lessons=lessons, minutes=minutes_words(self.module.minutes))),
                (_("Version:"), self.module.version),
                *([(_("Text of:"), day_on_paper(on, self.language))] if (on := text_date(self.module)) else []),
                (_("Law checked on:"), day_on_paper(self.module.checked_on, self.language)),
            ],
        )  # fmt: skip

    def _front(self, chapters: list[Any]) -> list[Any]:
        item = shifted(voice().item, 16, 0)
        objectives = [Paragraph(escaped(objective), item, bulletText="•") for objective in self.words.objectives]
        return [Opening(Mark("contents", _("Contents"), 0)), *contents(chapters),
                *bundled([Heading(escaped(_("What you will be able to do")), voice().section), *objectives])]  # fmt: skip

    def _lessons(self) -> Iterator[Any]:
        for number, lesson in enumerate(self.module.lessons, start=1):
            yield from new_page(TEXT)
            yield from bundled([self._opening(number, lesson), *blocks(lesson.texts[self.language].html, self.setting)])
            yield from self._questions(lesson)
            if lesson.sources:
                yield from source_notes(list(enumerate(lesson.sources, start=1)), self.language)

    def _opening(self, number: int, lesson: Lesson) -> Opening:
        place = _("Lesson %(number)d of %(total)d", number=number, total=len(self.module.lessons))
        mark = Mark(f"lesson-{lesson.slug}", lesson.title(self.language), 0, str(number))
        return Opening(mark, facts=" · ".join([place, minutes_words(lesson.minutes), *self._version(lesson)]))

    def _version(self, lesson: Lesson) -> list[str]:
        """Say which text this is, so that an old booklet is known for one."""
        newest = lesson.versions[-1:]
        return [_("version %(number)d, %(day)s", number=version.number, day=day_on_paper(version.on, self.language)) for version in newest]

    def _questions(self, lesson: Lesson) -> Iterator[Any]:
        if not lesson.questions:
            return
        asked = [question_block(number, question, self.language, size=10.5) for number, question in enumerate(lesson.questions, start=1)]
        where = Heading(escaped(_("The answers are at the end of the booklet.")), SMALL)
        yield from bundled([Heading(escaped(_("Check yourself")), voice().section), where, *asked])

    def _answers(self) -> Iterator[Any]:
        yield from new_page(TEXT)
        yield Opening(Mark("answers", _("Answers"), 0))
        small = style("answers-lesson", 12, spaceBefore=14, spaceAfter=2, fontName=BOLD)
        for number, lesson in enumerate(self.module.lessons, start=1):
            found = [Beside(str(rank), answer_lines(question, self.language, size=10.5)) for rank, question in enumerate(lesson.questions, start=1)]
            if found:
                yield from bundled([Heading(escaped(f"{number}. {lesson.title(self.language)}"), small), *found])

    def _glossary(self) -> Iterator[Any]:
        terms = self.library.terms_of(self.module.lessons, self.language)
        if not terms:
            return
        yield from new_page(TEXT)
        yield Opening(Mark("glossary", _("Glossary"), 0))
        for term in terms:
            yield Beside(term.names[self.language], [Paragraph(escaped(term.definitions[self.language]), voice(11).body)])
