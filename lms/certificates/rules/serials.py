"""How the serial of a certificate is written and read."""

import re
import unicodedata
from collections.abc import Callable

from lms.certificates.rules.kinds import Kind

# Digits and capitals without 0 O 1 I, which people mistake for one another on paper.
SERIAL_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RANDOM_CHARACTERS = 5
_LETTERS = {Kind.PARTICIPATION: "P", Kind.TRAINER: "T"}
_CHECK_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_SERIAL = re.compile(rf"([{''.join(_LETTERS.values())}])([0-9]{{4}})([{SERIAL_ALPHABET}]{{{RANDOM_CHARACTERS}}})([{SERIAL_ALPHABET}])")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.]+")


def new_serial(kind: Kind, year: int, choose: Callable[[str], str]) -> str:
    """Return a serial such as `T-2026-KQ7M2-X`: kind, year of issue, five random characters, check character.

    choose: picks one character of a string (`secrets.choice`). A draw whose check character would be 0, 1, I, O or * is
    drawn again, so that every random character of a serial is one that people do not mistake.
    """
    while True:
        middle = "".join(choose(SERIAL_ALPHABET) for _ in range(RANDOM_CHARACTERS))
        check = check_character(f"{_LETTERS[kind]}{year}{middle}")
        if check in SERIAL_ALPHABET:
            return f"{_LETTERS[kind]}-{year}-{middle}-{check}"


def check_character(text: str) -> str:
    """Return the check character of digits and capital letters, which catches any one wrong character and any two swapped neighbours.

    Source: ISO/IEC 7064:2003, MOD 37-2, pure system.
    """
    total = 0
    for character in text:
        total = (total + _CHECK_ALPHABET.index(character)) * 2 % 37
    return _CHECK_ALPHABET[(1 - total) % 37]


def normal_serial(text: str) -> str | None:
    """Return a serial as it is printed, whatever the case, spaces and hyphens it was typed with; None when it is not shaped like one."""
    found = _SERIAL.fullmatch(_SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper())
    return "-".join(found.groups()) if found else None


def has_right_check(serial: str) -> bool:
    """Tell whether the last character of a normal serial fits the others."""
    characters = serial.replace("-", "")
    return check_character(characters[:-1]) == characters[-1]
