"""A trainer's sessions, and the queue in which monitors verify them."""

from math import ceil
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.cascade import queries, services, wording
from lms.cascade.forms import DecisionForm, ReportForm
from lms.cascade.rules import Contents, Fault, Verdict
from lms.courses.content import library
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX, current_language, day
from lms.identifiers import parse_id
from lms.journal.rules import Outcome
from lms.programmes import services as programmes

blueprint = Blueprint("cascade", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_FIELD_OF_FAULT = {
    Fault.UNKNOWN_PLACE: "place_code",
    Fault.CASE_DETAILS: "locality",
    Fault.DATE_IN_FUTURE: "held_on",
    Fault.NO_MODULE: "modules",
    Fault.UNKNOWN_MODULE: "modules",
    Fault.NOBODY: "head_counts",
    Fault.TOO_MANY: "head_counts",
}


@blueprint.get("/my-sessions")
@requires(Permission.REPORT_SESSIONS)
def list_my_sessions() -> str:
    sessions = queries.sessions_led_by(viewer().person_id, viewer().programme)
    return _page("my-sessions", sessions=sessions, states=queries.states_of(sessions))


@blueprint.get("/my-sessions/report")
@requires(Permission.REPORT_SESSIONS)
def show_report_form() -> str:
    form = _report_form(viewer().programme)
    form.prepare()
    return _page("report", form=form)


@blueprint.post("/my-sessions/report")
@requires(Permission.REPORT_SESSIONS)
def report_session() -> ResponseReturnValue:
    form = _report_form(viewer().programme)
    me = viewer()
    if form.validate_on_submit():
        try:
            with transactional():
                outcome = services.report_session(event_id=form.fact_id(), programme=me.programme, lead_id=me.person_id, account_id=me.account_id,
                                                  now=clock.now(), **_contents_in(form))  # fmt: skip
        except services.ReportRefused as refusal:
            _show_faults(form, refusal)
        else:
            return _report_sent(form, outcome)
    return _page("report", form=form), 422


@blueprint.get("/my-sessions/<uuid:session_id>/amend")
@requires(Permission.REPORT_SESSIONS)
def show_amend_form(session_id: UUID) -> str:
    session = services.own_session(session_id, lead_id=viewer().person_id)
    report_id, contents = queries.contents_of_latest(session_id)
    form = _report_form(session.programme, amends_id=str(report_id), **_as_form(contents))
    form.prepare()
    return _page("amend", form=form, session=session)


@blueprint.post("/my-sessions/<uuid:session_id>/amend")
@requires(Permission.REPORT_SESSIONS)
def amend_session(session_id: UUID) -> ResponseReturnValue:
    me = viewer()
    session = services.own_session(session_id, lead_id=me.person_id)
    form = _report_form(session.programme)
    if form.validate_on_submit():
        try:
            with transactional():
                outcome = services.amend_session(event_id=form.fact_id(), session_id=session_id, amends_id=form.amended_id(), lead_id=me.person_id,
                                                 account_id=me.account_id, now=clock.now(), **_contents_in(form))  # fmt: skip
        except services.ReportRefused as refusal:
            _show_faults(form, refusal)
        else:
            return _report_sent(form, outcome)
    return _page("amend", form=form, session=session), 422


@blueprint.get("/sessions/waiting")
@requires(Permission.VERIFY_SESSIONS)
def list_waiting() -> str:
    programme = viewer().programme
    count = queries.waiting_count(programme)
    page_count = max(ceil(count / queries.PAGE_SIZE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), page_count)
    note_reading(f"sessions-waiting:{programme}")
    return _page("waiting", sessions=queries.waiting_sessions(programme, page=page), count=count, page=page, page_count=page_count, now=clock.now(),
                 url_of=lambda number: url_for("cascade.list_waiting", page=number))  # fmt: skip


@blueprint.get("/sessions/<uuid:session_id>")
@requires(Permission.VERIFY_SESSIONS)
def show_session(session_id: UUID) -> str:
    services.session_in(viewer().programme, session_id)
    history = queries.history_of(session_id)
    form = DecisionForm(report_id=str(history.report.id), replaces_id=str(history.standing.id) if history.standing else "")
    form.prepare()
    return _session_page(history, form)


@blueprint.post("/sessions/<uuid:session_id>/decide")
@requires(Permission.VERIFY_SESSIONS)
def decide_session(session_id: UUID) -> ResponseReturnValue:
    services.session_in(viewer().programme, session_id)
    form = DecisionForm()
    if form.validate_on_submit():
        decision = Verdict(form.decision.data or "")
        try:
            with transactional():
                outcome = services.decide_session(event_id=form.fact_id(), session_id=session_id, report_id=UUID(form.report_id.data),
                                                  decision=decision, reason=form.reason.data or "", account_id=viewer().account_id,
                                                  now=clock.now(), replaces_id=parse_id(form.replaces_id.data or ""))  # fmt: skip
        except services.ReasonRefused as refusal:
            form.reason.errors = [refusal.message]
        else:
            return _decided(decision, outcome)
    return _session_page(queries.history_of(session_id), form), 422


def _report_form(programme: str, **data: Any) -> ReportForm:
    form = ReportForm(**data)
    modules = library().modules
    form.offer(
        places=queries.places_by_region(),
        modules=[(slug, modules[slug].title(current_language())) for slug in programmes.modules_of(programme) if slug in modules],
    )
    return form


def _contents_in(form: ReportForm) -> dict[str, Any]:
    return {"place_code": form.place_code.data, "locality": form.locality.data or "", "held_on": form.held_on.data,
            "modules": form.modules.data or [], "head_counts": form.head_counts.data}  # fmt: skip


def _as_form(contents: Contents) -> dict[str, Any]:
    return {"place_code": contents.place_code, "locality": contents.locality, "held_on": contents.held_on, "modules": sorted(contents.modules),
            "head_counts": contents.head_counts}  # fmt: skip


def _show_faults(form: ReportForm, refusal: services.ReportRefused) -> None:
    for fault, message in refusal.messages.items():
        field = form[_FIELD_OF_FAULT[fault]]
        field.errors = [*field.errors, message]


def _report_sent(form: ReportForm, outcome: Outcome) -> ResponseReturnValue:
    if outcome is Outcome.REFUSED:
        raise services.SentWithOtherContent
    total = form.head_counts.total
    flash(
        ngettext(
            "Report sent: session of %(day)s, %(num)d participant. It waits for verification.",
            "Report sent: session of %(day)s, %(num)d participants. It waits for verification.",
            total,
            day=day(form.held_on.data),
        ),
        "done",
    )
    return redirect(url_for("cascade.list_my_sessions"))


def _decided(decision: Verdict, outcome: Outcome) -> ResponseReturnValue:
    if outcome is Outcome.REFUSED:
        raise services.SentWithOtherContent
    flash(_("Session verified.") if decision is Verdict.VERIFIED else _("Report returned. The trainer sees your reason under «My sessions»."), "done")
    return redirect(url_for("cascade.list_waiting"))


def _session_page(history: queries.SessionHistory, form: DecisionForm) -> str:
    return _page("session", history=history, form=form, is_own=history.lead_id == viewer().person_id)


def _page(name: str, **values: Any) -> str:
    titles = {slug: module.title(current_language()) for slug, module in library().modules.items()}
    return render_template(f"cascade/{name}.html", wording=wording, titles=titles, **values)
