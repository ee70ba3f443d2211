"""Taking quizzes and reading one's results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from lms.questions.rules import number_in, pairs_in, path_of
from lms.quizzes import queries, services
from lms.quizzes.answers import answer_in, chosen_for, field_name, places_in, position_of
from lms.quizzes.content import PRACTICE, Quiz, module_of, quiz_of_module
from lms.quizzes.models import Attempt
from lms.quizzes.rules import Final, attempts_left, continued, is_settled, wait_until
from lms.quizzes.wording import Explained, explained, rules_told
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
    """Something was typed that is no number, or places were given that are no order."""
    places: Mapping[str, str] = field(default_factory=dict)
    """The places that were given to items and are no order yet."""
    explained: Explained | None = None
    """What is said of the answer, once it stands; until then it can be changed."""
    taken: tuple[str, ...] | None = None
    """The decisions of a case that were explained and stand; None where answers are not explained at once."""

    @property
    def path(self) -> list[tuple[str, str | None]]:
        """Return the decisions of a case that have been met; the last may be open, or wait to be explained before the next is shown."""
        path = path_of(self.question.key, self.answer)
        return path if self.taken is None else path[: len(self.taken) + 1]

    @property
    def is_blank(self) -> bool:
        """Tell whether something is left to answer."""
        is_case = self.question.type == "case"
        return path_of(self.question.key, self.answer)[-1][1] is None if is_case else not self.answer


@blueprint.get("/modules/<module>/quiz")
@requires(Permission.LEARN)
def show_module_quiz(module: str) -> BaseResponse:
    quiz = quiz_of_module(module)
    if quiz is None:
        raise NotFound(_l("This module has no quiz yet."))
    return redirect(url_for("quizzes.show_quiz", slug=quiz.slug))


@blueprint.app_template_global()
def has_practice(module: str) -> bool:
    """Tell whether there is practice for a module."""
    return quiz_of_module(module, PRACTICE) is not None


@blueprint.get("/modules/<module>/practice")
@requires(Permission.LEARN)
def show_module_practice(module: str) -> BaseResponse:
    quiz = quiz_of_module(module, PRACTICE)
    if quiz is None:
        raise NotFound(_l("This module has no practice yet. Go back to it, or take its quiz."))
    return redirect(url_for("quizzes.show_quiz", slug=quiz.slug))


@blueprint.get("/quizzes")
@requires(Permission.LEARN)
def list_quizzes() -> str:
    me = viewer()
    mine = services.quizzes_taught(me.programme)
    reached = {slug: standing for (_person, slug), standing in queries.standings([me.person_id], [quiz.slug for quiz in mine]).items()}
    begun = queries.begun(me.person_id, [quiz.slug for quiz in mine if quiz.is_practice])
    groups = [
        (_("Quizzes that close a module"), [quiz for quiz in mine if quiz.pass_mark]),
        (_("Practice"), [quiz for quiz in mine if quiz.is_practice]),
        (_("Tests before and after the training"), [quiz for quiz in mine if not quiz.pass_mark and not quiz.is_practice]),
    ]
    return render_template("quizzes/quizzes.html", groups=groups, reached=reached, begun=begun, sees_figures=me.may(Permission.FOLLOW_TRAINERS))


@blueprint.get("/quizzes/<slug>")
@requires(Permission.LEARN)
def show_quiz(slug: str) -> str:
    quiz = services.taught_quiz_or_404(slug, viewer().programme)
    me = viewer()
    mine = _attempts(quiz)
    finished = [attempt for attempt in mine if attempt.submitted_at is not None]
    until = wait_until(quiz.rules, [attempt.submitted_at for attempt in finished if attempt.submitted_at])
    open_attempt = next((attempt for attempt in mine if attempt.submitted_at is None), None)
    form = EventForm()
    form.prepare()
    return render_template(
        "quizzes/quiz.html", quiz=quiz, form=form, rules=rules_told(quiz), finished=finished, open_attempt=open_attempt,
        standing=queries.standings([me.person_id], [quiz.slug]).get((me.person_id, quiz.slug)),
        resume=_first_blank(_asked(open_attempt, quiz)) if open_attempt and quiz.rules.tells_at_once else None,
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
    return _attempt_page(attempt, quiz, form, _asked(attempt, quiz))


@blueprint.post("/attempts/<uuid:attempt_id>")
@requires(Permission.LEARN)
@facts_limit
def answer_attempt(attempt_id: UUID) -> Response | tuple[Response, int] | BaseResponse:
    attempt, quiz = _mine(attempt_id)
    me, form = viewer(), EventForm()
    given, wrong = _given(services.questions_of(attempt, quiz))
    if not form.validate_on_submit():
        return _attempt_page(attempt, quiz, form, _asked(attempt, quiz, given, wrong)), 422
    explain = request.form.get("explain", "")
    with transactional():
        kept = services.save_answers(
            form_id=form.fact_id(), attempt=attempt, quiz=quiz, account_id=me.account_id, programme=me.programme, now=clock.now(), explain=explain,
            answers={question: answer for question, answer in given.items() if question not in wrong},
        )  # fmt: skip
    if attempt.submitted_at is not None:
        has_run_out = attempt.deadline is not None and attempt.submitted_at >= attempt.deadline
        flash(_("The time was over. What was saved in time counts.") if has_run_out else _("This was handed in before: here is its result."), "info")
        return redirect(url_for("quizzes.show_attempt", attempt_id=attempt_id))
    every = _asked(attempt, quiz, {name: given[name] for name in wrong}, wrong)
    if request.form.get("action") == "autosave":
        return Response(status=422 if wrong else 204, mimetype="text/plain")
    if kept:
        flash(_("An answer that was explained can no longer be changed: the first one stands."), "info")
    if explain and quiz.rules.tells_at_once:
        return _explain(attempt, quiz, form, every, explain, is_answered=bool(given.get(explain)), is_wrong=bool(wrong))
    blanks = [one.question.id for one in every if one.is_blank and not one.is_wrong_kind]
    if request.form.get("action") != "submit" and not wrong:
        return _go_on(attempt_id, len(every), blanks)
    if wrong or (blanks and not request.form.get("with_blanks")):
        form.renew()
        return _attempt_page(attempt, quiz, form, every, blanks=blanks), 422
    with transactional():
        services.submit_attempt(event_id=derived_id(attempt.id, "submit"), attempt=attempt, account_id=me.account_id, programme=me.programme,
                                now=clock.now())  # fmt: skip
    return redirect(url_for("quizzes.show_attempt", attempt_id=attempt_id))


def _given(questions: Sequence[Question]) -> tuple[dict[str, list[str]], list[str]]:
    """Return what the form answers, by question, and which of its answers are none: words for a number, places that are no order."""
    given = {question.id: answer for question in questions if (answer := answer_in(request.form, question)) is not None}
    numbers = [question.id for question in questions if question.type == "numeric"]
    wrong = [name for name in numbers if any(number_in(text) is None for text in given.get(name, ()))]
    return given, [*wrong, *(question.id for question in questions if places_in(request.form, question))]


def _here() -> int | None:
    """Return the question that the address names, where they are asked one at a time."""
    return request.args.get("n", type=int)


def _explain(
    attempt: Attempt, quiz: Quiz, form: EventForm, every: Sequence[Asked], question: str, *, is_answered: bool, is_wrong: bool
) -> tuple[Response, int] | BaseResponse:  # fmt: skip
    """Return to a question whose answer is now explained; without an answer, or with something that is none, show the page again."""
    if is_answered and not is_wrong:
        return redirect(url_for("quizzes.show_attempt", attempt_id=attempt.id, n=_here(), _anchor=None if _here() else question))
    form.renew()
    return _attempt_page(attempt, quiz, form, every, unanswered="" if is_wrong else question), 422


def _go_on(attempt_id: UUID, number: int, blanks: Sequence[str]) -> BaseResponse:
    """Return to where one was, or to the question asked for."""
    flash(ngettext("Saved. %(num)d question is left.", "Saved. %(num)d questions are left.", len(blanks)) if blanks
          else _("Saved. Every question has an answer: hand in when you are ready."), "done")  # fmt: skip
    here = _here()
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


def _asked(attempt: Attempt, quiz: Quiz, given: Mapping[str, Sequence[str]] | None = None, wrong: Sequence[str] = ()) -> list[Asked]:
    """Return the questions of an open attempt as they stand. given: answers of its page that are not saved; wrong: those that are no numbers."""
    orders, keys, saved = queries.order_of(attempt), queries.keys_of(attempt), queries.answers_saved(attempt)
    found = []
    for number, question in enumerate(services.questions_of(attempt, quiz), start=1):
        name, final = question.id, saved.get(question.id, Final(()))
        stands = final.explained is not None and is_settled(keys[name], final.explained)
        answer = final.answer if stands or not given or name not in given else continued(keys[name], final.explained, given[name])
        found.append(Asked(
            number=number, question=question, order=orders[name], answer=answer, is_wrong_kind=name in wrong and not stands,
            places={} if stands else places_in(request.form, question),
            explained=explained(queries.marked_question(attempt, question, answer), current_language()) if stands else None,
            taken=tuple(pairs_in(final.explained or ())) if quiz.rules.tells_at_once else None,
        ))  # fmt: skip
    return found


def _first_blank(every: Sequence[Asked], *, after: int = 0) -> int | None:
    """Return the number of the next question without an answer, from the beginning again after the last; None when there is none."""
    return next((one.number for one in [*every[after:], *every[:after]] if one.is_blank), None)


def _attempt_page(
    attempt: Attempt, quiz: Quiz, form: EventForm, every: Sequence[Asked], *, blanks: Sequence[str] = (), unanswered: str = ""
) -> Response:  # fmt: skip
    """Return the page of an open attempt: the whole of it, or the question that the address names.

    blanks: questions that have no answer although the attempt was handed in; unanswered: one that has none although it was to be explained.
    """
    shown = [one for one in every if one.number == _here()] or every
    here = shown[0].number if _here() and len(shown) == 1 else None
    page = render_template("quizzes/attempt.html", quiz=quiz, attempt=attempt, form=form, asked=shown, every=every, blanks=blanks,
                           unanswered=unanswered, here=here, onward=_first_blank(every, after=here or 0),
                           left=sum(one.is_blank for one in every))  # fmt: skip
    return kept_by_browser(page) if _here() is None else Response(page)


def _result_page(attempt: Attempt, quiz: Quiz) -> str:
    marked = queries.marked_questions(attempt, quiz)
    form = EventForm(formdata=None)
    form.prepare()
    return render_template(
        "quizzes/result.html", quiz=quiz, attempt=attempt, percent=queries.percent(attempt), form=form, topics=queries.topics_to_read(marked),
        answers=[explained(one, current_language()) for one in marked], is_shown=quiz.rules.shows_answers(is_passed=attempt.is_passed),
        module_of=module_of,
    )  # fmt: skip
