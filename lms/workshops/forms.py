"""The attendance grid as a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l

from lms.web.forms import EventForm
from lms.workshops.rules import Status

PREFIX = "s-"


@dataclass(frozen=True)
class Choices:
    """What came with the grid: who was chosen to be what, and which marks the page had shown."""

    statuses: dict[UUID, Status]
    seen: dict[UUID, UUID]

    def kept_for(self, enrolment_id: UUID, mark_id: UUID | None) -> Status | None:
        """Return what was chosen for somebody, unless their mark is another one by now."""
        return self.statuses.get(enrolment_id) if self.seen.get(enrolment_id) == mark_id else None


def field_name(enrolment_id: UUID, mark_id: UUID | None) -> str:
    """Return the name of the choices of one person, which says which mark the page shows.

    A browser that goes back puts old choices into the fields of the same name. Were the mark in a field of its own, those choices would
    lie over newer marks and pass for corrections of them; with the mark in the name, they find no field.
    """
    return f"{PREFIX}{enrolment_id}.{mark_id}" if mark_id else f"{PREFIX}{enrolment_id}"


class AttendanceForm(EventForm):
    """A grid of one row per person.

    The rows are read here and not by forty fields of their own: they are all alike, and a field each costs more than the rest of the page.
    """

    choices = Choices(statuses={}, seen={})
    """What came with the grid, once the form has been validated."""

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Tell whether the form is well formed; a row that cannot be read, which no page of ours sends, is not."""
        is_valid: bool = super().validate(extra_validators)
        try:
            self.choices = _choices_in(request.form)
        except ValueError:
            self.form_errors.append(_l("This page was incomplete. Check what you entered and send it again."))
            return False
        return is_valid


def _choices_in(data: Mapping[str, str]) -> Choices:
    choices = Choices(statuses={}, seen={})
    for name, value in data.items():
        if not name.startswith(PREFIX):
            continue
        enrolment, _dot, mark = name.removeprefix(PREFIX).partition(".")
        enrolment_id = UUID(enrolment)
        if enrolment_id in choices.statuses:
            raise ValueError("the same person twice: no page shows two marks of one person")
        choices.statuses[enrolment_id] = Status(value)
        if mark:
            choices.seen[enrolment_id] = UUID(mark)
    return choices
