"""The one place where a certificate gets what proves it without network."""

import secrets
from datetime import datetime

from flask import current_app

from lms import clock
from lms.certificates.proof import signing
from lms.certificates.rules.facts import Facts


def signed(facts: Facts, *, now: datetime) -> Facts:
    """Return the facts of a new issue with a code of its own and the proof that the square code carries.

    Everything else must be as it will be printed. Raises NoSigningKey, NameTooLong and KeyFault as `proof.signing.signed` says.
    """
    folder = current_app.config["RELAIS_SETTINGS"].signing_keys
    return signing.signed(facts, keys=folder, today=clock.local_day(now), random_bytes=secrets.token_bytes)
