"""Coverage against targets, and the follow-up of trainers."""

from math import ceil

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.wording import ACTOR_TYPE_NAMES
from lms.coverage import rules, wording
from lms.coverage.forms import TrainerFilterForm
from lms.coverage.queries.regions import coverage_of
from lms.coverage.queries.trainers import PAGE_SIZE, Filters, Options, filter_options, trainers
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, day

blueprint = Blueprint("coverage", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/coverage")
@requires(Permission.SEE_COVERAGE)
def show_coverage() -> str:
    now = clock.now()
    coverage = coverage_of(viewer().programme, today=clock.local_day(now))
    return render_template("coverage/coverage.html", coverage=coverage, rules=rules, now=now)


@blueprint.get("/trainers")
@requires(Permission.FOLLOW_TRAINERS)
def list_trainers() -> str:
    programme = viewer().programme
    form = TrainerFilterForm(formdata=request.args)
    _offer(form, filter_options(programme))
    chosen = form.chosen()
    page = max(request.args.get("page", 1, type=int), 1)
    found = trainers(programme, Filters(**chosen), page=page, today=clock.local_day(clock.now()))
    if page > 1 and not found.lines:
        raise NotFound(_l("The list has fewer pages. Start again from its first page."))
    note_reading(f"trainers:{programme}")

    def url_of(number: int) -> str:
        return url_for("coverage.list_trainers", **{**chosen, "page": str(number)})  # type: ignore[arg-type]  # filters, not options of url_for

    return render_template("coverage/trainers.html", form=form, found=found, page=page, page_count=max(ceil(found.count / PAGE_SIZE), 1),
                           is_filtered=bool(chosen), url_of=url_of)  # fmt: skip


def _offer(form: TrainerFilterForm, options: Options) -> None:
    workshops = [(slug, _("%(place)s, %(day)s", place=place, day=day(on)) if on else place) for slug, place, on in options.workshops]
    form.offer(workshop=workshops, region=options.regions, actor_type=ACTOR_TYPE_NAMES.items(), state=wording.STATE_NAMES.items())
