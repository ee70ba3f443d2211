"""The certificates of a workshop: who is ready, issuing them, printing them."""

from collections.abc import Iterator
from uuid import UUID

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import drawing_limit, needs_limit
from lms.certificates import services, workshop_queries
from lms.certificates.models import Certificate
from lms.certificates.rules.kinds import Kind
from lms.certificates.services.batches import Progress, in_words, issue_ready
from lms.certificates.services.handing_out import archive, print_file
from lms.certificates.staff_forms import IssueForm
from lms.certificates.staff_wording import KIND_NAMES, SHORT_KIND_NAMES
from lms.certificates.standing import design_of
from lms.certificates.workshop_queries import Standing
from lms.errors import DomainError, NotFound
from lms.i18n import LANGUAGE_PREFIX
from lms.programmes import services as programmes
from lms.web.downloads import pdf_download
from lms.workshops.access import workshop_to_organise
from lms.workshops.models import Workshop

blueprint = Blueprint("workshop_certificates", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/workshops/<slug>/certificates")
@requires(Permission.ISSUE_CERTIFICATES)
@needs_limit
def show_workshop(slug: str) -> str:
    workshop = workshop_to_organise(slug, viewer())
    note_reading(workshop.audit_subject)
    programme, form = programmes.programme_of(workshop.programme), IssueForm(formdata=None)
    form.offer(programme.languages_on_paper)
    has_address, today = services.has_address_to_print(programme), clock.local_day(clock.now())
    return render_template("certificates/workshop.html", workshop=workshop, sheet=workshop_queries.sheet_of(workshop, reader=viewer(), today=today),
                           has_address=has_address, may_issue=has_address and workshop.ends_on <= today, form=form, Standing=Standing,
                           kind_names=KIND_NAMES, short_names=SHORT_KIND_NAMES, may_preview=viewer().may(Permission.ADMINISTER))  # fmt: skip


@blueprint.post("/workshops/<slug>/certificates/<design>/issue")
@requires(Permission.ISSUE_CERTIFICATES)
@drawing_limit
def issue_certificates(slug: str, design: str) -> Response:
    """Issue the certificates of everybody who is ready, or of the one who is named, while the page says how far that has come.

    The page is sent again without harm: whoever has a certificate is not ready for another.
    """
    workshop, code = workshop_to_organise(slug, viewer()), request.form.get("person")
    found = design_of(workshop.programme, design)
    only = _participant(workshop, code) if code else None
    shell = render_template("certificates/issuing.html", workshop=workshop, kind_name=KIND_NAMES[found.kind])
    steps = issue_ready(workshop, found, account_id=viewer().account_id, now=clock.now(), only=only, languages=IssueForm().said())
    return Response(stream_with_context(_streamed(shell, slug, steps)), mimetype="text/html")


@blueprint.get("/workshops/<slug>/certificates/<design>.pdf")
@requires(Permission.ISSUE_CERTIFICATES)
@needs_limit
@drawing_limit
def print_certificates(slug: str, design: str) -> Response:
    workshop = workshop_to_organise(slug, viewer())
    found = design_of(workshop.programme, design)
    certificates = _valid(workshop, found.kind)
    note_reading(workshop.audit_subject, action="certificates.printed")
    title = _("%(kind)s: %(place)s", kind=KIND_NAMES[found.kind], place=workshop.place.name)
    return pdf_download(print_file(certificates, title), f"{slug}-{design}.pdf", caching="private, no-store")


@blueprint.get("/workshops/<slug>/certificates/<design>.zip")
@requires(Permission.ISSUE_CERTIFICATES)
@needs_limit
@drawing_limit
def download_certificates(slug: str, design: str) -> Response:
    workshop = workshop_to_organise(slug, viewer())
    found = design_of(workshop.programme, design)
    pieces = archive(_valid(workshop, found.kind))
    note_reading(workshop.audit_subject, action="certificates.downloaded")
    answer = Response(stream_with_context(pieces), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slug}-{design}.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _streamed(shell: str, slug: str, steps: Iterator[Progress]) -> Iterator[str]:
    """Yield the page in pieces: its head, how far the work has come, then what became of it. Nothing but HTML: the latest bar hides those before."""
    head, _mark, tail = shell.partition("<!-- here -->")
    yield head
    progress, error = Progress(total=0), None
    try:
        for progress in in_words(steps):
            yield f'<progress max="{progress.total or 1}" value="{progress.done}">{progress.done} / {progress.total}</progress>\n'
    except DomainError as refusal:
        error = refusal.message
    reasons = sorted({str(refusal.error.message) for refusal in progress.refused})
    yield render_template("certificates/_issued.html", slug=slug, progress=progress, error=error, reasons=reasons, url=url_for)
    yield tail


def _valid(workshop: Workshop, kind: Kind) -> list[Certificate]:
    found = workshop_queries.valid_certificates(workshop, kind, reader=viewer(), today=clock.local_day(clock.now()))
    if not found:
        raise NotFound(_l("No certificate of this kind has been issued in this workshop yet. Issue them first."))
    return found


def _participant(workshop: Workshop, code: str) -> UUID:
    found = workshop_queries.person_of_code(workshop, code)
    if found is None:
        raise NotFound(_l("This person is not a confirmed participant of the workshop. Open the list of certificates again."))
    return found
