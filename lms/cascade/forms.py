"""Forms of the cascade: a report, a decision on one, and the filters of the list of sessions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import AnyOf, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.cascade.rules import AgeBand, HeadCounts, Sex, State, Verdict
from lms.identifiers import parse_id
from lms.web.forms import DayField, EventForm, Form

_ENTER_A_DATE = _l("Enter the day, the month and the year of the session.")
_DIGITS = 3  # one report holds at most 500 participants


@dataclass(frozen=True)
class Cell:
    """One number of the table of participants, as it stands on the page."""

    name: str
    sex: Sex
    band: AgeBand
    text: str
    is_wrong: bool


class HeadCountsField(Field):
    """Participants by sex and age band: a small table of numbers, of which an empty one is a zero.

    One field with twenty-one inputs, because they are right or wrong together and share one message.
    """

    data: HeadCounts

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002  the base class says which
        """Read the numbers from the page, or from a report that is being corrected."""
        self.process_errors = []
        self.data = data if isinstance(data, Mapping) else {}
        self._typed: dict[tuple[Sex, AgeBand], str] = {}
        if formdata:
            self._typed = {key: "".join(formdata.getlist(self._name(*key))).strip() for key in _cells()}
            self.data = {key: int(text) for key, text in self._typed.items() if _is_count(text)}
            if not all(_is_count(text) for text in self._typed.values() if text):
                self.process_errors.append(_l("Enter whole numbers only, for example 12. Leave a box empty when there was nobody."))
        self.errors = list(self.process_errors)

    def rows(self) -> Iterator[tuple[AgeBand, list[Cell]]]:
        """Return the table, one row per age band."""
        for band in AgeBand:
            yield band, [self._cell(sex, band) for sex in Sex]

    @property
    def total(self) -> int:
        """Return the sum of the numbers that could be read."""
        return sum(self.data.values())

    def _name(self, sex: Sex, band: AgeBand) -> str:
        return f"{self.name}-{sex}-{band}"

    def _cell(self, sex: Sex, band: AgeBand) -> Cell:
        number = self.data.get((sex, band), 0)
        text = self._typed.get((sex, band), str(number) if number else "")
        return Cell(name=self._name(sex, band), sex=sex, band=band, text=text, is_wrong=bool(text) and not _is_count(text))


def _cells() -> Iterator[tuple[Sex, AgeBand]]:
    return ((sex, band) for band in AgeBand for sex in Sex)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS


class ReportForm(EventForm):
    """What a trainer says of a session: where, when, which modules, how many people."""

    amends_id = HiddenField()
    """When correcting: the report that was on the screen."""
    held_on = DayField(_l("Date of the session"), _ENTER_A_DATE, description=_l("For a session of several days, the last day."))
    # What may be chosen is a rule of the product, so the service checks it.
    place_code = SelectField(
        _l("Cercle, or commune of Bamako"), [InputRequired(_l("Choose a cercle, or a commune of Bamako, from the list."))], validate_choice=False
    )
    locality = StringField(
        _l("Town or village"),
        [Optional(), Length(max=80, message=_l("Write at most %(max)d characters."))],
        description=_l("Only the name of the town or village. Write nothing about victims or cases, here or elsewhere."),
    )
    modules = SelectMultipleField(_l("Modules taught"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False)
    head_counts = HeadCountsField(_l("Participants"), description=_l("How many people took part, by age. Leave a box empty when there was nobody."))

    def offer(self, *, places: Mapping[str, Sequence[tuple[str, str]]], modules: Sequence[tuple[str, str]]) -> None:
        """Fill in what can be chosen. places: {region: [(code, name), …]}; modules: [(slug, title), …]."""
        blank = SelectChoice("", _l("Choose from the list"))
        self.place_code.choices = [blank, *(SelectChoice(code, name, optgroup=region) for region, found in places.items() for code, name in found)]
        self.modules.choices = list(modules)

    def amended_id(self) -> UUID:
        """Return the report that this one corrects; an id that no report has when the page carried none."""
        return parse_id(self.amends_id.data or "") or UUID(int=0)


class DecisionForm(EventForm):
    """Two buttons: verify, or return with a reason."""

    report_id = HiddenField()
    replaces_id = HiddenField()
    decision = StringField(validators=[AnyOf([verdict.value for verdict in Verdict], message=_l("Choose one of the two buttons."))])
    reason = TextAreaField(
        _l("What should be corrected?"),
        [Length(max=500, message=_l("Write at most %(max)d characters."))],
        description=_l("Needed to return the report; the trainer reads it. Write nothing about victims or cases."),
    )

    def show(self, *, report_id: UUID, replaces_id: UUID | None) -> None:
        """Say which report is on the screen, and which decision on it."""
        self.report_id.data = str(report_id)
        self.replaces_id.data = str(replaces_id) if replaces_id else ""

    def seen(self) -> tuple[UUID | None, UUID | None]:
        """Return the report that was on the screen and the decision on it, as far as the page said."""
        return parse_id(self.report_id.data or ""), parse_id(self.replaces_id.data or "")

    def validate_report_id(self, field: HiddenField) -> None:
        if parse_id(field.data or "") is None:
            raise ValidationError(_l("This page was incomplete. Check what you entered and send it again."))


ALL_STATES = "all"


def _choice(label: LazyString, default: str) -> SelectField:
    message = _l("Choose from the list.")
    return SelectField(label, default=default, invalid_choice_message=message)  # type: ignore[call-arg]  # the published types describe 3.2


class SessionFilterForm(Form):
    """Narrows the list of sessions. Sent with GET, so that a filtered list has an address."""

    class Meta:
        csrf = False  # it changes nothing

    state = _choice(_l("State"), State.WAITING)
    region = _choice(_l("Region"), "")

    def offer(self, *, states: Iterable[tuple[str, str | LazyString]], regions: Iterable[tuple[str, str]]) -> None:
        """Fill in what can be chosen."""
        self.state.choices = list(states)
        self.region.choices = [("", _l("All")), *regions]

    def chosen(self) -> dict[str, str]:
        """Return what the filters are set to, without what they are set to anyway or what cannot be understood."""
        self.validate()
        return {field.name: field.data for field in self if field.data != field.default and not field.errors}
