"""What kinds of messages, their states and the reasons of failure are called on pages."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.i18n import number
from lms.mail import Reason
from lms.markup import NO_BREAK_SPACE
from lms.workshops.messages.rules import Kind, State
from lms.workshops.messages.sms import GSM, SmsCount

KIND_NAMES = {
    Kind.INVITATION: _l("Invitation"),
    Kind.REMINDER: _l("Reminder"),
    Kind.DATE_CHANGE: _l("Change of dates"),
    Kind.THANKS: _l("Thanks"),
    Kind.MISSING: _l("What the certificate still needs"),
}

KIND_READERS = {
    Kind.INVITATION: _l("those invited who have not answered"),
    Kind.REMINDER: _l("those invited and those confirmed"),
    Kind.DATE_CHANGE: _l("those invited, confirmed or waiting"),
    Kind.THANKS: _l("trainers, observers, and participants who were there"),
    Kind.MISSING: _l("confirmed participants whose certificate needs something"),
}

STATE_NAMES = {
    State.QUEUED: _l("Waiting to leave"),
    State.SENDING: _l("Being sent"),
    State.SENT: _l("Sent"),
    State.FAILED: _l("Not sent"),
    State.UNSURE: _l("Perhaps sent"),
    State.WITHDRAWN: _l("Kept back"),
}

STATE_TAGS = {
    State.QUEUED: "waiting", State.SENDING: "waiting", State.SENT: "done", State.FAILED: "refused", State.UNSURE: "attention",
    State.WITHDRAWN: "neutral",
}  # fmt: skip

REASONS = {
    Reason.NO_ADDRESS: _l("This person has no e-mail address any more. Write to them by telephone."),
    Reason.BAD_ADDRESS: _l("The e-mail address cannot be written on an envelope. Correct it, or write by telephone."),
    Reason.ADDRESS_REFUSED: _l("The mail server does not know this e-mail address. Check it with the person."),
    Reason.LETTER_REFUSED: _l("The mail server refused the message. Ask the administrator to look at its log."),
    Reason.SENDER_REFUSED: _l("The mail server does not let Relais send. Ask the administrator to check the sender’s address."),
    Reason.SIGN_IN_REFUSED: _l("The mail server refuses the name or the password of Relais. Ask the administrator to check them."),
    Reason.UNREACHABLE: _l("The mail server could not be reached."),
}


def sms_told(count: SmsCount) -> str:
    """Return what a text costs in SMS, and why."""
    if count.encoding == GSM:
        return str(
            ngettext("%(num)d SMS: %(units)s characters of the telephone alphabet.", "%(num)d SMS: %(units)s characters of the telephone alphabet.",
                     count.segments, units=number(count.units))
        )  # fmt: skip
    told = ngettext("%(num)d SMS: %(units)s characters, two bytes each.", "%(num)d SMS: %(units)s characters, two bytes each.", count.segments,
                    units=number(count.units))  # fmt: skip
    return f"{told} {_foreign_told(count)}"


def _foreign_told(count: SmsCount) -> str:
    return str(_("The telephone alphabet has no: %(letters)s", letters=NO_BREAK_SPACE.join(count.foreign)))
