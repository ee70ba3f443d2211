"""Forms of those who look after quizzes."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.web.forms import Form


class RemarkForm(Form):
    """Why attempts are marked anew."""

    reason = TextAreaField(
        _l("Why was the key corrected?"), validators=[DataRequired(_l("Write the reason: it is kept with each attempt.")), Length(max=500)]
    )
