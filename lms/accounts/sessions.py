"""Sessions over HTTP: which cookie carries one, and who is signed in during a request."""

from flask import Flask, Request, Response, current_app, g, redirect, render_template, request, session, url_for
from flask_login import LoginManager
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts import interrupted, services
from lms.accounts.access import Viewer
from lms.accounts.forms import SignInForm
from lms.accounts.rules import Role, session_limits
from lms.db import transactional


def init_app(app: Flask) -> None:
    """Let Flask-Login ask our own table who is signed in."""
    manager = LoginManager(app)
    manager.session_protection = None  # our rows say more than its fingerprint of the browser
    manager.request_loader(_load_viewer)
    manager.unauthorized_handler(_ask_to_sign_in)
    app.after_request(_note_session_seen)


def cookie_name() -> str:
    """Return the cookie's name; with https the `__Host-` prefix ties it to this host alone."""
    return "__Host-relais" if current_app.config["SESSION_COOKIE_SECURE"] else "relais"


def set_cookie(response: Response, token: str, roles: frozenset[Role]) -> None:
    """Give the browser the token of its session."""
    _rest, life = session_limits(roles)
    response.set_cookie(cookie_name(), token, max_age=int(life.total_seconds()), httponly=True, samesite="Lax",
                        secure=current_app.config["SESSION_COOKIE_SECURE"], path="/")  # fmt: skip


def renew_form_token() -> None:
    """Drop the form token that the browser had before it signed in; pages drawn from now on carry a new one."""
    session.clear()
    g.pop("csrf_token", None)  # flask_wtf keeps it for the rest of the request


def forget(response: Response) -> None:
    """Take the token and everything else of ours from the browser."""
    session.clear()
    response.delete_cookie(cookie_name(), path="/", secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


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


def _ask_to_sign_in() -> BaseResponse | tuple[str, int]:
    if request.method != "GET":
        form = SignInForm(formdata=None, kept=interrupted.keep(request))
        return render_template("accounts/sign-in.html", form=form, is_interrupted=True), 401
    return redirect(url_for("accounts.show_sign_in", next=request.full_path.rstrip("?")))


def is_local_path(path: str) -> bool:
    """Tell whether `path` leads to a page of ours and nowhere else."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path and "\n" not in path
