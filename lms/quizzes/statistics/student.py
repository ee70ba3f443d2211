"""Student's t distribution, as far as confidence intervals of a mean need it. Pure."""

from functools import lru_cache
from math import cos, fsum, pi, sin, sqrt, tan
from statistics import NormalDist

_SERIES_UP_TO = 1000  # beyond, the expansion is as exact as a float, and the series would be long


@lru_cache(maxsize=256)  # one test is looked at many times with the same number of people
def student_quantile(probability: float, degrees: int) -> float:
    """Return the t that Student's t distribution does not exceed with this probability: 2.228… for 0.975 and 10 degrees.

    probability: from 0.001 to 0.999, where ten digits are right. degrees: of freedom, whole, 1 or more.
    Raises ValueError outside these.
    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4 (finite series for whole degrees of
    freedom), 26.7.5 (asymptotic expansion, beyond 1000 degrees).
    """
    if not 0.001 <= probability <= 0.999 or degrees < 1:
        raise ValueError(f"no quantile for probability {probability} and {degrees} degrees of freedom")
    if probability < 0.5:
        return -student_quantile(1 - probability, degrees)
    return _by_series(probability, degrees) if degrees <= _SERIES_UP_TO else _by_expansion(probability, degrees)


def _by_series(probability: float, degrees: int) -> float:
    """Halve the interval of the angle θ, where t = √ν·tan θ, until no float lies between its ends."""
    low, high, wanted = 0.0, pi / 2, 2 * probability - 1
    while low < (middle := (low + high) / 2) < high:
        if _share_within(middle, degrees) < wanted:
            low = middle
        else:
            high = middle
    return sqrt(degrees) * tan(low)


def _share_within(theta: float, degrees: int) -> float:
    """Return the probability of |t| ≤ √ν·tan θ."""
    odd = degrees % 2
    terms = [cos(theta)] if odd else [1.0]
    for j in range(2 + odd, degrees, 2):
        terms.append(terms[-1] * cos(theta) ** 2 * (j - 1) / j)
    if not odd:
        return sin(theta) * fsum(terms)
    return 2 / pi * (theta if degrees == 1 else theta + sin(theta) * fsum(terms))


def _by_expansion(probability: float, degrees: int) -> float:
    x = NormalDist().inv_cdf(probability)
    corrections = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + fsum(g / degrees**order for order, g in enumerate(corrections, 1))
