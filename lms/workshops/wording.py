"""What the values of attendance are called on pages."""

from flask_babel import lazy_gettext as _l

from lms.workshops.rules import ReasonKind, Source

REASON_NAMES = {
    ReasonKind.MISTAKE: _l("Marked by mistake"),
    ReasonKind.ARRIVED: _l("Came after the marking"),
    ReasonKind.LEFT: _l("Left before the end"),
    ReasonKind.EXCUSE: _l("An excuse came in later"),
    ReasonKind.CHECKED: _l("Checked with the person or on the signed sheet"),
    ReasonKind.OTHER: _l("Another reason, in words"),
}

SOURCE_NAMES = {Source.SCREEN: _l("on the screen"), Source.QR: _l("by badge"), Source.PAPER: _l("from the sheet")}
