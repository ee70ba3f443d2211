"""Sessions over HTTP: which cookie carries one, who is signed in during a request, and what happens to a form sent too late."""

from uuid import UUID

from flask import Flask, Request, Response, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from lms import clock
from lms.accounts import interrupted, services
from lms.accounts.access import Viewer, viewer_or_none
from lms.accounts.forms import SignInForm
from lms.accounts.rules import Role, session_limits
from lms.db import transactional
from lms.identifiers import parse_id
from lms.web.forms import author_of


def init_app(app: Flask) -> None:
    """Let Flask-Login ask our own table who is signed in."""
    manager = LoginManager(app)
    manager.session_protection = None  # our rows say more than its fingerprint of the browser
    manager.request_loader(_load_viewer)
    manager.unauthorized_handler(_ask_to_sign_in)
    app.register_error_handler(CSRFError, _stale_form)
    app.after_request(_note_session_seen)


def cookie_name() -> str:
    """Return the cookie's name; with https the `__Host-` prefix ties it to this host alone."""
    return "__Host-relais" if current_app.config["SESSION_COOKIE_SECURE"] else "relais"


def begin(token: str) -> None:
    """Treat whoever has this new session as signed in for the rest of the request, and give them a new form token.

    A token from before the sign-in is dropped: somebody else may have put it into the browser.
    """
    session.clear()
    g.pop("csrf_token", None)  # flask_wtf keeps it for the rest of the request
    found = services.viewer_of(token, now=clock.now())
    g._login_user = found[0] if found else None


def set_cookie(response: Response, token: str, roles: frozenset[Role]) -> None:
    """Give the browser the token of its session."""
    _rest, life = session_limits(roles)
    response.set_cookie(cookie_name(), token, max_age=int(life.total_seconds()), httponly=True, samesite="Lax",
                        secure=current_app.config["SESSION_COOKIE_SECURE"], path="/")  # fmt: skip


def forget(response: Response) -> None:
    """Take the token and everything else of ours from the browser."""
    session.clear()
    response.delete_cookie(cookie_name(), path="/", secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def is_local_path(path: str) -> bool:
    """Tell whether `path` leads to a page of ours and nowhere else. Browsers drop control characters, so none may stand in it."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and all(letter > " " for letter in path)


def _load_viewer(incoming: Request) -> Viewer | None:
    token = None if g.get("is_database_down") else incoming.cookies.get(cookie_name())
    found = services.viewer_of(token, now=clock.now()) if token else None
    if found is None:
        return None
    viewer, is_due = found
    if is_due:
        g.note_session_seen = viewer.session_hash
    return viewer


def _note_session_seen(response: Response) -> Response:
    token_hash = g.pop("note_session_seen", None)
    if token_hash:
        with transactional():
            services.note_seen(token_hash=token_hash, now=clock.now())
    return response


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method == "GET":
        return redirect(url_for("accounts.show_sign_in", next=request.full_path.rstrip("?")))
    owner = _owner_of_form()
    kept = interrupted.keep(request, owner) if owner and _may_be_kept() else ""
    form = SignInForm(formdata=None, kept=kept, next=_page_of_form())
    return render_template("accounts/sign-in.html", form=form, interruption="kept" if kept else "lost"), 401


def _owner_of_form() -> UUID | None:
    """Return for whom a form was made: whose session it was, or who had opened its page, when they have signed out in another tab since."""
    token = request.cookies.get(cookie_name())
    return (services.owner_of(token) if token else None) or parse_id(author_of(request.form.get("author", "")) or "")


def _page_of_form() -> str:
    """Return the address of the page on which a form stands; empty when it is sent to one that is no page."""
    try:
        current_app.url_map.bind("").match(request.path, method="GET")
    except HTTPException:
        return ""
    return request.path


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token is no longer that of the browser: most often one signed in again in another window."""
    if request.endpoint == "accounts.sign_in":
        form = SignInForm(formdata=None, identifier=request.form.get("identifier", ""), next=request.form.get("next", ""))
        return render_template("accounts/sign-in.html", form=form, interruption="stale"), 400
    who = viewer_or_none()
    if who is None:
        return _ask_to_sign_in()
    # A page that somebody else had opened on this browser must not be sent in the name of whoever is signed in now.
    is_theirs = author_of(request.form.get("author", "")) == who.get_id()
    kept = interrupted.Kept(path=request.path, fields=interrupted.fields_of(request) if is_theirs and _may_be_kept() else ())
    return render_template("accounts/send-again.html", kept=kept if kept.fields else None), 400


def _may_be_kept() -> bool:
    # The forms of this package hold passwords.
    return request.blueprint != "accounts"
