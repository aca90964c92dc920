"""Finds the rule of a policy that a signal names, so that stored evidence can be decided again."""

from collections.abc import Iterator
from typing import Protocol

from app.domain.action import Action
from app.domain.rules import Rules
from app.domain.signal import Signal


class Rule(Protocol):
    """What every rule says: what breaking it calls for."""

    @property
    def action(self) -> Action: ...
    @property
    def delete(self) -> bool: ...


def rule_named(rules: Rules, signal: Signal) -> Rule | None:
    """The rule behind a detector's signal; None when this policy has no such rule."""
    return next(
        (
            rule
            for source, name, rule in _all(rules)
            if (source, name) == (signal.source, signal.label)
        ),
        None,
    )


def _all(rules: Rules) -> Iterator[tuple[str, str, Rule]]:
    yield from (("words", rule.name, rule) for rule in rules.words)
    yield from (("patterns", rule.name, rule) for rule in rules.patterns)
    yield ("links", "links", rules.links)
    yield ("invites", "invites", rules.invites)
    yield ("mentions", "mentions", rules.mentions)
    yield ("duplicates", "duplicates", rules.duplicates)
