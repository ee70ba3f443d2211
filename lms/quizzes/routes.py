"""Taking quizzes and reading one's results."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX
from lms.journal.rules import Outcome
from lms.programmes import services as programmes
from lms.quizzes import services
from lms.quizzes.content import Quiz, quiz_of_module
from lms.web.forms import EventForm, kept_by_browser

blueprint = Blueprint("quizzes", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/modules/<module>/quiz")
@requires(Permission.LEARN)
def show_module_quiz(module: str) -> BaseResponse:
    quiz = quiz_of_module(module)
    if quiz is None:
        raise NotFound(_l("This module has no quiz yet."))
    return redirect(url_for("quizzes.show_quiz", slug=quiz.slug))


@blueprint.get("/quizzes/<slug>")
@requires(Permission.LEARN)
def show_quiz(slug: str) -> Response:
    quiz = _quiz_or_404(slug)
    form = EventForm()
    form.prepare()
    return _page(quiz, form, answers={}, blanks=[])


@blueprint.post("/quizzes/<slug>")
@requires(Permission.LEARN)
@facts_limit
def submit_attempt(slug: str) -> tuple[Response, int] | BaseResponse:
    quiz = _quiz_or_404(slug)
    form = EventForm()
    answers = {question.id: request.form.getlist(question.id) for question in quiz.questions}
    blanks = [question.id for question in quiz.questions if not answers[question.id]]
    if not form.validate_on_submit() or (blanks and not request.form.get("with_blanks")):
        return _page(quiz, form, answers, blanks), 422
    me = viewer()
    with transactional():
        outcome = services.submit_attempt(event_id=form.fact_id(), person_id=me.person_id, account_id=me.account_id, programme=me.programme,
                                          quiz=quiz, answers=answers, now=clock.now())  # fmt: skip
    if outcome is Outcome.REFUSED:  # back, changed, sent again: a new attempt, if that is what is wanted
        form.renew()
        return _page(quiz, form, answers, [], was_handed_in=True), 409
    return redirect(url_for("quizzes.show_result", attempt_id=form.fact_id()))


@blueprint.get("/attempts/<uuid:attempt_id>")
@requires(Permission.LEARN)
def show_result(attempt_id: UUID) -> str:
    return render_template("quizzes/result.html", result=services.result_of(attempt_id, viewer().person_id))


def _quiz_or_404(slug: str) -> Quiz:
    quiz = services.quiz_or_404(slug)
    if quiz.module not in programmes.modules_of(viewer().programme):
        raise NotFound(_l("This quiz does not exist. Go back to the modules and choose another."))
    return quiz


def _page(quiz: Quiz, form: EventForm, answers: dict[str, list[str]], blanks: list[str], *, was_handed_in: bool = False) -> Response:
    me = viewer()
    best, latest = services.best_percent(me.person_id, quiz), services.latest_attempt(me.person_id, quiz)
    return kept_by_browser(
        render_template(
            "quizzes/quiz.html", quiz=quiz, form=form, answers=answers, blanks=blanks, best=best, latest=latest, was_handed_in=was_handed_in
        )
    )
