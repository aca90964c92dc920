"""Context: what is going on around a message (ST-034)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.behaviour import HEATED

MIN_HEARD = 5
"""Fewer recent messages in a channel tell nothing about its heat."""
MEMORY = timedelta(minutes=5)
"""What was said earlier has cooled down."""


def context_of(heat: Sequence[tuple[datetime, float]], now: datetime) -> float:
    """How heated the channel is, in [0, 1]: the share of its recent messages that are.

    Args:
        heat: when each of the channel's last messages was sent, and its toxicity; in any order.
        now: when the words were said that are judged.
    """
    scores = [score for at, score in heat if now - MEMORY <= at <= now]
    if len(scores) < MIN_HEARD:
        return 0.0

    return sum(1 for score in scores if score >= HEATED) / len(scores)
