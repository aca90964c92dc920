"""Context: what is going on around a message (ST-034)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.policies.behaviour import ContextPolicy

MEMORY = timedelta(minutes=5)
"""As far back as the windows reach: nothing older is ever looked at."""
STANDARD = ContextPolicy()


def context_of(
    heat: Sequence[tuple[datetime, float]], now: datetime, terms: ContextPolicy = STANDARD
) -> float:
    """How heated the channel is, in [0, 1]: the share of its recent messages that are.

    Args:
        heat: when each of the channel's last messages was sent, and its toxicity; in any order.
        now: when the words were said that are judged.
        terms: the policy's numbers.
    """
    scores = [score for at, score in heat if now - terms.memory <= at <= now]
    if len(scores) < terms.least:
        return 0.0

    return sum(1 for score in scores if score >= terms.heated) / len(scores)
