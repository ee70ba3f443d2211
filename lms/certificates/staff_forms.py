"""Forms by which a certificate is corrected and revoked."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import InputRequired, Length

from lms.certificates.rules.corrections import Correction
from lms.certificates.rules.facts import LANGUAGE_CHOICES, Facts
from lms.certificates.rules.kinds import CorrectionReason, RevocationReason
from lms.certificates.staff_wording import (
    CORRECTION_REASON_NAMES,
    CORRECTION_WORDS_MISSING,
    LANGUAGE_CHOICE_NAMES,
    REVOCATION_REASON_NAMES,
    REVOCATION_WORDS_MISSING,
)
from lms.errors import DomainError
from lms.people.wording import fault_of_name
from lms.web.forms import DayField, EventForm, Form

_ENTER_A_DATE = _l("Enter the day, the month and the year.")
_LONGEST_NAME = 80
_MOST_WORDS = 500
_AT_MOST = _l("Write at most %(max)d characters.")

LANGUAGE_OPTIONS = [SelectChoice(choice, name) for choice, name in LANGUAGE_CHOICE_NAMES.items()]


class CorrectionForm(EventForm):
    """What a further issue of a certificate says."""

    full_name = StringField(
        _l("Name"),
        [
            InputRequired(_l("Enter the name as on the identity document.")),
            Length(max=_LONGEST_NAME, message=_AT_MOST),
        ],
        description=_l("As on the identity document, written as it is to be printed."),
    )
    issued_on = DayField(_l("Issued on"), _ENTER_A_DATE)
    place = StringField(_l("Place of the workshop"), [InputRequired(_l("Enter the place.")), Length(max=_LONGEST_NAME, message=_AT_MOST)])
    starts_on = DayField(_l("First day of the workshop"), _ENTER_A_DATE)
    ends_on = DayField(_l("Last day of the workshop"), _ENTER_A_DATE)
    languages = RadioField(_l("Printed in"), [InputRequired(_l("Choose in which languages it is printed."))], choices=LANGUAGE_OPTIONS)
    is_refreshed = BooleanField(_l("Take the wording, the titles of the modules, the signatories and the half-days as they are today"))
    reason = RadioField(_l("Why is it issued again?"), [InputRequired(_l("Choose a reason."))])
    words = TextAreaField(
        _l("What was wrong, or is wanted?"),
        [InputRequired(CORRECTION_WORDS_MISSING), Length(max=_MOST_WORDS, message=_AT_MOST)],
        description=_l("For the staff of the programme; not printed."),
    )

    today: date
    """Nothing is dated later."""

    def offer(self, reasons: Sequence[CorrectionReason], today: date) -> None:
        """Fill in what can be chosen."""
        self.reason.choices = [SelectChoice(reason.value, CORRECTION_REASON_NAMES[reason]) for reason in reasons]
        self.today = today
        if len(reasons) == 1 and self.reason.data is None:
            self.reason.data = reasons[0].value

    def show(self, facts: Facts) -> None:
        """Fill in what the certificate says."""
        self.languages.data = "-".join(facts.languages)
        for name in ("full_name", "issued_on", "place", "starts_on", "ends_on"):
            self[name].data = getattr(facts, name)

    def said(self) -> Correction:
        """Return what the form says, once it has been validated."""
        days = self.issued_on.data, self.starts_on.data, self.ends_on.data
        issued_on, starts_on, ends_on = (day for day in days if day is not None)
        return Correction(
            full_name=self.full_name.data or "",
            issued_on=issued_on,
            place=self.place.data or "",
            starts_on=starts_on,
            ends_on=ends_on,
            reason=CorrectionReason(self.reason.data),
            words=self.words.data or "",
            languages=LANGUAGE_CHOICES[self.languages.data],
            is_refreshed=bool(self.is_refreshed.data),
        )

    def validate_full_name(self, field: StringField) -> None:
        if fault := fault_of_name(field.data or ""):
            raise ValidationError(fault)

    def validate_issued_on(self, field: DateField) -> None:
        if field.data and field.data > self.today:
            raise ValidationError(_l("Enter today or a day before: a certificate is not dated ahead."))

    def validate_ends_on(self, field: DateField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("Enter a last day that is not before the first one."))


class IssueForm(Form):
    """In which languages the certificates of a workshop are printed."""

    languages = SelectField(_l("Printed in"), choices=LANGUAGE_OPTIONS, invalid_choice_message=_l("Choose from the list."))  # type: ignore[call-arg]  # the published types describe 3.2

    def offer(self, usual: tuple[str, ...]) -> None:
        """Choose what the programme usually prints."""
        self.languages.data = "-".join(usual)

    def said(self) -> tuple[str, ...]:
        """Return the languages that were chosen. Raises DomainError when they are none that are offered."""
        if not self.validate_on_submit():
            raise DomainError(" ".join(str(error) for error in self.languages.errors))
        return LANGUAGE_CHOICES[self.languages.data]


class RevocationForm(Form):
    """Why a certificate is revoked."""

    reason = RadioField(
        _l("Why is it revoked?"),
        [InputRequired(_l("Choose a reason."))],
        choices=[SelectChoice(reason.value, REVOCATION_REASON_NAMES[reason]) for reason in RevocationReason],
    )
    words = TextAreaField(
        _l("What happened?"),
        [InputRequired(REVOCATION_WORDS_MISSING), Length(max=_MOST_WORDS, message=_AT_MOST)],
        description=_l("For the staff of the programme: whoever checks the paper never reads these words."),
    )
