"""The forms that ask for a serial, and for the letters that a name begins with."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError
from wtforms.validators import InputRequired, Length

from lms.certificates.rules.serials import has_right_check, normal_serial
from lms.web.forms import Form


class SerialForm(Form):
    """A serial as somebody reads it from a paper. Sent as an address, so that it can be kept and shared."""

    class Meta:
        csrf = False  # it changes nothing

    serial = StringField(_l("Serial of the certificate"), [InputRequired(_l("Enter the serial printed on the certificate.")), Length(max=40)])

    def validate_serial(self, field: StringField) -> None:
        """Accept what is shaped like a serial and whose check character fits."""
        serial = normal_serial(field.data or "")
        if serial is None:
            raise ValidationError(_l("A serial looks like T-2026-KQ7M2-X. Copy it as it is printed on the certificate."))
        if not has_right_check(serial):
            raise ValidationError(_l("One character of this serial is not right. Compare it with the paper, character by character."))

    @property
    def normal(self) -> str:
        """Return the serial as it is printed, once the form has been validated."""
        return normal_serial(self.serial.data or "") or ""


class LettersForm(Form):
    """How the family name on a certificate begins."""

    class Meta:
        csrf = False  # it changes nothing

    letters = StringField(
        _l("First letters of the family name"), [InputRequired(_l("Enter the first letters of the family name on the certificate.")), Length(max=80)]
    )
