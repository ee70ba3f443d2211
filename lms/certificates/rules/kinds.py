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
