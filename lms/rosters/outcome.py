"""A sorted list as JSON, for the command line, for files and for tests."""

from typing import Any

from lms.rosters.evidence import Known
from lms.rosters.rows import Fault, Refused, Row
from lms.rosters.sorting import Match, Sorted, SortedList
from lms.rosters.wording import reason, why, why_match


def as_json(outcome: SortedList) -> dict[str, list[dict[str, Any]]]:
    """Return a sorted list as JSON holds it: `new`, `known`, `doubtful` and `refused`, each a list of rows in the order of the file.

    A row has its number in the file, names, sex (F, M, N), `phone` in E.164 and `email` (the first ones, empty where there is none; further ones
    under `other_phones`, `other_emails`), what the list says of function, organisation and place, and the types these belong to. Where they
    apply: `why` in words, `with` (the people or rows beside it, each with `id` or `row`), `cell` and `reason` of the first fault, `also` with
    the further ones, `remarks` on cells that were left out. Sentences are in the language of the moment.
    """
    return {
        "new": [_sorted(row) for row in outcome.new],
        "known": [_sorted(row) for row in outcome.known],
        "doubtful": [_sorted(row) for row in outcome.doubtful],
        "refused": [_refused(row) for row in outcome.refused],
    }


def _sorted(found: Sorted) -> dict[str, Any]:
    said: dict[str, Any] = _row(found.row)
    sentence = why(found)
    if sentence:
        said["why"] = str(sentence)
    if found.matches:
        said["with"] = [_match(match) for match in found.matches]
    return said


def _refused(refused: Refused) -> dict[str, Any]:
    first, *others = refused.faults
    said = _row(refused.row) | _fault(first)
    return said | {"also": [_fault(fault) for fault in others]} if others else said


def _row(row: Row) -> dict[str, Any]:
    said: dict[str, Any] = {"row": row.number} | _person(row)
    said |= {"profession": row.profession.value, "institution_type": row.institution_type.value}
    if row.remarks:
        said["remarks"] = [_fault(fault) for fault in row.remarks]
    return said


def _match(match: Match) -> dict[str, Any]:
    other = match.other
    which = {"row": other.number} if isinstance(other, Row) else {"id": str(other.id)}
    return which | _person(other) | {"why": str(why_match(match))}


def _person(source: Row | Known) -> dict[str, Any]:
    family, given = (source.name.family, source.name.given) if isinstance(source, Row) else (source.family_name, source.given_names)
    said: dict[str, Any] = {
        "family_name": family, "given_names": given, "sex": source.sex.value, "phone": next(iter(source.phones), ""),
        "email": next(iter(source.emails), ""), "function": source.function, "organisation": source.organisation, "place": source.place,
    }  # fmt: skip
    if source.birth_year is not None:
        said["birth_year"] = source.birth_year
    for name, several in (("other_phones", source.phones[1:]), ("other_emails", source.emails[1:])):
        if several:
            said[name] = list(several)
    return said


def _fault(fault: Fault) -> dict[str, str]:
    return {"cell": fault.cell, "reason": str(reason(fault))}
