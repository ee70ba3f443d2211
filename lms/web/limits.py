"""The counter of tries: kept in memory by one process, in Redis by several. Who is counted is said in `lms.accounts.limits`."""

from flask import Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# Without Redis it still counts, each process for itself.
limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=False, in_memory_fallback_enabled=True)


def was_refused(response: Response) -> bool:
    """Tell whether an attempt should count: only those that failed do, so that a full room can sign in at once."""
    return response.status_code >= 400


def was_granted(response: Response) -> bool:
    """Tell whether an attempt should count where what is limited is the work done: one sent back with a mistake made none."""
    return response.status_code < 400
