"""The form with which a file is attached."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import InputRequired, Length, Optional

from lms.identifiers import parse_id
from lms.web.forms import EventForm, Form
from lms.workshops.files.rules.formats import Format
from lms.workshops.files.rules.limits import LONGEST_TITLE
from lms.workshops.files.wording import KIND_NAMES

WHOLE = ""
"""In place of a session: the workshop as a whole."""


class FileForm(EventForm):
    """A file, and what is said of it."""

    file = FileField(
        _l("File"),
        validators=[FileRequired(_l("Choose the file."))],
        render_kw={"accept": ",".join(["image/*", *(f".{one.value}" for one in Format)])},
    )
    kind = RadioField(
        _l("What is it?"), [InputRequired(_l("Choose what the file is."))], choices=[SelectChoice(kind, name) for kind, name in KIND_NAMES.items()]
    )
    title = StringField(
        _l("Title"), [Optional(), Length(max=LONGEST_TITLE, message=_l("Write at most %(max)d characters."))],
        description=_l("For instance: Road map of the Sikasso region. Without one, the name of the file is its title."),
    )  # fmt: skip
    session = SelectField(_l("To which session does it belong?"), choices=[], validate_choice=False)

    def offer(self, half_days: Sequence[tuple[str, Sequence[tuple[UUID, str]]]]) -> None:
        """Fill in the sessions: [(half-day, [(id, title), …]), …]."""
        sessions = [SelectChoice(str(id), title, optgroup=half_day) for half_day, found in half_days for id, title in found]
        self.session.choices = [SelectChoice(WHOLE, _("To the workshop as a whole")), *sessions]

    def session_id(self) -> UUID | None:
        """Return the session that was chosen; an id that none has when it cannot be read."""
        return (parse_id(self.session.data) or UUID(int=0)) if self.session.data else None


class RemovalForm(Form):
    """A button that removes a file."""
