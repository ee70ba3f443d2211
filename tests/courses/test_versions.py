from datetime import date
from pathlib import Path

import pytest

from lms.courses.versions import Version, changes_since, load_versions, record_version
from lms.errors import ContentFault

DAY = date(2026, 11, 21)
WORDS = {"fr": 'Le mot "peine" est précisé.', "en": 'The word "penalty" is made precise.'}


def version(number: int) -> Version:
    return Version(number=number, on=DAY, content_hash=f"{number:016x}", changes=WORDS)


def test_what_is_recorded_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "versions.toml"
    assert record_version(path, "one", on=DAY, content_hash="a" * 16, changes=WORDS) == 1
    assert record_version(path, "two", on=DAY, content_hash="c" * 16, changes=WORDS) == 1
    assert record_version(path, "one", on=DAY, content_hash="b" * 16, changes={"fr": "Deux\nlignes \\ ici", "en": "Two"}) == 2
    history = load_versions(path)
    assert [entry.number for entry in history["one"]] == [1, 2]
    assert history["one"][0].changes["en"] == WORDS["en"]
    assert history["one"][1].changes["fr"] == "Deux lignes \\ ici"
    assert history["two"][0].on == DAY


def test_the_same_text_is_not_recorded_twice(tmp_path: Path) -> None:
    path = tmp_path / "versions.toml"
    record_version(path, "one", on=DAY, content_hash="a" * 16, changes=WORDS)
    with pytest.raises(ContentFault, match="recorded already, as version 1"):
        record_version(path, "one", on=DAY, content_hash="a" * 16, changes=WORDS)


def test_a_gap_in_the_numbers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "versions.toml"
    record_version(path, "one", on=DAY, content_hash="a" * 16, changes=WORDS)
    path.write_text(path.read_text().replace("version = 1", "version = 3"))
    with pytest.raises(ContentFault, match=r"not numbered 1, 2, 3"):
        load_versions(path)


def test_readers_are_told_every_change_since_what_they_read() -> None:
    history = [version(1), version(2), version(3)]
    assert [entry.number for entry in changes_since(history, f"{1:016x}")] == [2, 3]
    assert changes_since(history, f"{3:016x}") == ()


def test_readers_of_a_text_never_recorded_are_told_the_newest_change() -> None:
    assert [entry.number for entry in changes_since([version(1), version(2)], "f" * 16)] == [2]
    assert changes_since([], "f" * 16) == ()


def test_a_change_of_which_nothing_is_said_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match="Say in every language"):
        record_version(tmp_path / "versions.toml", "one", on=DAY, content_hash="a" * 16, changes={"fr": " ", "en": "Two"})
    assert not (tmp_path / "versions.toml").exists()
