"""What a trainer says of a session to receive its kit."""

from collections.abc import Mapping
from datetime import date, time

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectMultipleField, StringField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.courses.prints.words import AUDIENCE_NAMES, DURATION_NAMES
from lms.web.forms import DayField, Form

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
MORNING = time(8, 30)


def _choices(names: Mapping[str, LazyString | str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in names.items()]


class KitForm(Form):
    """Asked by its address, so that a download that stopped can go on and be asked again; it changes nothing."""

    class Meta:
        csrf = False

    today: date
    """The day of the request, where the programme works."""

    modules = SelectMultipleField(_l("Which modules?"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
                                  validators=[InputRequired(_l("Choose at least one module."))])  # fmt: skip
    duration = RadioField(
        _l("How long?"), choices=_choices(DURATION_NAMES), default="medium", validators=[InputRequired(_l("Choose how long the session is."))],
        description=_l("45 minutes are enough for one module, two hours for two, a day for three."),
    )  # fmt: skip
    audience = RadioField(
        _l("For whom?"), choices=_choices(AUDIENCE_NAMES), validators=[InputRequired(_l("Choose who will take part."))],
        description=_l("Of a mixed group, choose those who are most."),
    )  # fmt: skip
    language = RadioField(_l("In which language?"), choices=_choices(LANGUAGE_NAMES), validators=[InputRequired(_l("Choose a language."))])
    place = StringField(
        _l("Where?"), validators=[DataRequired(_l("Write the town and the room.")), Length(max=80, message=_l("Write at most 80 characters."))],
        description=_l("It is printed on the sheets. It is not kept."),
    )  # fmt: skip
    on = DayField(_l("Which day?"), _l("Enter the day, the month and the year of the session."))
    starts = TimeField(_l("At what time does it begin?"), validators=[InputRequired(_l("Enter the hour and the minutes."))])

    def validate_on(self, field: DateField) -> None:
        """Refuse a day gone by: it would be printed on every sheet."""
        if field.data and field.data < self.today:
            raise ValidationError(_l("This day has gone by. Enter the day of the session to come."))
