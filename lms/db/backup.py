"""Copying the SQLite file while it is in use, and putting a copy back. PostgreSQL has pg_dump for that."""

import os
import shutil
from pathlib import Path
from typing import Any

from lms.db.engine import sqlite
from lms.db.locking import file_lock
from lms.db.model import db


class CannotCopy(Exception):
    """The copy was not made, or not put back; the message says why. What was there before is untouched."""


def database_file() -> Path:
    """Return the path of the SQLite file. Raises CannotCopy on another database."""
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        raise CannotCopy("This database is not a file. Use pg_dump and pg_restore.")
    return Path(url.database)


def back_up(target: Path) -> None:
    """Write a sound copy of the database to `target`, readable by its owner only, while others go on working."""
    if target.exists():
        raise CannotCopy(f"{target} exists already. Choose another name.")
    source = database_file()
    draft = target.with_name(f"{target.name}.draft")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _copy(source, draft)
        check(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def restore(copy: Path) -> None:
    """Put a copy in the place of the database. Nobody else may be using it: stop Relais first.

    The write-ahead log of the old file goes with it: applied to another file it would corrupt that one.
    """
    check(copy)
    target = database_file()
    db.session.remove()
    db.engine.dispose()
    with file_lock(Path(f"{target}.write-lock")), file_lock(Path(f"{target}.migration-lock")):
        draft = target.with_name(f"{target.name}.draft")
        shutil.copyfile(copy, draft)
        draft.chmod(0o600)
        for leftover in ("-wal", "-shm"):
            Path(f"{target}{leftover}").unlink(missing_ok=True)
        draft.replace(target)


def check(path: Path) -> None:
    """Make sure that a file is a sound database of ours. Raises CannotCopy."""
    if not path.is_file():
        raise CannotCopy(f"There is no file {path}.")
    connection: Any = sqlite.connect(f"file:{path}?mode=ro", uri=True)
    try:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite.DatabaseError as error:
        raise CannotCopy(f"{path} is not a sound database of Relais: {error}.") from None
    finally:
        connection.close()
    if verdict != "ok":
        raise CannotCopy(f"{path} is damaged: {verdict.splitlines()[0]}.")


def _copy(source: Path, target: Path) -> None:
    reading: Any = sqlite.connect(str(source))
    writing: Any = sqlite.connect(str(target))
    try:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode=DELETE")  # a copy is one file, without a log beside it
    finally:
        writing.close()
        reading.close()
