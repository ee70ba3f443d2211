"""Who marks during a request, organiser or helper, and in which browser.

A browser is given a short name by lot when it first opens a page for marking, and keeps it in a cookie: nothing is read from the machine.
"""

import secrets
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request
from flask_babel import lazy_gettext as _l

from lms.accounts.access import Permission, Viewer, helper_or_none, viewer_or_none
from lms.accounts.codes import ALPHABET
from lms.errors import Forbidden
from lms.workshops.access import half_day_of_helper, half_day_or_404, may_mark, may_organise, no_such_workshop
from lms.workshops.deeds import refuse_unless
from lms.workshops.models import HalfDay, Workshop
from lms.workshops.plan.rules.status import Deed
from lms.workshops.rules import Marker

_LENGTH = 4
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Desk:
    """A half-day, and who sits there to mark it."""

    workshop: Workshop
    half_day: HalfDay
    by: Marker

    @property
    def is_of_helper(self) -> bool:
        """Tell whether a helper marks: they see names and codes, and lead nowhere else."""
        return bool(self.by.helper)


def init_app(app: Flask) -> None:
    """Let browsers keep the name that they were given."""
    app.after_request(_keep_device)


def desk_at(slug: str, position: int) -> Desk:
    """Return a half-day of a workshop, and whoever of this request may mark it: a helper or an organiser. Position from 1.

    In a browser in which somebody helps, the helper marks what the access is for, whoever else is signed in there.
    Raises what `organisers_desk_at` raises.
    """
    helper = helper_or_none()
    found = half_day_of_helper(slug, position, helper) if helper else None
    return Desk(*found, Marker(helper.access_id, device(), helper.label)) if helper and found else organisers_desk_at(slug, position)


def organisers_desk_at(slug: str, position: int) -> Desk:
    """Return a half-day of a workshop, and the organiser who may mark it: for what helpers may not do.

    Raises NotFound in the same words for what does not exist and what they may not see, Forbidden for whoever sees it and may not mark it,
    NotNow when nobody may.
    """
    me = viewer_or_none()
    if me is None or not me.may(Permission.MARK_ATTENDANCE):
        raise no_such_workshop()
    workshop, half_day = half_day_or_404(slug, position, me)
    refuse_to_mark(workshop, me)
    return Desk(workshop, half_day, Marker(me.account_id, device()))


def refuse_to_mark(workshop: Workshop, me: Viewer) -> None:
    """Raise Forbidden or NotNow unless this viewer may mark the attendance of a workshop that they may see."""
    if not may_organise(workshop, me):
        raise Forbidden(_l("Only the organisers of this workshop mark its attendance. Ask the administrator if you are to be one of them."))
    refuse_unless(workshop, Deed.MARK)
    if not may_mark(workshop, me):
        raise Forbidden(_l("This workshop is closed: only its own organisers correct its attendance. To let others do it, open it again."))


def device() -> str:
    """Return the short name of this browser; one that has none is given one."""
    kept = request.cookies.get(_cookie_name(), "")
    if len(kept) == _LENGTH and set(kept) <= set(ALPHABET):
        return kept
    if "new_device" not in g:
        g.new_device = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return str(g.new_device)


def _cookie_name() -> str:
    return "__Host-relais-device" if current_app.config["SESSION_COOKIE_SECURE"] else "relais-device"


def _keep_device(response: Response) -> Response:
    name = g.pop("new_device", None)
    if name:
        response.set_cookie(_cookie_name(), name, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response
