"""The form at the end of a lesson."""

from wtforms import HiddenField
from wtforms.validators import Regexp

from lms.web.forms import EventForm


class LessonForm(EventForm):
    """The answers to a lesson's questions, with the version of the text that the page showed: a newer one may have come since.

    The answers are fields named after the questions; the route reads them.
    """

    content = HiddenField(validators=[Regexp(r"^[0-9a-f]{16}$")])
