"""Every reason is one sentence of the catalogue, said in the language of the page."""

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import flask_babel
import pytest
from babel.support import NullTranslations
from flask import Flask

from lms.config import ROOT
from lms.questions.content import Question
from lms.quizzes.content import read_bank
from lms.quizzes.exchange.banks import to_bank_files, write_bank
from lms.quizzes.exchange.export import NotExportable, export_losses, to_exchange
from lms.quizzes.exchange.fit import fitting
from lms.quizzes.exchange.formats import Format, read, write
from lms.quizzes.exchange.model import NotReadable, NotWritable, told
from tests.quizzes.exchange import samples

PACKAGE = ROOT / "lms/quizzes/exchange"
MARK = "¤"
"""Stands before whatever the catalogue of the tests was asked for."""

NOT_FOR_PAGES = ("# Imported.", "[to be translated]", "  # to be translated")
"""What is written into the files of a bank."""

FILES = {
    Format.GIFT: """\
// [id:Un_id] [id:b] [tag:loi]
$CATEGORY: Loi/Acte
::Nom::[html]<b>Q</b> \\\\( x \\\\) ?{=oui ~%50%peut-être ~non}

::Mots::Q{=MRN#Bravo =%50%MNR}

::Nombre::Q{#=5:1#Bravo =%50%7 ~#Non}

::Essai::Q{}

Description

::Ordre::Q{>3 ALL VERTICAL}

::Trous::Q{=a} et {=b}

::Image::[markdown]Q ![a](b){T}

::Joker::Q{=M*}

::Sans droite::Q{~a ~b}

// [tag:seul]

::Poids::Q{~%150%a ~b}

::Avant::Q{avant =a ~b}

::Ouverte::Q{=a
""",
    Format.AIKEN: "Q\nA) a\nA) b\nANSWER: A\n\nQ\nA) a\nsuite\nB) b\nANSWER: A\n\nQ\nA) a\nANSWER: A\n\nQ\nA) a\nB) b\nANSWER: Z\n\nSans fin",
    Format.MOODLE_XML: """\
<quiz>
<question type="category"><category><text>Loi</text></category><info><text>Tout</text></info><idnumber>7</idnumber></question>
<question type="essay"><name><text>e</text></name></question>
<question type="multichoice" lang="fr"><name><text>c</text></name><questiontext format="wiki"><text>Q</text></questiontext>
  <defaultgrade>2.5</defaultgrade><hidden>1</hidden><hint><text>Relisez.</text></hint><strange/>des mots
  <answer fraction="100"><text>a</text><file name="a.pdf">AA==</file></answer><answer fraction="0"><text>b</text></answer></question>
<question type="ordering"><name><text>o</text></name><questiontext><text>Q</text></questiontext><selecttype>RANDOM</selecttype>
  <answer><text>a</text></answer><answer><text>b</text></answer><answer><text>c</text></answer></question>
<question type="ordering"><name><text>p</text></name><questiontext><text>Q</text></questiontext><answer><text></text></answer></question>
<question type="truefalse"><name><text>v</text></name><questiontext><text>Q</text></questiontext><answer fraction="100"><text>Wahr</text></answer>
  <answer fraction="0"><text>Falsch</text></answer></question>
<question type="matching"><name><text>m</text></name><questiontext><text>Q</text></questiontext>
  <subquestion><text>a</text><answer><text></text></answer></subquestion></question>
<question type="numerical"><name><text>n</text></name><questiontext><text>Q</text></questiontext>
  <answer fraction="100"><text>x</text></answer></question>
<other/>
</quiz>""",
}


