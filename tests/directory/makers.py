"""What the tests of the directory need. Everybody in here is invented."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from lms.accounts import services as accounts
from lms.accounts.access import Viewer
from lms.accounts.models import Account, Person
from lms.accounts.rules import PersonData, Role
from lms.db import db, transactional
from lms.directory.services.merges import merge_people, separate_people
from lms.identifiers import new_id
from tests.client import CheckingClient
from tests.conftest import NOW
from tests.factories import PROGRAMME, fact_id, make_account

SignIn = Callable[[Account], CheckingClient]
SAID = PersonData(family_name="Traoré", given_names="Awa", sex="F", birth_year=None, profession="Juge des enfants", profession_type="other",
                  institution="Tribunal pour enfants", actor_type="justice", place_code="ML-BKO", language="fr")  # fmt: skip


def viewer_of(account: Account, *roles: Role) -> Viewer:
    """Return somebody as a request sees them."""
    return Viewer(account_id=account.id, person_id=account.person_id, name="X", sex="N", programme=PROGRAMME, roles=frozenset(roles), session_hash="")


def administrator() -> Viewer:
    """Make an administrator; return them as a request sees them."""
    return viewer_of(make_account(Role.ADMINISTRATOR, person=recorded("Xyz", "Qwerty")), Role.ADMINISTRATOR)


def recorded(family_name: str = "Traoré", given_names: str = "Awa", **more: Any) -> Person:
    """Make a person in no workshop. more: as `accounts.add_person` takes it."""
    with transactional():
        return accounts.add_person(family_name=family_name, given_names=given_names, sex=more.pop("sex", "F"), now=NOW, **more)


def merge(merged: Person, kept: Person, *, viewer: Viewer | None = None, event_id: UUID | None = None) -> UUID:
    """Merge one record into another; return the merge."""
    event_id = event_id or fact_id()
    with transactional():
        merge_people(event_id=event_id, kept_id=kept.id, merged_id=merged.id, viewer=viewer or administrator(), now=NOW)
    return event_id


def separate(merge_id: UUID, *, viewer: Viewer | None = None) -> None:
    """Take a merge back."""
    with transactional():
        separate_people(event_id=fact_id(), merge_id=merge_id, viewer=viewer or administrator(), now=NOW)


def change(person: Person, **changes: Any) -> tuple[str, ...]:
    """Let a person's record say this; return what changed."""
    with transactional():
        changed = accounts.change_person(person_id=person.id, data=replace(SAID, **changes), account_id=new_id(NOW), now=NOW)
    db.session.expire_all()
    return changed
