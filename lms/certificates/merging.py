"""How the certificates of two records of one person come together (`lms.accounts.merging`).

All of them are theirs and stay what they were issued as, each with its own name, serial and state; none is issued anew. Only the number that
tells issues of one design apart, which no paper shows, is another one where both records had the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.accounts.merging import Regrouping
from lms.accounts.moving import Holders, Row, Values, settle_rows
from lms.certificates.models import Certificate

OWNERS = (Certificate.person_id,)
STAYING: Mapping[Any, str] = {Certificate.issued_by: "It says who did it."}


def settle(people: Regrouping) -> None:
    """Let certificates be theirs."""
    settle_rows(Certificate, "person_id", people.after, _with_free_numbers)


def _with_free_numbers(rows: Sequence[Row], holders: Holders) -> list[Values]:
    changes: dict[Any, Values] = {}
    taken: set[tuple[Any, ...]] = set()
    for row in sorted(rows, key=lambda row: (holders[row["person_id"]] != row["person_id"], row["issued_at"], row["id"])):
        issue, number = (holders[row["person_id"]], row["programme"], row["design"]), row["issue_number"]
        while (*issue, number) in taken:
            number += 1
        taken.add((*issue, number))
        changes[row["id"]] = {"person_id": issue[0], "issue_number": number}
    return [changes[row["id"]] for row in rows]
