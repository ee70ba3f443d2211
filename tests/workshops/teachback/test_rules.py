from uuid import uuid4

import pytest

from lms.workshops.teachback.rules import Choice, Latest, Outcome, what_is_new

SOMEBODY, FIRST, SECOND = uuid4(), uuid4(), uuid4()
GOOD, AGAIN, WITHDRAWN = Outcome.CONVINCING, Outcome.AGAIN, Outcome.WITHDRAWN


@pytest.mark.parametrize(
    ("chosen", "seen", "stands", "new", "overtaken"),
    [
        (None, None, None, None, False),
        (GOOD, None, None, GOOD, False),
        (GOOD, FIRST, (FIRST, GOOD), None, False),
        (AGAIN, FIRST, (FIRST, GOOD), AGAIN, False),
        (None, FIRST, (FIRST, GOOD), WITHDRAWN, False),
        (None, FIRST, (FIRST, WITHDRAWN), None, False),
        (GOOD, FIRST, (FIRST, WITHDRAWN), GOOD, False),
        (GOOD, None, (FIRST, GOOD), None, False),  # somebody else said the same, or the form was sent again
        (None, None, (FIRST, GOOD), None, True),
        (AGAIN, FIRST, (SECOND, GOOD), None, True),
    ],
)
def test_a_form_says_what_differs_from_the_page_and_never_over_what_the_page_did_not_show(
    chosen: Outcome | None, seen: object, stands: tuple[object, Outcome] | None, new: Outcome | None, overtaken: bool
) -> None:
    latest = {SOMEBODY: Latest(*stands)} if stands else {}  # type: ignore[arg-type]
    said = what_is_new({SOMEBODY: Choice(chosen, seen)}, latest)  # type: ignore[arg-type]
    assert said.outcomes == ({SOMEBODY: new} if new else {})
    assert said.overtaken == ((SOMEBODY,) if overtaken else ())
