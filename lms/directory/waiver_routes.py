"""How far somebody is from each certificate, and exempting them from a requirement: on a page of the directory, which knows who may see whom."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.certificates import standing
from lms.certificates.content import Design
from lms.certificates.rules.requirements import RequirementResult
from lms.certificates.waivers import services
from lms.certificates.wording import staff_detail_of, title_of, waived_in_words
from lms.db import transactional
from lms.directory.queries.people import person_or_404
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.web.forms import EventForm, Form

blueprint = Blueprint("waivers", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

_BETWEEN = " "
"""Between the slug of a design and the key of a requirement: neither has one."""


class WaiverForm(EventForm):
    """Which requirement is waived, and why."""

    requirement = SelectField(_l("Requirement to waive"), [InputRequired(_l("Choose the requirement."))], validate_choice=False)
    reason = StringField(
        _l("Why?"),
        [
            InputRequired(_l("Say why: the person and whoever checks later will read it.")),
            Length(max=300, message=_l("Write at most %(max)d characters.")),
        ],
        description=_l("The person and the staff of the programme read it. Write nothing about victims or cases."),
    )

    def offer(self, standings: list[standing.OfPerson]) -> None:
        """Fill in what the person lacks."""
        self.requirement.choices = [
            (_BETWEEN.join((one.design.slug, result.key)), _named(one.design, result))
            for one in standings
            for result in one.results
            if not result.is_met
        ]

    def chosen(self) -> tuple[str, str]:
        """Return the design and the requirement, once the form has been validated; empty words for what no page of ours sends."""
        design, _space, requirement = str(self.requirement.data or "").partition(_BETWEEN)
        return design, requirement


@blueprint.get("/people/<code>/requirements")
@requires(Permission.SEE_PEOPLE)
def show_requirements(code: str) -> str:
    form = WaiverForm(formdata=None)
    form.prepare()
    return _page(code, form)


@blueprint.post("/people/<code>/requirements")
@requires(Permission.WAIVE_REQUIREMENTS)
@facts_limit
def grant_waiver(code: str) -> ResponseReturnValue:
    form, me = WaiverForm(), viewer()
    if not form.validate_on_submit():
        return _page(code, form), 422
    design, requirement = form.chosen()
    with transactional():
        person = person_or_404(code, me)
        services.grant_waiver(waiver_id=form.fact_id(), person_id=person.id, programme=me.programme, design=design, requirement=requirement,
                              reason=" ".join((form.reason.data or "").split()), account_id=me.account_id, now=clock.now())  # fmt: skip
    flash(_("Waived. Your name, the day and the reason stand beside the requirement."), "done")
    return redirect(url_for("waivers.show_requirements", code=code))


@blueprint.post("/people/<code>/requirements/<uuid:waiver_id>/withdraw")
@requires(Permission.WAIVE_REQUIREMENTS)
@facts_limit
def withdraw_waiver(code: str, waiver_id: UUID) -> ResponseReturnValue:
    me = viewer()
    with transactional():
        person = person_or_404(code, me)
        services.withdraw_waiver(waiver_id=waiver_id, person_id=person.id, programme=me.programme, account_id=me.account_id, now=clock.now())
    flash(_("Waiver withdrawn. The requirement is to be met again."), "done")
    return redirect(url_for("waivers.show_requirements", code=code))


def _page(code: str, form: WaiverForm) -> str:
    me = viewer()
    person = person_or_404(code, me)
    note_reading(f"person:{person.id}")
    standings, granted = standing.standings_of(person.id, me.programme)
    form.offer(standings)
    titles = {(one.design.slug, result.key): _named(one.design, result) for one in standings for result in one.results}
    return render_template("directory/requirements.html", person=person, standings=standings, granted=granted, form=form, titles=titles,
                           plain_form=Form(formdata=None), title_of=title_of, detail_of=staff_detail_of, waived_in_words=waived_in_words,
                           may_waive=me.may(Permission.WAIVE_REQUIREMENTS))  # fmt: skip


def _named(design: Design, result: RequirementResult) -> str:
    return str(_("%(certificate)s: %(requirement)s", certificate=design.words[current_language()].title, requirement=title_of(result)))
