"""The doors of the exchange: a file to questions, questions to a file, whatever the format."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from flask_babel import gettext as _

from lms.quizzes.exchange.aiken import read_aiken
from lms.quizzes.exchange.gift_reader import read_gift
from lms.quizzes.exchange.gift_writer import gift_losses, write_gift
from lms.quizzes.exchange.model import ExchangedQuestion, NotReadable, NotWritable, Reading
from lms.quizzes.exchange.moodle_reader import read_moodle_xml
from lms.quizzes.exchange.moodle_writer import write_moodle_xml
from lms.text_files import NotText, decoded

MOST_BYTES = 5_000_000
"""The largest file that is read."""


_ANSWER_LINE = re.compile(rb"^ANSWER[ \t]*:[ \t]*[A-Za-z]", re.MULTILINE)


class Format(StrEnum):
    """A way to write questions down."""

    MOODLE_XML = "moodle-xml"
    GIFT = "gift"
    AIKEN = "aiken"


WRITABLE = (Format.MOODLE_XML, Format.GIFT)


def guessed(data: bytes) -> Format:
    """Return the format that a file looks like: XML by its first letter, Aiken by its ANSWER lines, else GIFT."""
    start = data[:200].decode("utf-8", "ignore").lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return Format.MOODLE_XML
    return Format.AIKEN if _ANSWER_LINE.search(data) and b"{" not in data else Format.GIFT


def read(format: Format, data: bytes) -> Reading:
    """Return the questions of a file as the format says them, with what was refused and what was lost, each with its line.

    What a bank of Relais can hold of them is another question: `fit.fitting` answers it.
    Raises NotReadable when the file as a whole is too large, not of this format, or not safe to read; nothing else, whatever the bytes.
    """
    if len(data) > MOST_BYTES:
        raise NotReadable(_("The file is larger than %(megabytes)d MB. Split it, or leave its pictures out.", megabytes=MOST_BYTES // 1_000_000))
    if format is Format.MOODLE_XML:
        return replace(read_moodle_xml(data), encoding="declared")
    text, encoding = _text_of(data)
    return replace(read_gift(text) if format is Format.GIFT else read_aiken(text), encoding=encoding)


def _text_of(data: bytes) -> tuple[str, str]:
    try:
        return decoded(data)
    except NotText as error:
        if error.announced:
            raise NotReadable(
                _("The file begins as %(encoding)s but does not go on so. Save it as text in UTF-8.", encoding=error.announced)
            ) from None
        raise NotReadable(_("This is not a text file: it holds NUL characters. Save it as text in UTF-8.")) from None


def write(format: Format, questions: Iterable[ExchangedQuestion]) -> bytes:
    """Return the questions as a file in UTF-8; reading it gives the same questions again.

    Raises NotWritable, naming the question and the reason, when the format has no way to say one of them or an id stands twice.
    """
    all_questions = list(questions)
    ids = [question.id for question in all_questions if question.id]
    if twice := sorted(id_ for id_, times in Counter(ids).items() if times > 1):
        raise NotWritable(_("These ids stand on several questions: %(ids)s.", ids=", ".join(twice)))
    match format:
        case Format.MOODLE_XML:
            return write_moodle_xml(all_questions).encode()
        case Format.GIFT:
            return write_gift(all_questions).encode()
        case Format.AIKEN:
            raise NotWritable(_("Aiken has neither feedback nor ids: it is read, not written."))


def losses(format: Format, question: ExchangedQuestion) -> Iterator[str]:
    """Yield what a question loses when it is written in this format."""
    if format is Format.GIFT:
        yield from gift_losses(question)
