"""What can go wrong in words: every refusal carries one sentence that says what happened and what to do next.

A package derives its own errors from these; `lms.web.errors` turns whatever a route does not show beside a field into a page.
"""

from flask_babel import LazyString


class DomainError(Exception):
    """A rule of the product says no. `message` is shown to the person as it is."""

    status = 422

    def __init__(self, message: LazyString | str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(DomainError):
    """The thing does not exist, or this person may not know that it does."""

    status = 404


class Forbidden(DomainError):
    """The person is known and may not do this."""

    status = 403


class Conflict(DomainError):
    """Somebody, or the same form sent twice with other words, was here first."""

    status = 409


class ContentFault(Exception):
    """A content file is wrong; the message names the file. Stops the start."""
