import shutil
from pathlib import Path

import pytest

from lms.errors import ContentFault
from lms.workshops.messages.content import load_wording
from tests.conftest import SAMPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample wording, to be spoilt."""
    return Path(shutil.copytree(SAMPLE / "workshops" / "messages", tmp_path / "messages"))


def test_the_sample_is_sound(folder: Path) -> None:
    assert set(load_wording(folder)) == {"fr", "en"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Remember {place}, {dates}. {where}", "Remember {place}, {dates}.", "text of reminder must name {dates}, {place}, {where}"),
        ("not {old_dates}, but", "but", "text of date-change must name"),
        ("Thank you for {place}, {dates}.", "Thank you for {place}, {name}.", "text of thanks"),
        ("Thank you for {place}, {dates}.", "Thank you for {place.__class__}.", "text of thanks"),
        ("Thank you for {place}, {dates}.", "Thank you for {place.", "brace without its fellow"),
        ('woman = "Dear Ms {name},"', 'woman = "Dear Ms,"', "woman must name {name}"),
        ('group = "Dear all,"', "", "group is missing"),
        ("[kinds.thanks]", "[kinds.thank]", "thanks is missing"),
    ],
)
def test_a_fault_is_named_with_its_file(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "en.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ContentFault) as fault:
        load_wording(folder)
    assert "en.toml" in str(fault.value)
    assert message in str(fault.value)
