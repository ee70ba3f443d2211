"""The trainer's own certificate, and the public pages where a paper is checked."""

from flask import Blueprint, Response, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, public, requires, viewer
from lms.certificates import queries, services
from lms.certificates.forms import SerialForm
from lms.certificates.models import Certificate
from lms.certificates.pdf import certificate_pdf
from lms.certificates.queries import Finding
from lms.certificates.rules.kinds import State
from lms.certificates.rules.requirements import RequirementKind, RequirementResult
from lms.certificates.wording import detail_of, title_of
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.programmes import services as programmes
from lms.quizzes.content import quiz_of_module
from lms.web.forms import Form
from lms.web.limits import limiter
from lms.web.steps import Step

# No prefix for all: the address in the QR has no language, so that the paper serves readers of any.
blueprint = Blueprint("certificates", __name__, template_folder="templates")


@blueprint.get(f"{LANGUAGE_PREFIX}/my-certificate")
@requires(Permission.REPORT_SESSIONS)
def show_my_certificate() -> str:
    me = viewer()
    programme = programmes.programme_of(me.programme)
    certificate = services.certificate_of(me.person_id, me.programme)
    results = services.requirements_of(me.person_id, me.programme)
    return render_template(
        "certificates/my-certificate.html",
        certificate=certificate,
        steps=_steps(results),
        met=sum(result.is_met for result in results),
        has_address=services.has_address_to_print(programme),
        form=Form(),
        address=_address(certificate) if certificate else None,
    )


@blueprint.post(f"{LANGUAGE_PREFIX}/my-certificate")
@requires(Permission.REPORT_SESSIONS)
def issue_my_certificate() -> BaseResponse:
    me = viewer()
    with transactional():
        certificate = services.issue_certificate(person_id=me.person_id, programme=me.programme, account_id=me.account_id, now=clock.now())
    flash(_("Certificate issued: %(serial)s", serial=certificate.serial), "done")
    return redirect(url_for("certificates.show_my_certificate"))


@blueprint.get(f"{LANGUAGE_PREFIX}/my-certificate/download")
@requires(Permission.REPORT_SESSIONS)
def download_my_certificate() -> Response:
    me = viewer()
    certificate = services.certificate_of(me.person_id, me.programme)
    if certificate is None or certificate.state != State.ISSUED:
        raise NotFound(_l("There is no certificate to download. The page “My certificate” says what it still needs."))
    body = certificate_pdf(queries.facts_of(certificate), language=current_language(), address=_address(certificate),
                           qr_address=f"{_address(certificate)}/{certificate.code}")  # fmt: skip
    response = Response(body, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{certificate.serial}.pdf")
    return response


@blueprint.get("/v/<serial>")
@blueprint.get("/v/<serial>/<code>")
@blueprint.get(f"{LANGUAGE_PREFIX}/v/<serial>")
@blueprint.get(f"{LANGUAGE_PREFIX}/v/<serial>/<code>")
@public
@limiter.limit("60 per minute")
def verify_short(serial: str, code: str | None = None) -> Response:
    is_without_language = g.get("lang_code") is None
    g.lang_code = current_language()  # so that the link to the other language leads to this page and not to the home page
    verification = queries.verification_of(serial, code)
    is_found = verification.finding in {Finding.CONFIRMED, Finding.LISTED}
    response = make_response(render_template("certificates/verification.html", verification=verification), 200 if is_found else 404)
    if is_without_language:
        response.vary.add("Accept-Language")
    return response


@blueprint.get(f"{LANGUAGE_PREFIX}/verify")
@public
@limiter.limit("60 per minute")
def show_verify() -> str | tuple[str, int] | BaseResponse:
    form = SerialForm(request.args)
    if "serial" not in request.args:
        return render_template("certificates/verify.html", form=form)
    if form.validate():
        return redirect(url_for("certificates.verify_short", serial=form.normal))
    return render_template("certificates/verify.html", form=form), 422


def _address(certificate: Certificate) -> str:
    return f"{current_app.config['RELAIS_SETTINGS'].public_url}/v/{certificate.serial}"


def _steps(results: list[RequirementResult]) -> list[Step]:
    first_open = next((result for result in results if not result.is_met), None)
    return [
        Step(title=title_of(result), detail=detail_of(result), url=_where(result),
             state="done" if result.is_met else "current" if result is first_open else "todo")
        for result in results
    ]  # fmt: skip


def _where(result: RequirementResult) -> str | None:
    """Return where a requirement can be met; attendance is marked by the organiser."""
    if result.module is None:
        return None
    quiz = quiz_of_module(result.module)
    if result.kind is RequirementKind.QUIZ and quiz:
        return url_for("quizzes.show_quiz", slug=quiz.slug)
    return url_for("courses.show_module", slug=result.module)
