"""The teach-backs of a workshop as a form."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from lms.web.forms import DayField, EventForm
from lms.workshops.teachback.rules import Choice, Outcome

PREFIX = "t-"
NOT_OBSERVED = "none"
_CHOICES: dict[str, Outcome | None] = {NOT_OBSERVED: None, Outcome.CONVINCING.value: Outcome.CONVINCING, Outcome.AGAIN.value: Outcome.AGAIN}


def field_name(enrolment_id: UUID, seen: UUID | None) -> str:
    """Return the name of the choices of one person, which says which observation the page shows; see `workshops.forms.field_name`."""
    return f"{PREFIX}{enrolment_id}" + (f".{seen}" if seen else "")


class TeachBackForm(EventForm):
    """A grid of one row per participant, and what all rows that change have in common."""

    on = DayField(_l("Day on which you observed"), _l("Enter the day, the month and the year of the observation."))
    observer = StringField(
        _l("Who observed"),
        [InputRequired(_l("Enter the name of whoever observed.")), Length(max=80, message=_l("Write at most %(max)d characters."))],
    )

    choices: Mapping[UUID, Choice] = {}
    """What came with the grid, once the form has been validated."""

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Tell whether the form is well formed; a row that cannot be read, which no page of ours sends, is not."""
        is_valid: bool = super().validate(extra_validators)
        self.observer.data = " ".join((self.observer.data or "").split())
        try:
            self.choices = _choices_in(request.form)
        except (KeyError, ValueError):
            self.form_errors.append(_l("This page was incomplete. Check what you entered and send it again."))
            return False
        return is_valid


def _choices_in(data: Mapping[str, str]) -> dict[UUID, Choice]:
    choices: dict[UUID, Choice] = {}
    for name, value in data.items():
        if name.startswith(PREFIX):
            enrolment_id, _dot, seen = name.removeprefix(PREFIX).partition(".")
            choices[UUID(enrolment_id)] = Choice(_CHOICES[value], UUID(seen) if seen else None)
    return choices
