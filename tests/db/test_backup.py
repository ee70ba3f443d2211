from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.db import db
from lms.db.backup import CannotCopy, back_up, check, database_file, restore
from tests.factories import make_person


def _people() -> int | None:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Person))


def test_a_copy_made_while_in_use_can_be_put_back(app: Flask, tmp_path: Path) -> None:
    make_person()
    back_up(tmp_path / "copy.sqlite3")
    make_person()
    assert _people() == 2
    restore(tmp_path / "copy.sqlite3")
    assert _people() == 1


def test_a_copy_is_for_its_owner_alone(app: Flask, tmp_path: Path) -> None:
    back_up(tmp_path / "copy.sqlite3")
    assert (tmp_path / "copy.sqlite3").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite3"]


def test_the_log_of_the_old_file_does_not_reach_the_new_one(app: Flask, tmp_path: Path) -> None:
    back_up(tmp_path / "copy.sqlite3")
    make_person()  # stands in the write-ahead log only
    db.session.remove()
    log = Path(f"{database_file()}-wal")
    assert log.stat().st_size > 0
    restore(tmp_path / "copy.sqlite3")
    assert _people() == 0
    check(database_file())


def test_an_existing_file_is_never_overwritten(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite3").write_text("mine")
    with pytest.raises(CannotCopy, match="exists already"):
        back_up(tmp_path / "copy.sqlite3")
    assert (tmp_path / "copy.sqlite3").read_text() == "mine"


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be looked at", b"SQLite format 3\x00" + b"\x00" * 4000])
def test_what_is_not_a_sound_copy_is_refused_and_nothing_is_touched(app: Flask, tmp_path: Path, content: bytes) -> None:
    make_person()
    (tmp_path / "copy.sqlite3").write_bytes(content)
    with pytest.raises(CannotCopy, match=r"not a sound database|damaged"):
        restore(tmp_path / "copy.sqlite3")
    assert _people() == 1


def test_a_file_that_is_not_there_is_named(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(CannotCopy, match="There is no file"):
        restore(tmp_path / "nothing.sqlite3")
