"""Coverage against targets, and the follow-up of trainers."""

from math import ceil

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.cascade.rules import State
from lms.coverage import rules, wording
from lms.coverage.forms import TrainerFilterForm
from lms.coverage.queries.regions import coverage_of
from lms.coverage.queries.trainers import PAGE_SIZE, Filters, Options, filter_options, trainers
from lms.i18n import LANGUAGE_PREFIX, day

_LAST_PAGE = 100_000  # more than there will be, less than a database can count

blueprint = Blueprint("coverage", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@blueprint.get("/coverage")
@requires(Permission.SEE_COVERAGE)
def show_coverage() -> str:
    now = clock.now()
    coverage = coverage_of(viewer().programme, today=clock.local_day(now))
    sessions_url = url_for("cascade.list_sessions", state=State.VERIFIED) if viewer().may(Permission.VERIFY_SESSIONS) else None
    return render_template("coverage/coverage.html", coverage=coverage, rules=rules, share_in_words=wording.share_in_words, now=now,
                           sessions_url=sessions_url)  # fmt: skip


@blueprint.get("/trainers")
@requires(Permission.FOLLOW_TRAINERS)
def list_trainers() -> ResponseReturnValue:
    programme = viewer().programme
    today = clock.local_day(clock.now())
    form = TrainerFilterForm(formdata=request.args)
    _offer(form, filter_options(programme, today=today))
    chosen = form.chosen()
    page = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    found = trainers(programme, Filters(**chosen), page=page, today=today)

    def url_of(number: int) -> str:
        return url_for("coverage.list_trainers", **{**chosen, "page": str(number)})  # type: ignore[arg-type]  # filters, not options of url_for

    if page > 1 and not found.lines:
        return redirect(url_of(1))
    note_reading(f"trainers:{programme}")
    return render_template("coverage/trainers.html", form=form, found=found, page=page, page_count=max(ceil(found.count / PAGE_SIZE), 1),
                           is_filtered=bool(chosen), url_of=url_of, group_names=wording.GROUP_NAMES)  # fmt: skip


def _offer(form: TrainerFilterForm, options: Options) -> None:
    workshops = [(slug, _("%(place)s, %(day)s", place=place, day=day(on)) if on else place) for slug, place, on in options.workshops]
    not_stated = (rules.NOT_STATED, wording.GROUP_NAMES[rules.NOT_STATED])
    form.offer(workshop=workshops, region=[*options.regions, not_stated], actor_type=wording.GROUP_NAMES.items(), state=wording.STATE_NAMES.items())
