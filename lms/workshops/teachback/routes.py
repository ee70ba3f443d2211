"""The page on which the teach-backs of a workshop are recorded."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX
from lms.workshops.models import Workshop
from lms.workshops.plan.rules.status import Deed, allows
from lms.workshops.teachback import queries, services
from lms.workshops.teachback.forms import NOT_OBSERVED, TeachBackForm, field_name
from lms.workshops.teachback.queries import Participant
from lms.workshops.teachback.wording import OUTCOME_NAMES

blueprint = Blueprint("teach_backs", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@dataclass(frozen=True)
class _Row:
    """One person of the grid."""

    person: Participant
    field: str
    chosen: str


@blueprint.get("/workshops/<slug>/teach-backs")
@requires(Permission.OBSERVE)
def show_teach_backs(slug: str) -> str:
    me = viewer()
    workshop = queries.workshop_to_observe(slug, me)
    form = TeachBackForm(formdata=None, on=min(workshop.ends_on, clock.local_day(clock.now())), observer=me.name)
    form.prepare()
    return _page(workshop, form)


@blueprint.post("/workshops/<slug>/teach-backs")
@requires(Permission.OBSERVE)
@facts_limit
def observe(slug: str) -> tuple[str, int] | BaseResponse:
    form, me = TeachBackForm(), viewer()
    if not form.validate_on_submit():
        return _page(queries.workshop_to_observe(slug, me), form), 422
    try:
        with transactional():
            workshop = queries.workshop_to_observe(slug, me)
            summary = services.observe(form_id=form.fact_id(), workshop=workshop, choices=form.choices, on=form.on.data,  # type: ignore[arg-type]  # validated
                                       observer=form.observer.data or "", account_id=me.account_id, now=clock.now())  # fmt: skip
    except services.NotOnThatDay as refusal:
        form.on.errors = [refusal.message]
        return _page(queries.workshop_to_observe(slug, me), form), 422
    _flash(summary)
    return redirect(url_for("teach_backs.show_teach_backs", slug=slug))


def _flash(summary: services.Summary) -> None:
    if summary.recorded:
        flash(ngettext("Teach-back of %(num)d person recorded.", "Teach-backs of %(num)d people recorded.", summary.recorded), "done")
    if summary.overtaken:
        flash(ngettext("Of %(num)d person somebody else had recorded something in the meantime. It was kept: look at it below.",
                       "Of %(num)d people somebody else had recorded something in the meantime. It was kept: look at it below.",
                       summary.overtaken), "error")  # fmt: skip
    if summary == services.Summary(recorded=0, overtaken=0):
        flash(_("Nothing was changed: this was recorded already."), "info")


def _page(workshop: Workshop, form: TeachBackForm) -> str:
    note_reading(workshop.audit_subject)
    rows = [_row(one, form) for one in queries.participants(workshop)]
    return render_template("workshops/teachback/teach-backs.html", workshop=workshop, form=form, rows=rows, outcome_names=OUTCOME_NAMES,
                           convincing=sum(row.person.outcome == "convincing" for row in rows),
                           may_see_workshops=viewer().may(Permission.SEE_WORKSHOPS),
                           may_be_recorded=allows(workshop.status, Deed.MARK) and workshop.starts_on <= clock.local_day(clock.now()))  # fmt: skip


def _row(person: Participant, form: TeachBackForm) -> _Row:
    kept = form.choices.get(person.enrolment_id)
    outcome = kept.outcome if kept and kept.seen == person.id else person.outcome
    return _Row(person, field_name(person.enrolment_id, person.id), outcome.value if outcome else NOT_OBSERVED)
