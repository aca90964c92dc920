"""Stolen accounts: what is done about an account that others write with.

Its owner is a victim. The account rests until the owner has it back; nothing goes on record, and
no ladder is climbed. Whatever else the message says is not held against the owner either.
"""

from collections.abc import Iterable

from app.domain.action import Action, hardest
from app.domain.decision import Decision, Ladder
from app.domain.policies.policy import Policy
from app.domain.policies.rules import Rule, TheftRule
from app.domain.verdict import Verdict

SOURCES = frozenset({"burst", "honeypot"})
"""Rules that tell a stolen account."""


def stolen(rules: Iterable[Rule]) -> tuple[TheftRule, ...]:
    """Those of the broken rules by which the account is taken for stolen."""
    return tuple(rule for rule in rules if isinstance(rule, TheftRule))


def call_for_victim(verdict: Verdict, rules: Iterable[TheftRule], policy: Policy) -> Decision:
    """What the broken rules call for: the hardest of their actions, the longest rest."""
    broken = tuple(rules)
    action = hardest(*(rule.action for rule in broken))
    timed = action is Action.TIMEOUT

    return Decision(
        verdict=verdict,
        wanted=action,
        action=action,
        duration=max(rule.quarantine for rule in broken) if timed else None,
        delete=any(rule.delete for rule in broken),
        notify=policy.notify and action.is_felt,
        ladder=Ladder.RULE,
        review=action is Action.FLAG,
        victim=True,
        softban=action is Action.KICK and any(rule.softban for rule in broken),
        policy_version=policy.version,
    )
