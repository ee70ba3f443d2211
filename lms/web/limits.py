"""The counter of tries: kept in memory by one process, in Redis by several. Who is counted is said in `lms.accounts.limits`."""

from collections.abc import Callable

from flask import Response, g
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


def allowance(amount: str, *, scope: str, key_func: Callable[[], str]) -> Callable[[int], None]:
    """Return what takes a number from an allowance in the midst of a request; it raises RateLimitExceeded, a 429, when too little is left.

    A limit above a route counts before anything is known; this counts what the route is about to show. amount: as in `limiter.limit`.
    """

    def taken() -> None:
        pass

    taken.__qualname__ = f"allowance.{scope}"  # by which the extension knows its limits
    counted = limiter.shared_limit(amount, scope=scope, key_func=key_func, cost=lambda: int(g.taken_from_allowance))(taken)

    def take(number: int) -> None:
        if number > 0:
            g.taken_from_allowance = number
            counted()

    return take
