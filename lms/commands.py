"""What all commands have in common: they speak English, and say in a sentence when the database is not ready for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from sqlalchemy.exc import DBAPIError

from lms.db import db
from lms.db.schema import newest_revision, schema_revision

UNPREPARED = "The database is not prepared: run `flask --app wsgi prepare`."


class Commands(AppGroup):
    """A group of commands."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with force_locale("en"), _explained():
            return super().invoke(ctx)


def unusable(error: DBAPIError) -> click.ClickException:
    """Return what to say when the database refuses its work."""
    reason = str(error.orig).strip().split("\n", 1)[0].rstrip(".")
    return click.ClickException(f"The database cannot be used: {reason}. See docs/operator.md, «When something is wrong».")


def refuse_unprepared() -> None:
    """Raise ClickException when the database has no tables at all. Not for commands of a group: those say it by themselves."""
    if schema_revision() is None:
        raise click.ClickException(UNPREPARED)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise unusable(error) if _is_prepared() else click.ClickException(UNPREPARED) from None
    except BrokenPipeError:  # whoever read what it prints has left: click ends it quietly
        raise
    except OSError as error:
        where = f"{error.filename} cannot be used" if error.filename else "A file cannot be written"
        raise click.ClickException(f"{where}: {error.strerror or error}.") from None


def _is_prepared() -> bool:
    """Tell whether the tables are those of the code; also when nobody can tell, the database being away."""
    try:
        db.session.rollback()
        return schema_revision() == newest_revision()
    except DBAPIError:
        return True
