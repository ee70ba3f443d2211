"""For whom places are meant, and who works on a workshop."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX
from lms.workshops.enrolling.countries import country_name
from lms.workshops.enrolling.queries.book import book_of
from lms.workshops.enrolling.services import guests
from lms.workshops.models import Workshop
from lms.workshops.plan import queries, wording
from lms.workshops.plan.forms import GuestRemovalForm, OrganiserForm, PlainForm, QuotaForm
from lms.workshops.plan.groups import groups_by_axis
from lms.workshops.plan.routes import show_refusal, to_plan
from lms.workshops.plan.rules.quotas import quota_lines
from lms.workshops.plan.services import quotas as quota_services
from lms.workshops.plan.services import team as services
from lms.workshops.plan.services.refusals import Part, PlanRefused

blueprint = Blueprint("team", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/workshops/<slug>/quotas")
@requires(Permission.PLAN_WORKSHOPS)
def show_quotas(slug: str) -> str:
    workshop = to_plan(slug)
    return _quota_page(workshop, QuotaForm(minima=queries.minima_of(workshop)))


@blueprint.post("/workshops/<slug>/quotas")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def set_quotas(slug: str) -> tuple[str, int] | BaseResponse:
    workshop, form = to_plan(slug), QuotaForm()
    if form.validate_on_submit() and form.minima.read(groups_by_axis()):
        try:
            with transactional():
                quota_services.set_quotas(workshop_id=workshop.id, minima=form.minima.data, account_id=viewer().account_id, now=clock.now())
        except PlanRefused as refusal:
            show_refusal(form, refusal, {Part.QUOTAS: "minima"})
        else:
            flash(_("Saved for whom places are meant."), "done")
            return redirect(url_for("plan.show_plan", slug=slug))
    return _quota_page(workshop, form), 422


@blueprint.get("/workshops/<slug>/team")
@requires(Permission.PLAN_WORKSHOPS)
def show_team(slug: str) -> str:
    return _team_page(to_plan(slug), OrganiserForm())


@blueprint.post("/workshops/<slug>/team/organisers")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def add_organiser(slug: str) -> tuple[str, int] | BaseResponse:
    workshop, form = to_plan(slug), OrganiserForm()
    if not form.validate_on_submit():
        return _team_page(workshop, form), 422
    with transactional():
        services.add_organiser(workshop_id=workshop.id, organiser_id=form.chosen(), account_id=viewer().account_id, now=clock.now())
    flash(_("Organiser added. They see the workshop from now on."), "done")
    return redirect(url_for("team.show_team", slug=slug))


@blueprint.post("/workshops/<slug>/team/organisers/<uuid:account_id>/remove")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def remove_organiser(slug: str, account_id: UUID) -> BaseResponse:
    workshop, me = to_plan(slug), viewer()
    with transactional():
        services.remove_organiser(workshop_id=workshop.id, organiser_id=account_id, account_id=me.account_id, now=clock.now())
    flash(_("Organiser removed. They no longer see the workshop."), "done")
    is_still_seen = account_id != me.account_id or me.sees_every_workshop
    return redirect(url_for("team.show_team", slug=slug) if is_still_seen else url_for("workshops.list_workshops"))


@blueprint.post("/workshops/<slug>/team/<uuid:enrolment_id>/remove")
@requires(Permission.PLAN_WORKSHOPS)
@facts_limit
def remove_guest(slug: str, enrolment_id: UUID) -> tuple[str, int] | BaseResponse:
    workshop, form = to_plan(slug), GuestRemovalForm()
    if not form.validate_on_submit():
        return _team_page(workshop, OrganiserForm(formdata=None), removal=form), 422
    with transactional():
        guests.remove_guest(
            form_id=form.fact_id(), workshop_id=workshop.id, enrolment_id=enrolment_id, account_id=viewer().account_id, now=clock.now()
        )
    flash(_("Removed from the team."), "done")
    return redirect(url_for("team.show_team", slug=slug))


def _quota_page(workshop: Workshop, form: QuotaForm) -> str:
    form.minima.read(groups_by_axis())
    book = book_of(workshop, today=clock.local_day(clock.now()))
    every_group = {(axis, group): form.minima.data.get((axis, group), 0) for axis, groups in groups_by_axis().items() for group in groups}
    lines = {(line.axis, line.group): line for line in quota_lines(every_group, book.guests)}
    return render_template("workshops/plan/quotas.html", workshop=workshop, form=form, lines=lines, axes=wording.AXIS_NAMES)


def _team_page(workshop: Workshop, form: OrganiserForm, removal: GuestRemovalForm | None = None) -> str:
    note_reading(workshop.audit_subject)
    removal = removal or GuestRemovalForm(formdata=None)
    removal.prepare()
    form.offer([(one.account_id, one.name) for one in queries.possible_organisers(workshop)])
    return render_template("workshops/plan/team.html", workshop=workshop, form=form, removal=removal, plain_form=PlainForm(formdata=None),
                           organisers=queries.organisers_of(workshop), book=book_of(workshop, today=clock.local_day(clock.now())),
                           country_name=country_name)  # fmt: skip
