"""Forms of enrolment."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import AnyOf, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.accounts.rules import normal_phone
from lms.identifiers import parse_id
from lms.people.wording import fault_of_name
from lms.web.forms import DayField, EventForm, Form
from lms.workshops.enrolling.rules import Action

PURPOSES = ("invite", "door", "replace", "trainer", "observer")
"""For what people are looked up, found and chosen."""

_AT_MOST = _l("Write at most %(max)d characters.")


class SearchForm(Form):
    """A name or a code. Sent by POST: a name in an address would stay in logs and histories."""

    text = StringField(
        _l("Name or code"), [InputRequired(_l("Write a name or a code.")), Length(max=80, message=_AT_MOST)],
        description=_l("The beginning of the names is enough, without accents. Or the code on a badge, such as K7M-4PXQ."),
    )  # fmt: skip


class ChoiceForm(EventForm):
    """People among those who were found; whether one or several is for the page to say."""

    people = SelectMultipleField(_l("Who?"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False)

    def chosen(self) -> list[UUID]:
        """Return the people, each once, in the order of the page."""
        return list(dict.fromkeys(id for text in self.people.data or () if (id := parse_id(text))))

    def validate_people(self, _field: SelectMultipleField) -> None:
        """Make sure that somebody is chosen."""
        if not self.chosen():
            raise ValidationError(_l("Choose at least one person in the list."))


class InvitationFields(Form):
    """Until when an invitation keeps its place."""

    holds_until = DayField(
        _l("Answer expected by"), _l("Enter the day, the month and the year."),
        description=_l("Until that day the place is kept. Then it goes to the next on the waiting list."),
    )  # fmt: skip


class ReasonFields(Form):
    """Why somebody takes the place of another."""

    reason = StringField(_l("Why?"), [Optional(), Length(max=300, message=_AT_MOST)],
                         description=_l("It stays in the history. Write nothing about victims or cases."))  # fmt: skip


class ObserverFields(Form):
    """Where an observer comes from."""

    country = SelectField(_l("Country"), [InputRequired(_l("Choose the country they come from."))], validate_choice=False)
    committee = StringField(_l("Committee or institution"), [InputRequired(_l("Write which committee or institution sends them.")),
                                                             Length(max=160, message=_AT_MOST)])  # fmt: skip

    def offer_countries(self, countries: Iterable[tuple[str, str]]) -> None:
        """Fill in what can be chosen."""
        self.country.choices = [SelectChoice("", _l("Choose from the list")), *countries]


class PersonForm(EventForm):
    """Somebody whom the search did not find: as little as a badge and a list need."""

    family_name = StringField(_l("Family name"), [InputRequired(_l("Write the family name, or the only name.")), Length(max=80, message=_AT_MOST)],
                              description=_l("As on the identity document. Somebody with one name only: write it here."))  # fmt: skip
    given_names = StringField(_l("Given names"), [Optional(), Length(max=80, message=_AT_MOST)])
    sex = RadioField(_l("Sex"), [InputRequired(_l("Choose one of the three."))],
                     choices=[SelectChoice("F", _l("Woman")), SelectChoice("M", _l("Man")), SelectChoice("N", _l("Not stated"))])  # fmt: skip
    profession = StringField(_l("Profession"), [Optional(), Length(max=120, message=_AT_MOST)])
    institution = StringField(_l("Institution"), [Optional(), Length(max=120, message=_AT_MOST)])
    phone = StringField(_l("Telephone"), [Optional(), Length(max=30, message=_AT_MOST)])
    is_somebody_else = BooleanField(_l("It is somebody else of the same name"))

    def validate_family_name(self, field: StringField) -> None:
        """Make sure that each letter is what it looks like."""
        if fault := fault_of_name(field.data or ""):
            raise ValidationError(fault)

    def validate_given_names(self, field: StringField) -> None:
        """Make sure of it in the whole name."""
        if field.data and (fault := fault_of_name(f"{self.family_name.data or ''} {field.data}")):
            raise ValidationError(fault)

    def validate_phone(self, field: StringField) -> None:
        """Make sure that a number can be called."""
        if field.data and not normal_phone(field.data):
            raise ValidationError(_l("Write the whole number: eight digits, or with the code of the country, such as +221…"))


_EXTRAS: Mapping[str, type[Form]] = {"invite": InvitationFields, "replace": ReasonFields, "observer": ObserverFields}
"""What is asked beside the people, by the purpose for which they are chosen."""

CHOICE_FORMS: Mapping[str, type[ChoiceForm]] = {
    purpose: type(f"{purpose.title()}ChoiceForm", (ChoiceForm, _EXTRAS.get(purpose, Form)), {}) for purpose in PURPOSES
}
PERSON_FORMS: Mapping[str, type[PersonForm]] = {
    purpose: type(f"{purpose.title()}PersonForm", (PersonForm, _EXTRAS.get(purpose, Form)), {}) for purpose in PURPOSES
}


class TickForm(EventForm):
    """People ticked in a list, and a button for what has happened to all of them."""

    enrolments = SelectMultipleField(widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False)
    action = StringField(validators=[AnyOf([Action.CONFIRM, Action.DECLINE], message=_l("Choose one of the buttons."))])

    def chosen(self) -> list[UUID]:
        """Return the enrolments that are ticked."""
        return list(dict.fromkeys(id for text in self.enrolments.data or () if (id := parse_id(text))))

    def validate_enrolments(self, _field: SelectMultipleField) -> None:
        """Make sure that somebody is ticked."""
        if not self.chosen():
            raise ValidationError(_l("Tick at least one person in the list."))


class ActionForm(EventForm):
    """What has happened to one person."""

    action = RadioField(_l("What has happened?"), [InputRequired(_l("Choose what has happened."))], validate_choice=False)
    reason = StringField(_l("Why?"), [Optional(), Length(max=300, message=_AT_MOST)],
                         description=_l("It stays in the history. Write nothing about victims or cases."))  # fmt: skip

    def offer(self, actions: Sequence[tuple[str, LazyString | str]]) -> None:
        """Fill in what can be chosen."""
        self.action.choices = list(actions)
