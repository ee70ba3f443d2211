"""The trainer's own certificates."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.limits import drawing_limit
from lms.certificates import queries, services, standing
from lms.certificates.content import Design
from lms.certificates.downloads import paper_download
from lms.certificates.models import Certificate
from lms.certificates.rules.facts import is_over
from lms.certificates.rules.kinds import Kind, PaperFormat, State
from lms.certificates.rules.requirements import RequirementKind, RequirementResult
from lms.certificates.staff_wording import FORMAT_NAMES
from lms.certificates.wording import detail_of, download_words, file_word, title_of
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX
from lms.programmes import services as programmes
from lms.quizzes.content import quiz_of_module
from lms.web.forms import Form
from lms.web.steps import Step

blueprint = Blueprint("certificates", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@dataclass(frozen=True)
class _Mine:
    """One of the certificates of the programme, and how far the viewer is from it."""

    design: Design
    certificate: Certificate | None
    is_expired: bool
    download: str
    """What the button says by which the file to print is downloaded."""
    address: str | None
    steps: list[Step]
    met: int

    @property
    def is_valid(self) -> bool:
        """Tell whether it was issued and stands."""
        return self.certificate is not None and self.certificate.state == State.ISSUED and not self.is_expired

    @property
    def is_ready(self) -> bool:
        """Tell whether it may be issued: every requirement is met, and it never was."""
        return self.certificate is None and self.met == len(self.steps)


@blueprint.get("/my-certificate")
@requires(Permission.REPORT_SESSIONS)
def show_my_certificate() -> str:
    me, today = viewer(), clock.local_day(clock.now())
    standings, _granted = standing.standings_of(me.person_id, me.programme)
    issued = queries.certificates_to_download(me.person_id, me.programme, PaperFormat.A4)
    has_address = services.has_address_to_print(programmes.programme_of(me.programme))
    first_open = next((result for one in standings for result in one.results if not result.is_met), None)
    mine = [_mine(one, issued.get(one.design.kind), first_open, today) for one in standings]
    return render_template("certificates/my-certificate.html", mine=mine, has_address=has_address, form=Form(), formats=list(PaperFormat),
                           format_names=FORMAT_NAMES)  # fmt: skip


def _mine(
    one: standing.OfPerson, held: tuple[Certificate, int | None] | None, first_open: RequirementResult | None, today: date
) -> _Mine:  # fmt: skip
    certificate, size = held or (None, None)
    return _Mine(one.design, certificate, is_expired=certificate is not None and is_over(certificate.expires_on, today),
                 download=download_words(one.design.kind, size),
                 address=services.address_of(certificate.serial) if certificate else None, steps=_steps(one.results, first_open),
                 met=sum(result.is_met for result in one.results))  # fmt: skip


@blueprint.post("/my-certificate/<design>")
@requires(Permission.REPORT_SESSIONS)
@drawing_limit
def issue_my_certificate(design: str) -> BaseResponse:
    me, now = viewer(), clock.now()
    draft = None
    if services.certificate_of(me.person_id, me.programme, design) is None:
        draft = services.draft_certificate(person_id=me.person_id, programme=me.programme, design=design, now=now)
    with transactional():
        certificate = services.issue_certificate(person_id=me.person_id, programme=me.programme, design=design, account_id=me.account_id, now=now,
                                                 draft=draft)  # fmt: skip
    flash(_("Certificate issued: %(serial)s", serial=certificate.serial), "done")
    return redirect(url_for("certificates.show_my_certificate"))


@blueprint.get("/my-certificate/<design>/<format>.pdf")
@requires(Permission.REPORT_SESSIONS)
def download_my_certificate(design: str, format: str) -> Response:
    me = viewer()
    certificate = services.certificate_of(me.person_id, me.programme, design)
    if certificate is None or certificate.state != State.ISSUED:
        raise NotFound(_l("There is no certificate to download. The page “My certificates” says what it still needs."))
    return paper_download(certificate, format, called=file_word(Kind(certificate.kind)))


def _steps(results: list[RequirementResult], first_open: RequirementResult | None) -> list[Step]:
    return [
        Step(title=title_of(result), detail=detail_of(result), url=_where(result),
             state="done" if result.is_met else "current" if result is first_open else "todo")
        for result in results
    ]  # fmt: skip


def _where(result: RequirementResult) -> str | None:
    """Return where a requirement can be met; attendance and teach-backs are for the organiser to record."""
    if result.test is not None and not result.is_met:
        return url_for("quizzes.show_quiz", slug=result.test)
    if result.module is None:
        return url_for("cascade.list_my_sessions") if result.kind is RequirementKind.SESSION else None
    quiz = quiz_of_module(result.module)
    if result.kind is RequirementKind.QUIZ and quiz:
        return url_for("quizzes.show_quiz", slug=quiz.slug)
    return url_for("courses.show_module", slug=result.module)
