"""A trainer's sessions, and the list in which monitors find and verify them."""

from math import ceil
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.cascade import services, wording
from lms.cascade.forms import ALL_STATES, DecisionForm, ReportForm, SessionFilterForm
from lms.cascade.models import CascadeSession
from lms.cascade.queries import lists, places
from lms.cascade.queries.contents import counting_report
from lms.cascade.queries.histories import SessionHistory, history_of
from lms.cascade.queries.lists import next_waiting
from lms.cascade.rules import Contents, Fault, State, Verdict
from lms.courses.content import library
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.identifiers import parse_id
from lms.journal.rules import Outcome
from lms.programmes import services as programmes
from lms.web.forms import kept_by_browser

blueprint = Blueprint("cascade", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

LAST_PAGE = 100_000  # more than there will be, less than a database can count

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
    sessions = lists.sessions_led_by(viewer().person_id, viewer().programme)
    sent = parse_id(request.args.get("sent", ""))
    just_sent = next((line for line in sessions if line.id == sent), None)
    returned_first = sorted(sessions, key=lambda line: line.state is not State.RETURNED)
    return _page("my-sessions", sessions=returned_first, states=lists.states_of(sessions), just_sent=just_sent)


@blueprint.get("/my-sessions/report")
@requires(Permission.REPORT_SESSIONS)
def show_report_form() -> Response:
    form = _report_form(viewer().programme)
    form.prepare()
    return kept_by_browser(_page("report", form=form))


@blueprint.post("/my-sessions/report")
@requires(Permission.REPORT_SESSIONS)
@facts_limit
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
            return _report_sent(form.fact_id(), outcome)
    return kept_by_browser(_page("report", form=form)), 422


@blueprint.get("/my-sessions/<uuid:session_id>/amend")
@requires(Permission.REPORT_SESSIONS)
def show_amend_form(session_id: UUID) -> Response:
    session = services.own_session(session_id, lead_id=viewer().person_id)
    latest = counting_report(session_id)
    form = _report_form(session.programme, amends_id=str(latest.id), **_as_form(latest.contents))
    form.prepare()
    return kept_by_browser(_page("amend", form=form, session=session, asked=lists.reason_of_return(session_id)))


@blueprint.post("/my-sessions/<uuid:session_id>/amend")
@requires(Permission.REPORT_SESSIONS)
@facts_limit
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
        except services.NothingChanged as refusal:
            form.form_errors.append(refusal.message)
        except services.CorrectedMeanwhile:
            pass  # the page that follows says it, as it does beside other faults
        else:
            return _report_sent(session_id, outcome)
    return _amend_again(session, form)


@blueprint.get("/sessions")
@requires(Permission.VERIFY_SESSIONS)
def list_sessions() -> ResponseReturnValue:
    programme = viewer().programme
    form = SessionFilterForm(formdata=request.args)
    form.offer(states=[*wording.STATE_NAMES.items(), (ALL_STATES, _("All"))], regions=places.regions())
    chosen = form.chosen()
    wanted = chosen.get("state", State.WAITING)
    state = None if wanted == ALL_STATES else State(wanted)
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    found = lists.sessions(programme, state=state, region=chosen.get("region", ""), page=page)

    def url_of(number: int) -> str:
        return url_for("cascade.list_sessions", **{**chosen, "page": str(number)})  # type: ignore[arg-type]  # filters, not options of url_for

    if page > 1 and not found.lines:
        return redirect(url_of(1))
    note_reading(f"sessions:{programme}")
    return _page("sessions", form=form, found=found, state=state, is_in_region="region" in chosen, page=page,
                 page_count=ceil(found.count / lists.PAGE_SIZE), url_of=url_of, now=clock.now())  # fmt: skip


@blueprint.get("/sessions/<uuid:session_id>")
@requires(Permission.VERIFY_SESSIONS)
def show_session(session_id: UUID) -> str:
    history = history_of(session_id, viewer().programme)
    form = DecisionForm()
    form.show(report_id=history.report.id, replaces_id=history.standing_id)
    form.prepare()
    return _session_page(history, form)


@blueprint.post("/sessions/<uuid:session_id>/decide")
@requires(Permission.VERIFY_SESSIONS)
@facts_limit
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
        except (services.AmendedMeanwhile, services.DecidedMeanwhile):
            pass  # the page that follows says it, as it does beside other faults
        else:
            return _decided(session_id, decision, outcome)
    return _session_again(session_id, form)


def _report_form(programme: str, **data: Any) -> ReportForm:
    form = ReportForm(**data)
    modules = library().modules
    form.offer(
        places=places.places_by_region(),
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


def _report_sent(session_id: UUID, outcome: Outcome) -> ResponseReturnValue:
    """Lead to the list, which says what was sent.

    Not by a one-time message: it would change a cookie on which pages depend, and the browser would forget the form that it keeps.
    """
    if outcome is Outcome.REFUSED:
        raise services.SentWithOtherContent
    return redirect(url_for("cascade.list_my_sessions", sent=session_id))


def _amend_again(session: CascadeSession, form: ReportForm) -> ResponseReturnValue:
    """Show the form with what was typed; beside it the latest report, when that is no longer the one that was on the screen."""
    latest = counting_report(session.id)
    change = services.CorrectedMeanwhile() if form.amended_id() != latest.id else None
    if change:
        form.amends_id.data = str(latest.id)
        form.renew()
    status = 409 if change and not form.errors else 422
    page = _page(
        "amend", form=form, session=session, latest=latest, change=change.message if change else None, asked=lists.reason_of_return(session.id)
    )
    return kept_by_browser(page), status


def _decided(session_id: UUID, decision: Verdict, outcome: Outcome) -> ResponseReturnValue:
    if outcome is Outcome.REFUSED:
        raise services.SentWithOtherContent
    flash(_("Session verified.") if decision is Verdict.VERIFIED else _("Report returned. The trainer sees your reason under «My sessions»."), "done")
    return redirect(url_for("cascade.show_session", session_id=session_id))


def _session_again(session_id: UUID, form: DecisionForm) -> ResponseReturnValue:
    """Show the session as it is now with the reason that was typed, and say so when it is no longer as it was on the screen."""
    history = history_of(session_id, viewer().programme)
    seen_report, seen_decision = form.seen()
    change = seen_report and services.changed_meanwhile(
        seen_report=seen_report, seen_decision=seen_decision, report_id=history.report.id, decision_id=history.standing_id
    )  # fmt: skip
    form.show(report_id=history.report.id, replaces_id=history.standing_id)
    if change:
        form.renew()
    return _session_page(history, form, change=change.message if change else None), 409 if change and not form.errors else 422


def _session_page(history: SessionHistory, form: DecisionForm, **values: Any) -> str:
    me = viewer()
    note_reading(f"session:{history.id}")
    is_own = history.lead_id == me.person_id
    is_done = is_own or history.state is not State.WAITING
    next_id = next_waiting(me.programme, beside=history.id, not_led_by=me.person_id) if is_done and not is_own else None
    return _page("session", history=history, form=form, is_own=is_own, is_done=is_done, next_id=next_id, **values)


def _page(name: str, **values: Any) -> str:
    titles = {slug: module.title(current_language()) for slug, module in library().modules.items()}
    return render_template(f"cascade/{name}.html", wording=wording, titles=titles, **values)
