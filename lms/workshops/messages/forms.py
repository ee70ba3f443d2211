"""Which dates were announced before they changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l

from lms.web.forms import DayField, Form


class OldDatesForm(Form):
    """The dates that people know. Asked by the address of the page: it changes nothing."""

    class Meta:
        csrf = False

    old_first = DayField(_l("First day announced before"), _l("Enter the first day that was announced."))
    old_last = DayField(_l("Last day announced before"), _l("Enter the last day that was announced."))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Tell whether both days are there and in order."""
        if not super().validate(extra_validators):
            return False
        first, last = self.days
        if first > last:
            self.old_last.errors = [_l("The last day comes before the first. Enter them in order.")]
            return False
        return True

    @property
    def days(self) -> tuple[date, date]:
        """The days, once the form has been validated."""
        return cast(date, self.old_first.data), cast(date, self.old_last.data)
