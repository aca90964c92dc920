"""Decide: from stored evidence and a policy to what we do.

A pure function of stored values: `decide(evidence, policy)` gives the same answer today and in a
replay next month. First the call is worked out (score, broken rules, ladders), then it is limited
(exemptions, bursts, lateness, the policy's ceiling); limits only ever make a call milder.
"""

from dataclasses import replace

from app.domain.action import Action, hardest
from app.domain.aside import call_aside
from app.domain.decision import Decision, Ladder, Limit
from app.domain.evidence import Evidence
from app.domain.exemption import exemption_of
from app.domain.kind import Kind
from app.domain.ladders import action_for, climb, confidence_of
from app.domain.limits import limited, nothing
from app.domain.policies.policy import Policy
from app.domain.policies.rule_book import rule_named
from app.domain.policies.rules import Rule
from app.domain.stolen import call_for_victim, stolen
from app.domain.verdict import Verdict, judge


def decide(evidence: Evidence, policy: Policy) -> Decision:
    """Judge the evidence and say what to do under `policy` (AC-020, ST-050..ST-053)."""
    here = policy_for(evidence, policy)
    verdict = judge(
        signals=evidence.signals,
        behaviour=evidence.behaviour,
        context=evidence.context,
        policy=here,
    )
    called = _call(verdict, evidence, here)
    if not here.enabled:
        return replace(nothing(called), limits=(Limit.OFF,))
    exemption = exemption_of(evidence, here)
    if exemption:
        return replace(nothing(called), limits=(Limit.EXEMPT,), exemption=exemption)

    return limited(called, evidence, here)


def policy_for(evidence: Evidence, policy: Policy) -> Policy:
    """The policy as it holds for these words: the channel's, the author's roles', a raid's."""
    here = policy.in_channel(evidence.channel, evidence.parent).for_roles(evidence.subject.roles)

    return here.in_raid(1.0 - here.raids.stricter) if evidence.raid.counts else here


def _call(verdict: Verdict, evidence: Evidence, policy: Policy) -> Decision:
    """What score, rules and ladders call for, with no limit applied yet."""
    if evidence.kind is not Kind.MESSAGE:
        return call_aside(verdict, evidence, policy)
    standing = evidence.standing
    by_score = action_for(verdict.final, policy.thresholds)
    rules = [rule for signal in verdict.broken if (rule := rule_named(policy.rules, signal))]
    if by_others := stolen(rules):
        return call_for_victim(verdict, by_others, policy)
    by_rules = hardest(*(rule.action for rule in rules))
    base = hardest(by_score, by_rules)
    up = climb(base, standing, policy)
    certain = by_rules.severity >= by_score.severity and by_rules is not Action.NONE

    return Decision(
        verdict=verdict,
        wanted=up.action,
        action=up.action,
        duration=policy.ban_duration if up.action is Action.BAN else up.duration,
        delete=up.action.severity >= policy.delete_from.severity
        or any(_removes(rule) for rule in rules),
        notify=policy.notify and up.action.is_felt,
        warned=base is Action.WARN,
        escalated=up.action.severity > base.severity,
        escalating=standing.offences >= policy.repeat_offender_after
        or evidence.behaviour.escalates(policy.behaviour),
        ladder=up.ladder or (Ladder.RULE if certain else Ladder.SCORE),
        review=up.action is Action.FLAG or up.is_full,
        confidence=1.0 if certain else confidence_of(verdict.final, policy.thresholds),
        limits=(Limit.LADDER_FULL,) if up.is_full else (),
        policy_version=policy.version,
    )


def _removes(rule: Rule) -> bool:
    """Whether breaking it removes the message; a rule that does nothing removes nothing."""
    return rule.action is Action.DELETE or (rule.delete and rule.action is not Action.NONE)
