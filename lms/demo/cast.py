"""Who appears in the demonstration."""

from dataclasses import dataclass

from lms.accounts.models import Account, Person
from lms.accounts.rules import Role
from lms.workshops.models import Enrolment, HalfDay, Workshop


@dataclass
class Cast:
    """The people and workshops, as they are gathered while loading."""

    programme: str
    staff: dict[Role, Account]
    workshops: list[tuple[Workshop, list[HalfDay]]]
    trainers: list[tuple[Person, Enrolment, Workshop]]
    learner: Account | None = None
