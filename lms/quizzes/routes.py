"""Taking quizzes and reading one's results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.identifiers import derived_id
from lms.questions.content import Question
from lms.questions.rules import number_in, path_of
from lms.quizzes import queries, services
from lms.quizzes.answers import answer_in, chosen_for, field_name, position_of
from lms.quizzes.content import Quiz, banks, quiz_of_module
from lms.quizzes.models import Attempt
from lms.quizzes.rules import attempts_left, wait_until
from lms.quizzes.wording import answer_told, rules_told
from lms.web.forms import EventForm, kept_by_browser

blueprint = Blueprint("quizzes", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)
blueprint.add_app_template_global(field_name, "field_name")
blueprint.add_app_template_global(chosen_for, "chosen_for")
blueprint.add_app_template_global(position_of, "position_of")


@dataclass(frozen=True)
class Asked:
    """A question of an open attempt as its page shows it."""

    number: int
    question: Question
    order: Sequence[str]
    answer: tuple[str, ...]
    is_wrong_kind: bool = False
    """Something was typed that is no number."""

    @property
    def path(self) -> list[tuple[str, str | None]]:
        """Return the decisions of a case that have been met; the last may be open."""
        return path_of(self.question.key, self.answer)

    @property
    def is_blank(self) -> bool:
        """Tell whether something is left to answer."""
        return any(choice is None for _name, choice in self.path) if self.question.type == "case" else not self.answer


@blueprint.get("/modules/<module>/quiz")
@requires(Permission.LEARN)
def show_module_quiz(module: str) -> BaseResponse:
    quiz = quiz_of_module(module)
    if quiz is None:
        raise NotFound(_l("This module has no quiz yet."))
    return redirect(url_for("quizzes.show_quiz", slug=quiz.slug))


@blueprint.get("/quizzes")
@requires(Permission.LEARN)
def list_quizzes() -> str:
    me = viewer()
    mine = services.quizzes_taught(me.programme)
    reached = {slug: standing for (_person, slug), standing in queries.standings([me.person_id], [quiz.slug for quiz in mine]).items()}
    return render_template("quizzes/quizzes.html", quizzes=mine, reached=reached, sees_figures=me.may(Permission.FOLLOW_TRAINERS))


@blueprint.get("/quizzes/<slug>")
@requires(Permission.LEARN)
def show_quiz(slug: str) -> str:
    quiz = services.taught_quiz_or_404(slug, viewer().programme)
    me = viewer()
    mine = _attempts(quiz)
    finished = [attempt for attempt in mine if attempt.submitted_at is not None]
    until = wait_until(quiz.rules, [attempt.submitted_at for attempt in finished if attempt.submitted_at])
    form = EventForm()
    form.prepare()
    return render_template(
        "quizzes/quiz.html", quiz=quiz, form=form, rules=rules_told(quiz), finished=finished,
        standing=queries.standings([me.person_id], [quiz.slug]).get((me.person_id, quiz.slug)),
        open_attempt=next((attempt for attempt in mine if attempt.submitted_at is None), None),
        left=attempts_left(quiz.rules, len(finished)), wait=until if until and until > clock.now() else None,
    )  # fmt: skip


@blueprint.post("/quizzes/<slug>")
@requires(Permission.LEARN)
@facts_limit
def start_attempt(slug: str) -> BaseResponse:
    quiz = services.taught_quiz_or_404(slug, viewer().programme)
    form = EventForm()
    if not form.validate_on_submit():
        flash(_("This page was incomplete. Begin the quiz once more."), "error")
        return redirect(url_for("quizzes.show_quiz", slug=slug))
    me = viewer()
    with transactional():
        attempt_id = services.start_attempt(event_id=form.fact_id(), person_id=me.person_id, account_id=me.account_id, programme=me.programme,
                                            quiz=quiz, now=clock.now())  # fmt: skip
    return redirect(url_for("quizzes.show_attempt", attempt_id=attempt_id, n=1 if request.form.get("view") == "one" else None))


@blueprint.get("/attempts/<uuid:attempt_id>")
@requires(Permission.LEARN)
def show_attempt(attempt_id: UUID) -> Response | str:
    attempt, quiz = _mine(attempt_id)
    if attempt.submitted_at is not None:
        return _result_page(attempt, quiz)
    form = EventForm(formdata=None)
    form.prepare()
    return _attempt_page(attempt, quiz, form, queries.answers_saved(attempt.id))


@blueprint.post("/attempts/<uuid:attempt_id>")
@requires(Permission.LEARN)
@facts_limit
def answer_attempt(attempt_id: UUID) -> Response | tuple[Response, int] | BaseResponse:
    attempt, quiz = _mine(attempt_id)
    me, form = viewer(), EventForm()
    questions = services.questions_of(attempt, quiz)
    given = {question.id: answer for question in questions if (answer := answer_in(request.form, question)) is not None}
    numbers = [question.id for question in questions if question.type == "numeric"]
    wrong = [name for name in numbers if any(number_in(text) is None for text in given.get(name, ()))]
    if not form.validate_on_submit():
        return _attempt_page(attempt, quiz, form, {**queries.answers_saved(attempt.id), **given}, wrong=wrong), 422
    with transactional():
        services.save_answers(form_id=form.fact_id(), attempt=attempt, quiz=quiz, account_id=me.account_id, programme=me.programme, now=clock.now(),
                              answers={question: answer for question, answer in given.items() if question not in wrong})  # fmt: skip
    if attempt.submitted_at is not None:
        has_run_out = attempt.deadline is not None and attempt.submitted_at >= attempt.deadline
        flash(_("The time was over. What was saved in time counts.") if has_run_out else _("This was handed in before: here is its result."), "info")
        return redirect(url_for("quizzes.show_attempt", attempt_id=attempt_id))
    answers = {**queries.answers_saved(attempt.id), **{name: given[name] for name in wrong}}
    if request.form.get("action") == "autosave":
        return Response(status=422 if wrong else 204, mimetype="text/plain")
    blanks = [one.question.id for one in _asked(attempt, quiz, answers, wrong) if one.is_blank]
    if request.form.get("action") != "submit" and not wrong:
        return _go_on(attempt_id, len(questions), blanks)
    if wrong or (blanks and not request.form.get("with_blanks")):
        form.renew()
        return _attempt_page(attempt, quiz, form, answers, blanks=blanks, wrong=wrong), 422
    with transactional():
        services.submit_attempt(event_id=derived_id(attempt.id, "submit"), attempt=attempt, account_id=me.account_id, programme=me.programme,
                                now=clock.now())  # fmt: skip
    return redirect(url_for("quizzes.show_attempt", attempt_id=attempt_id))


def _go_on(attempt_id: UUID, number: int, blanks: Sequence[str]) -> BaseResponse:
    """Return to where one was, or to the question asked for."""
    flash(ngettext("Saved. %(num)d question is left.", "Saved. %(num)d questions are left.", len(blanks)) if blanks
          else _("Saved. Every question has an answer: hand in when you are ready."), "done")  # fmt: skip
    here = request.args.get("n", type=int)
    if here is None:
        return redirect(url_for("quizzes.show_attempt", attempt_id=attempt_id))
    step = {"next": 1, "previous": -1}.get(request.form.get("action", ""), 0)
    return redirect(url_for("quizzes.show_attempt", attempt_id=attempt_id, n=min(max(here + step, 1), number)))


def _mine(attempt_id: UUID) -> tuple[Attempt, Quiz]:
    """Return the viewer's own attempt, ended if its time is over, and its quiz. Raises NotFound."""
    attempt = queries.attempt_of(attempt_id, viewer().person_id)
    if _end_overdue([attempt]):
        attempt = queries.attempt_of(attempt_id, viewer().person_id)
    return attempt, services.quiz_or_404(attempt.quiz)


