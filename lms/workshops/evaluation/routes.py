"""Pages of evaluation: the public form, what was answered, codes, and typing from paper."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.access import Permission, public, requires, viewer
from lms.accounts.limits import address_key, drawing_limit, facts_limit
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.web.addresses import is_loopback
from lms.web.downloads import pdf_download
from lms.web.forms import Form, kept_by_browser
from lms.web.limits import limiter, was_refused
from lms.workshops.access import may_organise, workshop_or_404, workshop_to_organise
from lms.workshops.deeds import refuse_unless
from lms.workshops.evaluation import queries, services
from lms.workshops.evaluation.content import form_asked
from lms.workshops.evaluation.forms import AnswerForm, PaperForm, answer_form, paper_form
from lms.workshops.evaluation.prints import Slip, form_pdf, slips_pdf
from lms.workshops.evaluation.rules import SMALLEST_GROUP, codes_to_make
from lms.workshops.models import Workshop
from lms.workshops.particulars import facts_of
from lms.workshops.plan.rules.status import Deed, allows

blueprint = Blueprint("evaluation", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

# Only those that failed count: a whole room answers from one address. Codes are one in millions, so sixty guesses find none.
codes_limit = limiter.shared_limit("60 per 15 minutes", scope="evaluation-codes", key_func=address_key, deduct_when=was_refused)

# Whoever is signed in on the telephone answers like everybody else, and should see that: no name and no menu of theirs around the form.
_NOBODY: dict[str, Any] = {"signed_in_name": None, "navigation": [], "sign_in_url": None}


@blueprint.get("/evaluation/<link>")
@public
@codes_limit
def show_form(link: str) -> Response | tuple[str, int]:
    evaluation, workshop = queries.evaluation_or_404(link)
    if not queries.is_open(evaluation, workshop, clock.local_day(clock.now())):
        return _closed_page(workshop), 410
    return _form_page(link, workshop, answer_form(form_asked(), current_language())(formdata=None))


@blueprint.post("/evaluation/<link>")
@public
@codes_limit
def answer(link: str) -> tuple[Response | str, int] | BaseResponse:
    form = answer_form(form_asked(), current_language())()
    _evaluation, workshop = queries.evaluation_or_404(link)
    if not form.validate_on_submit():
        return _form_page(link, workshop, form), 422
    try:
        with transactional():
            _evaluation, workshop = queries.evaluation_or_404(link)
            services.answer_once(workshop=workshop, code=form.read(), given=form.given, source="screen", today=clock.local_day(clock.now()))
    except services.CodeNotOpen as error:
        form.code.errors = [error.message]
        return _form_page(link, workshop, form), 422
    except services.Closed:
        return _closed_page(workshop), 410
    return redirect(url_for("evaluation.show_thanks", link=link))


@blueprint.get("/evaluation/<link>/thanks")
@public
@codes_limit
def show_thanks(link: str) -> str:
    _evaluation, workshop = queries.evaluation_or_404(link)
    return render_template("workshops/evaluation/thanks.html", workshop=workshop, **_NOBODY)


@blueprint.get("/workshops/<slug>/evaluation")
@requires(Permission.SEE_WORKSHOPS)
def show_results(slug: str) -> str:
    me, today = viewer(), clock.local_day(clock.now())
    workshop = workshop_or_404(slug, me)
    situation = queries.situation_of(workshop, today=today)
    missing = codes_to_make(participants=situation.participants, answers=situation.answers, open_codes=situation.open_codes)
    return render_template(
        "workshops/evaluation/results.html", workshop=workshop, situation=situation,
        may_act=may_organise(workshop, me) and allows(workshop.status, Deed.EVALUATE),
        codes_missing=missing if situation.takes_codes else 0,
        results=queries.results_of(workshop, is_closed=situation.is_closed), words=form_asked().words[current_language()], smallest=SMALLEST_GROUP,
        address=_address(situation.evaluation.link) if situation.evaluation else None, is_local=_is_local(), form=Form(), today=today,
    )  # fmt: skip


@blueprint.post("/workshops/<slug>/evaluation/codes")
@requires(Permission.MARK_ATTENDANCE)
@drawing_limit
def make_codes(slug: str) -> Response:
    return _made(slug, is_anew=False)


@blueprint.post("/workshops/<slug>/evaluation/codes-anew")
@requires(Permission.MARK_ATTENDANCE)
@drawing_limit
def make_codes_anew(slug: str) -> Response:
    return _made(slug, is_anew=True)


@blueprint.post("/workshops/<slug>/evaluation/close")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def close_evaluation(slug: str) -> BaseResponse:
    now = clock.now()
    with transactional():
        workshop = _workshop_to_act_on(slug)
        services.close_evaluation(workshop=workshop, today=clock.local_day(now))
        accounts.note_audit(account_id=viewer().account_id, action="evaluation.closed", subject=workshop.audit_subject, now=now)
    flash(_("The evaluation is closed. What may be shown of it stands below."), "done")
    return redirect(url_for("evaluation.show_results", slug=slug))


@blueprint.get("/workshops/<slug>/evaluation/form.pdf")
@requires(Permission.SEE_WORKSHOPS)
@drawing_limit
def download_form(slug: str) -> Response:
    workshop, language = workshop_or_404(slug, viewer()), current_language()
    body = form_pdf(form_asked(), facts_of(workshop), programme=workshop.programme_row.name(language), language=language)
    return pdf_download(body, "-".join([_("evaluation"), slug]) + ".pdf", caching="private, no-store")


@blueprint.get("/workshops/<slug>/evaluation/paper")
@requires(Permission.MARK_ATTENDANCE)
def show_paper(slug: str) -> str:
    return _paper_page(_workshop_to_act_on(slug), paper_form(form_asked(), current_language())(formdata=None))


@blueprint.post("/workshops/<slug>/evaluation/paper")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def type_paper(slug: str) -> tuple[str, int] | BaseResponse:
    form = paper_form(form_asked(), current_language())()
    if not form.validate_on_submit():
        return _paper_page(_workshop_to_act_on(slug), form), 422
    try:
        with transactional():
            workshop = _workshop_to_act_on(slug)
            services.answer_once(workshop=workshop, code=form.read(), given=form.given, source="paper", today=clock.local_day(clock.now()))
    except services.CodeNotOpen as error:
        form.code.errors = [error.message]
        return _paper_page(_workshop_to_act_on(slug), form), 422
    flash(_("Form recorded. Type the next one."), "done")
    return redirect(url_for("evaluation.show_paper", slug=slug))


def _workshop_to_act_on(slug: str) -> Workshop:
    refusal = _l("Only the organisers of this workshop run its evaluation. Ask the administrator if you are to be one of them.")
    workshop = workshop_to_organise(slug, viewer(), refusal)
    refuse_unless(workshop, Deed.EVALUATE)
    return workshop


def _made(slug: str, *, is_anew: bool) -> Response:
    """Make codes and hand them over on slips: this answer is the only place where they ever stand together."""
    now, language = clock.now(), current_language()
    with transactional():
        workshop = _workshop_to_act_on(slug)
        codes = services.make_codes(workshop=workshop, is_anew=is_anew, today=clock.local_day(now))
        evaluation = queries.evaluation_of(workshop)
        accounts.note_audit(account_id=viewer().account_id, action="evaluation.codes-made", subject=workshop.audit_subject, now=now)
    assert evaluation is not None
    slips = [Slip(code, _address(evaluation.link)) for code in codes]
    body = slips_pdf(slips, facts_of(workshop), closed_from=evaluation.closed_from, title=form_asked().words[language].title, language=language)
    return pdf_download(body, "-".join([_("evaluation-slips"), slug]) + ".pdf", caching="private, no-store")


def _address(link: str) -> str:
    return str(current_app.config["RELAIS_SETTINGS"].public_url + url_for("evaluation.show_form", link=link))


def _is_local() -> bool:
    return is_loopback(current_app.config["RELAIS_SETTINGS"].public_url)


def _form_page(link: str, workshop: Workshop, form: AnswerForm) -> Response:
    page = render_template("workshops/evaluation/form.html", link=link, workshop=workshop, form=form, asked=form_asked(), **_NOBODY)
    return kept_by_browser(page)


def _closed_page(workshop: Workshop) -> str:
    return render_template("workshops/evaluation/closed.html", workshop=workshop, **_NOBODY)


def _paper_page(workshop: Workshop, form: PaperForm) -> str:
    situation = queries.situation_of(workshop, today=clock.local_day(clock.now()))
    return render_template("workshops/evaluation/paper.html", workshop=workshop, form=form, asked=form_asked(), situation=situation)
