"""Reading the modules."""

from flask import Blueprint, flash, redirect, render_template, url_for
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
from lms.db import transactional
from lms.errors import Conflict, NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.journal.rules import Outcome
from lms.programmes import services as programmes
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
    module = _module_or_404(slug)
    done = {lesson for _module, lesson in services.lessons_completed(viewer().person_id, slug)}
    steps = _steps(module, done)
    following = next((step for step in steps if step.state == "current"), None)
    return render_template(
        "courses/module.html", module=module, steps=steps, done=len(done & {lesson.slug for lesson in module.lessons}), following=following
    )


@blueprint.get("/modules/<slug>/<lesson_slug>")
@requires(Permission.LEARN)
def show_lesson(slug: str, lesson_slug: str) -> str:
    module, lesson = _lesson_or_404(slug, lesson_slug)
    is_done = (slug, lesson_slug) in services.lessons_completed(viewer().person_id, slug)
    form = LessonForm(formdata=None, content=lesson.content_hash)
    form.prepare()
    before, after = _neighbours(module, lesson)
    return render_template("courses/lesson.html", module=module, lesson=lesson, text=lesson.texts[current_language()], form=form, is_done=is_done,
                           before=before, after=after)  # fmt: skip


@blueprint.post("/modules/<slug>/<lesson_slug>")
@requires(Permission.LEARN)
@facts_limit
def complete_lesson(slug: str, lesson_slug: str) -> BaseResponse:
    module, lesson = _lesson_or_404(slug, lesson_slug)
    form = LessonForm()
    if not form.validate_on_submit():
        flash(_("This page was incomplete. Read on and confirm the lesson once more."), "error")
        return redirect(url_for("courses.show_lesson", slug=slug, lesson_slug=lesson_slug))
    me = viewer()
    with transactional():
        outcome = services.complete_lesson(
            event_id=form.fact_id(), person_id=me.person_id, account_id=me.account_id, programme=me.programme,
            module=module, lesson=lesson, content_hash=form.content.data or "", now=clock.now(),
        )  # fmt: skip
    if outcome is Outcome.REFUSED:
        raise Conflict(_l("This page had already been used for another lesson. Open the lesson again and confirm it."))
    flash(_("Lesson recorded: %(title)s", title=lesson.title(current_language())), "done")
    _before, after = _neighbours(module, lesson)
    if after:
        return redirect(url_for("courses.show_lesson", slug=slug, lesson_slug=after.slug))
    return redirect(url_for("courses.show_module", slug=slug))


def _module_or_404(slug: str) -> Module:
    module = library().modules.get(slug)
    if module is None or slug not in programmes.modules_of(viewer().programme):
        raise NotFound(_l("This module does not exist, or your programme does not teach it."))
    return module


def _lesson_or_404(slug: str, lesson_slug: str) -> tuple[Module, Lesson]:
    module = _module_or_404(slug)
    lesson = module.lesson(lesson_slug)
    if lesson is None:
        raise NotFound(_l("This lesson does not exist. Go back to the module and choose another."))
    return module, lesson


def _neighbours(module: Module, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    place = module.lessons.index(lesson)
    return (module.lessons[place - 1] if place else None, module.lessons[place + 1] if place + 1 < len(module.lessons) else None)


def _steps(module: Module, done: set[str]) -> list[Step]:
    first_open = next((lesson.slug for lesson in module.lessons if lesson.slug not in done), None)
    return [
        Step(
            title=lesson.title(current_language()),
            detail=ngettext("%(num)d minute", "%(num)d minutes", lesson.minutes),
            state="done" if lesson.slug in done else "current" if lesson.slug == first_open else "todo",
            url=url_for("courses.show_lesson", slug=module.slug, lesson_slug=lesson.slug),
        )
        for lesson in module.lessons
    ]
