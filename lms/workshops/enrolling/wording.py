"""What states, actions and refusals are called on pages."""

from flask_babel import lazy_gettext as _l

from lms.workshops.enrolling.rules import Action, Refusal, State

STATE_NAMES = {
    State.INVITED: _l("Invited"),
    State.CONFIRMED: _l("Confirmed"),
    State.WAITING: _l("On the waiting list"),
    State.DECLINED: _l("Declined"),
    State.WITHDRAWN: _l("No longer comes"),
    State.REPLACED: _l("Replaced by somebody else"),
}
STATE_TAGS = {
    State.INVITED: "waiting",
    State.CONFIRMED: "done",
    State.WAITING: "neutral",
    State.DECLINED: "refused",
    State.WITHDRAWN: "refused",
    State.REPLACED: "refused",
}

ACTION_NAMES = {
    Action.CONFIRM: _l("They confirm that they come"),
    Action.DECLINE: _l("They decline"),
    Action.WITHDRAW: _l("They no longer come"),
    Action.WAIT: _l("Put on the waiting list"),
}
"""What a person's own page offers, in this order."""

ROLE_NAMES = {"participant": _l("Participant"), "trainer": _l("Trainer"), "observer": _l("Observer")}

REFUSALS = {
    Refusal.NOT_FROM_HERE: _l("This is not possible for them any more: their state has changed meanwhile, or is that already."),
    Refusal.FULL: _l("Every place is taken or promised. Put them on the waiting list: they are offered the first place that falls to them."),
    Refusal.HOLDS_NO_PLACE: _l(
        "Their invitation has lapsed, so there is no place that somebody else could take over. Invite the other person instead."
    ),
    Refusal.OTHER_ROLE: _l("They are a trainer or an observer of this workshop. Remove them from the team first."),
}
