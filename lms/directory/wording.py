"""What fields, states and kinds of the directory are called on pages."""

from flask_babel import lazy_gettext as _l

from lms.accounts.codes import spelt
from lms.accounts.rules import spelt_phone
from lms.accounts.wording import ACTOR_TYPE_NAMES
from lms.cascade.wording import STATE_NAMES as SESSION_STATE_NAMES
from lms.directory.rules import RequestState
from lms.people.sexes import Sex
from lms.people.wording import PROFESSION_NAMES, SEX_NAMES
from lms.workshops.prints.rules import BadgeRole
from lms.workshops.prints.wording import role_told

__all__ = ["ACTOR_TYPE_NAMES", "PROFESSION_NAMES", "SESSION_STATE_NAMES", "SEX_NAMES", "spelt", "spelt_phone"]

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}

REQUEST_STATE_NAMES = {RequestState.OPEN: _l("Open"), RequestState.DONE: _l("Done"), RequestState.REFUSED: _l("Not changed")}
REQUEST_STATE_TAGS = {RequestState.OPEN: "waiting", RequestState.DONE: "done", RequestState.REFUSED: "refused"}

ENROLMENT_STATE_NAMES = {
    "invited": _l("Invited"),
    "confirmed": _l("Confirmed"),
    "waiting": _l("On the waiting list"),
    "declined": _l("Declined"),
    "withdrawn": _l("No longer comes"),
    "replaced": _l("Replaced by somebody else"),
}
_ROLE_NAMES = {"participant": _l("Participant"), "trainer": _l("Trainer"), "observer": _l("Observer")}

CERTIFICATE_STATE_NAMES = {"issued": _l("Valid"), "replaced": _l("Replaced"), "revoked": _l("Revoked")}


def role_name(role: str, sex: str) -> str:
    """Return what somebody was in a workshop, in the form for women or for men; where the sex is not stated, in one for both."""
    return str(_ROLE_NAMES[role]) if sex == Sex.NOT_STATED else role_told(BadgeRole(role), sex)
