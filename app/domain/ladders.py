"""The ladders: from a score, from offences and from warnings to an action and its length."""

from datetime import timedelta

from app.domain.action import Action, hardest
from app.domain.policy import Policy, Thresholds
from app.domain.standing import Standing

NEAREST_CERTAINTY = 0.7
"""Confidence of a score that lies exactly on a threshold."""
CERTAINTY_PER_DISTANCE = 3.0
"""A score a tenth away from every threshold is fully certain: 0.7 + 3 · 0.1 = 1."""

SECOND_WARNING, THIRD_WARNING = 2, 3


def action_for(final: float, thresholds: Thresholds) -> Action:
    """The ladder: from which score on which action; bounds inclusive (AC-003..AC-008, AC-022)."""
    if final >= thresholds.ban:
        return Action.BAN
    if final >= thresholds.kick:
        return Action.KICK
    if final >= thresholds.timeout:
        return Action.TIMEOUT
    if final >= thresholds.warn:
        return Action.WARN

    return Action.NONE


def confidence_of(final: float, thresholds: Thresholds) -> float:
    """How sure the action is: the distance of the score to the nearest threshold (AC-012).

    At a threshold 0.7 (low), from 1/30 away 0.8 (medium), from 1/15 away above 0.9 (high).
    """
    rungs = (thresholds.warn, thresholds.timeout, thresholds.kick, thresholds.ban)
    distance = min(abs(final - rung) for rung in rungs)
    return min(1.0, NEAREST_CERTAINTY + CERTAINTY_PER_DISTANCE * distance)


def up_the_ladders(
    base: Action, standing: Standing, policy: Policy
) -> tuple[Action, timedelta | None]:
    """The stronger of repeat-offender escalation and warning ladder (AC-009, IS-020.., C3, C6)."""
    repeated = base.punishes and standing.offences >= policy.repeat_offender_after
    escalated = base.harder() if repeated else base
    on_ladder = _ladder(standing.warnings + 1, policy) if base is Action.WARN else None
    action = hardest(escalated, Action.TIMEOUT if on_ladder else Action.NONE)
    if action is not Action.TIMEOUT:
        return action, None
    by_offence = policy.timeout_for(standing.timeouts + 1) if escalated is Action.TIMEOUT else None

    return action, max(length for length in (by_offence, on_ladder) if length)


def is_full(standing: Standing) -> bool:
    """Whether the warning ladder has no rung left: a moderator must decide (IS-023)."""
    return standing.warnings >= THIRD_WARNING


def _ladder(warnings: int, policy: Policy) -> timedelta | None:
    """How long the nth warning mutes: not at all, an hour, a day (IS-020..IS-022, IS-024)."""
    if warnings == SECOND_WARNING:
        return policy.warnings.second
    if warnings == THIRD_WARNING:
        return policy.warnings.third

    return None