class Marking(NullTranslations):  # type: ignore[misc]  # Babel does not type it
    """A catalogue that shows what it was asked for."""

    def ugettext(self, message: str) -> str:
        return MARK + message


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes through the catalogue is marked."""
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _domain: Marking())


def is_one_sentence(reason: str) -> bool:
    """Tell whether a reason is one message of the catalogue, neither glued nor left out of it, and ends like a sentence."""
    return reason.startswith(MARK) and reason.count(MARK) == 1 and reason.endswith(".")


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("format_", list(FILES))
def test_what_is_said_of_a_file_is_sentences_of_the_catalogue(format_: Format) -> None:
    reading = fitting(read(format_, FILES[format_].encode()), language="fr")
    reasons = [one.reason for one in (*reading.refused, *reading.lost)]
    assert len(reasons) >= 5
    assert [reason for reason in reasons if not is_one_sentence(reason)] == []


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize(
    ("format_", "data"),
    [
        (Format.GIFT, b"\x00"),
        (Format.GIFT, b"\xff\xfea"),
        (Format.MOODLE_XML, b"<quiz>"),
        (Format.MOODLE_XML, b"<rss/>"),
        (Format.MOODLE_XML, b"<!DOCTYPE quiz><quiz/>"),
        (Format.MOODLE_XML, b"<a>" * 30),
        (Format.MOODLE_XML, b'<?xml version="1.0" encoding="nothing"?><quiz/>'),
        (Format.GIFT, b"<" * 5_000_001),
    ],
)
def test_a_file_that_is_refused_as_a_whole_is_told_in_a_sentence_of_the_catalogue(format_: Format, data: bytes) -> None:
    with pytest.raises(NotReadable) as refusal:
        read(format_, data)
    assert is_one_sentence(str(refusal.value.message))


@pytest.fixture
def questions(tmp_path: Path) -> tuple[Question, ...]:
    """A question of each type."""
    write_bank(tmp_path / "bank", samples.files(with_case=True))
    return read_bank(tmp_path / "bank").questions


@pytest.mark.usefixtures("marked")
def test_what_is_said_of_an_export_is_sentences_of_the_catalogue(questions: tuple[Question, ...]) -> None:
    by_id = {question.id: question for question in questions}
    with pytest.raises(NotExportable) as case:
        to_exchange(by_id["lf-009"], "fr")
    with pytest.raises(NotWritable) as order:
        write(Format.GIFT, [to_exchange(by_id["lf-006"], "fr")])
    assert (case.value.question, order.value.question) == ("lf-009", "lf-006")
    reasons = [case.value.reason, order.value.reason, *(reason for question in questions for reason in export_losses(question, "fr"))]
    assert len(reasons) == 5
    assert [reason for reason in reasons if not is_one_sentence(reason)] == []


@pytest.mark.usefixtures("marked")
def test_a_question_is_named_before_its_reason_by_a_message_of_the_catalogue() -> None:
    assert str(NotWritable("Non.", "lf-001").message) == f"{MARK}lf-001: Non."
    with pytest.raises(NotWritable, match=f"^{MARK}There is no question"):
        to_bank_files([], module="m", language="fr")


def sentences(path: Path) -> Iterator[str]:
    """Yield what looks like a sentence in the code of a module and is not given to the catalogue."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"]
    docstrings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    known = {id(part) for node in (*told, *docstrings) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known and node.value.count(" ") >= 2:
            words = [word for word in node.value.split(" ") if word.strip("«»“”%,.:;()").isalpha()]
            if len(words) >= 2 and "|" not in node.value:  # that would be a type
                yield node.value


@pytest.mark.parametrize("path", sorted(path for path in PACKAGE.glob("*.py") if path.name != "commands.py"), ids=lambda path: path.name)
def test_no_sentence_is_said_in_english_only(path: Path) -> None:
    assert [text for text in sentences(path) if not text.startswith(NOT_FOR_PAGES)] == []


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        (Decimal("33.33333"), "33,33333", "33.33333"),
        (Decimal("-0.50"), "-0,5", "-0.5"),
        (10_000, "10\u202f000", "10,000"),
        (Decimal("1E+3"), "1\u202f000", "1,000"),
        (Decimal("0E-9"), "0", "0"),
    ],
)
def test_numbers_are_told_as_the_language_of_the_page_writes_them(app: Flask, number: Decimal | int, french: str, english: str) -> None:
    with flask_babel.force_locale("fr"):
        assert told(number) == french
    with flask_babel.force_locale("en"):
        assert told(number) == english


def test_where_there_is_no_page_numbers_are_told_in_english() -> None:
    assert told(Decimal("12500.5")) == "12,500.5"
