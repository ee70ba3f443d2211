"""The guide of a module: which role play goes with which activity."""

import shutil
from pathlib import Path

import pytest

from lms.courses.content import load_library
from lms.courses.guide import Guide
from lms.courses.rules import AUDIENCES
from lms.errors import ContentFault

SAMPLE = Path(__file__).parent.parent / "sample" / "modules"


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A copy of the sample, to be changed."""
    return shutil.copytree(SAMPLE, tmp_path / "modules")


def _with(modules: Path, old: str, new: str) -> Guide:
    path = modules / "first/guide.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    guide = load_library(modules).modules["first"].guide
    assert guide is not None
    return guide


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_activity_has_the_role_play_it_names_whoever_takes_part(audience: str) -> None:
    guide = load_library(SAMPLE).modules["first"].guide
    assert guide is not None
    play = guide.role_play_of(guide.activities["tell-the-next"], audience)
    assert play is not None
    assert play.id == "the-door"
    assert guide.role_play_of(guide.activities["sort-the-stories"], audience) is None


def test_an_activity_may_have_the_role_play_that_suits_the_audience(modules: Path) -> None:
    path = modules / "first/guide.toml"
    path.write_text(path.read_text() + '\n[[role_plays]]\nid = "the-window"\naudiences = ["justice", "civil-society", "social"]\n')
    for language in ("fr", "en"):
        texts = modules / f"first/{language}/guide/role-plays.md"
        before, play = texts.read_text().split("\n## ")
        texts.write_text(f"{before}\n## {play}\n## {play}")
    guide = _with(modules, 'role_play = "the-door"', 'role_play = "by-audience"')
    chosen = {audience: guide.role_play_of(guide.activities["tell-the-next"], audience) for audience in AUDIENCES}
    assert {audience: play.id for audience, play in chosen.items() if play} == {
        "security": "the-door", "justice": "the-window", "social": "the-door", "civil-society": "the-window",
    }  # fmt: skip


def test_a_role_play_that_does_not_exist_is_refused(modules: Path) -> None:
    with pytest.raises(ContentFault, match="activity tell-the-next: role play the-window does not exist"):
        _with(modules, 'role_play = "the-door"', 'role_play = "the-window"')


def test_a_free_choice_needs_a_role_play_for_every_audience(modules: Path) -> None:
    with pytest.raises(ContentFault, match="activity tell-the-next: no role play suits justice, civil-society"):
        _with(modules, 'role_play = "the-door"', 'role_play = "by-audience"')
