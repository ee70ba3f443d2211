"""Actions on evaluation: making codes, taking answers, closing."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update

from lms.accounts.codes import ALPHABET, new_code
from lms.db import db
from lms.errors import Conflict
from lms.workshops.evaluation import queries
from lms.workshops.evaluation.models import Evaluation, EvaluationAnswer, EvaluationCode, EvaluationComment
from lms.workshops.evaluation.rules import are_let_in, closing_day, codes_to_make
from lms.workshops.models import Workshop

CODE_PREFIX = "E"
"""What the codes of evaluation begin with: nobody's badge does."""
_LINK_LENGTH = 9

Source = Literal["screen", "paper"]


class NoCodeMissing(Conflict):
    """Every participant has answered or has a code."""


class CodeNotOpen(Conflict):
    """The code was used, withdrawn, or belongs to another workshop."""


class Closed(Conflict):
    """The time to answer is over, and no code is made any more."""


@dataclass(frozen=True)
class Given:
    """What one person says."""

    ratings: Mapping[str, int]
    """{item: 1 to 5}; without those left blank."""
    comments: Mapping[str, str] = field(default_factory=dict)
    """{open question: text}."""


def make_codes(*, workshop: Workshop, is_anew: bool, today: date) -> list[str]:
    """Make a code for each participant who has neither one nor answered; return them: they are kept nowhere, only their hashes are.

    is_anew: the codes made before and not used are withdrawn first. Raises NoCodeMissing when there is none to make, and Closed once the
    evaluation is closed: what has been seen then must not be told from what would come after. Where nobody had answered it begins anew.
    """
    evaluation = _locked(workshop, today)
    if is_anew:
        db.session.execute(delete(EvaluationCode).where(EvaluationCode.workshop_id == workshop.id))
    situation = queries.situation_of(workshop, today=today)
    if not situation.takes_codes:
        raise Closed(_l("The evaluation of this workshop is closed, and stays so: no code was made."))
    number = codes_to_make(participants=situation.participants, answers=situation.answers, open_codes=situation.open_codes)
    if not number:
        raise NoCodeMissing(_l("Every confirmed participant has a code or has answered already, so no code was made."))
    if situation.is_closed:
        evaluation.closed_from = closing_day(ends_on=workshop.ends_on, today=today)
    codes = [new_code(CODE_PREFIX) for _number in range(number)]
    db.session.add_all(EvaluationCode(code_hash=hashed(code, workshop.id), workshop_id=workshop.id) for code in codes)
    db.session.flush()
    return codes


def answer_once(*, workshop: Workshop, code: str, given: Given, source: Source, today: date) -> None:
    """Take what somebody says, and with it their code. Raises CodeNotOpen, or Closed on the screen; paper may be typed later."""
    evaluation = _locked(workshop, today)
    if source == "screen" and not queries.is_open(evaluation, workshop, today):
        raise Closed(_l("The time to answer is over. Thank you for your interest."))
    if not forget_codes(workshop=workshop, codes=[code]):
        raise CodeNotOpen(
            _l("This code has been used already, or is not one of this workshop. If you have just sent your answers, they have been counted.")
        )
    take_answers(workshop=workshop, given=[given], source=source)


def forget_codes(*, workshop: Workshop, codes: Sequence[str]) -> int:
    """Let codes of a workshop open nothing any more; return how many were open."""
    theirs = EvaluationCode.code_hash.in_([hashed(code, workshop.id) for code in codes])
    used = delete(EvaluationCode).where(theirs, EvaluationCode.workshop_id == workshop.id)
    number: int = db.session.execute(used).rowcount  # type: ignore[attr-defined]
    return number


def take_answers(*, workshop: Workshop, given: Sequence[Given], source: Source) -> None:
    """Put answers among those of the workshop, all of which are written anew, in an order by lot.

    Were the new ones only added, the database would remember which came last (docs/decisions/0016).
    """
    answers = [{"source": source, "ratings": json.dumps(dict(one.ratings)), "is_counted": False} for one in given]
    comments = [{"question": name, "text": text, "is_counted": False} for one in given for name, text in one.comments.items()]
    _write_anew(EvaluationAnswer, ("source", "ratings", "is_counted"), answers, workshop)
    _write_anew(EvaluationComment, ("question", "text", "is_counted"), comments, workshop)
    _let_in_together(workshop)


def close_evaluation(*, workshop: Workshop, today: date) -> None:
    """End the time to answer for good: codes that were not used are withdrawn, and answers that are too few to join together stay unseen."""
    evaluation = _locked(workshop, today)
    db.session.execute(delete(EvaluationCode).where(EvaluationCode.workshop_id == workshop.id))
    _let_in_together(workshop)
    evaluation.closed_from = min(evaluation.closed_from, today)


def hashed(code: str, workshop_id: UUID) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(workshop_id.bytes + code.encode()).hexdigest()


def _locked(workshop: Workshop, today: date) -> Evaluation:
    """Return the evaluation of a workshop, made when there is none, with nobody else at it until the transaction ends."""
    db.session.execute(select(Workshop.id).where(Workshop.id == workshop.id).with_for_update())
    found = queries.evaluation_of(workshop)
    if found is None:
        link = "".join(secrets.choice(ALPHABET) for _number in range(_LINK_LENGTH))
        found = Evaluation(workshop_id=workshop.id, link=link, closed_from=closing_day(ends_on=workshop.ends_on, today=today))
        db.session.add(found)
        db.session.flush()
    return found


def _write_anew(
    table: type[EvaluationAnswer] | type[EvaluationComment], columns: Sequence[str], new: Sequence[Mapping[str, object]], workshop: Workshop
) -> None:
    kept = select(*(getattr(table, name) for name in columns)).where(table.workshop_id == workshop.id)
    there = [dict(zip(columns, row, strict=True)) for row in db.session.execute(kept)]
    db.session.execute(delete(table).where(table.workshop_id == workshop.id))
    rows = [{**row, "id": uuid4(), "workshop_id": workshop.id} for row in (*there, *new)]
    if rows:
        db.session.execute(table.__table__.insert(), sorted(rows, key=lambda row: str(row["id"])))  # type: ignore[attr-defined]


def _let_in_together(workshop: Workshop) -> None:
    is_waiting = (EvaluationAnswer.workshop_id == workshop.id) & ~EvaluationAnswer.is_counted
    if not are_let_in(db.session.scalar(select(func.count()).select_from(EvaluationAnswer).where(is_waiting)) or 0):
        return
    for table in (EvaluationAnswer, EvaluationComment):
        db.session.execute(update(table).where(table.workshop_id == workshop.id).values(is_counted=True))
