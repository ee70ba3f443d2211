"""Reading the modules, searching them, and completing lessons."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.limits import facts_limit
from lms.courses import services
from lms.courses.content import Lesson, Module, library
from lms.courses.forms import LessonForm
from lms.courses.search import MOST, search_index
from lms.courses.services import Reading
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.journal.rules import Outcome
from lms.plain import plain
from lms.programmes import services as programmes
from lms.web.forms import kept_by_browser
from lms.web.steps import Step

blueprint = Blueprint("courses", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/modules")
@requires(Permission.LEARN)
def list_modules() -> str:
    me = viewer()
    modules = [library().modules[slug] for slug in programmes.modules_of(me.programme)]
    done = services.lessons_completed(me.person_id)
    counts = {module.slug: sum((module.slug, lesson.slug) in done for lesson in module.lessons) for module in modules}
    return render_template("courses/modules.html", modules=modules, counts=counts)


@blueprint.get("/modules/<slug>")
@requires(Permission.LEARN)
def show_module(slug: str) -> str:
    module = module_or_404(slug)
    read = {lesson: reading for (_module, lesson), reading in services.readings(viewer().person_id, [slug]).items()}
    steps = _steps(module, read)
    following = next((step for step in steps if step.state == "current"), None)
    done = sum(lesson.slug in read for lesson in module.lessons)
    return render_template("courses/module.html", module=module, steps=steps, done=done, following=following)


@blueprint.get("/modules/<slug>/<lesson_slug>")
@requires(Permission.LEARN)
def show_lesson(slug: str, lesson_slug: str) -> Response:
    module, lesson = _lesson_or_404(slug, lesson_slug)
    form = LessonForm(formdata=None, content=lesson.content_hash)
    form.prepare()
    return _lesson_page(module, lesson, form)


@blueprint.post("/modules/<slug>/<lesson_slug>")
@requires(Permission.LEARN)
@facts_limit
def complete_lesson(slug: str, lesson_slug: str) -> BaseResponse | tuple[Response, int]:
    module, lesson = _lesson_or_404(slug, lesson_slug)
    form = LessonForm()
    answers = {question.id: request.form.getlist(question.id) for question in lesson.questions}
    blanks = [question.id for question in lesson.questions if not answers[question.id]]
    if not form.validate_on_submit() or blanks:
        form.content.data = lesson.content_hash
        return _lesson_page(module, lesson, form, answers=answers, blanks=blanks), 422
    me = viewer()
    with transactional():
        outcome = services.complete_lesson(
            event_id=form.fact_id(), person_id=me.person_id, account_id=me.account_id, programme=me.programme, module=module, lesson=lesson,
            content_hash=form.content.data or "", answers=answers, now=clock.now(),
        )  # fmt: skip
    if outcome is Outcome.REFUSED:  # back, changed, sent again: new answers, if that is what is wanted
        form.renew()
        form.content.data = lesson.content_hash
        return _lesson_page(module, lesson, form, answers=answers, was_handed_in=True), 409
    return redirect(url_for("courses.show_answers", slug=slug, lesson_slug=lesson_slug))


@blueprint.get("/modules/<slug>/<lesson_slug>/answers")
@requires(Permission.LEARN)
def show_answers(slug: str, lesson_slug: str) -> str | BaseResponse:
    module, lesson = _lesson_or_404(slug, lesson_slug)
    reading = services.readings(viewer().person_id, [slug]).get((slug, lesson_slug))
    if reading is None:
        flash(_("You have not answered the questions of this lesson yet: they stand at its end."), "info")
        return redirect(url_for("courses.show_lesson", slug=slug, lesson_slug=lesson_slug))
    _before, after = _neighbours(module, lesson)
    return render_template("courses/answers.html", module=module, lesson=lesson, questions=reading.checked(lesson), after=after)


@blueprint.get("/glossary")
@requires(Permission.LEARN)
def show_glossary() -> str:
    language = current_language()
    terms = sorted(library().glossary.values(), key=lambda term: plain(term.names[language]))
    return render_template("courses/glossary.html", terms=terms)


@blueprint.get("/search")
@requires(Permission.LEARN)
def search() -> str:
    query = request.args.get("q", "").strip()[:200]
    index, slugs = search_index(current_language()), programmes.modules_of(viewer().programme)
    found, terms = index.find(query, slugs), index.terms(query)
    suggestion = "" if found or terms else index.suggestion(query, slugs)
    return render_template("courses/search.html", query=query, found=found, terms=terms, suggestion=suggestion, most=MOST, modules=library().modules)


@blueprint.app_template_global()
def lesson_title(module: str, lesson: str) -> str:
    """Return the title of a lesson in the language read; empty when the files no longer have it."""
    found = library().modules[module].lesson(lesson) if module in library().modules else None
    return found.title(current_language()) if found else ""


def module_or_404(slug: str) -> Module:
    """Return a module of the viewer's programme. Raises NotFound."""
    module = library().modules.get(slug)
    if module is None or slug not in programmes.modules_of(viewer().programme):
        raise NotFound(_l("This module does not exist, or your programme does not teach it."))
    return module


def _lesson_or_404(slug: str, lesson_slug: str) -> tuple[Module, Lesson]:
    module = module_or_404(slug)
    lesson = module.lesson(lesson_slug)
    if lesson is None:
        raise NotFound(_l("This lesson does not exist. Go back to the module and choose another."))
    return module, lesson


def _lesson_page(
    module: Module, lesson: Lesson, form: LessonForm, *, answers: Mapping[str, Sequence[str]] | None = None, blanks: Sequence[str] = (),
    was_handed_in: bool = False,
) -> Response:  # fmt: skip
    before, after = _neighbours(module, lesson)
    language = current_language()
    return kept_by_browser(
        render_template(
            "courses/lesson.html", module=module, lesson=lesson, text=lesson.texts[language], before=before, after=after, form=form,
            reading=services.readings(viewer().person_id, [module.slug]).get((module.slug, lesson.slug)),
            terms=library().terms_of([lesson], language), answers=answers or {}, blanks=blanks, was_handed_in=was_handed_in,
        )
    )  # fmt: skip


def _neighbours(module: Module, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    place = module.lessons.index(lesson)
    return (module.lessons[place - 1] if place else None, module.lessons[place + 1] if place + 1 < len(module.lessons) else None)


def _steps(module: Module, read: Mapping[str, Reading]) -> list[Step]:
    first_open = next((lesson.slug for lesson in module.lessons if lesson.slug not in read), None)
    return [
        Step(
            title=lesson.title(current_language()),
            detail=_detail(lesson, read.get(lesson.slug)),
            state="done" if lesson.slug in read else "current" if lesson.slug == first_open else "todo",
            url=url_for("courses.show_lesson", slug=module.slug, lesson_slug=lesson.slug),
        )
        for lesson in module.lessons
    ]


def _detail(lesson: Lesson, reading: Reading | None) -> str:
    minutes = ngettext("%(num)d minute", "%(num)d minutes", lesson.minutes)
    return str(_("%(minutes)s · changed since you read it", minutes=minutes) if reading and reading.changes(lesson) else minutes)
