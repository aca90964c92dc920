"""Context: what is going on around a message (ST-034)."""

from collections.abc import Sequence

from app.domain.behaviour import HEATED

MIN_HEARD = 5
"""Fewer recent messages in a channel tell nothing about its heat."""


def context_of(heat: Sequence[float]) -> float:
    """How heated the channel is, in [0, 1]: the share of its recent messages that are.

    Args:
        heat: toxicity of the channel's last messages, in any order.
    """
    if len(heat) < MIN_HEARD:
        return 0.0

    return sum(1 for score in heat if score >= HEATED) / len(heat)
