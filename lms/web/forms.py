"""The base of every form."""

from uuid import UUID

from flask import Response, make_response
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, ValidationError

from lms import clock
from lms.identifiers import new_id, parse_id


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form with protection against cross-site requests."""


def kept_by_browser(page: str) -> Response:
    """Return a page with a long form so that the browser keeps it: going back after the network dropped finds what was typed.

    Other pages are never kept (`security.py`). This one may be: it names nobody but its reader, and signing out clears it.
    Its form must be sent to another address than its own (`?sent=1`), else the failed answer takes its place in the history.
    """
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


class EventForm(Form):
    """A form that states a fact. Its id is made when the page is, so that sending it twice is one fact."""

    event_id = HiddenField()

    def prepare(self) -> None:
        """Give the page its event id, unless the form comes back with one."""
        if not self.event_id.data:
            self.event_id.data = str(new_id(clock.now()))

    def validate_event_id(self, field: HiddenField) -> None:
        if parse_id(field.data or "") is None:
            field.data = str(new_id(clock.now()))
            raise ValidationError(_l("This page was incomplete. Check what you entered and send it again."))

    def fact_id(self) -> UUID:
        """Return the id of the fact, once the form has been validated."""
        return UUID(self.event_id.data)
