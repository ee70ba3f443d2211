"""From exchanged questions to the files of a bank, and back."""

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms.errors import ContentFault
from lms.questions.content import Question, read_questions
from lms.quizzes.content import read_bank
from lms.quizzes.exchange.banks import TO_TRANSLATE, bank_ids, to_bank_files, write_bank
from lms.quizzes.exchange.export import to_exchange
from lms.quizzes.exchange.fit import fitting
from lms.quizzes.exchange.formats import Format, read, write
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, NotWritable, Number, Pair, Text
from tests.quizzes.exchange import samples
from tests.quizzes.exchange.strategies import fit_questions, listed

GOOD = ExchangedQuestion("single", "Un nom", Text("Q"), options=(Choice(Text("a"), Decimal(100)), Choice(Text("b"))))


def named(id_: str, name: str = "Un nom") -> ExchangedQuestion:
    """Return a question under this id and this name."""
    return ExchangedQuestion("single", name, GOOD.stem, id=id_, options=GOOD.options)


def questions_in(files: dict[str, str]) -> tuple[Question, ...]:
    """Read the files of a bank as the application does."""
    wording = {language: tomllib.loads(files[f"{language}.toml"]) for language in ("fr", "en")}
    return read_questions(Path("questions.toml"), tomllib.loads(files["questions.toml"])["questions"], wording)


def test_the_files_of_a_small_bank() -> None:
    questions = [
        ExchangedQuestion(
            type="multiple", id="lf-001", name="lf-001", stem=Text('Il a dit : "oui"\nou non'), category="Loi/Éléments", feedback=Text("Voir."),
            tags=("lesson:three-elements",),
            options=(Choice(Text("a"), Decimal(50), Text("Oui.")), Choice(Text("b"), Decimal(50)), Choice(Text("c"), Decimal(-50))),
        ),
        ExchangedQuestion("numeric", "Combien de jours ?", Text("Combien ?"), numbers=(Number(Decimal("3.5"), Decimal(1)),), unit="jours"),
    ]  # fmt: skip
    files = to_bank_files(questions, module="legal-framework", language="fr")
    assert files["questions.toml"] == (
        "# Imported. Where they are empty, the lesson to read again and the sources are still to be written.\n"
        'module = "legal-framework"\n\n'
        '[[questions]]\nid = "lf-001"\nversion = 1\ntype = "multiple"\nrule = "right-minus-wrong"\ntopic = "elements"\n'
        'options = ["a", "b", "c"]\nright = ["a", "b"]\nlesson = "three-elements"\nsources = []\n\n'
        '[[questions]]\nid = "combien-de-jours"\nversion = 1\ntype = "numeric"\ntopic = "legal-framework"\n'
        'answer = 3.5\ntolerance = 1\nlesson = ""\nsources = []\n'
    )
    assert files["fr.toml"].startswith(
        '[topics]\nelements = "Éléments"\nlegal-framework = "legal-framework"\n\n'
        '[questions.lf-001]\ntext = "Il a dit : \\"oui\\"\\nou non"\nfeedback = "Voir."\n'
        '[questions.lf-001.options.a]\ntext = "a"\nfeedback = "Oui."\n'
    )
    assert (
        '[questions.combien-de-jours]\ntext = "[to be translated] Combien ?"\nfeedback = ""\nunit = "[to be translated] jours"\n' in files["en.toml"]
    )


def test_every_type_is_read_again_by_the_application() -> None:
    texts = [ExchangedQuestion("short", "s", Text("Sigle ?"), options=(Choice(Text("MRN"), Decimal(100)), Choice(Text("5 \\* 3"), Decimal(100))))]
    texts.append(ExchangedQuestion("true-false", "v", Text("?"), options=(Choice(Text("true")), Choice(Text("false"), Decimal(100), Text("Oui.")))))
    texts.append(ExchangedQuestion("ordering", "o", Text("?"), options=tuple(Choice(Text(item)) for item in ("un", "deux", "trois"))))
    texts.append(ExchangedQuestion("matching", "m", Text("?"), pairs=(Pair(Text("Mali"), "Bamako"), Pair(Text("Niger"), "Niamey"))))
    texts.append(ExchangedQuestion("numeric", "n", Text("?"), numbers=(Number(Decimal("0.1000000000000000000000000000001")),)))
    short, verdict, order, pairs, number = questions_in(to_bank_files([GOOD, *texts], module="m", language="fr"))[1:]
    assert short.key["accepted"] == ["MRN", "5 * 3"]
    assert [option.words["en"].text for option in verdict.options] == ["True", "False"]
    assert (verdict.right, verdict.options[1].words["fr"].feedback) == (("false",), "Oui.")
    assert [option.words["fr"].text for option in order.options] == ["un", "deux", "trois"]
    assert pairs.key == {"type": "matching", "rule": "per-pair", "pairs": {"a": "c1", "b": "c2"}}
    assert number.key["answer"] == "0.1000000000000000000000000000001"


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ([("lf-001", "x"), ("lf-002", "x")], ["lf-001", "lf-002"]),
        ([("LF_001", "x"), ("lf-001", "x")], ["lf-001-2", "lf-001"]),
        ([("", "Acte, moyen, but ?"), ("", "Acte, moyen, but ?")], ["acte-moyen-but", "acte-moyen-but-2"]),
        ([("", "a"), ("", "a"), ("a-2", "x"), ("", "a")], ["a", "a-3", "a-2", "a-4"]),
        ([("", "؟ سؤال"), ("!", "?")], ["m-001", "m-002"]),
        ([("", "é" * 200)], ["e" * 60]),
    ],
)
def test_ids_are_kept_when_they_are_valid_and_derived_otherwise(given: list[tuple[str, str]], ids: list[str]) -> None:
    assert bank_ids([named(id_, name) for id_, name in given], module="m") == ids


