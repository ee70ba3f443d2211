"""The base of every form."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask, Response, current_app, make_response, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup
from wtforms import DateField, HiddenField, ValidationError
from wtforms.validators import InputRequired

from lms import clock
from lms.identifiers import new_id, parse_id


def init_app(app: Flask) -> None:
    """Let pages with a form say to which address it is sent."""
    app.jinja_env.globals["sending_address"] = sending_address


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form with protection against cross-site requests."""


def kept_by_browser(page: str) -> Response:
    """Return a page with a long form so that the browser keeps it: going back after the network dropped finds what was typed.

    Other pages are never kept (`security.py`). This one may be: it names nobody but its reader. Until the tab is closed, Back may
    show it again even after signing out (docs/decisions/0004).
    Its form must be sent to `sending_address`, else the failed answer takes its place in the history.
    """
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def sending_address(to: str | None = None) -> str:
    """Return the address to which a form of the page that is shown is sent, unlike that of the page itself.

    to: the path it is sent to; none sends it back to the page, with what its address says.

    A browser that is sent from a page to the very address of that page replaces it in its history: were the answer lost in the network, Back
    would lead past what was typed. So the address counts how often the form was sent.
    """
    before = request.args.get("sent", "")
    sent = int(before) % 1000 + 1 if before.isascii() and before.isdigit() and len(before) < 5 else 1
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "sent"] if to is None else []
    return f"{request.path if to is None else to}?{urlencode([*others, ('sent', sent)])}"


def author_token() -> str:
    """Return a signed note of who opened this page, for a form that may come back after somebody else has signed in."""
    return str(_author_signer().dumps(current_user.get_id() if current_user.is_authenticated else ""))


def author_of(token: str) -> str | None:
    """Return the id that `author_token` signed, or None when the note is not ours."""
    try:
        return str(_author_signer().loads(token))
    except BadSignature:
        return None


def _author_signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="author-of-form")


class DayField(DateField):
    """A day that must be there: as browsers send it, or as it is typed where they have no calendar to choose from, 13/09/2022.

    ask: what is said when it is missing or cannot be read.
    """

    def __init__(self, label: LazyString | str, ask: LazyString | str, **options: Any) -> None:
        super().__init__(label, [InputRequired(ask)], format=["%Y-%m-%d", "%d/%m/%Y"],  # type: ignore[call-arg]  # the published types describe 3.2
                         invalid_value_message=ask, **options)  # fmt: skip


class _FactIdField(HiddenField):
    """The id of a fact and, beside it, who was signed in when the page was made."""

    def __call__(self, **kwargs: object) -> Markup:
        return super().__call__(**kwargs) + Markup('<input type="hidden" name="author" value="{}">').format(author_token())


class EventForm(Form):
    """A form that states a fact. Its id is made when the page is, so that sending it twice is one fact."""

    event_id = _FactIdField()

    def prepare(self) -> None:
        """Give the page its event id, unless the form comes back with one."""
        if not self.event_id.data:
            self.renew()

    def renew(self) -> None:
        """Make what is typed a new fact: the form is shown again after something came between."""
        self.event_id.data = str(new_id(clock.now()))

    def validate_event_id(self, field: HiddenField) -> None:
        if parse_id(field.data or "") is None:
            self.renew()
            raise ValidationError(_l("This page was incomplete. Check what you entered and send it again."))

    def fact_id(self) -> UUID:
        """Return the id of the fact, once the form has been validated."""
        return UUID(self.event_id.data)
