"""Forms of check-in, of typed sheets and of helpers' accesses."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectField, StringField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import InputRequired, Length

from lms.i18n import day
from lms.web.forms import EventForm, Form
from lms.workshops.checkin.rules import RowsOffSheet, RowsTwice, UnreadableRows, rows_in
from lms.workshops.forms import ReasonFields
from lms.workshops.rules import Status


class CheckInForm(EventForm):
    """A badge that was read, or a code that was typed."""

    code = StringField(_l("Code on the badge"), [InputRequired(_l("Enter the code that stands on the badge.")), Length(max=40)],
                       description=_l("Seven letters and figures, as K7M-4PXQ; small letters and spaces will do."))  # fmt: skip
    said_at = HiddenField()
    """When the page read it, in ISO 8601; empty when it is sent at once."""

    def when_read(self) -> datetime | None:
        """Return when the page says that it read the badge; None when it says nothing that can be understood."""
        try:
            said = datetime.fromisoformat(self.said_at.data or "")
        except ValueError:
            return None
        return said.astimezone(UTC) if said.tzinfo else None


class HourForm(Form):
    """Until when one counts as present."""

    late_after = TimeField(_l("Present until"), [InputRequired(_l("Enter the hour as 08:45."))])


class RowsField(StringField):
    """Row numbers of a sheet: `3 7 12-14`."""

    rows: frozenset[int] = frozenset()
    """What was typed, once the form has been validated."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  the library's
        """Read the numbers."""
        try:
            self.rows = rows_in(self.data or "")
        except UnreadableRows as error:
            raise ValidationError(
                _l("“%(piece)s” is not a row number. Write numbers with spaces between, as 3 7 12-14.", piece=error.piece)
            ) from None


class SheetForm(ReasonFields, EventForm):
    """What was written on a sheet that came back. It is sent twice: to be looked at, then to be kept."""

    sheet = StringField(_l("Code of the sheet"), [InputRequired(_l("Enter the code that stands on the sheet.")), Length(max=40)],
                        description=_l("It stands in the corner of the sheet, as S-K7M-4PXQ."))  # fmt: skip
    absent = RowsField(
        _l("Rows of those absent"), [Length(max=500)], description=_l("As 3 7 12-14. Whoever is on the sheet and in none of these lists was present.")
    )
    late = RowsField(_l("Rows of those late"), [Length(max=500)])
    excused = RowsField(_l("Rows of those excused"), [Length(max=500)])

    def exceptions(self) -> dict[Status, frozenset[int]]:
        """Return the rows that were typed, by status."""
        return {Status.ABSENT: self.absent.rows, Status.LATE: self.late.rows, Status.EXCUSED: self.excused.rows}

    def blame(self, error: RowsTwice | RowsOffSheet) -> None:
        """Say beside the fields what is wrong with the rows that were typed."""
        rows = ", ".join(map(str, error.rows))
        message = (
            _l("Typed for two statuses: %(rows)s. Leave each row in one list.", rows=rows) if isinstance(error, RowsTwice)
            else _l("No name stands in these rows of the sheet: %(rows)s. Check the numbers against the paper.", rows=rows)
        )  # fmt: skip
        for field in self._rows_fields():
            if field.rows & set(error.rows):
                field.errors = [*field.errors, message]

    def _rows_fields(self) -> Sequence[RowsField]:
        return (self.absent, self.late, self.excused)


class AccessForm(EventForm):
    """Whom a helper's access is for, and when."""

    label = StringField(_l("What the helper does, and where"), [InputRequired(_l("Enter a few words, as: Entrance, table 2.")), Length(max=60)],
                        description=_l("As: Entrance, table 2. It stands beside each of their marks; no name is needed."))  # fmt: skip
    on = SelectField(_l("Day"), coerce=date.fromisoformat)

    def offer(self, days: Sequence[date]) -> None:
        """Offer these days."""
        self.on.choices = [SelectChoice(one.isoformat(), day(one)) for one in days]

    def validate_label(self, field: Field) -> None:
        """Take the spaces off."""
        field.data = " ".join((field.data or "").split())
        if not field.data:
            raise ValidationError(_l("Enter a few words, as: Entrance, table 2."))


class HelperCodeForm(Form):
    """The code that an organiser gave."""

    code = StringField(_l("Code that the organiser gave you"), [InputRequired(_l("Enter the code that the organiser gave you.")), Length(max=40)],
                       description=_l("Ten letters and figures, as K7M4P-XQ2TR; small letters will do."))  # fmt: skip
