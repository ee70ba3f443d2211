"""What the states of trainers are called on pages, and how a share is written."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.wording import ACTOR_TYPE_NAMES
from lms.coverage.rules import NOT_STATED, TrainerState
from lms.i18n import percent

STATE_NAMES = {
    TrainerState.CERTIFIED: _l("Certificate issued"),
    TrainerState.WITHOUT_CERTIFICATE: _l("Without certificate"),
    TrainerState.MISSING: _l("Started, certificate not issued"),
    TrainerState.NEVER_STARTED: _l("Never started the modules"),
    TrainerState.ACTIVE: _l("Active in the last 12 months"),
    TrainerState.NO_SESSION: _l("No session reported"),
}

GROUP_NAMES: dict[str, LazyString] = {**{group.value: name for group, name in ACTOR_TYPE_NAMES.items()}, NOT_STATED: _l("Not stated")}
_ROUNDS_TO_NOTHING = 0.005


def share_in_words(share: float) -> str:
    """Return a share as a whole percentage; what is more than nothing never reads 0 %."""
    if 0 < share <= _ROUNDS_TO_NOTHING:
        return str(_("less than %(share)s", share=percent(0.01)))
    return percent(share)
