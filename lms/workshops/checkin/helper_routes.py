"""Helpers: the organiser's list of accesses, and the door by which a helper comes in."""

from uuid import UUID

import segno
from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, helper_or_none, public, requires, viewer
from lms.accounts.limits import address_key
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.web.addresses import is_loopback
from lms.web.forms import Form
from lms.web.limits import limiter, was_refused
from lms.workshops.access import workshop_to_organise
from lms.workshops.checkin import helper_services as services
from lms.workshops.checkin import helper_sessions as sessions
from lms.workshops.checkin.forms import AccessForm, HelperCodeForm
from lms.workshops.checkin.models import HelperAccess
from lms.workshops.checkin.rules import is_access_open
from lms.workshops.deeds import refuse_unless
from lms.workshops.models import Workshop
from lms.workshops.plan.rules.status import Deed, WorkshopStatus, allows
from lms.workshops.plan.wording import STATUS_MEANS

# No prefix for all: the address that is read aloud has no language.
blueprint = Blueprint("helpers", __name__, template_folder="templates")
# A room behind one router mistypes now and then; whoever tries codes by machine is stopped long before 44 bits.
_few_tries = limiter.shared_limit("20 per 15 minutes", scope="helper", key_func=address_key, deduct_when=was_refused)


@blueprint.get(f"{LANGUAGE_PREFIX}/workshops/<slug>/helpers")
@requires(Permission.MARK_ATTENDANCE)
def list_helpers(slug: str) -> str:
    workshop = _workshop_to_mark(slug)
    form = _access_form(workshop)
    form.prepare()
    return _list(workshop, form)


@blueprint.post(f"{LANGUAGE_PREFIX}/workshops/<slug>/helpers")
@requires(Permission.MARK_ATTENDANCE)
def give_access(slug: str) -> str | tuple[str, int]:
    workshop = _workshop_to_mark(slug)
    refuse_unless(workshop, Deed.HELP)
    form = _access_form(workshop)
    if not form.validate_on_submit() or form.on.data is None:
        return _list(workshop, form), 422
    try:
        with transactional():
            given = services.give_access(access_id=form.fact_id(), workshop=workshop, on=form.on.data, label=form.label.data or "",
                                         account_id=viewer().account_id, now=clock.now())  # fmt: skip
    except services.NotADayOfWorkshop as refusal:
        form.on.errors = [refusal.message]
        return _list(workshop, form), 422
    address = url_for("helpers.show_link", token=given.token, lang_code=None, _external=True)
    return render_template("workshops/checkin/access-given.html", workshop=workshop, access=given.access, address=address,
                           code=services.spelt_code(given.code), door=url_for("helpers.show_door", lang_code=None, _external=True),
                           picture=segno.make(address, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff"),
                           is_only_here=is_loopback(request.host_url))  # fmt: skip


@blueprint.post(f"{LANGUAGE_PREFIX}/workshops/<slug>/helpers/<uuid:access_id>/withdraw")
@requires(Permission.MARK_ATTENDANCE)
@transactional()
def withdraw_access(slug: str, access_id: UUID) -> BaseResponse:
    access = services.withdraw_access(access_id=access_id, workshop=_workshop_to_mark(slug), account_id=viewer().account_id, now=clock.now())
    flash(_("Access withdrawn: %(label)s. It opens nothing any more; what was marked with it stays.", label=access.label), "done")
    return redirect(url_for("helpers.list_helpers", slug=slug))


@blueprint.get("/h")
@blueprint.get(f"{LANGUAGE_PREFIX}/h")
@public
def show_door() -> Response:
    return _door(HelperCodeForm(formdata=None))


@blueprint.post(f"{LANGUAGE_PREFIX}/h")
@public
@_few_tries
def enter_code() -> Response:
    form = HelperCodeForm()
    if not form.validate_on_submit():
        return _door(form, status=422)
    code, now = services.read_helper_code(form.code.data or ""), clock.now()
    if code is None:
        form.code.errors = [_("This code holds a mistake. Compare it with what the organiser gave you.")]
        return _door(form, status=422)
    try:
        with transactional():
            return _begin(services.access_by_code(code, now=now))
    except services.AccessClosed as refusal:
        form.code.errors = [refusal.message]
        return _door(form, status=422)


@blueprint.get("/h/<token>")
@blueprint.get(f"{LANGUAGE_PREFIX}/h/<token>")
@public
def show_link(token: str) -> Response:
    """Show whose link this is. It opens nothing by itself: programs that look at links in messages must not come in."""
    _take_language()
    try:
        access = services.access_by_link(token, now=clock.now())
    except services.AccessClosed as refusal:
        return make_response(render_template("workshops/checkin/link.html", refusal=refusal.message), refusal.status)
    return make_response(render_template("workshops/checkin/link.html", access=access, token=token, form=Form()))


@blueprint.post(f"{LANGUAGE_PREFIX}/h/<token>")
@public
@_few_tries
@transactional()
def begin(token: str) -> Response:
    return _begin(services.access_by_link(token, now=clock.now()))


@blueprint.post(f"{LANGUAGE_PREFIX}/h/leave")
@public
def leave() -> Response:
    token = sessions.token_of_request()
    if token:
        with transactional():
            services.stop_helping(token=token)
    flash(_("You have stopped helping on this device. What you marked is recorded."), "done")
    response = make_response(redirect(url_for("helpers.show_door")))
    sessions.forget(response)
    return response


def _workshop_to_mark(slug: str) -> Workshop:
    refusal = _l("Only the organisers of this workshop choose its helpers. Ask the administrator if you are to be one of them.")
    return workshop_to_organise(slug, viewer(), refusal)


def _access_form(workshop: Workshop) -> AccessForm:
    form, today = AccessForm(), clock.local_day(clock.now())
    form.offer([one for one in services.days_of(workshop) if one >= today])
    return form


def _list(workshop: Workshop, form: AccessForm) -> str:
    today = clock.local_day(clock.now())
    accesses = services.accesses_of(workshop)
    is_open = {
        line.access.id: line.is_vouched_for and is_access_open(line.access.on, withdrawn_at=line.access.withdrawn_at, today=today)
        for line in accesses
    }
    return render_template("workshops/checkin/helpers.html", workshop=workshop, form=form, accesses=accesses, is_open=is_open, today=today,
                           may_give=allows(workshop.status, Deed.HELP), status_means=STATUS_MEANS[WorkshopStatus(workshop.status)])  # fmt: skip


def _begin(access: HelperAccess) -> Response:
    now = clock.now()
    token = services.start_helping(access=access, now=now)
    response = make_response(redirect(url_for("helpers.show_door")))
    sessions.set_cookie(response, token, now=now)
    return response


def _door(form: HelperCodeForm, status: int = 200) -> Response:
    """Return the page where a helper comes in or, once in, finds the half-days of the day."""
    _take_language()
    helper = helper_or_none()
    workshop, half_days = services.half_days_to_help(helper) if helper else (None, ())
    page = render_template("workshops/checkin/door.html", form=form, helper=helper, workshop=workshop, half_days=half_days)
    response = make_response(page, status)
    response.vary.add("Accept-Language")
    return response


def _take_language() -> None:
    g.lang_code = current_language()  # so that the link to the other language leads to this page and not to the home page
