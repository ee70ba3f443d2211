"""What lists remember of two records of one person (`lms.accounts.merging`)."""

from collections.abc import Mapping
from typing import Any

from lms.accounts.merging import Regrouping, standing_accounts
from lms.accounts.moving import moving, settle_rows
from lms.rosters.imports.models import RememberedMapping, RosterImport, RosterImportRow

OWNERS = (RememberedMapping.account_id,)
STAYING: Mapping[Any, str] = {
    RosterImport.account_id: "It says who did it.",
    RosterImportRow.person_id: "Whom the row was decided to be; who that is now is asked when it is read.",
    RosterImportRow.enrolment_id: "It says what undoing takes away; nothing is undone while it is merged.",
}


def settle(people: Regrouping) -> None:
    """Let what somebody said of columns help them under the account that stands."""
    settle_rows(RememberedMapping, "account_id", standing_accounts(people.after), moving("account_id", unless_taken=("key",)))
