"""One's own record, asking for a correction of it, and answering what people ask."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import clock
from lms.accounts.access import Permission, requires, signed_in, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.certificates.queries import certificates_of
from lms.db import transactional
from lms.directory import wording
from lms.directory.forms import AnswerForm, RequestForm
from lms.directory.queries.deeds import deeds_of
from lms.directory.queries.particulars import particulars_of
from lms.directory.queries.people import person_and_place
from lms.directory.queries.requests import open_requests, request_or_404, requests_of
from lms.directory.rules import RequestState
from lms.directory.services import requests as services
from lms.directory.telling import steps_of
from lms.i18n import LANGUAGE_PREFIX

blueprint = Blueprint("corrections", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/account/record")
@signed_in
def show_own_record() -> str:
    form = RequestForm(formdata=None)
    form.certificate.data = _own_serial(request.args.get("certificate", ""))
    return _own_page(form)


@blueprint.post("/account/record")
@signed_in
@facts_limit
def ask_correction() -> ResponseReturnValue:
    me, form = viewer(), RequestForm()
    if not form.validate_on_submit():
        return _own_page(form), 422
    with transactional():
        services.ask_correction(request_id=form.fact_id(), person_id=me.person_id, programme=me.programme, words=form.words.data or "",
                                certificate=_own_serial(form.certificate.data or ""), now=clock.now())  # fmt: skip
    flash(_("Sent to the staff of the programme. Their answer will stand on this page."), "done")
    return redirect(url_for("corrections.show_own_record"))


@blueprint.get("/people/requests")
@requires(Permission.SEE_PEOPLE)
def list_requests() -> str:
    note_reading(f"correction-requests:{viewer().programme}")
    return _requests_page(AnswerForm(formdata=None))


@blueprint.post("/people/requests/<uuid:request_id>/answer")
@requires(Permission.CHANGE_PEOPLE)
@facts_limit
def answer_request(request_id: UUID) -> ResponseReturnValue:
    me, form = viewer(), AnswerForm()
    if form.validate_on_submit():
        try:
            with transactional():
                services.answer_request(request=request_or_404(request_id, me), state=RequestState(form.state.data or ""),
                                        answer=form.answer.data or "", account_id=me.account_id, now=clock.now())  # fmt: skip
        except services.AnswerMissing as refusal:
            form.answer.errors = [refusal.message]
        else:
            flash(_("Answered. The person reads it on the page of their record."), "done")
            return redirect(url_for("corrections.list_requests"))
    request_or_404(request_id, me)
    note_reading(f"correction-requests:{me.programme}")
    return _requests_page(form, answered=request_id), 422


def _requests_page(form: AnswerForm, answered: UUID | None = None) -> str:
    """Return the list of open requests; `form` is what was sent for one of them and came back."""
    me = viewer()
    return render_template(
        "directory/requests.html", requests=open_requests(me), form=form, answered=answered, blank=AnswerForm(formdata=None),
        may_answer=me.may(Permission.CHANGE_PEOPLE), may_open_certificates=me.may(Permission.ISSUE_CERTIFICATES), wording=wording,
    )  # fmt: skip


def _own_serial(text: str) -> str:
    """Return the serial of one of the viewer's own certificates, or nothing for any other text."""
    me = viewer()
    return text if text in {one.serial for one in certificates_of(me.person_id, me.programme).values()} else ""


def _own_page(form: RequestForm) -> str:
    me, today = viewer(), clock.local_day(clock.now())
    form.prepare()
    person, place = person_and_place(me.person_id)
    return render_template(
        "directory/own-record.html", person=person, place=place, particulars=particulars_of(me.person_id), wording=wording, form=form,
        steps=steps_of(deeds_of(me.person_id, reader=me), sex=person.sex, reader=me, today=today), requests=requests_of(me.person_id, me.programme),
    )  # fmt: skip
