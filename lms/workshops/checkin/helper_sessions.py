"""Helpers over HTTP: which cookie says in which browser somebody helps, and until when."""

from datetime import datetime, time, timedelta

from flask import Flask, Response, current_app, g, make_response, render_template, request

from lms import clock
from lms.accounts.access import Helper, find_helpers_with
from lms.db import transactional
from lms.workshops.checkin import helper_services as services
from lms.workshops.checkin.forms import HelperCodeForm


def init_app(app: Flask) -> None:
    """Let routes that are open to helpers know who helps."""
    find_helpers_with(app, _helper_of_request, ask_again=_ask_again)
    app.after_request(_note_seen)


def cookie_name() -> str:
    """Return the cookie's name; with https the `__Host-` prefix ties it to this host alone."""
    return "__Host-relais-helper" if current_app.config["SESSION_COOKIE_SECURE"] else "relais-helper"


def token_of_request() -> str | None:
    """Return the token of the browser in which somebody helps, or helped."""
    return request.cookies.get(cookie_name())


def set_cookie(response: Response, token: str, *, now: datetime) -> None:
    """Give the browser the token, until midnight."""
    midnight = datetime.combine(clock.local_day(now) + timedelta(days=1), time(), clock.BAMAKO)
    response.set_cookie(cookie_name(), token, max_age=int((midnight - now).total_seconds()), httponly=True, samesite="Lax",
                        secure=current_app.config["SESSION_COOKIE_SECURE"], path="/")  # fmt: skip


def forget(response: Response) -> None:
    """Take the token from the browser."""
    response.delete_cookie(cookie_name(), path="/", secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax")


def _helper_of_request() -> Helper | None:
    token = None if g.get("is_database_down") else token_of_request()
    found = services.helper_of(token, now=clock.now()) if token else None
    if found is None:
        return None
    helper, is_due = found
    if is_due:
        g.note_helper_seen = helper.session_hash
    return helper


def _ask_again() -> Response | None:
    """Return the door, for a browser in which somebody helped until midnight or until the access was withdrawn."""
    if token_of_request() is None:
        return None
    return make_response(render_template("workshops/checkin/door.html", form=HelperCodeForm(formdata=None), helper=None, is_over=True), 401)


def _note_seen(response: Response) -> Response:
    token_hash = g.pop("note_helper_seen", None)
    if token_hash:
        with transactional():
            services.note_seen(token_hash=token_hash, now=clock.now())
    return response
