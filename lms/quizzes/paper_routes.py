"""Downloading a quiz to be taken on paper."""

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2

from lms.accounts.access import Permission, requires, viewer
from lms.accounts.limits import drawing_limit
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.programmes import services as programmes
from lms.quizzes import services
from lms.quizzes.content import FORMS, Quiz
from lms.quizzes.prints import quiz_pdf
from lms.quizzes.sheets import UnknownSheet, sheet_named
from lms.web.downloads import pdf_download
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
    quiz = services.measured_quiz_or_404(slug, viewer().programme)
    return _page(quiz, _form(quiz))


@blueprint.get("/quizzes/<slug>/paper.pdf")
@requires(Permission.MARK_ATTENDANCE)
@drawing_limit
def download_sheet(slug: str) -> Response | tuple[str, int]:
    quiz, language = services.measured_quiz_or_404(slug, viewer().programme), current_language()
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
    return pdf_download(body, f"{name}.pdf", caching="private, no-store")


def _form(quiz: Quiz) -> FormForm | NumberForm:
    chosen = request.args.get("sheet", _FIRST[bool(quiz.forms)])
    kind = FormForm if quiz.forms else NumberForm
    return kind(formdata=None, sheet=chosen, key="sheet" not in request.args or bool(request.args.get("key")))


def _page(quiz: Quiz, form: FormForm | NumberForm) -> str:
    return render_template("quizzes/paper.html", quiz=quiz, form=form, target=url_for("quiz_paper.download_sheet", slug=quiz.slug))
