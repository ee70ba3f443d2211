"""Figures of quizzes and of their questions, for those who follow trainers. No names."""

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.programmes import services as programmes
from lms.quizzes import appraisal, figures, services
from lms.quizzes import figures_wording as wording
from lms.quizzes.content import Quiz, quizzes
from lms.quizzes.wording import answer_told

blueprint = Blueprint("quiz_figures", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/quizzes/<slug>/figures")
@requires(Permission.FOLLOW_TRAINERS)
def show_figures(slug: str) -> str:
    quiz, programme = _quiz_or_404(slug), viewer().programme
    taken = figures.taken(quiz, programme)
    groups = appraisal.reliabilities(taken)
    items = appraisal.items(taken, groups)
    gain = figures.gain_between(quizzes()[quiz.pairs_with], taken, programme) if quiz.pairs_with else None
    return render_template(
        "quizzes/figures.html", quiz=quiz, taken=taken, groups=groups, items=items, gain=gain, mean=appraisal.mean_share(taken),
        bars=appraisal.distribution(taken), looks=[(item, told) for item in items if (told := wording.looks_told(item))],
        dashes=wording.reasons_told(items), wording=wording, smallest=appraisal.SMALLEST_GROUP, now=clock.now(),
    )  # fmt: skip


@blueprint.get("/quizzes/<slug>/figures/<question>")
@requires(Permission.FOLLOW_TRAINERS)
def show_question(slug: str, question: str) -> str:
    quiz = _quiz_or_404(slug)
    asked = quiz.pool.get(question)
    if asked is None:
        raise NotFound(_l("This quiz has no such question. Go back to its figures and choose another."))
    taken, language = figures.taken(quiz, viewer().programme), current_language()
    item, times = appraisal.item_of(taken, asked, appraisal.reliabilities(taken)), figures.times_of(taken, asked)
    return render_template(
        "quizzes/question-figures.html", quiz=quiz, item=item, question=asked, right=answer_told(asked, asked.right, language),
        texts={option.id: option.words[language].text for option in asked.options}, looks=wording.looks_told(item),
        outcome=appraisal.outcome_of(taken, asked), time=appraisal.middle(times), n_times=len(times), wording=wording,
        smallest=appraisal.SMALLEST_GROUP, now=clock.now(),
    )  # fmt: skip


def _quiz_or_404(slug: str) -> Quiz:
    """Return a quiz of the viewer's programme. Raises NotFound."""
    quiz = services.quiz_or_404(slug)
    if not set(quiz.modules) <= set(programmes.modules_of(viewer().programme)):
        raise NotFound(_l("This quiz does not exist. Go back to the modules and choose another."))
    return quiz
