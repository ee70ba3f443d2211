"""What age bands, states, doubts and parts of a report are called on pages."""

from flask_babel import lazy_gettext as _l

from lms.cascade.rules import AgeBand, Doubt, Part, Sex, State

AGE_BAND_NAMES = {
    AgeBand.UNDER_18: _l("Under 18"),
    AgeBand.FROM_18: _l("18 to 24"),
    AgeBand.FROM_25: _l("25 to 34"),
    AgeBand.FROM_35: _l("35 to 49"),
    AgeBand.FROM_50: _l("50 to 59"),
    AgeBand.FROM_60: _l("60 and over"),
    AgeBand.NOT_STATED: _l("Age not stated"),
}

SEX_NAMES = {Sex.WOMEN: _l("Women"), Sex.MEN: _l("Men"), Sex.NOT_STATED: _l("Not stated")}

STATE_TAGS = {State.WAITING: "waiting", State.VERIFIED: "done", State.RETURNED: "attention"}
STATE_NAMES = {State.WAITING: _l("Waiting for verification"), State.VERIFIED: _l("Verified"), State.RETURNED: _l("Returned for correction")}

LIST_NAMES = {
    State.WAITING: _l("Reports to verify"),
    State.RETURNED: _l("Returned reports"),
    State.VERIFIED: _l("Verified sessions"),
    None: _l("All sessions"),
}

DOUBT_NAMES = {
    Doubt.MANY_PARTICIPANTS: _l("More than 40 participants"),
    Doubt.MINORS: _l("Participants under 18"),
    Doubt.LONG_AGO: _l("Held more than 12 months before it was reported"),
    Doubt.SAME_DAY_AND_PLACE: _l("The same trainer reported another session on this day in this place"),
    Doubt.RIVAL_REPORTS: _l("Two corrections of the same report: the one received last counts"),
    Doubt.VERIFIED_BEFORE: _l("Verified before, corrected since"),
    Doubt.NO_CERTIFICATE: _l("The trainer holds no certificate"),
    Doubt.OTHER_REGION: _l("Held outside the region of the trainer’s workshop"),
    Doubt.BEFORE_WORKSHOP: _l("Held before the trainer’s workshop began"),
}

PART_NAMES = {
    Part.PLACE: _l("Cercle or commune"),
    Part.LOCALITY: _l("Town or village"),
    Part.DATE: _l("Date"),
    Part.MODULES: _l("Modules taught"),
    Part.HEAD_COUNTS: _l("Participants"),
}
