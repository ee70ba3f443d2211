"""The attendance grid as a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import Length

from lms.web.forms import EventForm, Form
from lms.workshops.rules import Reason, ReasonKind, Status
from lms.workshops.wording import REASON_NAMES

PREFIX = "s-"
_REASONS = [SelectChoice("", _l("Choose a reason")), *(SelectChoice(kind.value, name) for kind, name in REASON_NAMES.items())]
MOST_WORDS = 200
"""Letters of a reason."""


@dataclass(frozen=True)
class Choices:
    """What came with the grid: who was chosen to be what, and which marks the page had shown."""

    statuses: dict[UUID, Status]
    seen: dict[UUID, tuple[UUID, ...]]

    def kept_for(self, enrolment_id: UUID, heads: Sequence[UUID]) -> Status | None:
        """Return what was chosen for somebody, unless their marks are other ones by now."""
        return self.statuses.get(enrolment_id) if self.seen.get(enrolment_id, ()) == tuple(heads) else None


def field_name(enrolment_id: UUID, heads: Sequence[UUID]) -> str:
    """Return the name of the choices of one person, which says which marks the page shows.

    A browser that goes back puts old choices into the fields of the same name. Were the marks in a field of their own, those choices would
    lie over newer marks and pass for corrections of them; with the marks in the name, they find no field. A correction replaces the marks
    that are named here and no other: one that came in while the page was open stays.
    """
    return ".".join([f"{PREFIX}{enrolment_id}", *map(str, heads)])


class ReasonFields(Form):
    """Why marks are corrected, once for all of a form. Whether a reason is needed is not decided here."""

    reason = SelectField(_l("Why the marks change"), choices=_REASONS, default="")
    words = StringField(_l("In your words"), [Length(max=MOST_WORDS, message=_l("Write at most %(max)d characters."))])

    def validate_words(self, field: StringField) -> None:
        """Ask for words where the reason is none of the list."""
        field.data = " ".join((field.data or "").split())
        if self.reason.data == ReasonKind.OTHER and not field.data:
            raise ValidationError(_l("Write in a few words why the marks change."))

    def given_reason(self) -> Reason | None:
        """Return the reason, once the form has been validated; None when none was chosen."""
        return Reason(ReasonKind(self.reason.data), self.words.data or "") if self.reason.data else None


class AttendanceForm(EventForm, ReasonFields):
    """A grid of one row per person.

    The rows are read here and not by forty fields of their own: they are all alike, and a field each costs more than the rest of the page.
    """

    half_day = HiddenField()
    """Which half-day the page showed: its number in the address may by now belong to another one."""

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
        enrolment_id, *heads = map(UUID, name.removeprefix(PREFIX).split("."))
        if enrolment_id in choices.statuses:
            raise ValueError("the same person twice: no page shows two rows of one person")
        choices.statuses[enrolment_id] = Status(value)
        if heads:
            choices.seen[enrolment_id] = tuple(heads)
    return choices
