import shutil
from pathlib import Path

import pytest

from lms.checks import content_faults
from lms.config import ROOT
from lms.errors import ContentFault
from lms.workshops.evaluation.content import load_form
from tests.conftest import SAMPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample form, to be spoilt."""
    return Path(shutil.copytree(SAMPLE / "workshops" / "evaluation", tmp_path / "evaluation"))


def test_items_are_numbered_through_all_sections(folder: Path) -> None:
    form = load_form(folder)
    assert [(item.number, item.id) for item in form.items] == [(1, "clear"), (2, "useful"), (3, "pass-on")]
    assert form.items[0].words == {"fr": "C’était clair.", "en": "It was clear."}
    assert [one.id for one in form.comments] == ["best", "change"]


def test_the_ids_of_the_real_form_are_for_life() -> None:
    """Answers are kept under these. A new item is added here; one that goes, or changes its meaning, leaves its id behind for ever."""
    form = load_form(ROOT / "workshops" / "evaluation")
    assert [item.id for item in form.items] == [
        "aims-clear", "modules-clear", "useful-at-work", "plenary", "group-work", "exercises", "exchange", "pace", "trainers", "organisation",
        "apply", "pass-on", "road-map",
    ]  # fmt: skip
    assert [one.id for one in form.comments] == ["most-useful", "change", "support"]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("evaluation.toml", 'id = "useful"', 'id = "clear"', "these ids stand twice: clear"),
        ("evaluation.toml", 'id = "useful"', 'id = "helpful"', "helpful is missing"),
        ("evaluation.toml", 'sources = ["s1"]', "", "sources is missing"),
        ("en.toml", 'useful = "It was useful."', "", "useful is missing"),
        ("en.toml", 'best = "The best?"', 'best = "The best?"\nworst = "The worst?"', "does not ask these: worst"),
        ("fr.toml", '"Peu", ', "", "the scale has 5 words"),
        ("fr.toml", 'warning = "Aucun nom."', "", "warning is missing"),
    ],
)
def test_a_fault_is_named_with_its_file(folder: Path, file: str, old: str, new: str, message: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ContentFault) as fault:
        load_form(folder)
    assert message in str(fault.value)


def test_a_source_that_does_not_exist_is_named(tmp_path: Path) -> None:
    for name in ("modules", "quizzes", "certificates", "workshops"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "workshops" / "evaluation" / "evaluation.toml"
    path.write_text(path.read_text().replace('"seed0"', '"seed9"', 1).replace('sources = ["g-training"]', "sources = []", 1))
    faults = content_faults(tmp_path)
    assert any("names the source seed9" in fault for fault in faults)
    assert any("does not say why it is asked" in fault for fault in faults)
