"""Decide: from stored evidence and a policy to what we do.

A pure function of stored values: `decide(evidence, policy)` gives the same answer today and in a
replay next month. First the call is worked out (score, broken rules, ladders), then it is limited
(exemptions, bursts, lateness, the policy's ceiling); limits only ever make a call milder.
"""

from dataclasses import replace

from app.domain.action import Action, hardest
from app.domain.decision import Decision, Limit
from app.domain.evidence import Evidence
from app.domain.exemption import exemption_of
from app.domain.ladders import action_for, confidence_of, is_full, up_the_ladders
from app.domain.limits import limited, nothing
from app.domain.policy import Policy
from app.domain.rule_book import rule_named
from app.domain.standing import Standing
from app.domain.verdict import Verdict, judge


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
        return replace(nothing(called), limits=(Limit.EXEMPT,), exemption=exemption, review=False)

    return limited(called, evidence, here)


def _call(verdict: Verdict, standing: Standing, policy: Policy) -> Decision:
    """What score, rules and ladders call for, with no limit applied yet."""
    by_score = action_for(verdict.final, policy.thresholds)
    rules = [rule for signal in verdict.broken if (rule := rule_named(policy.rules, signal))]
    by_rules = hardest(*(rule.action for rule in rules))
    base = hardest(by_score, by_rules)
    action, duration = base, None
    limits: tuple[Limit, ...] = ()

    if base is Action.WARN and is_full(standing):
        limits = (Limit.LADDER_FULL,)
    else:
        action, duration = up_the_ladders(base, standing, policy)

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
