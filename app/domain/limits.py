"""The limits: everything that makes what was called for milder, never harder (AC-025)."""

from dataclasses import replace

from app.domain.action import Action, Mode
from app.domain.decision import Decision, Limit
from app.domain.evidence import Evidence
from app.domain.policies.policy import Policy


def limited(called: Decision, evidence: Evidence, policy: Policy) -> Decision:
    """Apply every limit that holds; each is named in the decision (AC-025)."""
    if called.action is Action.NONE:
        return called
    if policy.mode is Mode.SHADOW:
        return replace(nothing(called), limits=(*called.limits, Limit.SHADOW))
    if policy.mode is Mode.REVIEW:
        return _only_flagged(called, Limit.REVIEW_MODE)
    if evidence.judged_at - evidence.spoken_at > policy.late_after:
        return _only_flagged(called, Limit.LATE)
    within = _within_reach(called, policy)
    if _in_the_same_burst(within, evidence, policy):
        return _removed_only(within, Limit.BURST)

    return within


def _within_reach(called: Decision, policy: Policy) -> Decision:
    """What may be done without a person."""
    if called.action.severity > policy.max_automatic_action.severity:
        return _interim(called, policy, Limit.CEILING)
    if _unsure(called, policy):
        return _interim(called, policy, Limit.LOW_CONFIDENCE)

    return replace(called, delete=called.delete and policy.max_automatic_action.is_felt)


def nothing(called: Decision) -> Decision:
    """The same call, with nothing done about it."""
    return replace(
        called,
        action=Action.NONE,
        duration=None,
        delete=False,
        notify=False,
        warned=False,
        review=False,
    )


def _in_the_same_burst(called: Decision, evidence: Evidence, policy: Policy) -> bool:
    """Whether words said just before were acted on, no milder than now: one burst, one action."""
    standing = evidence.standing
    return (
        standing.last_offence_at is not None
        and evidence.spoken_at <= standing.last_offence_at + policy.burst_window
        and called.action.severity <= standing.last_action.severity
    )


def _unsure(called: Decision, policy: Policy) -> bool:
    """Low confidence on a kick or ban is for people (AC-013)."""
    hard = called.action.severity >= Action.KICK.severity
    return hard and called.confidence < policy.min_confidence


def _interim(called: Decision, policy: Policy, limit: Limit) -> Decision:
    """What protects the server until a moderator has looked (ruling C2)."""
    if called.silent:
        return replace(nothing(called), limits=(*called.limits, limit))
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
    """For people to decide; what would have gone without a case is not worth their time."""
    if called.silent:
        return replace(nothing(called), limits=(*called.limits, limit))

    return replace(nothing(called), action=Action.FLAG, review=True, limits=(*called.limits, limit))


def _removed_only(called: Decision, limit: Limit) -> Decision:
    """The message goes if it had to, silently; the record stays as it is.

    More copies of what a stolen account wrote belong to the case that the first ones made.
    """
    return replace(
        nothing(called),
        action=Action.DELETE if called.delete else Action.NONE,
        delete=called.delete,
        silent=called.silent or called.victim,
        limits=(*called.limits, limit),
    )
