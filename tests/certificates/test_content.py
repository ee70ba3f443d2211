import shutil
from pathlib import Path

import pytest

from lms.certificates.content import load_designs
from lms.certificates.rules.requirements import RequirementKind
from lms.config import ROOT
from lms.errors import ContentFault
from tests.conftest import SAMPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE / "certificates", tmp_path / "certificates")
    return tmp_path / "certificates"


def test_the_design_of_trainers_is_read_with_its_requirements_and_words() -> None:
    design = load_designs(ROOT / "certificates")["trainer"]
    assert [requirement.kind for requirement in design.requirements] == list(RequirementKind)
    assert design.requirements[0].minimum_percent == 80
    assert design.words["fr"].title == "Certificat de formateur"
    assert "«\u00a0{programme}\u00a0»" in design.words["fr"].achievement


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("certificate.toml", 'kind = "trainer"', 'kind = "pilot"', "certificate.toml: kind must be one of participation, trainer"),
        ("certificate.toml", "requirements_version", "other", "certificate.toml: requirements_version is missing"),
        ("certificate.toml", 'kind = "quiz"', 'kind = "exam"', "certificate.toml: the kind of a requirement must be one of"),
        ("certificate.toml", "minimum_percent = 80", "minimum_percent = 180", "certificate.toml: minimum_percent must be a whole number"),
        ("certificate.toml", "minimum_percent = 80", "", "certificate.toml: minimum_percent is missing"),
        ("fr.toml", "awarded_to", "given_to", "fr.toml: awarded_to is missing"),
        ("en.toml", "{place}", "Bamako", "en.toml: achievement must name {dates}, {place}, {programme}, and names {dates}, {programme}"),
        ("en.toml", "Trainer certificate", "Certificate of {name}", "en.toml: title must name nothing in braces"),
        ("fr.toml", "title =", "title", "fr.toml: "),
    ],
)
def test_a_fault_in_a_design_names_its_file(folder: Path, file: str, old: str, new: str, fault: str) -> None:
    path = folder / "trainer" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(ContentFault) as raised:
        load_designs(folder)
    assert fault in str(raised.value)


def test_a_missing_language_stops_the_start(folder: Path) -> None:
    (folder / "trainer" / "en.toml").unlink()
    with pytest.raises(ContentFault, match=r"en\.toml: this file is missing"):
        load_designs(folder)
