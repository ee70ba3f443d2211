"""How the certificates of two records of one person come together (`lms.accounts.merging`).

All of them are theirs and stay what they were issued as, each with its own name, serial and state; none is issued anew. Where both records had
one of the same kind, the second takes a place beside the first (`duplicate`), which nothing but a merge gives: so nobody can be issued a second
one, before, while or after records are merged. Which of two to revoke is for somebody to say. What was waived for
either is waived.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.accounts.merging import Regrouping
from lms.accounts.moving import Holders, Row, Values, settle_rows
from lms.certificates.models import Certificate
from lms.certificates.waivers.models import Waiver

OWNERS = (Certificate.person_id, Waiver.person_id)
STAYING: Mapping[Any, str] = {
    Certificate.issued_by: "It says who did it.",
    Certificate.ended_by: "It says who did it.",
    Waiver.granted_by: "It says who did it.",
    Waiver.withdrawn_by: "It says who did it.",
}


def settle(people: Regrouping) -> None:
    """Let certificates and waivers be theirs."""
    settle_rows(Waiver, "person_id", people.after)
    settle_rows(Certificate, "person_id", people.after, _beside_one_another)


def _beside_one_another(rows: Sequence[Row], holders: Holders) -> list[Values]:
    places: dict[tuple[Any, ...], dict[str, int]] = {}
    changes: dict[Any, Values] = {}
    for row in sorted(rows, key=lambda row: (holders[row["person_id"]] != row["person_id"], row["issued_at"], row["id"])):
        holder = holders[row["person_id"]]
        of_kind = places.setdefault((holder, row["programme"], row["kind"]), {})
        changes[row["id"]] = {"person_id": holder, "duplicate": of_kind.setdefault(row["serial"], len(of_kind))}
    return [changes[row["id"]] for row in rows]
