"""Phone numbers in cells of lists, in whatever style and number."""

import re
import unicodedata

from lms.accounts.rules import MALI_CALLING_CODE, normal_phone

_SEPARATORS = re.compile(r"[/;,|\n&]|\s(?:ou|et|or|and)\s|\s-\s|\s(?=00\s?223)", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*@\S*")
_AMOUNT = re.compile(r"(?<![0-9.,])(\+?[0-9]{8,15})\.0*(?![0-9])")
"""A number that a spreadsheet took for an amount: `70782992.0`."""
_RUN = re.compile(r"\(?(?:\+|00)?\(?[0-9](?:[0-9]|[\s.()_-](?=[\s.()_-]*[0-9]))*")
_IN_PAIRS = re.compile(r"[0-9]{2}(?:/[0-9]{2}){3}")
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[-.][0-9]{1,2}[-.](?:19|20)[0-9]{2}")
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]*)?[eE]\+?[0-9]+")
_DIGITS = 8
_PREFIXES = (f"00{MALI_CALLING_CODE[1:]}", MALI_CALLING_CODE[1:], "")


def phones_in(text: str) -> tuple[str, ...]:
    """Return the phone numbers in a cell in E.164, in their order, each once; empty when there is none.

    Words, addresses and days around a number are left out. Eight digits are a number of Mali, others need their country code
    (`normal_phone`); several numbers of Mali that stand together without anything between them are parted.
    """
    return tuple(dict.fromkeys(number for run in _runs(text) for number in _numbers(run)))


def unread_in(text: str) -> tuple[str, ...]:
    """Return what looks like a phone number in a cell and is none: a digit is missing, or one too many."""
    return tuple(run for run in _runs(text) if len(re.findall("[0-9]", run)) > _DIGITS // 2 and not _numbers(run) and not _DAY.fullmatch(run))


def is_shortened(text: str) -> bool:
    """Tell whether a spreadsheet has rounded a number in its display, so that digits are lost: `2,2371E+10`."""
    return bool(_SHORTENED.fullmatch(text.strip()))


def _runs(text: str) -> list[str]:
    """Return the digits that stand together in a cell, with what is written between them."""
    text = _in_ascii(text).strip()
    if is_shortened(text):
        return []
    if _IN_PAIRS.fullmatch(text):
        return [text]
    pieces = _SEPARATORS.split(_AMOUNT.sub(r"\1", _ADDRESS.sub(" ", text)))
    return [run.strip("() ") for piece in pieces for run in _RUN.findall(piece)]


def _numbers(run: str) -> list[str]:
    if _DAY.fullmatch(run):
        return []
    number = normal_phone(run)
    return [number] if number else _parted(re.sub(r"[^0-9]", "", run))


def _parted(digits: str) -> list[str]:
    """Return the numbers of Mali that digits are made of, with or without country code; none unless there are several and nothing is left over."""
    for prefix in _PREFIXES:
        end = len(prefix) + _DIGITS
        if digits.startswith(prefix) and len(digits) > end:
            rest = digits[end:]
            further = [number] if (number := normal_phone(rest)) else _parted(rest)
            if further:
                return [MALI_CALLING_CODE + digits[len(prefix) : end], *further]
    return []


def _in_ascii(text: str) -> str:
    """Return the text with ASCII digits and plain hyphens, whatever the script and the typography."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(letter)) if letter.isdigit() else "-" if unicodedata.category(letter) == "Pd" else letter for letter in text)
