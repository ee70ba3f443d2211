"""Figures of quizzes and of their questions, for those who follow trainers. No names."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.questions.content import Question
from lms.quizzes import appraisal, figures, remarking, services
from lms.quizzes import figures_wording as wording
from lms.quizzes.content import Quiz, quizzes
from lms.quizzes.forms import RemarkForm
from lms.quizzes.wording import answer_told

blueprint = Blueprint("quiz_figures", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/quizzes/<slug>/figures")
@requires(Permission.FOLLOW_TRAINERS)
def show_figures(slug: str) -> str:
    programme = viewer().programme
    quiz = services.measured_quiz_or_404(slug, programme)
    taken = figures.taken(quiz, programme)
    groups = appraisal.reliabilities(taken)
    items = appraisal.items(taken, groups)
    gain = figures.gain_between(quizzes()[quiz.pairs_with], taken, programme) if quiz.pairs_with else None
    return render_template(
        "quizzes/figures.html", quiz=quiz, taken=taken, groups=groups, items=items, gain=gain, mean=appraisal.mean_share(taken),
        decisions=appraisal.decisions(taken, groups), bars=appraisal.distribution(taken),
        looks=[(item, wording.looks_told(item)) for item in appraisal.to_look_at(items)],
        dashes=wording.reasons_told(items), wording=wording, smallest=appraisal.SMALLEST_GROUP, now=clock.now(),
    )  # fmt: skip


@blueprint.get("/quizzes/<slug>/figures/<question>")
@requires(Permission.FOLLOW_TRAINERS)
def show_question(slug: str, question: str) -> str:
    quiz, asked = _question_or_404(slug, question)
    taken, language = figures.taken(quiz, viewer().programme), current_language()
    item, times = appraisal.item_of(taken, asked, appraisal.reliabilities(taken)), figures.times_of(taken, asked)
    return render_template(
        "quizzes/question-figures.html", quiz=quiz, item=item, question=asked, right=answer_told(asked, asked.right, language),
        looks=wording.looks_told(item), may_mark=viewer().may(Permission.ADMINISTER),
        outcome=appraisal.outcome_of(taken, asked), time=appraisal.middle(times), n_times=len(times), wording=wording,
        smallest=appraisal.SMALLEST_GROUP, now=clock.now(),
    )  # fmt: skip


@blueprint.get("/quizzes/<slug>/figures/<question>/marking")
@requires(Permission.ADMINISTER)
def show_marking(slug: str, question: str) -> str:
    quiz, asked = _question_or_404(slug, question)
    return _marking_page(quiz, asked, RemarkForm())


@blueprint.post("/quizzes/<slug>/figures/<question>/marking")
@requires(Permission.ADMINISTER)
def mark_anew(slug: str, question: str) -> BaseResponse | tuple[str, int]:
    quiz, asked = _question_or_404(slug, question)
    form, me = RemarkForm(), viewer()
    if not form.validate_on_submit():
        return _marking_page(quiz, asked, form), 422
    with transactional():
        found = remarking.preview(quiz, asked, me.programme)
        remarking.remark(asked, attempts=[change.attempt_id for change in found.changes], programme=me.programme, account_id=me.account_id,
                         reason=form.reason.data or "", now=clock.now())  # fmt: skip
    number = len(found.changes)
    flash(ngettext("%(num)d attempt was marked anew.", "%(num)d attempts were marked anew.", number), "done")
    return redirect(url_for("quiz_figures.show_question", slug=slug, question=question))


def _marking_page(quiz: Quiz, question: Question, form: RemarkForm) -> str:
    found = remarking.preview(quiz, question, viewer().programme)
    right = answer_told(question, question.right, current_language())
    return render_template("quizzes/marking.html", quiz=quiz, question=question, preview=found, right=right, form=form)


def _question_or_404(slug: str, question: str) -> tuple[Quiz, Question]:
    """Return a question of a quiz of the viewer's programme. Raises NotFound."""
    quiz = services.measured_quiz_or_404(slug, viewer().programme)
    if question not in quiz.pool:
        raise NotFound(_l("This quiz has no such question. Go back to its figures and choose another."))
    return quiz, quiz.pool[question]
