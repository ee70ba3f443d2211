"""Records that may be of one person: the list, two of them side by side, merging them and taking that back."""

from math import ceil
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import clock
from lms.accounts import distinct
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.accounts.models import Person
from lms.db import transactional
from lms.directory import wording
from lms.directory.forms import CompareForm, DecisionForm
from lms.directory.queries.duplicates import PAGE_SIZE, Side, evidence_of, pairs_among, sides_of
from lms.directory.queries.people import person_or_404
from lms.directory.services import merges as services
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX
from lms.rosters.wording import why_line
from lms.web.forms import EventForm

blueprint = Blueprint("duplicates", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/people/duplicates")
@requires(Permission.ADMINISTER)
def list_pairs() -> ResponseReturnValue:
    pairs = pairs_among(viewer())
    page_count = max(ceil(len(pairs) / PAGE_SIZE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), page_count)

    def url_of(number: int) -> str:
        return url_for("duplicates.list_pairs", page=number)

    note_reading(f"people:{viewer().programme}")
    return render_template("directory/duplicates.html", pairs=pairs[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], count=len(pairs), page=page,
                           page_count=page_count, url_of=url_of, why=why_line)  # fmt: skip


@blueprint.get("/people/<code>/compare")
@requires(Permission.ADMINISTER)
def compare_people(code: str) -> ResponseReturnValue:
    form = CompareForm(formdata=request.args)
    one = person_or_404(code, viewer())
    typed = (form.other.data or "").strip()
    if not typed:
        return _choose_other(form, one)
    other = _other_or_none(typed, one)
    if other is None:
        form.other.errors = [_("There is nobody else of this code among those you may see. Check it on the page of the other record.")]
        return _choose_other(form, one), 422
    return _side_by_side(one, other)


@blueprint.post("/people/<code>/compare/<other>/merge")
@requires(Permission.ADMINISTER)
@facts_limit
def merge_people(code: str, other: str) -> ResponseReturnValue:
    me, form = viewer(), DecisionForm()
    one, two = person_or_404(code, me), person_or_404(other, me)
    form.offer(one, two)
    if not form.validate_on_submit():
        return _side_by_side(one, two, form), 422
    kept, merged = (one, two) if form.kept.data == one.code else (two, one)
    with transactional():
        services.merge_people(event_id=form.fact_id(), kept_id=kept.id, merged_id=merged.id, viewer=me, now=clock.now())
    flash(_("Merged. What stood under %(code)s stands here now; you can take it back below.", code=wording.spelt(merged.code)), "done")
    return redirect(url_for("directory.show_person", code=kept.code))


@blueprint.post("/people/<code>/compare/<other>/tell-apart")
@requires(Permission.ADMINISTER)
@facts_limit
def tell_apart(code: str, other: str) -> ResponseReturnValue:
    me = viewer()
    with transactional():
        one, two = person_or_404(code, me), person_or_404(other, me)
        distinct.tell_apart([(one.id, two.id)], account_id=me.account_id, now=clock.now())
    flash(_("Kept as two people. This pair is not listed again."), "done")
    return redirect(url_for("duplicates.list_pairs"))


@blueprint.post("/people/<code>/separate/<uuid:merge_id>")
@requires(Permission.ADMINISTER)
@facts_limit
def separate_people(code: str, merge_id: UUID) -> ResponseReturnValue:
    me, form = viewer(), EventForm()
    if form.validate_on_submit():
        with transactional():
            services.separate_people(event_id=form.fact_id(), merge_id=merge_id, viewer=me, now=clock.now())
        flash(_("Taken back. Each record has again what was recorded under it."), "done")
    else:
        flash(_("This page was incomplete, and nothing was changed. Try again."), "error")
    return redirect(url_for("directory.show_person", code=code))


def _other_or_none(typed: str, one: Person) -> Person | None:
    try:
        other = person_or_404(typed, viewer())
    except NotFound:
        return None
    return None if other.id == one.id else other


def _choose_other(form: CompareForm, one: Person) -> str:
    note_reading(f"person:{one.id}")
    return render_template("directory/choose-other.html", form=form, person=one)


def _side_by_side(one: Person, other: Person, form: DecisionForm | None = None) -> str:
    sides = sides_of((one.id, other.id))
    pair: tuple[Side, Side] = (sides[one.id], sides[other.id])
    if form is None:
        form = DecisionForm(formdata=None)
        form.offer(one, other)
        form.kept.data = max(pair, key=lambda side: side.weight).person.code
    form.prepare()
    note_reading(f"person:{one.id} person:{other.id}")
    return render_template("directory/compare.html", form=form, pair=pair, evidence=evidence_of(*pair), why=why_line, wording=wording)
