"""Invented certificates and keys for the tests of this folder."""

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.certificates.proof.claims import Claims
from lms.certificates.proof.keys import Key, Use, new_key
from lms.certificates.rules.facts import Facts
from lms.certificates.rules.kinds import Kind

SERIAL = "T-2026-KQ7M2-Y"
CODE = bytes(range(8))
DAY = date(2026, 11, 21)
NAMES = (
    "Aïssata Souleymane TRAORÉ dite KONATÉ",
    "N'Golo DIAKITÉ",
    "N’Golo DIAKITÉ",
    "Ŋɔ̀lɔ Kɔnɛ",
    "Fatimata Walet ALHOUSSEINI AG MOHAMED ELMEHDI BEN ABDOULAYE",
    "Ada O",
    "Hélène",
    "ⵎⵓⵙⴰ",
    "محمد ولد سيدي",
)
"""Names that are difficult to print, all invented."""


def make_key(use: Use = Use.PRODUCTION, valid_from: date = date(2026, 1, 1)) -> Key:
    """Return a new key that has been in use since the beginning of the year."""
    return new_key(use, valid_from)


def fixed_key() -> Key:
    """Return always the same key: what it signs has the same letters in each run."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    return Key(private.public_key().public_bytes_raw(), Use.PRODUCTION, date(2026, 1, 1), private=private.private_bytes_raw())


def make_claims(name: str = "Awa TRAORÉ", *, issue_number: int = 1, expires_on: date | None = None, code: bytes = CODE) -> Claims:
    """Return what the proof of an invented certificate states."""
    return Claims(Kind.TRAINER, SERIAL, issue_number, name, DAY, expires_on, code)


def make_facts(name: str = "Awa TRAORÉ", *, is_demonstration: bool = False) -> Facts:
    """Return the facts of an invented certificate that is not signed yet."""
    return Facts(
        kind="trainer", design="trainer", requirements_version=1, serial=SERIAL, issued_on=DAY, full_name=name, programme={}, funders={},
        place="Ségou", starts_on=DAY, ends_on=DAY, modules=(), words={}, is_demonstration=is_demonstration, address=f"https://relais.example.org/v/{SERIAL}",
    )  # fmt: skip
