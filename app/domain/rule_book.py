"""Finds the rule of a policy that a signal names, so that stored evidence can be decided again."""

from typing import Protocol

from app.domain.action import Action
from app.domain.ids import ChannelId
from app.domain.rules import PatternRule, Rules, WordRule
from app.domain.signal import Signal


class Rule(Protocol):
    """What every rule says: what breaking it calls for."""

    @property
    def action(self) -> Action: ...
    @property
    def delete(self) -> bool: ...
    @property
    def shadow(self) -> bool: ...
    @property
    def except_in(self) -> tuple[ChannelId, ...]: ...


def rule_named(rules: Rules, signal: Signal) -> Rule | None:
    """The rule behind a detector's signal; None when this policy has no such rule in force."""
    rule: Rule | tuple[WordRule | PatternRule, ...] | None = getattr(rules, signal.source, None)
    if isinstance(rule, tuple):
        return next((one for one in rule if one.name == signal.label), None)

    return rule if getattr(rule, "enabled", True) else None


def is_tried(rules: Rules, signal: Signal) -> bool:
    """Whether the rule behind a signal only counts for now, so that nothing follows from it."""
    rule = rule_named(rules, signal)
    return rule is not None and rule.shadow
