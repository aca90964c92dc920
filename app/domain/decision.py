"""The decision: what we do about a message under one version of a policy.

A pure function of stored values: `decide(evidence, policy)` gives the same answer today and in a
replay next month. First the call is worked out (score, broken rules, ladders), then it is limited
(exemptions, bursts, lateness, the policy's ceiling); limits only ever make a call milder.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from app.domain.action import Action, Mode, hardest
from app.domain.evidence import Evidence
from app.domain.exemption import Exemption, exemption_of
from app.domain.policy import Policy, Thresholds
from app.domain.rule_book import rule_named
from app.domain.standing import Standing
from app.domain.verdict import Verdict, judge

NEAREST_CERTAINTY = 0.7
"""Confidence of a score that lies exactly on a threshold."""
CERTAINTY_PER_DISTANCE = 3.0
"""A score a tenth away from every threshold is fully certain: 0.7 + 3 · 0.1 = 1."""

SECOND_WARNING, THIRD_WARNING = 2, 3


class Limit(StrEnum):
    """Why a decision is milder than what was called for, or asks for a person."""

    EXEMPT = "exempt"
    SHADOW = "shadow"
    REVIEW_MODE = "review_mode"
    LATE = "late"
    BURST = "burst"
    CEILING = "ceiling"
    LOW_CONFIDENCE = "low_confidence"
    LADDER_FULL = "ladder_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is done, and everything needed to explain it (AC-028).

    `wanted` is what score, rules and ladders called for before any limit. `warned` says that one
    warning goes on record. `confidence` is in [0, 1]. `review` puts it before moderators.
    """

    verdict: Verdict
    wanted: Action
    action: Action
    duration: timedelta | None = None
    delete: bool = False
    notify: bool = False
    warned: bool = False
    escalated: bool = False
    review: bool = False
    confidence: float = 1.0
    limits: tuple[Limit, ...] = ()
    exemption: Exemption | None = None
    policy_version: int = 1

    @property
    def does_something(self) -> bool:
        return self.action is not Action.NONE


def decide(evidence: Evidence, policy: Policy) -> Decision:
    """Judge the evidence and say what to do under `policy` (AC-020, ST-050..ST-053)."""
    here = policy.in_channel(evidence.channel)
    verdict = judge(
        signals=evidence.signals,
        behaviour=evidence.behaviour,
        context=evidence.context,
        policy=here,
    )
    called = _call(verdict, evidence.standing, here)
    exemption = exemption_of(evidence, here)
    if exemption:
        return replace(_nothing(called), limits=(Limit.EXEMPT,), exemption=exemption, review=False)

    return _limited(called, evidence, here)


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


def _call(verdict: Verdict, standing: Standing, policy: Policy) -> Decision:
    """What score, rules and ladders call for, with no limit applied yet."""
    by_score = action_for(verdict.final, policy.thresholds)
    rules = [rule for signal in verdict.broken if (rule := rule_named(policy.rules, signal))]
    by_rules = hardest(*(rule.action for rule in rules))
    base = hardest(by_score, by_rules)
    action, duration = base, None
    limits: tuple[Limit, ...] = ()

    if base is Action.WARN and standing.warnings >= THIRD_WARNING:
        limits = (Limit.LADDER_FULL,)
    else:
        action, duration = _up_the_ladders(base, standing, policy)

    certain = by_rules.severity >= by_score.severity and by_rules is not Action.NONE
    return Decision(
        verdict=verdict,
        wanted=action,
        action=action,
        duration=duration,
        delete=action.severity >= policy.delete_from.severity
        or any(rule.delete or rule.action is Action.DELETE for rule in rules),
        notify=policy.notify and action.is_felt,
        warned=base is Action.WARN,
        escalated=action.severity > base.severity,
        review=action is Action.FLAG or bool(limits),
        confidence=1.0 if certain else confidence_of(verdict.final, policy.thresholds),
        limits=limits,
        policy_version=policy.version,
    )


def _up_the_ladders(
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


def _ladder(warnings: int, policy: Policy) -> timedelta | None:
    """How long the nth warning mutes: not at all, an hour, a day (IS-020..IS-022, IS-024)."""
    if warnings == SECOND_WARNING:
        return policy.warnings.second
    if warnings == THIRD_WARNING:
        return policy.warnings.third

    return None


def _limited(  # noqa: PLR0911 — one line a limit, in order of precedence
    called: Decision, evidence: Evidence, policy: Policy
) -> Decision:
    """Apply every limit that holds; each is named in the decision (AC-025)."""
    if called.action is Action.NONE:
        return called
    if policy.mode is Mode.SHADOW:
        return replace(_nothing(called), limits=(*called.limits, Limit.SHADOW))
    if policy.mode is Mode.REVIEW:
        return _only_flagged(called, Limit.REVIEW_MODE)
    if evidence.judged_at - evidence.spoken_at > policy.late_after:
        return _only_flagged(called, Limit.LATE)
    if _in_the_same_burst(called, evidence, policy):
        return _removed_only(called, Limit.BURST)
    if _over(called, policy):
        return _interim(called, policy, Limit.CEILING)
    if _unsure(called, policy):
        return _interim(called, policy, Limit.LOW_CONFIDENCE)

    return called


def _in_the_same_burst(called: Decision, evidence: Evidence, policy: Policy) -> bool:
    """Whether words said just before were acted on, no milder than now: one burst, one action."""
    standing = evidence.standing
    return (
        standing.last_offence_at is not None
        and evidence.spoken_at <= standing.last_offence_at + policy.burst_window
        and called.action.severity <= standing.last_action.severity
    )


def _over(called: Decision, policy: Policy) -> bool:
    return called.action.severity > policy.max_automatic_action.severity


def _unsure(called: Decision, policy: Policy) -> bool:
    """Low confidence on a kick or ban is for people (AC-013)."""
    hard = called.action.severity >= Action.KICK.severity
    return hard and called.confidence < policy.min_confidence


def _interim(called: Decision, policy: Policy, limit: Limit) -> Decision:
    """What protects the server until a moderator has looked (ruling C2)."""
    may_time_out = policy.max_automatic_action.severity >= Action.TIMEOUT.severity
    length = policy.interim_timeout if may_time_out else None
    action = Action.TIMEOUT if length else Action.FLAG

    return replace(
        called,
        action=action,
        duration=length,
        delete=called.delete and policy.max_automatic_action.is_felt,
        notify=called.notify and action.is_felt,
        warned=False,
        review=True,
        limits=(*called.limits, limit),
    )


def _only_flagged(called: Decision, limit: Limit) -> Decision:
    return replace(
        _nothing(called), action=Action.FLAG, review=True, limits=(*called.limits, limit)
    )


def _removed_only(called: Decision, limit: Limit) -> Decision:
    """The message goes if it had to, silently; the record stays as it is."""
    return replace(
        _nothing(called),
        action=Action.DELETE if called.delete else Action.NONE,
        delete=called.delete,
        limits=(*called.limits, limit),
    )


def _nothing(called: Decision) -> Decision:
    return replace(
        called,
        action=Action.NONE,
        duration=None,
        delete=False,
        notify=False,
        warned=False,
        review=False,
    )
