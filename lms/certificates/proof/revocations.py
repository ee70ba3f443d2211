"""The signed list of what was revoked or replaced, as those keep it who verify without a network."""

from collections.abc import Iterable
from datetime import datetime

from lms.certificates.proof import cose
from lms.certificates.proof.claims import LIST_LASTS, Withdrawals, code_from_text, mark_of, withdrawals_as_bytes
from lms.certificates.proof.keys import Key, Ring, Use
from lms.certificates.rules.kinds import State


def signed_list(withdrawn: Iterable[tuple[str, str]], *, key: Key, now: datetime) -> bytes:
    """Return the list of these certificates, which lasts 90 days.

    withdrawn: code and state of each that is not valid any more; those of before, which have no proof, are left out. It is dated the
    beginning of the hour, so that within an hour the same certificates and key give the same bytes.
    """
    made_at = now.replace(minute=0, second=0, microsecond=0)
    marks: dict[str, set[bytes]] = {State.REVOKED: set(), State.REPLACED: set()}
    for text, state in withdrawn:
        if code := code_from_text(text):
            marks[state].add(mark_of(code))
    withdrawals = Withdrawals(made_at, made_at + LIST_LASTS, frozenset(marks[State.REVOKED]), frozenset(marks[State.REPLACED]))
    return cose.sign(withdrawals_as_bytes(withdrawals), kid=key.kid, key=key.signer)


def list_key(ring: Ring, now: datetime) -> Key | None:
    """Return the key that signs the list: that of real certificates, else, where there are none, that of demonstrations; or None."""
    day = now.date()
    real = ring.signs_on(day, is_demonstration=False)
    if real or any(key.use is Use.PRODUCTION for key in ring):
        return real
    return ring.signs_on(day, is_demonstration=True)
