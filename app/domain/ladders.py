"""The ladders: from a score, from offences and from warnings to an action and its length."""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.action import Action, hardest
from app.domain.decision import Ladder
from app.domain.policies.policy import Policy, Thresholds
from app.domain.record.standing import Standing

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


@dataclass(frozen=True, slots=True)
class Climb:
    """How far up the record took a call, by which ladder, and whether a person must go on."""

    action: Action
    ladder: Ladder | None = None
    duration: timedelta | None = None
    is_full: bool = False


def climb(base: Action, standing: Standing, policy: Policy) -> Climb:
    """The strongest of base and ladders (ruling C3): what the record makes of a call.

    Repeat offenders go one rung up (AC-009, ST-053), the nth warning mutes (IS-020..IS-023), the
    nth violation bans where the policy says so (LK-022). `ladder` is None when the base held.
    """
    if not base.punishes:
        return Climb(base)
    if is_last_violation(standing, policy):
        return Climb(Action.BAN, None if base is Action.BAN else Ladder.VIOLATIONS)
    if base is Action.WARN and standing.warnings >= THIRD_WARNING:
        return Climb(base, is_full=True)
    repeated = standing.offences >= policy.repeat_offender_after
    escalated = base.harder() if repeated else base
    muted = _ladder(standing.warnings + 1, policy) if base is Action.WARN else None
    action = hardest(escalated, Action.TIMEOUT if muted else Action.NONE)
    ladder = _by(base, action, escalated)
    if action is not Action.TIMEOUT:
        return Climb(action, ladder)
    by_offence = policy.timeout_for(standing.timeouts + 1) if escalated is Action.TIMEOUT else None

    return Climb(action, ladder, max(length for length in (by_offence, muted) if length))


def is_last_violation(standing: Standing, policy: Policy) -> bool:
    """Whether one more violation is as many as lead to a ban, if the guild wants that (LK-022)."""
    return policy.violations.auto_ban and standing.violations + 1 >= policy.violations.before_ban


def _by(base: Action, action: Action, escalated: Action) -> Ladder | None:
    if action is base:
        return None

    return Ladder.REPEAT if escalated is action else Ladder.WARNINGS


def _ladder(warnings: int, policy: Policy) -> timedelta | None:
    """How long the nth warning mutes: not at all, an hour, a day (IS-020..IS-022, IS-024)."""
    if warnings == SECOND_WARNING:
        return policy.warnings.second
    if warnings == THIRD_WARNING:
        return policy.warnings.third

    return None
