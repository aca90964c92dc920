"""Finds the rule of a policy that a signal names, so that stored evidence can be decided again."""

from app.domain.policies.rules import NamedRule, Rule, Rules
from app.domain.signal import Signal


def rule_named(rules: Rules, signal: Signal) -> Rule | None:
    """The rule behind a detector's signal; None when this policy has no such rule in force."""
    rule: Rule | tuple[NamedRule, ...] | None = getattr(rules, signal.source, None)
    if isinstance(rule, tuple):
        return next((one for one in rule if one.name == signal.label), None)

    return rule if getattr(rule, "enabled", True) else None


def is_tried(rules: Rules, signal: Signal) -> bool:
    """Whether the rule behind a signal only counts for now, so that nothing follows from it."""
    rule = rule_named(rules, signal)
    return rule is not None and rule.shadow
