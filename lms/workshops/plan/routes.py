"""Planning a workshop: creating, reading, changing and copying it, and taking it from one status to another."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.accounts.rules import Role
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX
from lms.places import services as places
from lms.workshops.access import may_organise, workshop_or_404, workshop_to_organise
from lms.workshops.deeds import refuse_unless
from lms.workshops.enrolling.countries import country_name
from lms.workshops.enrolling.queries.book import book_of
from lms.workshops.messages.rules import Kind as MessageKind
from lms.workshops.models import Workshop
from lms.workshops.plan import queries, wording
from lms.workshops.plan.forms import CopyForm, FrameForm, StepForm, given
from lms.workshops.plan.groups import institution_types
from lms.workshops.plan.rules.quotas import quota_lines
from lms.workshops.plan.rules.status import Deed, WorkshopStatus, allows, needs_reason, obstacle, steps_from
from lms.workshops.plan.services import status as status_services
from lms.workshops.plan.services import workshops as services
from lms.workshops.plan.services.refusals import Part, PlanRefused

blueprint = Blueprint("plan", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_FIELD_OF = {Part.PLACE: "place_code", Part.DATES: "ends_on", Part.CAPACITY: "capacity", Part.REPEATED: "is_another"}
_FIELD_OF_COPY = {**_FIELD_OF, Part.DATES: "starts_on"}
_USUAL_PLACES = 30


@blueprint.get("/workshops/new")
@requires(Permission.PLAN_WORKSHOPS)
def show_new() -> str:
    return _frame_page("new", FrameForm(capacity=_USUAL_PLACES))


@blueprint.post("/workshops/new")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def create_workshop() -> tuple[str, int] | BaseResponse:
    form, me = FrameForm(), viewer()
    if form.validate_on_submit():
        try:
            with transactional():
                workshop = services.create_workshop(id=form.fact_id(), programme=me.programme, frame=_frame_in(form),
                                                    is_another=form.is_another.data, organiser_id=_first_organiser(), account_id=me.account_id,
                                                    now=clock.now())  # fmt: skip
        except PlanRefused as refusal:
            show_refusal(form, refusal, _FIELD_OF)
        else:
            flash(_("The workshop is planned as a draft. Add its timetable and its team, then open the invitations."), "done")
            return redirect(url_for("plan.show_plan", slug=workshop.slug))
    return _frame_page("new", form), 422


@blueprint.get("/workshops/<slug>/edit")
@requires(Permission.PLAN_WORKSHOPS)
def show_edit(slug: str) -> str:
    workshop = to_plan(slug)
    return _frame_page("edit", FrameForm(obj=workshop), workshop)


@blueprint.post("/workshops/<slug>/edit")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def edit_workshop(slug: str) -> tuple[str, int] | BaseResponse:
    workshop, form = to_plan(slug), FrameForm()
    if form.validate_on_submit():
        try:
            with transactional():
                edited = services.edit_workshop(workshop_id=workshop.id, frame=_frame_in(form), account_id=viewer().account_id, now=clock.now())
        except PlanRefused as refusal:
            show_refusal(form, refusal, _FIELD_OF)
        else:
            flash(_("The plan was changed."), "done")
            if edited.old_dates and edited.people:
                flash(ngettext("The dates are others now: tell the %(num)d person who has a place.",
                               "The dates are others now: tell the %(num)d people who have a place.", edited.people), "info")  # fmt: skip
                if allows(workshop.status, Deed.ANNOUNCE):
                    first, last = edited.old_dates
                    return redirect(url_for("messages.show_message", slug=slug, kind=MessageKind.DATE_CHANGE, old_first=first, old_last=last))
            return redirect(url_for("plan.show_plan", slug=slug))
    return _frame_page("edit", form, workshop), 422


@blueprint.get("/workshops/<slug>/copy")
@requires(Permission.PLAN_WORKSHOPS)
def show_copy(slug: str) -> str:
    source = workshop_to_organise(slug, viewer())
    return _frame_page("copy", CopyForm(place_code=source.place_code, capacity=source.capacity), source)


@blueprint.post("/workshops/<slug>/copy")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def copy_workshop(slug: str) -> tuple[str, int] | BaseResponse:
    source, form = workshop_to_organise(slug, viewer()), CopyForm()
    if form.validate_on_submit():
        try:
            with transactional():
                frame = _frame_in(form, ends_on=services.last_day_of_copy(source, given(form.starts_on)))
                workshop = services.copy_workshop(id=form.fact_id(), source=source, frame=frame, is_another=form.is_another.data,
                                                  organiser_id=_first_organiser(), account_id=viewer().account_id, now=clock.now())  # fmt: skip
        except PlanRefused as refusal:
            show_refusal(form, refusal, _FIELD_OF_COPY)
        else:
            flash(
                _("The workshop is copied as a draft, with its timetable at the new dates. Nobody is enrolled, and nobody leads its sessions yet."),
                "done",
            )
            return redirect(url_for("plan.show_plan", slug=workshop.slug))
    return _frame_page("copy", form, source), 422


@blueprint.get("/workshops/<slug>/plan")
@requires(Permission.SEE_WORKSHOPS)
def show_plan(slug: str) -> str:
    form = StepForm()
    form.prepare()
    return _plan_page(workshop_or_404(slug, viewer()), form)


@blueprint.post("/workshops/<slug>/status")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def take_step(slug: str) -> tuple[str, int] | BaseResponse:
    workshop, form = workshop_to_organise(slug, viewer()), StepForm()
    if form.validate_on_submit():
        try:
            with transactional():
                status_services.take_step(id=form.fact_id(), workshop_id=workshop.id, after=WorkshopStatus(form.after.data or ""),
                                          reason=(form.reason.data or "").strip(), account_id=viewer().account_id, now=clock.now())  # fmt: skip
        except PlanRefused as refusal:
            show_refusal(form, refusal, {Part.REASON: "reason"})
        else:
            flash(_("The workshop is now: %(status)s.", status=wording.STATUS_NAMES[WorkshopStatus(form.after.data or "")]), "done")
            return redirect(url_for("plan.show_plan", slug=slug))
    return _plan_page(workshop, form), 422


def to_plan(slug: str) -> Workshop:
    """Return a workshop whose plan whoever is signed in may change now. Raises NotFound, Forbidden, NotNow."""
    workshop = workshop_to_organise(slug, viewer())
    refuse_unless(workshop, Deed.PLAN)
    return workshop


def show_refusal(form: FlaskForm, refusal: PlanRefused, field_of: dict[Part, str]) -> None:
    """Put what is refused beside the field that must be changed; above the form where it has none."""
    if refusal.part in field_of:
        form[field_of[refusal.part]].errors = [refusal.message]
    else:
        form.form_errors.append(refusal.message)


def _first_organiser() -> UUID | None:
    """Return the account that organises what it creates; administrators see every workshop and choose its organisers themselves."""
    return viewer().account_id if Role.ORGANISER in viewer().roles else None


def _frame_in(form: CopyForm, *, ends_on: date | None = None) -> services.Frame:
    return services.Frame(
        place_code=form.place_code.data or "", venue=(form.venue.data or "").strip(), starts_on=given(form.starts_on),
        ends_on=ends_on or given(form["ends_on"]), capacity=given(form.capacity),
    )  # fmt: skip


def _frame_page(name: str, form: CopyForm, workshop: Workshop | None = None) -> str:
    on = form.starts_on.data or clock.local_day(clock.now())
    offered = [(group or _("Regions"), [(place.code, place.name) for place in found]) for group, found in places.places_on(on)]
    if workshop and workshop.place_code not in {code for _group, found in offered for code, _name in found}:
        offered.insert(0, (_("As recorded"), [(workshop.place_code, workshop.place.name)]))
    form.offer(offered)
    form.prepare()
    return render_template(f"workshops/plan/{name}.html", form=form, workshop=workshop)


def _plan_page(workshop: Workshop, form: StepForm) -> str:
    note_reading(workshop.audit_subject)
    me, today = viewer(), clock.local_day(clock.now())
    is_theirs = may_organise(workshop, me)
    timetable, book, minima = queries.timetable_of(workshop), book_of(workshop, today=today), queries.minima_of(workshop)
    found = {
        after: obstacle(workshop.status, after, starts_on=workshop.starts_on, ends_on=workshop.ends_on, half_days=len(timetable), today=today)
        for after in steps_from(workshop.status)
    }
    return render_template(
        "workshops/plan/plan.html", workshop=workshop, form=form, timetable=timetable, book=book, wording=wording, name_of=queries.name_of,
        quotas=quota_lines(minima, book.guests), institution_types=institution_types().names, country_name=country_name,
        organisers=queries.organisers_of(workshop), steps=queries.steps_of(workshop), may_organise=is_theirs,
        may_plan=is_theirs and allows(workshop.status, Deed.PLAN),
        onward=[after for after in found if not needs_reason(workshop.status, after)],
        back=[after for after in found if needs_reason(workshop.status, after)],
        obstacles={after: status_services.obstacle_in_words(workshop, one) for after, one in found.items() if one},
    )  # fmt: skip
