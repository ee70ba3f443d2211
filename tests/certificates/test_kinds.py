"""Whatever is said or drawn by kind knows every kind: a new one must not be found out by whoever first opens its page."""

from collections.abc import Collection

import pytest
from flask import Flask

from lms.certificates import badges, preview, staff_wording, wording
from lms.certificates.pdf import page
from lms.certificates.proof import claims
from lms.certificates.proof.wording import verifier_words
from lms.certificates.requirement_forms import SimulationForm
from lms.certificates.rules import requirements, serials
from lms.certificates.rules.kinds import CorrectionReason, Kind, PaperFormat, RevocationReason, State
from lms.certificates.rules.requirements import Requirement, RequirementKind
from lms.certificates.verification_wording import PUBLIC_REASONS
from lms.config import ROOT

_OF_KIND: dict[str, Collection[str]] = {
    "names": staff_wording.KIND_NAMES,
    "short names": staff_wording.SHORT_KIND_NAMES,
    "letters of serials": serials._LETTERS,
    "letters of proofs": claims._LETTERS,
    "drawings": page._DESIGNS,
    "badges": badges._ACHIEVEMENTS,
    "serials of previews": preview._SERIALS,
}
_OF_REQUIREMENT: dict[str, Collection[str]] = {
    "evaluators": requirements._EVALUATORS,
    "titles": wording._TITLES,
    "details": wording._DETAILS,
    "what is missing": wording._MISSING,
    "columns": wording._COLUMNS,
    "badges": badges._CRITERIA,
}


@pytest.mark.parametrize("name", _OF_KIND)
def test_every_kind_of_certificate_is_known(name: str) -> None:
    assert set(_OF_KIND[name]) == set(Kind)


@pytest.mark.parametrize("table", [serials._LETTERS, claims._LETTERS])
def test_no_two_kinds_have_one_letter(table: dict[Kind, str]) -> None:
    assert len(set(table.values())) == len(Kind)


def test_a_device_without_network_knows_every_kind(app: Flask) -> None:
    with app.test_request_context("/en/verify"):
        assert set(verifier_words()["kinds"]) == set(Kind)  # type: ignore[call-overload]  # a table within the words
    script = (ROOT / "lms/web/static/js/proof.js").read_text()
    letters = ", ".join(f'{letter}: "{kind}"' for kind, letter in claims._LETTERS.items())
    assert f"var KINDS = {{ {letters} }};" in script


@pytest.mark.parametrize("name", _OF_REQUIREMENT)
def test_every_kind_of_requirement_is_known(name: str) -> None:
    assert set(_OF_REQUIREMENT[name]) == set(RequirementKind)


@pytest.mark.parametrize("kind", RequirementKind)
def test_every_kind_of_requirement_can_be_tried_and_is_documented(kind: RequirementKind) -> None:
    assert hasattr(SimulationForm, kind.replace("-", "_"))
    assert f"| `{kind}` |" in (ROOT / "docs/content-format.md").read_text()


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("is_verified", [False, True])
@pytest.mark.parametrize("share", [None, 80])
def test_every_requirement_is_told_in_words_of_its_own(app: Flask, number: int, is_verified: bool, share: int | None) -> None:
    with app.test_request_context("/en/"):
        told = [wording.requirement_in_words(Requirement(kind, share, number, is_verified)) for kind in RequirementKind]
    assert len(set(told)) == len(RequirementKind)
    assert all(words[0].isupper() or words[0].isdigit() for words in told)


def test_every_state_format_and_reason_has_a_name() -> None:
    assert set(staff_wording.STATE_NAMES) == set(staff_wording.STATE_TAGS) == set(State)
    assert set(staff_wording.FORMAT_NAMES) == set(PaperFormat)
    assert set(staff_wording.CORRECTION_REASON_NAMES) == set(CorrectionReason)
    assert set(staff_wording.REVOCATION_REASON_NAMES) == set(PUBLIC_REASONS) == set(RevocationReason)
