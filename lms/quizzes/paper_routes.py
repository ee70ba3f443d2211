"""Downloading a quiz to be taken on paper."""

import hashlib
from io import BytesIO

from flask import Blueprint, Response, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2

from lms.accounts.access import Permission, requires, viewer
from lms.accounts.limits import drawing_limit
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.programmes import services as programmes
from lms.quizzes import services
from lms.quizzes.content import FORMS, Quiz
from lms.quizzes.prints import quiz_pdf
from lms.quizzes.sheets import UnknownSheet, sheet_named
from lms.web.forms import Form

blueprint = Blueprint("quiz_paper", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_FIRST = {True: "a", False: "1"}


class FormForm(Form):
    """Which of two parallel forms is wanted. Asked by its address: it changes nothing."""

    class Meta:
        csrf = False

    sheet = RadioField(_l("Which form?"), choices=[SelectChoice(name, name.upper()) for name in FORMS], validate_choice=False)
    key = BooleanField(_l("With the answer key, on a page of its own at the end"))


class NumberForm(Form):
    """Which draw of questions is wanted. Asked by its address: it changes nothing."""

    class Meta:
        csrf = False

    sheet = StringField(
        _l("Sheet number"), description=_l("From 1 to 999. Each number has questions of its own; the same number always has the same ones.")
    )
    key = BooleanField(_l("With the answer key, on a page of its own at the end"))


@blueprint.get("/quizzes/<slug>/paper")
@requires(Permission.MARK_ATTENDANCE)
def show_choice(slug: str) -> str:
    quiz = _quiz_or_404(slug)
    return _page(quiz, _form(quiz))


@blueprint.get("/quizzes/<slug>/paper.pdf")
@requires(Permission.MARK_ATTENDANCE)
@drawing_limit
def download_sheet(slug: str) -> Response | tuple[str, int]:
    quiz, language = _quiz_or_404(slug), current_language()
    try:
        sheet = sheet_named(quiz, request.args.get("sheet", _FIRST[bool(quiz.forms)]))
    except UnknownSheet as error:
        form = _form(quiz)
        form.sheet.errors = [error.message]
        return _page(quiz, form), 422
    has_key = bool(request.args.get("key"))
    programme = programmes.programme_of(viewer().programme).name(language)
    body = quiz_pdf(sheet, language=language, programme=programme, has_key=has_key)
    name = "-".join([_("quiz"), quiz.slug, sheet.name, *([_("with-key")] if has_key else [])])
    answer = send_file(BytesIO(body), mimetype="application/pdf", as_attachment=True, download_name=f"{name}.pdf",
                       etag=hashlib.sha256(body).hexdigest()[:16], conditional=True, max_age=0)  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _form(quiz: Quiz) -> FormForm | NumberForm:
    chosen = request.args.get("sheet", _FIRST[bool(quiz.forms)])
    kind = FormForm if quiz.forms else NumberForm
    return kind(formdata=None, sheet=chosen, key="sheet" not in request.args or bool(request.args.get("key")))


def _page(quiz: Quiz, form: FormForm | NumberForm) -> str:
    return render_template("quizzes/paper.html", quiz=quiz, form=form, target=url_for("quiz_paper.download_sheet", slug=quiz.slug))


def _quiz_or_404(slug: str) -> Quiz:
    quiz = services.quiz_or_404(slug)
    if not set(quiz.modules) <= set(programmes.modules_of(viewer().programme)):
        raise NotFound(_l("This quiz does not exist. Go back to the modules and choose another."))
    return quiz
