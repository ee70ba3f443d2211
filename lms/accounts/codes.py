"""Short codes of people, for badges, sheets and the telephone: no letter that looks like a figure, and a character that finds mistakes.

Six characters by lot and one that checks them, written `K7M-4PXQ`. A code says nothing about its person, not even when they were added.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L. 31 characters: a prime, so that the weights below find every single mistake and every swap of neighbours."""

LENGTH = 7

_BODY = LENGTH - 1
_GROUP = 3


def new_code() -> str:
    """Return a code by lot; one of 887 503 681."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_BODY))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the character that ends a code: the sum of its first six, weighted 1 to 6, modulo 31.

    Source: J. Verhoeff, Error Detecting Decimal Codes (1969), on weighted sums modulo a prime.
    """
    return ALPHABET[sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, start=1)) % len(ALPHABET)]


def read_code(text: str) -> str | None:
    """Return the code that somebody typed, in capitals or not, with or without spaces and hyphens; None when it holds a mistake."""
    code = "".join(letter for letter in text.upper() if letter.isalnum())
    is_code = len(code) == LENGTH and set(code) <= set(ALPHABET) and check_character(code[:_BODY]) == code[_BODY]
    return code if is_code else None


def spelt(code: str) -> str:
    """Return a code as it is printed and read aloud: `K7M-4PXQ`."""
    return f"{code[:_GROUP]}-{code[_GROUP:]}"
