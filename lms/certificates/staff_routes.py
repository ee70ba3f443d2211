"""One certificate as staff see it: what it says, what became of it, correcting and revoking it."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import drawing_limit, facts_limit, needs_limit
from lms.certificates import queries, services, staff_wording
from lms.certificates.content import designs
from lms.certificates.downloads import paper_download
from lms.certificates.issue_queries import Deed, Event, Issues, events_of, issues_or_404, others_of_kind
from lms.certificates.rules.facts import Facts, is_over
from lms.certificates.rules.kinds import CorrectionReason, PaperFormat, RevocationReason, State, reasons_to_issue_again
from lms.certificates.staff_forms import CorrectionForm, RevocationForm
from lms.certificates.staff_wording import CORRECTION_REASON_NAMES, REVOCATION_REASON_NAMES
from lms.certificates.wording import requirement_in_words
from lms.db import transactional
from lms.errors import DomainError, NotFound
from lms.i18n import LANGUAGE_PREFIX, instant
from lms.web.steps import Step

blueprint = Blueprint("issued", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/certificates/<serial>")
@requires(Permission.ISSUE_CERTIFICATES)
@needs_limit
def show_certificate(serial: str) -> str:
    me, found = viewer(), issues_or_404(serial, viewer())
    note_reading(f"certificate:{found.latest.id}")
    latest, facts = found.latest, _facts_or_none(found)
    return render_template(
        "certificates/certificate.html", found=found, latest=latest, facts=facts, asked=_asked(facts), steps=_told(events_of(found.issues)),
        others=others_of_kind(latest), is_expired=is_over(latest.expires_on, clock.local_day(clock.now())), formats=list(PaperFormat),
        wording=staff_wording, address=services.address_of(serial), may_correct=me.may(Permission.CORRECT_CERTIFICATES),
        may_open_people=me.may(Permission.SEE_PEOPLE),
    )  # fmt: skip


@blueprint.get("/certificates/<serial>/<int:issue_number>/<format>.pdf")
@requires(Permission.ISSUE_CERTIFICATES)
@needs_limit
def download_issue(serial: str, issue_number: int, format: str) -> Response:
    found = issues_or_404(serial, viewer())
    issue = next((one for one in found.issues if one.issue_number == issue_number), None)
    if issue is None:
        raise NotFound(_l("This certificate has no issue of this number. Open its page again."))
    note_reading(f"certificate:{issue.id}", action="certificates.downloaded")
    return paper_download(issue, format)


@blueprint.get("/certificates/<serial>/correct")
@requires(Permission.CORRECT_CERTIFICATES)
@needs_limit
def show_correct(serial: str) -> str:
    found = issues_or_404(serial, viewer())
    note_reading(f"certificate:{found.latest.id}")
    form = _correction_form(found, is_sent=False)
    form.show(queries.facts_of(found.latest))
    return _correction_page(found, form)


@blueprint.post("/certificates/<serial>/correct")
@requires(Permission.CORRECT_CERTIFICATES)
@facts_limit
@drawing_limit
def correct_certificate(serial: str) -> ResponseReturnValue:
    me, now = viewer(), clock.now()
    found = issues_or_404(serial, me)
    form = _correction_form(found, is_sent=True)
    if not form.validate_on_submit():
        note_reading(f"certificate:{found.latest.id}")
        return _correction_page(found, form), 422
    known = next((one for one in found.issues if one.id == form.fact_id()), None)
    try:
        if known is None:
            draft = services.draft_correction(found.latest, form.said(), now=now)
            with transactional():
                known = services.correct_certificate(draft, id=form.fact_id(), account_id=me.account_id, now=now)
    except DomainError as refusal:
        form.form_errors = [refusal.message]
        note_reading(f"certificate:{found.latest.id}")
        return _correction_page(issues_or_404(serial, me), form), refusal.status
    flash(_("Issue %(number)d of certificate %(serial)s replaces the one before.", number=known.issue_number, serial=serial), "done")
    return redirect(url_for("issued.show_certificate", serial=serial))


@blueprint.get("/certificates/<serial>/revoke")
@requires(Permission.CORRECT_CERTIFICATES)
@needs_limit
def show_revoke(serial: str) -> str:
    found = issues_or_404(serial, viewer())
    note_reading(f"certificate:{found.latest.id}")
    return render_template("certificates/revoke.html", found=found, latest=found.latest, form=RevocationForm(formdata=None))


@blueprint.post("/certificates/<serial>/revoke")
@requires(Permission.CORRECT_CERTIFICATES)
@facts_limit
def revoke_certificate(serial: str) -> ResponseReturnValue:
    me, form = viewer(), RevocationForm()
    found = issues_or_404(serial, me)
    if not form.validate_on_submit():
        note_reading(f"certificate:{found.latest.id}")
        return render_template("certificates/revoke.html", found=found, latest=found.latest, form=form), 422
    with transactional():
        services.revoke_certificate(certificate_id=found.latest.id, reason=RevocationReason(form.reason.data), words=form.words.data or "",
                                    account_id=me.account_id, now=clock.now())  # fmt: skip
    flash(_("Certificate %(serial)s is revoked.", serial=serial), "done")
    return redirect(url_for("issued.show_certificate", serial=serial))


def _facts_or_none(found: Issues) -> Facts | None:
    """Return what the latest issue says; None when that is not what was issued: the page says so."""
    try:
        return queries.facts_of(found.latest)
    except queries.AlteredRecord:
        return None


def _asked(facts: Facts | None) -> list[str]:
    """Return what was required when it was issued, in words; nothing where the files do not say it any more."""
    design = designs().get(facts.design) if facts else None
    if facts is None or design is None or not design.has_version(facts.requirements_version):
        return []
    return [requirement_in_words(one) for one in design.requirements_of(facts.requirements_version)]


def _correction_form(found: Issues, *, is_sent: bool) -> CorrectionForm:
    form = CorrectionForm() if is_sent else CorrectionForm(formdata=None)
    form.prepare()
    form.offer(reasons_to_issue_again(State(found.latest.state)), clock.local_day(clock.now()))
    return form


def _correction_page(found: Issues, form: CorrectionForm) -> str:
    return render_template("certificates/correct.html", found=found, latest=found.latest, form=form)


def _told(events: list[Event]) -> list[Step]:
    return [Step(title=_title(event), detail=_detail(event), state="done", url=None) for event in events]


def _title(event: Event) -> str:
    if event.deed is Deed.REVOKED:
        reason = REVOCATION_REASON_NAMES[RevocationReason(event.reason)]
        return str(_("Issue %(number)d revoked: %(reason)s", number=event.issue_number, reason=reason))
    if event.deed is Deed.REPLACED:
        reason = CORRECTION_REASON_NAMES[CorrectionReason(event.reason)]
        return str(_("Issue %(number)d in place of the one before: %(reason)s", number=event.issue_number, reason=reason))
    return str(_("Issued"))


def _detail(event: Event) -> str:
    parts = [instant(event.at), event.by or _("Command on the server"), event.words]
    return " · ".join(part for part in parts if part)
