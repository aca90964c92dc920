"""What is judged beside messages: names, titles, Discord's own messages, what AutoMod blocked.

Nobody climbs a ladder for these, no score counts, and nothing harder comes of them than their own
rule says.
"""

from app.domain.action import Action
from app.domain.decision import Decision, Ladder
from app.domain.evidence import Evidence
from app.domain.kind import Kind
from app.domain.policies.policy import Policy
from app.domain.policies.rules import AutoModRule, NameRule
from app.domain.verdict import Verdict


def call_aside(verdict: Verdict, evidence: Evidence, policy: Policy) -> Decision:
    """What the policy calls for when what was judged is no message of a person."""
    action = _action(verdict, evidence.kind, policy)
    removed = evidence.kind is Kind.SERVICE and action is Action.DELETE
    timed = action is Action.TIMEOUT

    return Decision(
        verdict=verdict,
        wanted=action,
        action=action,
        duration=policy.timeout_for(evidence.standing.timeouts + 1) if timed else None,
        delete=removed,
        notify=policy.notify and action.punishes,
        warned=action is Action.WARN,
        ladder=Ladder.RULE,
        review=action is Action.FLAG,
        silent=removed,
        policy_version=policy.version,
    )


def _action(verdict: Verdict, kind: Kind, policy: Policy) -> Action:
    rules = policy.rules
    labels = {signal.label for signal in verdict.broken}
    if not labels:
        return Action.NONE
    if kind is Kind.SERVICE:
        return Action.NONE if labels.isdisjoint(rules.service.kinds) else Action.DELETE
    rule: NameRule | AutoModRule = rules.automod
    if kind is not Kind.BLOCKED:
        rule = rules.names if kind is Kind.NAME else rules.titles

    return rule.action if rule.enabled and not rule.shadow else Action.NONE
