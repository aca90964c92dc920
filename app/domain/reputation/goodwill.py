"""Goodwill: how much a good reputation softens the judgement of behaviour (ruling C9).

It may only lower the behaviour score, and only so far as `behaviour.max_goodwill` allows; what a
message says, its toxicity, is judged the same for everybody.
"""

from app.domain.reputation.policy import ReputationPolicy


def goodwill_of(points: int, policy: ReputationPolicy) -> float:
    """The share of the behaviour score that points are worth, in [0, 1]; none below zero."""
    if not policy.enabled:
        return 0.0

    return min(1.0, policy.goodwill_per_point * max(0, points))
