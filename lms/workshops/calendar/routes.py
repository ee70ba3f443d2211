"""Calendars: one workshop as a file, one's own workshops as a file, and the feed at a secret address."""

from collections.abc import Sequence

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts import services as accounts
from lms.accounts.access import Permission, public, requires, signed_in, viewer
from lms.accounts.limits import address_key, facts_limit
from lms.db import transactional
from lms.i18n import LANGUAGE_PREFIX
from lms.web.addresses import is_loopback
from lms.web.forms import Form
from lms.web.limits import limiter, was_refused
from lms.workshops.access import workshop_or_404
from lms.workshops.calendar import services
from lms.workshops.calendar.ics import calendar_file
from lms.workshops.models import Workshop

blueprint = Blueprint("calendar", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


def init_app(app: Flask) -> None:
    """Let a secret address end with the sessions of its account: whoever signs out elsewhere means that nobody else should see anything."""
    accounts.end_with_sessions(app, lambda account_id: services.withdraw_feed(account_id=account_id, by=None, now=clock.now()))


@blueprint.get("/workshops/<slug>/calendar.ics")
@requires(Permission.SEE_WORKSHOPS)
def download_workshop(slug: str) -> Response:
    workshop = workshop_or_404(slug, viewer())
    return _file([workshop], name=_("Workshop in %(place)s", place=workshop.place.name), saved_as=f"{slug}.ics")


@blueprint.get("/calendar")
@signed_in
def show_feed() -> str:
    return _page()


@blueprint.post("/calendar")
@signed_in
@facts_limit
def make_feed() -> str:
    """Show the new address in the answer itself: it is kept nowhere, so that no later page could."""
    with transactional():
        token = services.make_feed(account_id=viewer().account_id, now=clock.now())
    return _page(current_app.config["RELAIS_SETTINGS"].public_url + url_for("calendar.fetch_feed", secret=token))


@blueprint.post("/calendar/withdraw")
@signed_in
@facts_limit
def withdraw_feed() -> BaseResponse:
    with transactional():
        services.withdraw_feed(account_id=viewer().account_id, by=viewer().account_id, now=clock.now())
    flash(_("The address leads nowhere any more."), "done")
    return redirect(url_for("calendar.show_feed"))


@blueprint.get("/calendar/workshops.ics")
@signed_in
def download_mine() -> Response:
    me = viewer()
    return _file(services.workshops_of(me.account_id, me.person_id), name=_("My workshops"), saved_as=_("my-workshops") + ".ics")


@blueprint.get("/calendar-feed/<secret>.ics")
@public
@limiter.limit("60 per 15 minutes", key_func=address_key, deduct_when=was_refused)
def fetch_feed(secret: str) -> Response:
    return _file(services.workshops_of(*services.owner_of_feed(secret)), name=_("My workshops"))


def _page(address: str | None = None) -> str:
    me = viewer()
    webcal = f"webcal://{address.partition('://')[2]}" if address else None
    return render_template(
        "workshops/calendar/feed.html", address=address, webcal=webcal, feed=services.feed_of(me.account_id), form=Form(),
        workshops=services.workshops_of(me.account_id, me.person_id), is_local=is_loopback(current_app.config["RELAIS_SETTINGS"].public_url),
    )  # fmt: skip


def _file(found: Sequence[Workshop], *, name: str, saved_as: str | None = None) -> Response:
    body = calendar_file(found, services.entries_of(found, now=clock.now()), name=name)
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    if saved_as:
        answer.headers.set("Content-Disposition", "attachment", filename=saved_as)
    return answer
