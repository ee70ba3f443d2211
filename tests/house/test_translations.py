"""The French catalogue holds every sentence of the code, complete, with its placeholders and its typography."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from lms.config import ROOT
from lms.markup import typography

CATALOGUE = ROOT / "lms/translations/fr/LC_MESSAGES/messages.po"
_MARKS = {"_", "_l", "gettext", "ngettext", "pgettext"}
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%%")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """The sentences that the code has today."""
    target = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    babel = Path(sys.executable).parent / "pybabel"
    command = [babel, "--quiet", "extract", "--no-location", "-F", "babel.cfg", "-k", "lazy_gettext", "-k", "_l", "-o", target, "lms"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return polib.pofile(str(target))


@pytest.fixture(scope="module")
def french() -> polib.POFile:
    """The catalogue."""
    return polib.pofile(str(CATALOGUE))


def _texts(entry: polib.POEntry) -> Iterator[str]:
    yield from entry.msgstr_plural.values() if entry.msgid_plural else (entry.msgstr,)


def _ids(catalogue: polib.POFile) -> set[tuple[str, str]]:
    return {(entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


def test_every_sentence_of_the_code_is_in_the_catalogue_and_no_other(extracted: polib.POFile, french: polib.POFile) -> None:
    assert _ids(extracted) - _ids(french) == set(), "run `make translations`, then translate"
    assert _ids(french) - _ids(extracted) == set(), "these are no longer in the code: run `make translations`"


def test_no_sentence_hides_within_another_text() -> None:
    """What stands in the braces of an f-string is not extracted before Python 3.12: it would be missing in French without a word."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "lms").rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _MARKS
    ]
    assert hidden == []


def test_nothing_is_left_untranslated_or_uncertain(french: polib.POFile) -> None:
    assert [entry.msgid for entry in french if entry.fuzzy or not all(_texts(entry))] == []


def test_placeholders_are_the_same_in_both_languages(french: polib.POFile) -> None:
    for entry in french:
        wanted = set(_PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in _texts(entry):
            missing_number = {"%(num)d", "%(num)s"} & wanted - set(_PLACEHOLDER.findall(text))
            assert set(_PLACEHOLDER.findall(text)) | missing_number == wanted, entry.msgid
            assert not missing_number or entry.msgid_plural, entry.msgid


def test_french_typography_is_right(french: polib.POFile) -> None:
    wrong = [text for entry in french for text in _texts(entry) if typography(text) != text]
    assert wrong == []


@pytest.mark.parametrize("word", [r"\bMNR\b", r"!", r"\bwebsite\b", r"\bemail\b", r"“", r"\bclandestin", r"\bvraie victime"])
def test_words_that_french_readers_should_not_meet(french: polib.POFile, word: str) -> None:
    assert [text for entry in french for text in _texts(entry) if re.search(word, text, re.I)] == []
