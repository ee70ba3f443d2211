"""Forms of the plan of a workshop."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from lms.identifiers import parse_id
from lms.web.forms import DayField, EventForm, Form
from lms.workshops.plan.rules.days import PARTS
from lms.workshops.plan.rules.quotas import Axis, Minima
from lms.workshops.plan.rules.status import WorkshopStatus
from lms.workshops.plan.rules.timetable import WITH_SUBJECT, Kind
from lms.workshops.plan.wording import KIND_NAMES, PART_NAMES

MOST_PLACES = 500
_AT_MOST = _l("Write at most %(max)d characters.")
_ENTER_A_DATE = _l("Enter the day, the month and the year.")
_ENTER_A_TIME = _l("Enter the hour and the minutes, for example 08:30.")
_ENTER_PLACES = _l("Enter a whole number from 1 to 500.")
_BLANK = SelectChoice("", _l("Choose from the list"))


def _time(label: LazyString) -> TimeField:
    return TimeField(label, [InputRequired(_ENTER_A_TIME)], invalid_value_message=_ENTER_A_TIME)  # type: ignore[call-arg]  # the types describe 3.2


def _place() -> SelectField:
    # Whether a place existed on the day is a rule, so the service checks it.
    return SelectField(_l("Region, cercle or commune"), [InputRequired(_l("Choose a place from the list."))], validate_choice=False)


def _venue() -> StringField:
    hint = _l("House and room, as people will look for them. It may come later.")
    return StringField(_l("Venue"), [Optional(), Length(max=160, message=_AT_MOST)], description=hint)


def _capacity() -> IntegerField:
    checks = [InputRequired(_ENTER_PLACES), NumberRange(min=1, max=MOST_PLACES, message=_ENTER_PLACES)]
    hint = _l("How many people can take part. There will never be more, not even at the door.")
    return IntegerField(_l("Number of places"), checks, description=hint, invalid_value_message=_ENTER_PLACES)  # type: ignore[call-arg]  # the types describe 3.2


class CopyForm(EventForm):
    """Where and when a copy is, and for how many; it lasts as long as what is copied."""

    place_code = _place()
    venue = _venue()
    starts_on = DayField(_l("First day"), _ENTER_A_DATE)
    capacity = _capacity()
    is_another = BooleanField(_l("Plan another workshop at the same place and on the same days"))

    def offer(self, places: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """Fill in what can be chosen. places: [(group, [(code, name), …]), …]."""
        self.place_code.choices = [_BLANK, *(SelectChoice(code, name, optgroup=group) for group, found in places for code, name in found)]


class FrameForm(CopyForm):
    """Where and when a workshop is, and for how many."""

    ends_on = DayField(_l("Last day"), _ENTER_A_DATE)


class HalfDayForm(EventForm):
    """A half-day to add."""

    on = DayField(_l("Day"), _ENTER_A_DATE)
    part = RadioField(
        _l("Part of the day"), [InputRequired(_l("Choose morning or afternoon."))], choices=[SelectChoice(part, PART_NAMES[part]) for part in PARTS]
    )
    starts_at = _time(_l("From"))
    ends_at = _time(_l("To"))


class HoursForm(Form):
    """From when to when a half-day lasts."""

    starts_at = _time(_l("From"))
    ends_at = _time(_l("To"))


class SessionForm(EventForm):
    """A session of the timetable. Its kind and, where it has one, its module or quiz are one choice: they cannot contradict each other."""

    starts_at = _time(_l("From"))
    ends_at = _time(_l("To"))
    what = SelectField(_l("Kind of session"), [InputRequired(_l("Choose what the session is."))], validate_choice=False)
    title = StringField(
        _l("Title"), [Optional(), Length(max=160, message=_AT_MOST)],
        description=_l("What it is about. For a module or a test it may stay empty: its own name stands there."),
    )  # fmt: skip
    led_by = StringField(
        _l("Led by"), [Optional(), Length(max=160, message=_AT_MOST)], description=_l("One or several names, as they will be printed.")
    )

    def offer(self, subjects: Mapping[Kind, Sequence[tuple[str, str]]]) -> None:
        """Fill in what can be chosen. subjects: {kind: [(slug, name), …]} of the kinds that have a module or a quiz."""
        plain = [SelectChoice(kind, name) for kind, name in KIND_NAMES.items() if kind not in WITH_SUBJECT]
        named = [
            SelectChoice(value(kind, slug), name, optgroup=str(KIND_NAMES[kind])) for kind in WITH_SUBJECT for slug, name in subjects.get(kind, ())
        ]
        self.what.choices = [_BLANK, *plain, *named]

    def chosen(self) -> tuple[Kind, str] | None:
        """Return (kind, slug or nothing), or None when no page of ours offers what was sent."""
        kind, _colon, subject = (self.what.data or "").partition(":")
        return (Kind(kind), subject) if kind in list(Kind) and bool(subject) == (kind in WITH_SUBJECT) else None


def given(field: Field) -> Any:
    """Return what a field holds that had to be filled in, once its form has been validated."""
    assert field.data is not None
    return field.data


def value(kind: str, subject: str) -> str:
    """Return what stands for a kind and its module or quiz in the list of choices."""
    return f"{kind}:{subject}" if subject else kind


class StepForm(EventForm):
    """A step to another status. Each step is a button."""

    after = StringField(validators=[AnyOf([status.value for status in WorkshopStatus], message=_l("Choose one of the buttons."))])
    reason = TextAreaField(
        _l("Why?"), [Length(max=500, message=_AT_MOST)], description=_l("Whoever reads the plan later sees it. Write nothing about victims or cases.")
    )


class OrganiserForm(Form):
    """An account that shall organise the workshop too."""

    account = SelectField(_l("Organiser to add"), [InputRequired(_l("Choose somebody in the list."))], validate_choice=False)

    def offer(self, organisers: Sequence[tuple[UUID, str]]) -> None:
        """Fill in who can be chosen."""
        self.account.choices = [_BLANK, *((str(id), name) for id, name in organisers)]

    def chosen(self) -> UUID:
        """Return the account; an id that none has when it cannot be read."""
        return parse_id(self.account.data or "") or UUID(int=0)


class PlainForm(Form):
    """A button with nothing to fill in."""


class GuestRemovalForm(EventForm):
    """A button that takes a trainer or an observer out of the team; it goes into their history, so it has an id."""


@dataclass(frozen=True)
class Minimum:
    """One number of the table of quotas, as it stands on the page."""

    name: str
    axis: Axis
    group: str
    label: LazyString | str
    text: str
    is_wrong: bool


class MinimaField(Field):
    """Places meant at least for each group: a table of numbers, of which an empty one means none. One field, for they share one message."""

    data: Minima

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002  the base class says which
        """Read the numbers from the page, or from what is stored."""
        self.process_errors: list[Any] = []
        self.data = dict(data) if isinstance(data, Mapping) else {}
        self._typed: dict[str, str] = {}
        self._sent = formdata
        self.errors = []

    def read(self, groups: Mapping[Axis, Mapping[str, LazyString | str]]) -> bool:
        """Say for which groups there are numbers; return whether all that were sent can be read."""
        self._groups = groups
        if self._sent:
            self._typed = {self._name(*key): "".join(self._sent.getlist(self._name(*key))).strip() for key in self._keys()}
            self.data = {key: int(text) for key in self._keys() if _is_count(text := self._typed[self._name(*key)])}
            if not all(_is_count(text) for text in self._typed.values() if text):
                self.errors = [_l("Enter whole numbers only, for example 4. Leave a box empty where no places are meant for a group.")]
        return not self.errors

    def rows(self, axis: Axis) -> Iterator[Minimum]:
        """Return the boxes of one axis."""
        for group, label in self._groups[axis].items():
            name = self._name(axis, group)
            number = self.data.get((axis, group), 0)
            text = self._typed.get(name, str(number) if number else "")
            yield Minimum(name=name, axis=axis, group=group, label=label, text=text, is_wrong=bool(text) and not _is_count(text))

    def _keys(self) -> Iterator[tuple[Axis, str]]:
        return ((axis, group) for axis, groups in self._groups.items() for group in groups)

    def _name(self, axis: Axis, group: str) -> str:
        return f"{self.name}-{axis}-{group}"


class QuotaForm(Form):
    """Places meant at least for groups."""

    minima = MinimaField(_l("Places meant at least for each group"))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3
