"""How sure a share is, seen so often: Wilson's score interval.

Edwin B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
the American Statistical Association 22 (1927). Unlike the usual mean ± error it stays inside
[0, 1] and is honest with few cases: 3 of 3 says "at least 0.44", not "1 for certain".
"""

from dataclasses import dataclass
from math import sqrt

CERTAINTY = 1.96
"""Standard deviations that hold 95 of 100 samples of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a share lies, 19 times out of 20."""

    low: float
    high: float


def share_of(hits: int, cases: int) -> Interval:
    """The interval for `hits` among `cases`; anything is possible with no cases at all."""
    if cases == 0:
        return Interval(0.0, 1.0)
    share, square = hits / cases, CERTAINTY**2
    middle = share + square / (2 * cases)
    spread = CERTAINTY * sqrt(share * (1 - share) / cases + square / (4 * cases**2))
    whole = 1 + square / cases

    return Interval(max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole))
