"""What every page shows around itself: the main pages of this viewer, the languages, the account."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.access import Permission, Viewer, helper_or_none, viewer_or_none
from lms.i18n import current_language, other_languages


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    label: str
    url: str
    is_current: bool


_PAGES: tuple[tuple[Permission | None, str, LazyString], ...] = (
    (None, "home.show_home", _l("Home")),
    (Permission.LEARN, "courses.list_modules", _l("Modules")),
    (Permission.REPORT_SESSIONS, "cascade.list_my_sessions", _l("My sessions")),
    (Permission.REPORT_SESSIONS, "certificates.show_my_certificate", _l("My certificates")),
    (Permission.SEE_WORKSHOPS, "workshops.list_workshops", _l("Workshops")),
    (Permission.VERIFY_SESSIONS, "cascade.list_sessions", _l("Reports to verify")),
    (Permission.SEE_COVERAGE, "coverage.show_coverage", _l("Coverage")),
    (Permission.FOLLOW_TRAINERS, "coverage.list_trainers", _l("Trainers")),
    (Permission.SEE_PEOPLE, "directory.list_people", _l("People")),
    (Permission.ADMINISTER, "question_banks.list_banks", _l("Questions")),
    (Permission.ADMINISTER, "accounts.list_accounts", _l("Accounts")),
)


def init_app(app: Flask) -> None:
    """Give every template the shell's words and links."""
    app.context_processor(shell)


def shell() -> dict[str, Any]:
    """Return what `base.html` shows around a page."""
    who, helper = viewer_or_none(), helper_or_none()
    return {
        "helper_label": helper.label if helper else None,
        "current_language": current_language(),
        "other_languages": other_languages(),
        # Over real people's data the banner would be false, whatever the mode.
        "demonstration": who.is_demonstration if who else current_app.config["RELAIS_SETTINGS"].demonstration,
        "navigation": _navigation(who) if who else [],
        "signed_in_name": who.name if who else None,
        "account_url": url_for("accounts.show_account"),
        "sign_out_url": url_for("accounts.sign_out"),
        # Not beside a form of sign-in: whatever that page keeps would be lost by following it.
        "sign_in_url": url_for("accounts.show_sign_in") if request.method == "GET" and request.blueprint != "accounts" else None,
        "footer_links": [Link(_("About Relais"), url_for("home.show_about"), False), Link(_("Your data"), url_for("home.show_privacy"), False)],
    }


def _navigation(who: Viewer) -> list[Link]:
    open_pages = [(endpoint, label) for permission, endpoint, label in _PAGES if permission is None or who.may(permission)]
    here = _page_of_navigation([endpoint for endpoint, _label in open_pages])
    return [Link(label=str(label), url=url_for(endpoint), is_current=endpoint == here) for endpoint, label in open_pages]


def _page_of_navigation(endpoints: list[str]) -> str | None:
    """Return the entry under which the page at hand stands: itself, the one that its address continues, else the only entry of its package."""
    if request.endpoint in endpoints:
        return request.endpoint
    for endpoint in endpoints:
        if endpoint != "home.show_home" and request.path.startswith(f"{url_for(endpoint)}/"):
            return endpoint
    same_package = [endpoint for endpoint in endpoints if endpoint.split(".")[0] == request.blueprint]
    return same_package[0] if len(same_package) == 1 and request.blueprint != "home" else None
