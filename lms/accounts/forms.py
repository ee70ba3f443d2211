"""Forms of sign-in and of one's own account."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from lms.accounts.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH
from lms.web.forms import Form


class SignInForm(Form):
    """E-mail or phone number, and password."""

    identifier = StringField(_l("E-mail or phone number"), [InputRequired(_l("Enter your e-mail or your phone number.")), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password."))])
    next = HiddenField()
    kept = HiddenField()
    """A form that was sent after the session had ended: `interrupted.keep`."""


class PasswordForm(Form):
    """A new password, typed twice."""

    current = PasswordField(_l("Present password"), [InputRequired(_l("Enter your present password."))])
    new = PasswordField(
        _l("New password"),
        [
            Length(
                min=MINIMUM_LENGTH,
                max=MAXIMUM_LENGTH,
                message=_l("Choose a password of at least %(min)d characters; several words are easiest to remember."),
            )
        ],
    )
    again = PasswordField(_l("New password, once more"), [EqualTo("new", _l("The two new passwords differ. Type the same one twice."))])


class AuditFilterForm(Form):
    """Narrows the audit. Sent with GET, so that a filtered list has an address."""

    class Meta:
        csrf = False  # it changes nothing

    account = SelectField(_l("Who"))

    def offer(self, people: Iterable[tuple[UUID, str]]) -> None:
        """Fill in who can be chosen."""
        self.account.choices = [("", _l("All")), *((str(id), name) for id, name in people)]
