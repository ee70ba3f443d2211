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
    asked = [RequirementKind.ATTENDANCE, RequirementKind.LESSONS, RequirementKind.QUIZ, RequirementKind.POST_TEST, RequirementKind.TEACH_BACK]
    assert [requirement.kind for requirement in design.requirements] == asked
    assert design.requirements[0].minimum_percent == 80
    assert design.words["fr"].title == "Certificat de formateur"
    assert "«\u00a0{programme}\u00a0»" in design.words["fr"].achievement


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("certificate.toml", 'kind = "trainer"', 'kind = "pilot"', "certificate.toml: kind must be one of participation, trainer"),
        ("certificate.toml", "[[versions]]", "[[others]]", "certificate.toml: others means nothing here; known are kind, valid_months, versions"),
        ("certificate.toml", "[[versions]]", "[versions]", "certificate.toml: versions must be a list of [[versions]]"),
        ("certificate.toml", "number = 1", "number = 2", "certificate.toml: versions are numbered from 1 without a gap"),
        ("certificate.toml", "# valid_months = 24", "valid_months = 0", "certificate.toml: valid_months must be a whole number from 1 to 600"),
        ("certificate.toml", 'kind = "quiz"', 'kind = "lessons"', "certificate.toml: version 1: lessons is required twice"),
        ("certificate.toml", 'kind = "quiz"', 'kind = "session"', "certificate.toml: version 1: session: state is missing"),
        ("certificate.toml", 'kind = "quiz"', 'kind = "session"\nstate = "held"', "version 1: session: state must be one of reported, verified"),
        ("certificate.toml", 'kind = "quiz"', 'kind = "teach-back"\nnumber = 2', "version 1: teach-back: number means nothing here"),
        (
            "certificate.toml",
            'kind = "quiz"',
            'kind = "post-test"\nminimum_percent = "60"',
            "post-test: minimum_percent must be a whole number",
        ),
        ("certificate.toml", 'kind = "quiz"', 'kind = "exam"', "version 1: the kind of a requirement must be one of"),
        (
            "certificate.toml",
            "minimum_percent = 80",
            "minimum_percent = 180",
            "version 1: attendance: minimum_percent must be a whole number",
        ),
        ("certificate.toml", "minimum_percent = 80", "", "certificate.toml: version 1: attendance: minimum_percent is missing"),
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


def test_a_version_of_the_requirements_is_found_for_life() -> None:
    design = load_designs(ROOT / "certificates")["trainer"]
    assert design.requirements_version == 2
    assert [one.kind for one in design.requirements_of(1)] == [RequirementKind.ATTENDANCE, RequirementKind.LESSONS, RequirementKind.QUIZ]
    assert design.requirements_of(2) == design.requirements
    for never in (0, 3):
        with pytest.raises(IndexError):
            design.requirements_of(never)


def test_an_attestation_asks_for_attendance_alone_and_never_expires(folder: Path) -> None:
    design = load_designs(ROOT / "certificates")["participation"]
    assert [one.kind for one in design.requirements] == [RequirementKind.ATTENDANCE]
    assert design.valid_months is None
    path = folder / "participation" / "certificate.toml"
    path.write_text(f"valid_months = 12\n{path.read_text()}")
    with pytest.raises(ContentFault, match="having attended never expires"):
        load_designs(folder)


def test_a_certificate_may_expire(folder: Path) -> None:
    path = folder / "trainer" / "certificate.toml"
    path.write_text(path.read_text().replace("# valid_months = 24", "valid_months = 24"))
    assert load_designs(folder)["trainer"].valid_months == 24


def test_a_missing_language_stops_the_start(folder: Path) -> None:
    (folder / "trainer" / "en.toml").unlink()
    with pytest.raises(ContentFault, match=r"en\.toml: this file is missing"):
        load_designs(folder)