def _attempts(quiz: Quiz) -> list[Attempt]:
    """Return the viewer's own attempts at a quiz, oldest first, those whose time is over ended."""
    attempts = queries.attempts_of(viewer().person_id, quiz.slug)
    return queries.attempts_of(viewer().person_id, quiz.slug) if _end_overdue(attempts) else attempts


def _end_overdue(attempts: Sequence[Attempt]) -> bool:
    """End those of the viewer's attempts whose time is over; tell whether there were any."""
    me, now = viewer(), clock.now()
    late = services.overdue(attempts, now=now)
    if late:
        with transactional():
            services.end_overdue(late, account_id=me.account_id, programme=me.programme, now=now)
    return bool(late)


def _asked(attempt: Attempt, quiz: Quiz, answers: Mapping[str, Sequence[str]], wrong: Sequence[str]) -> list[Asked]:
    orders = queries.order_of(attempt)
    found = []
    for number, question in enumerate(services.questions_of(attempt, quiz), start=1):
        answer = tuple(answers.get(question.id, ()))
        found.append(Asked(number=number, question=question, order=orders[question.id], answer=answer, is_wrong_kind=question.id in wrong))
    return found


def _attempt_page(
    attempt: Attempt, quiz: Quiz, form: EventForm, answers: Mapping[str, Sequence[str]], *, blanks: Sequence[str] = (), wrong: Sequence[str] = ()
) -> Response:
    """Return the page of an open attempt: the whole of it, or the question that the address names."""
    every = _asked(attempt, quiz, answers, wrong)
    here = request.args.get("n", type=int)
    shown = [one for one in every if one.number == here] or every
    page = render_template("quizzes/attempt.html", quiz=quiz, attempt=attempt, form=form, asked=shown, every=every, blanks=blanks,
                           here=here if len(shown) == 1 else None, left=sum(one.is_blank for one in every))  # fmt: skip
    return kept_by_browser(page) if here is None else Response(page)


def _result_page(attempt: Attempt, quiz: Quiz) -> str:
    marked, language = queries.marked_questions(attempt, quiz), current_language()
    is_shown = {"after-attempt": True, "after-passing": attempt.is_passed, "never": False}[quiz.rules.answers_shown]
    told = {one.question.id: answer_told(one.question, one.answer, language) for one in marked}
    right = {one.question.id: answer_told(one.question, one.question.right, language) for one in marked}
    return render_template("quizzes/result.html", quiz=quiz, attempt=attempt, percent=queries.percent(attempt), marked=marked, told=told, right=right,
                           is_shown=is_shown, topics=queries.topics_to_read(marked), lessons=_lessons(marked))  # fmt: skip


def _lessons(marked: Sequence[queries.Marked]) -> dict[str, str]:
    """Return the module of each question's lesson, which is that of its bank."""
    modules = {question.id: bank.module for bank in banks().values() for question in bank.questions}
    return {one.question.id: modules[one.question.id] for one in marked}
