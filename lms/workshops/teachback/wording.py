"""What the values of teach-backs are called on pages."""

from flask_babel import lazy_gettext as _l

from lms.workshops.teachback.forms import NOT_OBSERVED
from lms.workshops.teachback.rules import Outcome

OUTCOME_NAMES = {NOT_OBSERVED: _l("Not observed"), Outcome.AGAIN.value: _l("To be repeated"), Outcome.CONVINCING.value: _l("Convincing")}
