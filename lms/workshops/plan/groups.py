"""The groups for which places can be meant. Whoever exchanges the list of types of institutions exchanges it here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy.orm import InstrumentedAttribute

from lms.accounts.models import Person
from lms.accounts.wording import ACTOR_TYPE_NAMES
from lms.workshops.plan.rules.quotas import Axis
from lms.workshops.plan.wording import SEX_NAMES


@dataclass(frozen=True)
class InstitutionTypes:
    """A list of types of institutions."""

    names: Mapping[str, LazyString | str]
    """By what is stored, in the order in which they are shown."""
    of_person: InstrumentedAttribute[str]
    """The column that says to which of them a person belongs."""


def institution_types() -> InstitutionTypes:
    """Return the types of institutions by which places are meant for people and people are counted."""
    return InstitutionTypes(names={str(key): name for key, name in ACTOR_TYPE_NAMES.items()}, of_person=Person.actor_type)


def groups_by_axis() -> dict[Axis, Mapping[str, LazyString | str]]:
    """Return {axis: {group: what it is called}}, in the order in which they are shown."""
    return {Axis.SEX: SEX_NAMES, Axis.INSTITUTION: institution_types().names}
