"""What can be said of a teach-back, and what a form of them says anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """What an observation says."""

    CONVINCING = "convincing"
    AGAIN = "again"
    """It is to be repeated."""
    WITHDRAWN = "withdrawn"
    """What was said before was recorded by mistake: nothing was observed."""


@dataclass(frozen=True)
class Choice:
    """What a form says of one participant, and which observation the page had shown."""

    outcome: Outcome | None
    """None: not observed."""
    seen: UUID | None


@dataclass(frozen=True)
class Latest:
    """The observation of somebody that counts."""

    id: UUID
    outcome: Outcome


@dataclass(frozen=True)
class Said:
    """What a form says that is new."""

    outcomes: dict[UUID, Outcome]
    """By enrolment."""
    overtaken: tuple[UUID, ...]
    """Enrolments of which somebody else has recorded something while the page was open: theirs stays until it is looked at."""


def what_is_new(choices: Mapping[UUID, Choice], latest: Mapping[UUID, Latest]) -> Said:
    """Return what a form says that is not recorded yet, by enrolment."""
    outcomes, overtaken = {}, []
    for enrolment_id, choice in choices.items():
        stands = latest.get(enrolment_id)
        recorded = None if stands is None or stands.outcome is Outcome.WITHDRAWN else stands.outcome
        if choice.outcome == recorded:
            continue
        if choice.seen != (stands.id if stands else None):
            overtaken.append(enrolment_id)
        else:
            outcomes[enrolment_id] = choice.outcome or Outcome.WITHDRAWN
    return Said(outcomes, tuple(overtaken))
