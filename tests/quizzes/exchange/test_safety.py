"""Files that mean harm, or nothing at all: the package's own error or a reading, never anything else."""

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.quizzes.exchange import aiken
from lms.quizzes.exchange.banks import to_bank_files
from lms.quizzes.exchange.collector import MOST_LOSSES, MOST_QUESTIONS
from lms.quizzes.exchange.fit import MOST_TO_RENDER, fitting
from lms.quizzes.exchange.formats import MOST_BYTES, Format, read, write
from lms.quizzes.exchange.model import ExchangedQuestion, NotReadable
from lms.quizzes.exchange.tree import MOST_ELEMENTS
from lms.quizzes.imported import bank_of
from tests.quizzes.exchange.strategies import PIECES, files_of

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<quiz><question type="essay"><name><text>&c;</text></name></question></quiz>"""


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        LAUGHS.decode().encode("utf-16"),
        b'<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/quiz.dtd"><quiz/>',
        b'<!DOCTYPE quiz [<!ENTITY % d SYSTEM "http://127.0.0.1:9/"> %d;]><quiz/>',
        b"<!DOCTYPE quiz><quiz/>",
    ],
)
def test_a_document_type_is_refused_before_anything_in_it_is_read(data: bytes) -> None:
    with pytest.raises(NotReadable, match="document type"):
        read(Format.MOODLE_XML, data)


def test_a_file_of_this_machine_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    data = f'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file://{secret}">]><quiz><question type="&x;"/></quiz>'
    with pytest.raises(NotReadable) as refusal:
        read(Format.MOODLE_XML, data.encode())
    assert "secret words" not in str(refusal.value.message)


def test_an_entity_that_xml_does_not_know_is_refused_with_its_line() -> None:
    with pytest.raises(NotReadable, match=r"Line 2: .*undefined entity"):
        read(Format.MOODLE_XML, b"<quiz>\n&nbsp;</quiz>")


def test_elements_nested_too_deeply_are_refused() -> None:
    with pytest.raises(NotReadable, match="nested more than 20 deep"):
        read(Format.MOODLE_XML, b"<a>" * 100_000)


@pytest.mark.parametrize("format_", list(Format))
def test_a_file_that_is_too_large_is_refused_unread(format_: Format) -> None:
    with pytest.raises(NotReadable, match="larger than 5 MB"):
        read(format_, b"<" * (MOST_BYTES + 1))


@pytest.mark.parametrize(
    ("format_", "data"),
    [
        (Format.GIFT, b"a\n\n" * (MOST_QUESTIONS + 1)),
        (Format.AIKEN, b"a\nA) a\nB) b\nANSWER: A\n" * (MOST_QUESTIONS + 1)),
        (Format.MOODLE_XML, b"<quiz>" + b"<question/>" * (MOST_QUESTIONS + 1) + b"</quiz>"),
    ],
)
def test_more_questions_than_people_write_are_refused(format_: Format, data: bytes) -> None:
    with pytest.raises(NotReadable, match="more than 10,000 questions"):
        read(format_, data)


_NUMBER = "<question type='numerical'><name><text>n</text></name><questiontext><text>Q</text></questiontext>{}</question>"


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        (Format.MOODLE_XML, "<quiz>" + "<q/>" * (MOST_LOSSES + 1) + "</quiz>"),
        (Format.MOODLE_XML, "<quiz>" + _NUMBER.format("<answer fraction='100'><text>1</text></answer>" + "<q/>" * (MOST_LOSSES + 1)) + "</quiz>"),
        (Format.MOODLE_XML, "<quiz>" + _NUMBER.format("<answer fraction='100'><text>1</text></answer>" + "<q/>" * 10) * 3_000 + "</quiz>"),
        (Format.MOODLE_XML, "<quiz>" + "<question type='category'><q/><q/></question>" * (MOST_LOSSES // 2 + 1) + "</quiz>"),
        (Format.GIFT, "// " + "[id:a]" * 1_000 + ("\n// " + "[id:a]" * 1_000) * (MOST_LOSSES // 1_000) + "\nq{T}"),
        (Format.GIFT, "".join(f"// [tag:t{rank}]\n" for rank in range(MOST_LOSSES + 1)) + "q{T}"),
        (Format.GIFT, "\n\n".join("// " + "[tag:a][tag:b][tag:c]" + f"\n::{rank}::q{{T}}" for rank in range(MOST_LOSSES // 3 + 1))),
    ],
    ids=["elements", "in-a-question", "of-questions", "of-categories", "ids", "tags", "tags-of-questions"],
)
def test_more_losses_than_anybody_reads_are_refused(format_: Format, text: str) -> None:
    with pytest.raises(NotReadable, match="More than 20,000 things in this file have no place here"):
        fitting(read(format_, text.encode()), language="fr")


@pytest.mark.parametrize("text", ["<quiz>" + "<q/>" * MOST_ELEMENTS + "</quiz>", "<quiz>" + "<q a='' b='' c=''/>" * (MOST_ELEMENTS // 4) + "</quiz>"])
def test_more_elements_than_questions_need_are_refused_before_they_fill_the_memory(text: str) -> None:
    with pytest.raises(NotReadable, match="more than 250,000 elements"):
        read(Format.MOODLE_XML, text.encode())


def test_of_a_question_of_aiken_that_is_refused_the_rest_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(aiken, "_", lambda message, **_values: told.append(message) or message)
    reading = read(Format.AIKEN, ("Q\n" + "A) a\n" * 1_000 + "suite\n" * 1_000 + "ANSWER: A").encode())
    assert ([one.reason for one in reading.refused], len(told)) == (["Two options begin with %(letter)s."], 1)


def test_a_file_with_more_markdown_than_is_dealt_with_is_refused() -> None:
    def markdown(number: int) -> bytes:
        return "\n\n".join(f"::{rank}::[markdown]*Q* {'mot ' * 1_000}{{T}}" for rank in range(number)).encode()

    enough = MOST_TO_RENDER // 5_000
    assert len(fitting(read(Format.GIFT, markdown(enough)), language="fr").questions) == enough
    with pytest.raises(NotReadable, match=r"more than 250,000 letters of Markdown\. Split it\."):
        fitting(read(Format.GIFT, markdown(2 * enough)), language="fr")


def test_one_text_too_long_for_markdown_refuses_its_question_alone() -> None:
    text = "::long::[markdown]" + "*mot* " * (MOST_TO_RENDER // 2) + "{T}\n\n::bon::[markdown]*Q*{T}"
    reading = fitting(read(Format.GIFT, text.encode()), language="fr")
    assert ([one.name for one in reading.questions], [one.name for one in reading.refused]) == (["bon"], ["long"])


SLOW = (
    "q{=x" + "~a" * 400_000 + "}",
    "// " + "[id:" * 250_000 + "\nq{T}",
    "q{=a ~b" + " " * 1_000_000 + "}",
    "[html]" + "<!--" * 250_000 + "{T}",
    "[html]" + "<a " * 300_000 + "{T}",
    "[markdown]" + "![" * 400_000 + "{T}",
    "[markdown]" + "> " * 9_000 + "{T}",
    "[markdown]" + "[" * 19_000 + "{T}",
    "[markdown]" + "[" * 4_000 + "{T}",
    "q{=a" + "#" * 1_000_000 + "~b}",
)


@pytest.mark.parametrize("text", SLOW, ids=[text[:16] for text in SLOW])
def test_a_megabyte_made_to_be_slow_is_read_at_once(text: str) -> None:
    reading = fitting(read(Format.GIFT, text.encode()), language="fr")  # the time limit of the test run is the assertion
    assert len(reading.questions) + len(reading.refused) == 1


def survives(format_: Format, data: bytes) -> None:
    """Read, fit, and make a bank of what is left: only the package's own errors may come of it."""
    with contextlib.suppress(NotReadable):
        reading = fitting(read(format_, data), language="fr")
        assert all(refused.line > 0 and refused.reason for refused in reading.refused)
        assert all(lost.line > 0 and lost.reason for lost in reading.lost)
        if reading.questions:
            bank_of("bank", to_bank_files(reading.questions, module="module", language="fr"))


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(Format), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(format_: Format, data: bytes) -> None:
    survives(format_, data)


