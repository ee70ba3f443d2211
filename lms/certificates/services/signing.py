"""The one place where a certificate gets what proves it without network."""

import secrets
from datetime import datetime

from flask import current_app

from lms import clock
from lms.certificates.proof.claims import CODE_BYTES
from lms.certificates.proof.keys import Key
from lms.certificates.proof.signing import signed_by, signing_key
from lms.certificates.rules.facts import Facts


def key_of_today(*, is_demonstration: bool, now: datetime) -> Key:
    """Return the key that signs certificates now: one for all that are issued together. Raises NoSigningKey and KeyFault."""
    return signing_key(current_app.config["RELAIS_SETTINGS"].signing_keys, today=clock.local_day(now), is_demonstration=is_demonstration)


def signed(facts: Facts, key: Key) -> Facts:
    """Return the facts of a new issue with a code of its own and the proof that the square code carries.

    Everything else must be as it will be printed. Raises NameTooLong.
    """
    return signed_by(key, facts, code=secrets.token_bytes(CODE_BYTES))
