"""The attendance grid as a form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l

from lms.web.forms import EventForm
from lms.workshops.rules import Status

STATUS_PREFIX = "s-"
SEEN_PREFIX = "m-"


@dataclass(frozen=True)
class Choices:
    """What came with the grid: who was chosen to be what, and which marks the page had shown."""

    statuses: dict[UUID, Status]
    seen: dict[UUID, UUID]


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
    return Choices(
        statuses={enrolment_id: Status(value) for enrolment_id, value in _rows(data, STATUS_PREFIX)},
        seen={enrolment_id: UUID(value) for enrolment_id, value in _rows(data, SEEN_PREFIX)},
    )


def _rows(data: Mapping[str, str], prefix: str) -> Iterator[tuple[UUID, str]]:
    return ((UUID(name.removeprefix(prefix)), value) for name, value in data.items() if name.startswith(prefix))