def test_a_question_that_does_not_fit_is_named() -> None:
    with pytest.raises(NotWritable, match="x: None of its options is worth the whole point"):
        to_bank_files([ExchangedQuestion("single", "x", Text("Q"), options=(Choice(Text("a")), Choice(Text("b"))))], module="m", language="fr")


def test_the_module_is_a_slug() -> None:
    with pytest.raises(NotWritable, match="“Le module” is not the short name of a module"):
        to_bank_files([GOOD], module="Le module\n", language="fr")


@settings(deadline=None, max_examples=150)
@given(listed(fit_questions()))
def test_whatever_fits_is_read_again_with_the_same_words(questions: list[ExchangedQuestion]) -> None:
    assume(questions)
    files = to_bank_files(questions, module="module", language="en")
    assert files == to_bank_files(questions, module="module", language="en")
    found = questions_in(files)
    assert [question.id for question in found] == bank_ids(questions, module="module")
    for before, question in zip(questions, found, strict=True):
        assert (question.type, question.words["en"].text, question.words["en"].feedback) == (before.type, before.stem.text, before.feedback.text)
        assert question.words["fr"].text.startswith(TO_TRANSLATE["fr"])
        if before.type in ("single", "multiple"):
            assert [option.words["en"].text for option in question.options] == [option.text.text for option in before.options]


@settings(deadline=None, max_examples=100)
@given(listed(fit_questions()), st.sampled_from([Format.MOODLE_XML, Format.GIFT]))
def test_a_bank_that_goes_out_and_comes_back_is_the_same(questions: list[ExchangedQuestion], format_: Format) -> None:
    kept = [question for question in questions if format_ is Format.MOODLE_XML or can_be_said_in_gift(question)]
    assume(kept)
    files = to_bank_files(kept, module="module", language="en")
    topics = tomllib.loads(files["en.toml"])["topics"]
    assert to_bank_files(gone_and_back(questions_in(files), format_, topics), module="module", language="en") == files


def can_be_said_in_gift(question: ExchangedQuestion) -> bool:
    """Tell whether GIFT can say a question, unit and all."""
    try:
        write(Format.GIFT, [question])
    except NotWritable:
        return False
    return not question.unit


def gone_and_back(questions: tuple[Question, ...], format_: Format, topics: dict[str, str], language: str = "en") -> tuple[ExchangedQuestion, ...]:
    """Export questions, and import them again; nothing may be lost or refused on the way."""
    out = [replace(to_exchange(one, language), category=topics[one.topic].replace("/", "//")) for one in questions]
    reading = fitting(read(format_, write(format_, out)), language=language)
    assert (reading.refused, reading.lost) == ((), ())
    return reading.questions


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_bank_with_every_type_comes_back_from_moodle_the_same(tmp_path: Path, language: str) -> None:
    write_bank(tmp_path / "bank", samples.files())
    questions = read_bank(tmp_path / "bank").questions
    topics = tomllib.loads(samples.wording(language))["topics"]
    back = to_bank_files(gone_and_back(questions, Format.MOODLE_XML, topics, language), module="legal-framework", language=language)
    assert tomllib.loads(back["questions.toml"]) == tomllib.loads(samples.FACTS)
    found = questions_in(back)
    for before, after in zip(questions, found, strict=True):
        assert (after.words[language], after.key) == (before.words[language], before.key)
        assert [option.words[language] for option in after.options] == [option.words[language] for option in before.options]
        assert [choice.words[language] for choice in after.choices] == [choice.words[language] for choice in before.choices]
        assert after.units[language] == before.units[language]


def test_a_bank_is_never_written_over_another(tmp_path: Path) -> None:
    files = to_bank_files([GOOD], module="m", language="fr")
    write_bank(tmp_path / "deep" / "bank", files)
    with pytest.raises(NotWritable, match="never written over another"):
        write_bank(tmp_path / "deep" / "bank", files)
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["bank"]


def test_a_bank_that_cannot_be_read_again_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ContentFault):
        write_bank(tmp_path / "bank", {"questions.toml": "[[questions]]\n", "fr.toml": "", "en.toml": ""})
    assert list(tmp_path.iterdir()) == []
