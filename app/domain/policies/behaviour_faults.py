"""What is wrong with the numbers of behaviour and context."""

from collections.abc import Iterator
from datetime import timedelta

from app.domain.policies.behaviour import BehaviourPolicy, ContextPolicy

REACH = timedelta(minutes=5)
"""The windows keep what was written for five minutes; nobody can look further back."""
KEPT = 50
"""Messages of one member that a window keeps."""


def faults_of_behaviour(policy: BehaviourPolicy) -> Iterator[str]:
    """Each with its place."""
    velocity, escalation, history = policy.velocity, policy.escalation, policy.history
    weights = policy.weights
    if min(weights.velocity, weights.escalation, weights.history) < 0:
        yield "behaviour.weights: none may be negative"
    if min(weights.age, weights.membership) < 0:
        yield "behaviour.weights: none may be negative"
    if not 1 <= velocity.calm < velocity.flood <= KEPT:
        yield f"behaviour.velocity: must be 1 <= calm < flood <= {KEPT}"
    yield from _within_reach("behaviour.velocity.window", velocity.window)
    if not 2 <= escalation.least <= escalation.length <= KEPT:  # noqa: PLR2004 — a trend has two ends
        yield f"behaviour.escalation: must be 2 <= least <= length <= {KEPT}"
    for name in ("heated", "cooling", "alarm"):
        yield from _share(f"behaviour.escalation.{name}", getattr(escalation, name))
    if min(history.warning, history.timeout, history.kick, history.ban) < 0:
        yield "behaviour.history: none may be negative"
    for place, length in (("new_account", policy.new_account), ("new_member", policy.new_member)):
        if length <= timedelta(0):
            yield f"behaviour.{place}: must be longer than nothing"
    yield from _share("behaviour.max_goodwill", policy.max_goodwill)


def faults_of_context(policy: ContextPolicy) -> Iterator[str]:
    """Each with its place."""
    yield from _share("context.heated", policy.heated)
    yield from _within_reach("context.memory", policy.memory)
    if policy.least < 1:
        yield "context.least: must be at least 1"


def _share(place: str, value: float) -> Iterator[str]:
    if not 0 <= value <= 1:
        yield f"{place}: must be from 0 to 1"


def _within_reach(place: str, length: timedelta) -> Iterator[str]:
    if not timedelta(0) < length <= REACH:
        yield f"{place}: must be longer than nothing and at most 5 minutes"
