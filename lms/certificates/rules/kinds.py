"""What kinds of certificates there are, and what becomes of one."""

from enum import StrEnum


class Kind(StrEnum):
    """What a design certifies."""

    PARTICIPATION = "participation"
    TRAINER = "trainer"


class State(StrEnum):
    """What has become of an issued certificate."""

    ISSUED = "issued"
    REPLACED = "replaced"
    REVOKED = "revoked"


class PaperFormat(StrEnum):
    """On what a certificate is drawn."""

    A4 = "a4"
    CARD = "card"


class CorrectionReason(StrEnum):
    """Why a certificate is issued again."""

    NAME = "name"
    DATE = "date"
    OTHER_FACTS = "other-facts"
    LANGUAGES = "languages"
    """Nothing on it is wrong; the paper is wanted in other languages."""
    RENEWED = "renewed"
    """The facts are the same; it had expired, or is to be signed anew."""
    REINSTATED = "reinstated"
    """It had been revoked, and should not have been."""


class RevocationReason(StrEnum):
    """Why a certificate is no longer valid."""

    ERROR = "error"
    REQUIREMENTS = "requirements"
    DUPLICATE = "duplicate"
    FRAUD = "fraud"
    CONDUCT = "conduct"
    OTHER = "other"


def reasons_to_issue_again(state: State) -> tuple[CorrectionReason, ...]:
    """Return why the latest issue of a certificate, which is in this state, can be followed by another one."""
    if state is State.REVOKED:
        return (CorrectionReason.REINSTATED,)
    return tuple(reason for reason in CorrectionReason if reason is not CorrectionReason.REINSTATED)
