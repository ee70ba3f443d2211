"""The form of an evaluation: as participants fill it in, and as an organiser types it from paper."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types describe 3.2
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from lms.accounts.codes import read_code
from lms.web import forms as web
from lms.workshops.evaluation.content import Asked, Form
from lms.workshops.evaluation.rules import POINTS, UnreadableLine, read_line
from lms.workshops.evaluation.services import CODE_PREFIX, Given

LONGEST_COMMENT = 1000
_BLANK = ""


def _code_in(typed: str) -> str | None:
    """Return the code that was typed, with the letter that all of them begin with or without it; None when it holds a mistake."""
    return read_code(typed, CODE_PREFIX) or read_code(CODE_PREFIX + typed, CODE_PREFIX)


class CodeForm(web.Form):
    """What both ways of answering have in common: the code, and the open questions."""

    asked: Form
    """Set on the class that is made for a form."""

    code = StringField(
        _l("Code of your paper slip"),
        description=_l("Eight characters that begin with E, such as E-K7M-4PXQ."),
        validators=[InputRequired(_l("Enter the code of your slip."))],
    )

    def validate_code(self, field: StringField) -> None:
        """Find a mistyped code before it is looked up."""
        if _code_in(field.data or "") is None:
            raise ValidationError(
                _l("This code holds a mistake. Compare it with the slip, one character after the other; it is not that of the badge.")
            )

    def read(self) -> str:
        """Return the code as it is stored, once the form has been validated."""
        return cast(str, _code_in(self.code.data or ""))

    def comment(self, asked: Asked) -> Field:
        """Return the field of an open question."""
        return cast(Field, self[f"comment-{asked.id}"])

    @property
    def comments(self) -> dict[str, str]:
        """What was written; without what was left blank."""
        written = {asked.id: (self.comment(asked).data or "").strip() for asked in self.asked.comments}
        return {name: text for name, text in written.items() if text}

    @property
    def ratings(self) -> dict[str, int]:
        """The points, by item."""
        raise NotImplementedError

    @property
    def given(self) -> Given:
        """Everything said, once the form has been validated."""
        return Given(ratings=self.ratings, comments=self.comments)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Tell whether the form is well formed: an empty one would use the code up for nothing."""
        if not super().validate(extra_validators):
            return False
        if not self.ratings and not self.comments:
            self.form_errors.append(_l("Nothing has been answered yet. Answer one question at least, then send."))
            return False
        return True


class AnswerForm(CodeForm):
    """As participants see it. Their code lets them in, and nothing of the browser does: so there is no token, and no cookie for one."""

    class Meta:
        csrf = False

    def points(self, asked: Asked) -> Field:
        """Return the field of an item."""
        return cast(Field, self[f"item-{asked.id}"])

    @property
    def ratings(self) -> dict[str, int]:
        return {item.id: int(self.points(item).data) for item in self.asked.items if self.points(item).data}


class PaperForm(CodeForm):
    """As an organiser types it: the points in one line."""

    line = StringField(_l("Points, in the order of the form"), validators=[Optional()])

    def validate_line(self, field: StringField) -> None:
        """Say which sign is wrong, or how many there are."""
        try:
            self._ratings = read_line(field.data or "", [item.id for item in self.asked.items])
        except UnreadableLine as fault:
            raise ValidationError(_fault(fault, len(self.asked.items))) from None

    @property
    def ratings(self) -> dict[str, int]:
        return self._ratings

    _ratings: dict[str, int] = {}


def answer_form(asked: Form, language: str) -> type[AnswerForm]:
    """Return the class of the form that participants fill in, in a language."""
    points = [SelectChoice(str(point), word) for point, word in zip(POINTS, asked.words[language].scale, strict=True)]
    choices = [*points, SelectChoice(_BLANK, _("Does not concern me"))]
    items = {f"item-{item.id}": RadioField(item.words[language], choices=choices, validators=[Optional()]) for item in asked.items}
    return cast(type[AnswerForm], type("AnswerForm", (AnswerForm,), {"asked": asked, **items, **_comments(asked, language)}))


def paper_form(asked: Form, language: str) -> type[PaperForm]:
    """Return the class of the form that an organiser types, in a language."""
    return cast(type[PaperForm], type("PaperForm", (PaperForm,), {"asked": asked, **_comments(asked, language)}))


def _comments(asked: Form, language: str) -> dict[str, Field]:
    too_long = Length(max=LONGEST_COMMENT, message=_l("This is too long. Shorten it to a thousand characters."))
    return {f"comment-{one.id}": TextAreaField(one.words[language], validators=[Optional(), too_long]) for one in asked.comments}


def _fault(fault: UnreadableLine, wanted: int) -> str:
    if fault.position:
        return str(_("Sign %(number)d, “%(sign)s”, is neither a figure from 1 to 5 nor - for a blank.", number=fault.position, sign=fault.sign))
    return str(
        ngettext("%(num)d sign was typed and the form has %(wanted)d lines: type - for each blank.",
                 "%(num)d signs were typed and the form has %(wanted)d lines: type - for each blank.", fault.found, wanted=wanted)
    )  # fmt: skip