MARKS = (
    *PIECES, "\n\n", "=a", "~b", "->", "#1", "..", "A) a\n", "B. b\n", "ANSWER: B\n", "<quiz>", "</quiz>", "<question type='numerical'>",
    "<question type='multichoice'>", "</question>", "<answer fraction='100'>", "</answer>", "<text>", "</text>", "<units>", "<tags>",
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(Format), st.lists(st.sampled_from(MARKS), max_size=40).map("".join))
def test_any_marks_in_any_order_are_read_or_refused(format_: Format, text: str) -> None:
    survives(format_, text.encode())


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([Format.GIFT, Format.MOODLE_XML]), files_of(for_gift=True), st.randoms(use_true_random=False))
def test_files_with_a_few_bytes_changed_are_read_or_refused(format_: Format, questions: list[ExchangedQuestion], chance: random.Random) -> None:
    data = bytearray(write(format_, questions))
    for _change in range(chance.randint(1, 8)):
        at = chance.randrange(len(data)) if data else 0
        match chance.randrange(4):
            case 0:
                data[at : at + chance.randint(1, 12)] = b""
            case 1:
                data[at:at] = bytes(chance.choices(b"~=#{}:\\\n<>&\"'%[]/ \xc3\xe9\x00", k=3))
            case 2 if data:
                data[at] = chance.randrange(256)
            case _:
                data[at:at] = data[chance.randrange(len(data) + 1) :][:30]
    survives(format_, bytes(data))
