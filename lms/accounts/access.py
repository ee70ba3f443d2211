"""Who may do what: the only place that decides it. Every route declares one of `requires`, `signed_in` or `public`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from lms.accounts.rules import Role
from lms.errors import Forbidden

View = Callable[..., Any]


class Permission(StrEnum):
    """Something that can be allowed."""

    LEARN = "learn"
    """Read lessons and take quizzes."""
    REPORT_SESSIONS = "report-sessions"
    SEE_WORKSHOPS = "see-workshops"
    MARK_ATTENDANCE = "mark-attendance"
    OBSERVE = "observe"
    """Record how participants gave a part of the training; in which workshop is for `workshops.teachback` to say."""
    PLAN_WORKSHOPS = "plan-workshops"
    """Create workshops, change their plan and enrol people; which workshops is for `workshops.access` to say."""
    VERIFY_SESSIONS = "verify-sessions"
    SEE_COVERAGE = "see-coverage"
    FOLLOW_TRAINERS = "follow-trainers"
    """See the names and progress of all trainers of a programme."""
    SEE_PEOPLE = "see-people"
    """Look people up and see what they did; which people is for `lms.directory.queries` to say."""
    CHANGE_PEOPLE = "change-people"
    """Correct what is recorded of the people one sees, and answer what they ask."""
    ISSUE_CERTIFICATES = "issue-certificates"
    """Issue, print and look up the certificates of the workshops that one organises."""
    CORRECT_CERTIFICATES = "correct-certificates"
    """Issue a certificate again with other facts, and revoke one."""
    WAIVE_REQUIREMENTS = "waive-requirements"
    """Exempt somebody from a requirement of a certificate."""
    ADMINISTER = "administer"


_ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.TRAINER: frozenset({Permission.LEARN, Permission.REPORT_SESSIONS, Permission.OBSERVE}),
    Role.ORGANISER: frozenset(
        {
            Permission.LEARN,
            Permission.SEE_WORKSHOPS,
            Permission.MARK_ATTENDANCE,
            Permission.OBSERVE,
            Permission.PLAN_WORKSHOPS,
            Permission.SEE_PEOPLE,
            Permission.CHANGE_PEOPLE,
            Permission.ISSUE_CERTIFICATES,
        }
    ),
    Role.MONITOR: frozenset(
        {
            Permission.LEARN,
            Permission.SEE_WORKSHOPS,
            Permission.VERIFY_SESSIONS,
            Permission.SEE_COVERAGE,
            Permission.FOLLOW_TRAINERS,
            Permission.SEE_PEOPLE,
        }
    ),
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.REPORT_SESSIONS},
}


@dataclass(frozen=True)
class Viewer:
    """Whoever is signed in, as one request sees them. Read once, so that no page asks the database again."""

    account_id: UUID
    person_id: UUID
    name: str
    sex: str
    programme: str
    roles: frozenset[Role]
    session_hash: str
    is_demonstration: bool = False

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return the account's id as text, for Flask-Login."""
        return str(self.account_id)

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the viewer's roles allows this."""
        return any(permission in _ALLOWED[role] for role in self.roles)

    @property
    def sees_every_workshop(self) -> bool:
        """Organisers see the workshops assigned to them; monitors and administrators see all of their programme."""
        return bool(self.roles & {Role.MONITOR, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Helper:
    """Whoever came by an organiser's link to help for one day: no account, no role, one workshop, its half-days of that day.

    Flask-Login never hears of them: for every route that does not ask for helpers they are strangers.
    """

    access_id: UUID
    label: str
    """How the organiser called the access: «Entrée, table 2»."""
    workshop_id: UUID
    on: date
    session_hash: str


def find_helpers_with(app: Flask, finder: Callable[[], Helper | None], *, ask_again: Callable[[], Any]) -> None:
    """Say how the helper of a request is found: what they help with stands in packages above this one.

    ask_again: returns the answer to somebody whose help has ended, or None for whoever never helped.
    """
    app.extensions["helper_finder"], app.extensions["helper_ask_again"] = finder, ask_again


def helper_or_none() -> Helper | None:
    """Return the helper who sends this request, or None."""
    if "helper" not in g:
        g.helper = current_app.extensions["helper_finder"]()
    found: Helper | None = g.helper
    return found


def viewer() -> Viewer:
    """Return whoever is signed in. Only for routes that require it."""
    if not isinstance(current_user._get_current_object(), Viewer):
        raise Forbidden(_l("Sign in first."))
    found: Viewer = current_user._get_current_object()
    return found


def viewer_or_none() -> Viewer | None:
    """Return whoever is signed in, or None."""
    return viewer() if current_user.is_authenticated else None


def requires(permission: Permission, *, or_helper: bool = False) -> Callable[[View], View]:
    """Declare that a route is open to those whose role allows `permission`.

    or_helper: to helpers as well; the route then looks whether what it shows is of their workshop and day.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            who = viewer_or_none()
            if not (who and who.may(permission)) and not (or_helper and helper_or_none()):
                if who is None:
                    answer = current_app.extensions["helper_ask_again"]() if or_helper else None
                    return answer or current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
                raise Forbidden(_l("Your role does not open this page. If you need it for your work, ask the administrator."))
            return view(*args, **kwargs)

        guarded.access = permission.value  # type: ignore[attr-defined]
        guarded.is_open_to_helpers = or_helper  # type: ignore[attr-defined]
        return guarded

    return declare


def signed_in(view: View) -> View:
    """Declare that a route is open to everybody who is signed in."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return view(*args, **kwargs)

    guarded.access = "signed-in"  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Declare that a route is open to anyone."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
