"""The form at the end of a lesson."""

from wtforms import HiddenField
from wtforms.validators import Regexp

from lms.web.forms import EventForm


class LessonForm(EventForm):
    """«I have read this lesson», with the version of the text that the page showed: a newer one may have come since."""

    content = HiddenField(validators=[Regexp(r"^[0-9a-f]{16}$")])
