"""How what the directory keeps about two records of one person comes together (`lms.accounts.merging`)."""

from collections.abc import Mapping
from typing import Any

from lms.accounts.merging import Regrouping
from lms.accounts.moving import settle_rows
from lms.directory.models import CorrectionRequest, PersonMerge, PersonSeparation
from lms.uploads.models import Upload

OWNERS = (CorrectionRequest.person_id,)
STAYING: Mapping[Any, str] = {
    PersonMerge.merged_id: "It says what was said.",
    PersonMerge.kept_id: "It says what was said.",
    PersonMerge.actor_id: "It says what was said.",
    PersonSeparation.actor_id: "It says what was said.",
    CorrectionRequest.answered_by: "It says who did it.",
    Upload.account_id: "It waits a little while for whoever sent it.",
}


def settle(people: Regrouping) -> None:
    """Let correction requests be theirs."""
    settle_rows(CorrectionRequest, "person_id", people.after)
