"""What roles are called of one person."""

from flask_babel import pgettext

from lms.workshops.prints.rules import BadgeRole


def role_told(role: BadgeRole, sex: str) -> str:
    """Return what somebody's role is called. The form for men also serves where the sex is not stated."""
    is_woman = sex == "F"
    match role:
        case BadgeRole.PARTICIPANT:
            return str(pgettext("woman", "Participant") if is_woman else pgettext("man", "Participant"))
        case BadgeRole.TRAINER:
            return str(pgettext("woman", "Trainer") if is_woman else pgettext("man", "Trainer"))
        case BadgeRole.OBSERVER:
            return str(pgettext("woman", "Observer") if is_woman else pgettext("man", "Observer"))
        case BadgeRole.ORGANISER:
            return str(pgettext("woman", "Organiser") if is_woman else pgettext("man", "Organiser"))
