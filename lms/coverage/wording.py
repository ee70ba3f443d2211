"""What the states of trainers are called on pages."""

from flask_babel import lazy_gettext as _l

from lms.coverage.rules import TrainerState

STATE_NAMES = {
    TrainerState.CERTIFIED: _l("Certificate issued"),
    TrainerState.MISSING: _l("Something is missing for the certificate"),
    TrainerState.NEVER_STARTED: _l("Never started the modules"),
    TrainerState.ACTIVE: _l("Active in the last 12 months"),
    TrainerState.NO_SESSION: _l("No session reported"),
}
