"""Forms of those who look after quizzes."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import DataRequired, InputRequired, Length

from lms.web.forms import EventForm, Form

GUESS = "guess"
"""The format of a file is to be found out."""


class RemarkForm(Form):
    """Why attempts are marked anew."""

    reason = TextAreaField(
        _l("Why was the key corrected?"), validators=[DataRequired(_l("Write the reason: it is kept with each attempt.")), Length(max=500)]
    )


class ImportForm(EventForm):
    """A file of questions, and what it is."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose the file that holds the questions."))])
    format = RadioField(_l("How is it written?"), choices=[], default=GUESS)
    language = RadioField(_l("In which language?"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")], default="fr")
    module = RadioField(_l("On which module?"), choices=[], validators=[InputRequired(_l("Choose the module that the questions are about."))])

    def offer(self, *, modules: Iterable[tuple[str, str]], formats: Iterable[tuple[str, str]]) -> None:
        """Give the form what can be chosen: pairs (value, words)."""
        self.module.choices = [SelectChoice(value, words) for value, words in modules]
        self.format.choices = [SelectChoice(GUESS, _("Let Relais recognise it")), *(SelectChoice(value, words) for value, words in formats)]


class DecideForm(Form):
    """What is done with a file that was looked at."""

    leave_out_refused = BooleanField(_l("Leave out the questions that are refused, and import the others"))


class ExportForm(Form):
    """What an export is to be. Asked by its address: it changes nothing."""

    class Meta:
        csrf = False

    format = SelectField(_l("For which system?"), choices=[SelectChoice("moodle-xml", "Moodle XML"), SelectChoice("gift", "GIFT")])
    language = SelectField(_l("In which language?"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")])
