"""What a guild makes of good and bad conduct: the numbers behind a member's points."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReputationPolicy:
    """The visible number of a member, and what it may lead to (LK-011, ruling C9).

    `helpful_a_day`: of how many different members' thanks one day counts; more of them are kept
    out, so that friends cannot lift each other without bound. `points_per_clean_week`: for a week
    with at least three active days and no violation in it (IS-142). `goodwill_per_point`: by how
    much one point above zero lowers the behaviour score; at most `behaviour.max_goodwill` in all.
    `announce`: achievements are told by DM (LK-023).
    """

    enabled: bool = True
    points_per_helpful_message: int = 5
    violation_penalty: int = -15
    points_per_clean_week: int = 10
    helpful_a_day: int = 5
    goodwill_per_point: float = 0.0005
    announce: bool = True


MAX_POINTS = 1000
"""No single deed is worth more, up or down."""
MAX_THANKS = 100


def faults_of_reputation(policy: ReputationPolicy) -> Iterator[str]:
    """What is wrong with it, each with its place."""
    for place, value, low, high in (
        ("points_per_helpful_message", policy.points_per_helpful_message, 0, MAX_POINTS),
        ("violation_penalty", policy.violation_penalty, -MAX_POINTS, 0),
        ("points_per_clean_week", policy.points_per_clean_week, 0, MAX_POINTS),
        ("helpful_a_day", policy.helpful_a_day, 0, MAX_THANKS),
        ("goodwill_per_point", policy.goodwill_per_point, 0, 1),
    ):
        if not low <= value <= high:
            yield f"reputation.{place}: must be from {low} to {high}"
