"""The database: one declarative base, one session, and the rule of who may write when.

Reading is the default. Whoever writes says so with `transactional`, which takes the write lock (SQLite), begins at once
as a writer and commits or rolls back at the end. Services flush; they never commit.
"""

from lms.db.model import Model, UtcDateTime, db
from lms.db.transactions import is_writing, once_kept, transactional
from lms.db.upsert import insert_absent, keep_first, keep_last, upsert

__all__ = ["Model", "UtcDateTime", "db", "insert_absent", "is_writing", "keep_first", "keep_last", "once_kept", "transactional", "upsert"]
