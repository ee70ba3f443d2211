"""Check-in at the door, by badge or typed code."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX
from lms.identifiers import parse_id
from lms.web.security import allow_camera
from lms.workshops.checkin import queries, services
from lms.workshops.checkin.forms import CheckInForm, HourForm
from lms.workshops.checkin.queries import Arrival
from lms.workshops.checkin.services import CheckIn, CheckInOutcome
from lms.workshops.desk import Desk, desk_at, organisers_desk_at
from lms.workshops.plan.rules.status import Deed, allows
from lms.workshops.wording import SOURCE_NAMES

blueprint = Blueprint("checkin", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/workshops/<slug>/half-days/<int:position>/check-in")
@requires(Permission.MARK_ATTENDANCE, or_helper=True)
def show_check_in(slug: str, position: int) -> Response:
    desk = desk_at(slug, position)
    form = CheckInForm(formdata=None)
    form.prepare()
    outcome = CheckInOutcome.AGAIN if request.args.get("again") else CheckInOutcome.ARRIVED
    return _page(desk, form, _panel_of(desk, CheckIn(outcome, parse_id(request.args.get("done", "")))))


@blueprint.post("/workshops/<slug>/half-days/<int:position>/check-in")
@requires(Permission.MARK_ATTENDANCE, or_helper=True)
@facts_limit
def check_in(slug: str, position: int) -> Response | BaseResponse:
    form = CheckInForm()
    if not form.validate_on_submit():
        return _page(desk_at(slug, position), form, None, status=422)
    try:
        with transactional():
            desk = desk_at(slug, position)
            done = services.check_in(
                scan_id=form.fact_id(), workshop=desk.workshop, half_day=desk.half_day, typed=form.code.data or "", said_at=form.when_read(),
                by=desk.by, programme=desk.workshop.programme, now=clock.now(),
            )  # fmt: skip
    except (services.NotThatDay, services.SaidOtherwise) as refusal:
        return _refused(desk_at(slug, position), form, _Panel(None, None, form.code.data or "", str(refusal.message)))
    panel = _panel_of(desk, done, form.code.data or "")
    if panel and panel.arrival is None:
        return _refused(desk, form, panel)
    if _wants_receipt():
        return _receipt(desk, form.fact_id(), panel)
    is_again = done.outcome is CheckInOutcome.AGAIN
    return redirect(url_for("checkin.show_check_in", slug=slug, position=position, done=done.mark_id, again=1 if is_again else None))


@blueprint.post("/workshops/<slug>/half-days/<int:position>/check-in/hour")
@requires(Permission.MARK_ATTENDANCE)
def set_hour(slug: str, position: int) -> Response | BaseResponse:
    form = HourForm()
    desk = organisers_desk_at(slug, position)
    if not form.validate_on_submit() or form.late_after.data is None:
        check_in_form = CheckInForm(formdata=None)
        check_in_form.prepare()
        return _page(desk, check_in_form, None, hour_form=form, status=422)
    chosen = form.late_after.data
    with transactional():
        services.set_hour(workshop=desk.workshop, half_day=desk.half_day, late_after_minutes=chosen.hour * 60 + chosen.minute,
                          account_id=desk.by.actor_id, now=clock.now())  # fmt: skip
    flash(_("From now on whoever arrives after %(hour)s is late. Those who have arrived keep their mark.", hour=f"{chosen:%H:%M}"), "done")
    return redirect(url_for("checkin.show_check_in", slug=slug, position=position))


@dataclass(frozen=True)
class _Panel:
    """What is shown, large, of the badge that was read last."""

    outcome: CheckInOutcome | None
    """None for a badge that was refused for another reason than its code."""
    arrival: Arrival | None
    typed: str
    refusal: str

    @property
    def kind(self) -> str:
        """How it looks: `done`, `again`, `attention` or `refused`."""
        if self.arrival is None:
            return "refused"
        if self.arrival.contradictions:
            return "attention"
        return "again" if self.is_again else "done"

    @property
    def is_again(self) -> bool:
        """Tell whether the bearer had arrived before."""
        return self.outcome is CheckInOutcome.AGAIN

    @property
    def is_stranger(self) -> bool:
        """Tell whether the bearer is not enrolled, and so may walk in."""
        return self.outcome is CheckInOutcome.UNKNOWN

    @property
    def at(self) -> str:
        """When the bearer arrived, as a clock shows it in the room."""
        return f"{self.arrival.at.astimezone(clock.BAMAKO):%H:%M}" if self.arrival else ""


def _panel_of(desk: Desk, done: CheckIn, typed: str = "") -> _Panel | None:
    """Return what is shown of a badge; None when the mark that an address names is not of this half-day."""
    if done.outcome is CheckInOutcome.MISTYPED:
        return _Panel(done.outcome, None, typed, _("This code holds a mistake. Compare it with the badge and type it again."))
    if done.outcome is CheckInOutcome.UNKNOWN:
        return _Panel(done.outcome, None, typed, _("This badge is of nobody enrolled in this workshop."))
    arrival = queries.arrival_or_none(desk.half_day, done.mark_id) if done.mark_id else None
    return _Panel(done.outcome, arrival, typed, "") if arrival else None


def _page(desk: Desk, form: CheckInForm, panel: _Panel | None, *, hour_form: HourForm | None = None, status: int = 200) -> Response:
    note_reading(desk.workshop.audit_subject)
    now = clock.now()
    arrived, expected = queries.arrived_and_expected(desk.half_day)
    hour = queries.hour_of(desk.half_day)
    page = render_template(
        "workshops/checkin/check-in.html", desk=desk, workshop=desk.workshop, half_day=desk.half_day, form=form, arrived=arrived, expected=expected,
        panel=panel, hour=f"{hour // 60:02}:{hour % 60:02}", hour_form=hour_form or HourForm(formdata=None), source_names=SOURCE_NAMES,
        is_today=desk.half_day.on == clock.local_day(now), may_admit=_may_admit(desk), names=queries.names_by_code(desk.workshop),
        now=int(now.timestamp() * 1000),
    )  # fmt: skip
    return allow_camera(make_response(page, status))


def _may_admit(desk: Desk) -> bool:
    """Tell whether whoever stands at the door without being enrolled may still be added."""
    return allows(desk.workshop.status, Deed.ADMIT)


def _refused(desk: Desk, form: CheckInForm, panel: _Panel) -> Response:
    """Return the page again, or the receipt, of a badge that marked nobody."""
    if _wants_receipt():
        return _receipt(desk, form.fact_id(), panel, status=422)
    form.code.errors = [panel.refusal]
    return _page(desk, form, panel, status=422)


def _wants_receipt() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _receipt(desk: Desk, scan_id: UUID, panel: _Panel | None, status: int = 200) -> Response:
    """Return the answer to a page that keeps a badge until it holds this: the id says of which one it is."""
    note_reading(desk.workshop.audit_subject)
    arrived, expected = queries.arrived_and_expected(desk.half_day)
    return make_response(
        jsonify(
            id=str(scan_id), panel=render_template("workshops/checkin/_panel.html", desk=desk, panel=panel, source_names=SOURCE_NAMES,
                                                      may_admit=_may_admit(desk)),
            name=panel.arrival.name if panel and panel.arrival else "", words=panel.refusal if panel else "",
            kind=panel.kind if panel else "", arrived=_("%(arrived)s of %(expected)s have arrived", arrived=arrived, expected=expected),
            now=int(clock.now().timestamp() * 1000),
        ),
        status,
    )  # fmt: skip
