"""What is corrected when a certificate is issued again."""

from dataclasses import dataclass
from datetime import date

from lms.certificates.rules.kinds import CorrectionReason


@dataclass(frozen=True)
class Correction:
    """What a further issue says instead of the one before."""

    full_name: str
    issued_on: date
    place: str
    starts_on: date
    ends_on: date
    reason: CorrectionReason
    words: str
    languages: tuple[str, ...]
    """In which it is printed, the first one large."""
    is_refreshed: bool = False
    """Titles, wording, signatories and half-days are taken from what is recorded today; else they stay as they were."""
