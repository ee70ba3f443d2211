from uuid import UUID

import pytest
from flask import Flask

from lms.workshops.forms import AttendanceForm, Choices, field_name
from lms.workshops.rules import Reason, ReasonKind, Status

PERSON, OTHER, MARK, NEWER = (UUID(int=n) for n in range(1, 5))


def read(app: Flask, data: dict[str, str]) -> AttendanceForm:
    """Return the form as sent with these fields; whether the rest of it is well formed is another matter."""
    with app.test_request_context(method="POST", data=data):
        form = AttendanceForm()
        form.validate()
    return form


def test_the_name_of_the_choices_says_which_marks_the_page_showed(app: Flask) -> None:
    form = read(app, {field_name(PERSON, (MARK, NEWER)): "late", field_name(OTHER, ()): "absent"})
    assert form.choices == Choices(statuses={PERSON: Status.LATE, OTHER: Status.ABSENT}, seen={PERSON: (MARK, NEWER)})


@pytest.mark.parametrize(
    "data",
    [
        {"s-nobody": "present"},
        {f"s-{PERSON}.nothing": "present"},
        {f"s-{PERSON}": "asleep"},
        {field_name(PERSON, (MARK,)): "present", field_name(PERSON, (NEWER,)): "absent"},
    ],
)
def test_names_that_no_page_of_ours_has_are_refused_as_a_whole(app: Flask, data: dict[str, str]) -> None:
    form = read(app, data)
    assert form.form_errors
    assert form.choices.statuses == {}


def test_a_choice_is_kept_only_while_the_marks_are_those_it_was_chosen_over() -> None:
    choices = Choices(statuses={PERSON: Status.LATE, OTHER: Status.ABSENT}, seen={PERSON: (MARK,)})
    assert choices.kept_for(PERSON, (MARK,)) is Status.LATE
    assert choices.kept_for(PERSON, (NEWER,)) is None
    assert choices.kept_for(PERSON, (MARK, NEWER)) is None
    assert choices.kept_for(OTHER, ()) is Status.ABSENT
    assert choices.kept_for(OTHER, (NEWER,)) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({}, None),
        ({"words": "nothing chosen"}, None),
        ({"reason": "mistake"}, Reason(ReasonKind.MISTAKE)),
        ({"reason": "other", "words": "  il  était là "}, Reason(ReasonKind.OTHER, "il était là")),
    ],
)
def test_a_reason_is_one_of_the_list_and_may_have_words(app: Flask, data: dict[str, str], reason: Reason | None) -> None:
    form = read(app, data)
    assert not form.reason.errors
    assert not form.words.errors
    assert form.given_reason() == reason


@pytest.mark.parametrize(
    ("data", "field"), [({"reason": "other"}, "words"), ({"reason": "weather"}, "reason"), ({"reason": "mistake", "words": "x" * 201}, "words")]
)
def test_another_reason_needs_words_and_words_have_an_end(app: Flask, data: dict[str, str], field: str) -> None:
    assert read(app, data)[field].errors
