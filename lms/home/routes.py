"""Landing pages, pages about the product, and the health check."""

from datetime import date

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, url_for
from flask_babel import ngettext
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, public, signed_in, viewer_or_none
from lms.courses.content import library
from lms.db import db
from lms.db.schema import newest_revision, schema_revision
from lms.home import queries
from lms.home.rules import Matter
from lms.i18n import LANGUAGE_PREFIX, current_language
from lms.places import services as places
from lms.places.content import REFORM
from lms.programmes import services as programmes
from lms.web.steps import Step

blueprint = Blueprint("home", __name__, template_folder="templates")

MOST_LINES = 30
"""Of a worklist on one page."""

_PAGES = {
    Matter.OPENING: "plan.show_plan",
    Matter.TRAINER: "team.show_team",
    Matter.VENUE: "plan.show_edit",
    Matter.CONFIRMED: "enrolling.show_people",
    Matter.SHEETS_TO_PRINT: "workshop_papers.show_papers",
    Matter.SHEETS_TO_TYPE: "typed_sheets.show_sheet",
    Matter.EVALUATION: "evaluation.show_results",
    Matter.CERTIFICATES: "workshop_certificates.show_workshop",
}


@blueprint.get("/")
@public
def choose_language() -> BaseResponse:
    return redirect(url_for("home.show_home"))


@blueprint.get(f"{LANGUAGE_PREFIX}/")
@public
def show_home() -> str | BaseResponse:
    me = viewer_or_none()
    if me is None:
        return redirect(url_for("accounts.show_sign_in"))
    trainer = queries.trainer_home(me.person_id, me.programme) if me.may(Permission.REPORT_SESSIONS) else None
    today = clock.local_day(clock.now())
    worklist = queries.worklist(me, today=today) if me.may(Permission.MARK_ATTENDANCE) else None
    return render_template(
        "home/home.html",
        first_name=me.name.split()[0],
        trainer=trainer,
        steps=_module_steps(trainer) if trainer else [],
        own_workshops=queries.own_workshops(me, today=today) if trainer else [],
        worklist=[(line, _where(line)) for line in worklist[:MOST_LINES]] if worklist is not None else None,
        unlisted=max(len(worklist or []) - MOST_LINES, 0),
        today=today,
        waiting=queries.reports_waiting(me.programme) if me.may(Permission.VERIFY_SESSIONS) else None,
        programme=programmes.programme_of(me.programme),
        modules=library().modules,
    )


def _where(line: queries.WorklistLine) -> str:
    """Return the page on which a line of the worklist is mended."""
    if line.half_day and line.task.matter is Matter.ATTENDANCE:
        return url_for("workshops.show_attendance", slug=line.slug, position=line.half_day.position)
    return url_for(_PAGES[line.task.matter], slug=line.slug)


def _module_steps(trainer: queries.TrainerHome) -> list[Step]:
    return [
        Step(
            title=library().modules[standing.module].title(current_language()),
            detail=ngettext(
                "%(num)d lesson out of %(total)d", "%(num)d lessons out of %(total)d", standing.lessons_done, total=standing.lessons_total
            ),
            state="done" if standing.is_complete else "current" if trainer.next and trainer.next.standing is standing else "todo",
            url=url_for("courses.show_module", slug=standing.module),
        )
        for standing in trainer.standings
    ]


@blueprint.get(f"{LANGUAGE_PREFIX}/about")
@public
def show_about() -> str:
    return render_template("home/about.html")


@blueprint.get(f"{LANGUAGE_PREFIX}/your-data")
@public
def show_privacy() -> str:
    return render_template("home/privacy.html")


@blueprint.get(f"{LANGUAGE_PREFIX}/places")
@signed_in
def show_places() -> str:
    before = places.regions_on(date.fromordinal(REFORM.toordinal() - 1))
    cercles: dict[str | None, list[str]] = {}
    for place in places.cercles():
        cercles.setdefault(place.parent_code, []).append(place.name)
    return render_template("home/places.html", before=before, after=places.regions_on(REFORM), cercles=cercles, reform=REFORM)


@blueprint.get("/healthz")
@public
def show_health() -> tuple[Response, int]:
    """Answer whether the product can serve: 200 with the state of the database, 503 when it is away or its tables are not today's."""
    dialect = db.engine.dialect.name
    try:
        db.session.execute(text("SELECT 1"))
        revision = schema_revision()
    except SQLAlchemyError as error:
        current_app.logger.error("health: %s: %s", type(error).__name__, str(getattr(error, "orig", error)).split("\n", 1)[0])
        return jsonify(status="failing", database={"dialect": dialect, "is_reachable": False}), 503
    is_current = revision == newest_revision()
    state = {"dialect": dialect, "is_reachable": True, "revision": revision, "is_current": is_current}
    return jsonify(status="ok" if is_current else "failing", database=state), 200 if is_current else 503
