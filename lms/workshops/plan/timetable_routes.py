"""The half-days of a workshop and the sessions within them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.programmes import services as programmes
from lms.workshops.access import half_day_or_404
from lms.workshops.enrolling.queries.book import book_of
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.plan import queries, wording
from lms.workshops.plan.forms import HalfDayForm, HoursForm, PlainForm, SessionForm, given, value
from lms.workshops.plan.models import WorkshopSession
from lms.workshops.plan.routes import show_refusal, to_plan
from lms.workshops.plan.rules.days import HOURS, MORNING
from lms.workshops.plan.rules.timetable import Hours, next_hours
from lms.workshops.plan.services import days
from lms.workshops.plan.services import timetable as services
from lms.workshops.plan.services.refusals import Part, PlanRefused
from lms.workshops.plan.subjects import taught_with

blueprint = Blueprint("timetable", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_FIELD_OF_SESSION = {Part.HOURS: "ends_at", Part.TITLE: "title", Part.SUBJECT: "what"}
_FIELD_OF_HALF_DAY = {Part.HALF_DAY: "on", Part.HOURS: "ends_at"}
_FIELD_OF_HOURS = {Part.HOURS: "ends_at"}


@blueprint.get("/workshops/<slug>/half-days/add")
@requires(Permission.PLAN_WORKSHOPS)
def show_half_day_form(slug: str) -> str:
    workshop = to_plan(slug)
    form = HalfDayForm(on=workshop.ends_on, part=MORNING, starts_at=HOURS[MORNING][0], ends_at=HOURS[MORNING][1])
    form.prepare()
    return render_template("workshops/plan/add-half-day.html", workshop=workshop, form=form)


@blueprint.post("/workshops/<slug>/half-days/add")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def add_half_day(slug: str) -> tuple[str, int] | BaseResponse:
    workshop, form = to_plan(slug), HalfDayForm()
    if form.validate_on_submit():
        try:
            with transactional():
                days.add_half_day(id=form.fact_id(), workshop_id=workshop.id, on=given(form.on), part=given(form.part), hours=_hours_in(form),
                                  account_id=viewer().account_id, now=clock.now())  # fmt: skip
        except PlanRefused as refusal:
            show_refusal(form, refusal, _FIELD_OF_HALF_DAY)
        else:
            flash(_("Half-day added."), "done")
            return redirect(url_for("plan.show_plan", slug=slug))
    return render_template("workshops/plan/add-half-day.html", workshop=workshop, form=form), 422


@blueprint.get("/workshops/<slug>/half-days/<int:position>/timetable")
@requires(Permission.PLAN_WORKSHOPS)
def show_half_day(slug: str, position: int) -> str:
    workshop, half_day = _half_day(slug, position)
    return _half_day_page(workshop, half_day)


@blueprint.post("/workshops/<slug>/half-days/<int:position>/timetable")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def add_session(slug: str, position: int) -> tuple[str, int] | BaseResponse:
    workshop, half_day = _half_day(slug, position)
    form = _session_form(workshop)
    plan = _plan_in(form)
    if plan:
        try:
            with transactional():
                services.add_session(id=form.fact_id(), workshop_id=workshop.id, half_day_id=half_day.id, plan=plan, account_id=viewer().account_id,
                                     now=clock.now())  # fmt: skip
        except PlanRefused as refusal:
            show_refusal(form, refusal, _FIELD_OF_SESSION)
        else:
            flash(_("Session added."), "done")
            return redirect(url_for("timetable.show_half_day", slug=slug, position=position))
    return _half_day_page(workshop, half_day, form), 422


@blueprint.post("/workshops/<slug>/half-days/<int:position>/hours")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def set_hours(slug: str, position: int) -> tuple[str, int] | BaseResponse:
    workshop, half_day = _half_day(slug, position)
    form = HoursForm()
    if form.validate_on_submit():
        try:
            with transactional():
                days.set_hours(workshop_id=workshop.id, half_day_id=half_day.id, hours=_hours_in(form), account_id=viewer().account_id,
                               now=clock.now())  # fmt: skip
        except PlanRefused as refusal:
            show_refusal(form, refusal, _FIELD_OF_HOURS)
        else:
            flash(_("The hours of the half-day were changed."), "done")
            return redirect(url_for("timetable.show_half_day", slug=slug, position=position))
    return _half_day_page(workshop, half_day, hours_form=form), 422


@blueprint.post("/workshops/<slug>/half-days/<int:position>/remove")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def remove_half_day(slug: str, position: int) -> BaseResponse:
    workshop, half_day = _half_day(slug, position)
    with transactional():
        days.remove_half_day(workshop_id=workshop.id, half_day_id=half_day.id, account_id=viewer().account_id, now=clock.now())
    flash(_("Half-day removed."), "done")
    return redirect(url_for("plan.show_plan", slug=slug))


@blueprint.get("/workshops/<slug>/sessions/<uuid:slot_id>")
@requires(Permission.PLAN_WORKSHOPS)
def show_session(slug: str, slot_id: UUID) -> str:
    workshop = to_plan(slug)
    session = services.session_of(workshop, slot_id)
    form = _session_form(workshop, obj=session, what=value(session.kind, session.subject))
    return _session_page(workshop, session, form)


@blueprint.post("/workshops/<slug>/sessions/<uuid:slot_id>")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def edit_session(slug: str, slot_id: UUID) -> tuple[str, int] | BaseResponse:
    workshop = to_plan(slug)
    session = services.session_of(workshop, slot_id)
    form = _session_form(workshop)
    plan = _plan_in(form)
    if plan:
        try:
            with transactional():
                services.edit_session(workshop_id=workshop.id, session_id=slot_id, plan=plan, account_id=viewer().account_id, now=clock.now())
        except PlanRefused as refusal:
            show_refusal(form, refusal, _FIELD_OF_SESSION)
        else:
            flash(_("Session changed."), "done")
            return _back_to_half_day(workshop, session.half_day_id)
    return _session_page(workshop, session, form), 422


@blueprint.post("/workshops/<slug>/sessions/<uuid:slot_id>/remove")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def remove_session(slug: str, slot_id: UUID) -> BaseResponse:
    workshop = to_plan(slug)
    with transactional():
        half_day_id = services.session_of(workshop, slot_id).half_day_id
        services.remove_session(workshop_id=workshop.id, session_id=slot_id, account_id=viewer().account_id, now=clock.now())
    flash(_("Session removed."), "done")
    return _back_to_half_day(workshop, half_day_id)


def _half_day(slug: str, position: int) -> tuple[Workshop, HalfDay]:
    to_plan(slug)
    return half_day_or_404(slug, position, viewer())


def _half_day_page(workshop: Workshop, half_day: HalfDay, form: SessionForm | None = None, hours_form: HoursForm | None = None) -> str:
    sessions = queries.sessions_of(half_day)
    planned = next(one for one in queries.planned_half_days(workshop) if one.id == half_day.id)
    if form is None:
        offered = next_hours(queries.slots_of(sessions), Hours(half_day.starts_at, half_day.ends_at))
        form = _session_form(workshop, formdata=None, **({"starts_at": offered.starts_at, "ends_at": offered.ends_at} if offered else {}))
    form.prepare()
    hours_form = hours_form or HoursForm(formdata=None, obj=half_day)
    return render_template("workshops/plan/half-day.html", workshop=workshop, half_day=half_day, sessions=sessions, form=form, hours_form=hours_form,
                           plain_form=PlainForm(formdata=None), planned=planned, leaders=_leaders(workshop), name_of=queries.name_of,
                           wording=wording)  # fmt: skip


def _session_page(workshop: Workshop, session: WorkshopSession, form: SessionForm) -> str:
    form.prepare()
    half_day = days.half_day_of(workshop, session.half_day_id)
    return render_template("workshops/plan/session.html", workshop=workshop, half_day=half_day, session=session, form=form,
                           plain_form=PlainForm(formdata=None), leaders=_leaders(workshop), name=queries.name_of(session))  # fmt: skip


def _session_form(workshop: Workshop, **given: object) -> SessionForm:
    form = SessionForm(**given)
    taught = taught_with(programmes.modules_of(workshop.programme))
    form.offer({kind: [(slug, one.titles[current_language()]) for slug, one in found.items()] for kind, found in taught.items()})
    return form


def _plan_in(form: SessionForm) -> services.Plan | None:
    """Return what was typed, or None when it is not well formed."""
    if not form.validate_on_submit():
        return None
    chosen = form.chosen()
    if chosen is None:
        form.what.errors = [_("Choose what the session is.")]
        return None
    kind, subject = chosen
    return services.Plan(hours=_hours_in(form), kind=kind, subject=subject, title=(form.title.data or "").strip(),
                         led_by=(form.led_by.data or "").strip())  # fmt: skip


def _hours_in(form: SessionForm | HoursForm | HalfDayForm) -> Hours:
    return Hours(given(form.starts_at), given(form.ends_at))


def _leaders(workshop: Workshop) -> list[str]:
    """Return the names to suggest for whoever leads a session: the trainers, then the organisers."""
    team = book_of(workshop, today=clock.local_day(clock.now())).team
    names = [one.name for one in team if one.role == "trainer"] + [one.name for one in queries.organisers_of(workshop)]
    return list(dict.fromkeys(names))


def _back_to_half_day(workshop: Workshop, half_day_id: UUID) -> BaseResponse:
    position = days.half_day_of(workshop, half_day_id).position
    return redirect(url_for("timetable.show_half_day", slug=workshop.slug, position=position))
