"""What is deleted leaves the disk, not only the tables. Decision note 0003."""

from typing import Any

from lms.db.engine import sqlite
from lms.db.model import db

_LONGEST_WAIT_SECONDS = 1


def empty_log() -> None:
    """Write the write-ahead log of SQLite into the database and empty it: it still holds what was deleted since.

    To be given to `once_kept`. While somebody reads or writes for longer than a second it is left as it is, for a later one to overwrite.
    On PostgreSQL, which clears its tables by itself, it does nothing.
    """
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    connection: Any = sqlite.connect(url.database, timeout=_LONGEST_WAIT_SECONDS)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
