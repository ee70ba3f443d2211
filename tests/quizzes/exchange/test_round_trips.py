"""What is written and read again is the same: for every format, with the texts that break writers."""

from hypothesis import given, settings

from lms.quizzes.exchange.formats import Format, read, write
from lms.quizzes.exchange.model import ExchangedQuestion
from tests.quizzes.exchange.strategies import files_of


@settings(deadline=None, max_examples=150)
@given(files_of(for_gift=True))
def test_gift_gives_the_same_questions(questions: list[ExchangedQuestion]) -> None:
    reading = read(Format.GIFT, write(Format.GIFT, questions))
    assert list(reading.questions) == questions
    assert (reading.refused, reading.lost) == ((), ())


@settings(deadline=None, max_examples=150)
@given(files_of(for_gift=False))
def test_moodle_xml_gives_the_same_questions_with_their_pictures(questions: list[ExchangedQuestion]) -> None:
    reading = read(Format.MOODLE_XML, write(Format.MOODLE_XML, questions))
    assert list(reading.questions) == questions
    assert (reading.refused, reading.lost) == ((), ())


@settings(deadline=None, max_examples=50)
@given(files_of(for_gift=True))
def test_what_gift_can_say_goes_through_moodle_xml_unchanged(questions: list[ExchangedQuestion]) -> None:
    through_xml = read(Format.MOODLE_XML, write(Format.MOODLE_XML, questions)).questions
    assert read(Format.GIFT, write(Format.GIFT, through_xml)).questions == tuple(questions)


@settings(deadline=None, max_examples=50)
@given(files_of(for_gift=True))
def test_line_ends_of_windows_change_nothing(questions: list[ExchangedQuestion]) -> None:
    data = write(Format.GIFT, questions)
    assert read(Format.GIFT, data.replace(b"\n", b"\r\n")) == read(Format.GIFT, data)
