"""What an organiser says of the papers to print. Those asked by their address change nothing and need no protection."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from lms.i18n import number
from lms.web.forms import Form
from lms.workshops.prints.pdf import BadgeSize
from lms.workshops.prints.rules import BadgeRole, Terms

_PARTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+")
MOST_BLANKS = 60
_MOST_FRANCS = 9_999_999
_MOST_NIGHTS = 60
_DIGITS_ONLY = _l("Write a whole number in figures, for example 12 500. Leave the box empty for nothing.")


class WholeNumberField(StringField):
    """A whole number as people write it, thousands apart or not; an empty box is nothing."""

    data: int | None  # type: ignore[assignment]  # what was typed becomes a number

    def __init__(self, label: LazyString, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(label, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the figures, whatever kinds of spaces, or points or commas before each three of them, part them."""
        if not valuelist:
            return
        typed = "".join(str(valuelist[0]).split())
        if _PARTED.fullmatch(typed):
            typed = typed.replace(".", "").replace(",", "")
        self.data = None
        if typed:
            if not (typed.isascii() and typed.isdigit()):
                raise ValueError(_DIGITS_ONLY)
            if len(typed) > len(str(self.most)) or int(typed) > self.most:
                raise ValueError(_l("Write a number of at most %(most)s.", most=number(self.most)))
            self.data = int(typed)

    def _value(self) -> str:
        """Return what the box shows: what was typed, or the number with its thousands apart."""
        if self.raw_data:
            return str(self.raw_data[0])
        return number(self.data) if self.data is not None else ""


class SheetsForm(Form):
    """Which sheets are printed, and how: they are given their codes, which are kept."""

    half_days = SelectMultipleField(
        _l("Which half-days?"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validators=[InputRequired(_l("Choose at least one half-day."))],
    )  # fmt: skip
    blanks = WholeNumberField(_l("Empty rows at the end"), most=MOST_BLANKS, default=5, description=_l("For people who come without being enrolled."))
    phones = BooleanField(
        _l("With phone numbers"),
        description=_l("Everybody who signs will see them. Those of people from other workshops come once they have attended."),
    )


SIZES: Mapping[BadgeSize, LazyString] = {BadgeSize.LARGE: _l("Large, four per sheet"), BadgeSize.SMALL: _l("Small, eight per sheet")}
ROLES: Mapping[BadgeRole, LazyString] = {
    BadgeRole.PARTICIPANT: _l("Participants"), BadgeRole.TRAINER: _l("Trainers"), BadgeRole.OBSERVER: _l("Observers"),
    BadgeRole.ORGANISER: _l("Organisers"),
}  # fmt: skip


class BadgesForm(Form):
    """Which badges are wanted. Asked by its address."""

    class Meta:
        csrf = False

    size = RadioField(_l("Size"), choices=[SelectChoice(size.value, name) for size, name in SIZES.items()], default=BadgeSize.LARGE.value)
    role = SelectField(
        _l("For whom?"), choices=[SelectChoice("", _l("Everybody")), *(SelectChoice(role.value, name) for role, name in ROLES.items())], default=""
    )
    wanted = StringField(
        _l("Only these people"),
        validators=[Length(max=400, message=_l("Write at most %(max)d characters."))],
        description=_l("For a lost badge, or for somebody who came late: a name, part of a name or a code; several with commas between."),
    )
    empty = WholeNumberField(_l("Badges without a name"), most=MOST_BLANKS, default=0, description=_l("To fill in by hand."), id="empty-badges")


class ParticipantsForm(Form):
    """How the list of participants is wanted. Asked by its address."""

    class Meta:
        csrf = False

    phones = BooleanField(
        _l("With phone numbers"),
        id="phones-in-list",
        description=_l(
            "Only if those who receive the list need them; it is noted. Those of people from other workshops come once they have attended."
        ),
    )


class PaymentsForm(Form):
    """What is paid: amounts that nobody assumes, and to whom neither nights nor transport are paid."""

    per_half_day = WholeNumberField(_l("For each half-day attended"), most=_MOST_FRANCS)
    per_night = WholeNumberField(_l("For each night"), most=_MOST_FRANCS)
    nights = WholeNumberField(_l("How many nights"), most=_MOST_NIGHTS)
    transport = WholeNumberField(_l("For transport, once"), most=_MOST_FRANCS)
    staying = SelectMultipleField(
        _l("No night and no transport for"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False,
        description=_l("Tick those who live nearby. The others receive both as soon as they have attended a half-day."),
    )  # fmt: skip

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Tell whether something is paid, and nights are said with what one is worth."""
        if not super().validate(extra_validators):
            return False
        terms = self.terms()
        if bool(terms.per_night) != bool(terms.nights):
            missing = self.nights if terms.per_night else self.per_night
            missing.errors = [_l("Write both what a night is worth and how many are paid, or leave both empty.")]
            return False
        if not (terms.per_half_day or terms.per_night or terms.transport):
            self.per_half_day.errors = [_l("Write at least one amount.")]
            return False
        return True

    def terms(self) -> Terms:
        """Return the amounts; an empty box is nothing."""
        return Terms(per_half_day=self.per_half_day.data or 0, per_night=self.per_night.data or 0, nights=self.nights.data or 0,
                     transport=self.transport.data or 0)  # fmt: skip
