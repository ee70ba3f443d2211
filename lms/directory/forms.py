"""Forms of the directory."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional

from lms.accounts.codes import spelt
from lms.accounts.models import Person
from lms.accounts.rules import PERSON_FIELDS, ActorType, PersonData, actor_type_of
from lms.accounts.wording import ACTOR_TYPE_NAMES
from lms.directory.rules import RequestState
from lms.directory.wording import LANGUAGE_NAMES
from lms.people.emails import emails_in
from lms.people.emails import unread_in as unread_addresses
from lms.people.names import tidy
from lms.people.phones import phones_in
from lms.people.phones import unread_in as unread_numbers
from lms.people.professions import Profession, profession_of
from lms.people.sexes import Sex
from lms.people.wording import PROFESSION_NAMES, SEX_NAMES, fault_of_name
from lms.plain import plain
from lms.rosters.looks import birth_year_in
from lms.web.forms import EventForm, Form

_MOST_LETTERS = 120
_MOST_WORDS = 1000
_AT_MOST = _l("Write at most %(max)d characters.")
_FROM_LIST = _l("Choose from the list.")
_AS_WORDS_SAY = _l("As the words above say")


def _choices(names: Mapping[Any, LazyString | str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), name) for value, name in names.items()]


class SearchForm(Form):
    """What to look for in the directory. Sent with GET, so that a search has an address."""

    class Meta:
        csrf = False  # it changes nothing

    q = StringField(
        _l("Name, code or end of a phone number"),
        [Length(max=_MOST_LETTERS)],
        description=_l("Beginnings of names in any order, with or without accents; a code as on the badge; or the last four digits."),
    )


class PersonForm(EventForm):
    """What is recorded of a person."""

    family_name = StringField(
        _l("Family name"),
        [InputRequired(_l("Enter the family name, or the only name.")), Length(max=_MOST_LETTERS, message=_AT_MOST)],
        description=_l("As on the identity document. A name of one word stands here."),
    )
    given_names = StringField(_l("Given names"), [Optional(), Length(max=_MOST_LETTERS, message=_AT_MOST)])
    sex = RadioField(_l("Sex"), choices=_choices(SEX_NAMES), default=Sex.NOT_STATED.value)
    birth_year = StringField(_l("Year of birth"), [Optional(), Length(max=4, message=_AT_MOST)])
    profession = StringField(
        _l("Profession or function"), [Optional(), Length(max=_MOST_LETTERS, message=_AT_MOST)], description=_l("In their own words.")
    )
    profession_type = SelectField(_l("Type of profession"), choices=[SelectChoice("", _AS_WORDS_SAY), *_choices(PROFESSION_NAMES)])
    institution = StringField(_l("Institution"), [Optional(), Length(max=_MOST_LETTERS, message=_AT_MOST)], description=_l("As it calls itself."))
    actor_type = SelectField(_l("Type of institution"), choices=[SelectChoice("", _AS_WORDS_SAY), *_choices(ACTOR_TYPE_NAMES)])
    place_code = SelectField(_l("Place of work"), validate_choice=False)
    language = RadioField(_l("Messages are written in"), choices=_choices(LANGUAGE_NAMES), default="fr")
    phones = TextAreaField(_l("Phone numbers"), [Optional(), Length(max=_MOST_LETTERS, message=_AT_MOST)], description=_l("One on each line."))
    emails = TextAreaField(_l("E-mail addresses"), [Optional(), Length(max=500, message=_AT_MOST)], description=_l("One on each line."))

    known_places: Collection[str] = ()
    """Codes of the places that can be chosen."""

    def offer(self, places: Sequence[tuple[str, str, str]]) -> None:
        """Fill in what can be chosen. places: (code, name, region) in order."""
        blank = SelectChoice("", _l("Not stated"))
        self.place_code.choices = [blank, *(SelectChoice(code, name, optgroup=region) for code, name, region in places)]
        self.known_places = {code for code, _name, _region in places}

    def show(self, person: Person, *, phones: Sequence[str], emails: Sequence[str]) -> None:
        """Fill in what is recorded."""
        for name in PERSON_FIELDS:
            value = getattr(person, name)
            self[name].data = "" if value is None else str(value)
        self.phones.data, self.emails.data = "\n".join(phones), "\n".join(emails)

    def said(self) -> PersonData:
        """Return what the form says, once it has been validated. A type left to the words is taken from them."""
        profession, institution = tidy(self.profession.data or ""), tidy(self.institution.data or "")
        words = plain(profession), plain(institution)
        return PersonData(
            family_name=tidy(self.family_name.data or ""),
            given_names=tidy(self.given_names.data or ""),
            sex=self.sex.data,
            birth_year=birth_year_in(self.birth_year.data or ""),
            profession=profession,
            profession_type=self.profession_type.data or (profession_of(words[0]) if profession else Profession.OTHER).value,
            institution=institution,
            actor_type=self.actor_type.data or (actor_type_of(*words) if profession or institution else ActorType.OTHER).value,
            place_code=self.place_code.data or None,
            language=self.language.data,
            phones=phones_in(self.phones.data or ""),
            emails=emails_in(self.emails.data or ""),
        )

    def validate_family_name(self, field: StringField) -> None:
        if not plain(field.data or ""):
            raise ValidationError(_l("Enter the family name, or the only name."))
        if fault := fault_of_name(field.data or ""):
            raise ValidationError(fault)

    def validate_given_names(self, field: StringField) -> None:
        if field.data and (fault := fault_of_name(f"{self.family_name.data or ''} {field.data}")):
            raise ValidationError(fault)

    def validate_birth_year(self, field: StringField) -> None:
        if field.data and birth_year_in(field.data) is None:
            raise ValidationError(_l("Enter the year with four digits, for example 1985, or leave it empty."))

    def validate_place_code(self, field: SelectField) -> None:
        if field.data and field.data not in self.known_places:
            raise ValidationError(_FROM_LIST)

    def validate_phones(self, field: TextAreaField) -> None:
        unread = unread_numbers(field.data or "")
        if unread:
            raise ValidationError(_l("%(number)s is no whole number. Enter eight digits, or the country code with a plus.", number=unread[0]))

    def validate_emails(self, field: TextAreaField) -> None:
        unread = unread_addresses(field.data or "")
        if unread:
            raise ValidationError(_l("%(address)s is no whole address. Enter it as in awa@example.org.", address=unread[0]))


class CompareForm(Form):
    """Which record to lay beside another. Sent with GET, so that two records side by side have an address."""

    class Meta:
        csrf = False  # it changes nothing

    other = StringField(_l("Code of the other record"), [Length(max=20)], description=_l("As on the badge or on the page of the person: K7M-4PXQ."))


class DecisionForm(EventForm):
    """Two records side by side: which one is kept when they are merged."""

    kept = RadioField(_l("Which record stands for both?"), [InputRequired(_l("Choose which record stands for both."))])

    def offer(self, *people: Person) -> None:
        """Fill in which records can be kept."""
        self.kept.choices = _choices({one.code: f"{one.full_name}, {spelt(one.code)}" for one in people})


class RequestForm(EventForm):
    """What somebody asks to be corrected in their own record, or on one of their certificates."""

    certificate = HiddenField()
    """Its serial, or nothing."""
    words = TextAreaField(
        _l("What should be corrected?"),
        [
            DataRequired(_l("Write what is wrong and what is right.")),
            Length(max=_MOST_WORDS, message=_AT_MOST),
        ],
        description=_l("Say what is wrong and what is right. The staff of the programme read it. Write nothing about victims or cases."),
    )


class AnswerForm(Form):
    """An answer to a correction request: two buttons and words."""

    state = StringField(validators=[AnyOf([RequestState.DONE, RequestState.REFUSED], message=_l("Choose one of the two buttons."))])
    answer = TextAreaField(
        _l("Answer"),
        [Length(max=_MOST_WORDS, message=_AT_MOST)],
        description=_l("The person reads it. Needed when the record stays as it is."),
    )
