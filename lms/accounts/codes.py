"""Short codes of people, for badges, sheets and the telephone: no letter that looks like a figure, and a character that finds mistakes.

Six characters by lot and one that checks them, written `K7M-4PXQ`. A code says nothing about its person, not even when they were added.
Codes of things are made alike behind a prefix of their own, `S-K7M-4PXQ`: they are longer, so that no thing is taken for a person.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L. 31 characters: a prime, so that the weights below find every single mistake and every swap of neighbours."""

LENGTH = 7

_BODY = LENGTH - 1
_GROUP = 3


def new_code(prefix: str = "") -> str:
    """Return a code by lot; one of 887 503 681. prefix: what the codes of one kind of thing begin with, letters of the alphabet; none for people."""
    body = prefix + "".join(secrets.choice(ALPHABET) for _ in range(_BODY))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the character that ends a code: the sum of those before it, weighted 1, 2, 3 …, modulo 31.

    Source: J. Verhoeff, Error Detecting Decimal Codes (1969), on weighted sums modulo a prime.
    """
    return ALPHABET[sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, start=1)) % len(ALPHABET)]


def read_code(text: str, prefix: str = "") -> str | None:
    """Return the code that somebody typed, in capitals or not, with or without spaces and hyphens; None when it holds a mistake.

    prefix: of the kind of code that is asked for; a code of another kind is a mistake.
    """
    code = "".join(letter for letter in text.upper() if letter.isalnum())
    is_of_kind = len(code) == len(prefix) + LENGTH and code.startswith(prefix) and set(code) <= set(ALPHABET)
    return code if is_of_kind and check_character(code[:-1]) == code[-1] else None


def spelt(code: str) -> str:
    """Return a code as it is printed and read aloud: `K7M-4PXQ`, `S-K7M-4PXQ`."""
    prefix, body = code[:-LENGTH], code[-LENGTH:]
    return "-".join(part for part in (prefix, body[:_GROUP], body[_GROUP:]) if part)
