"""Shadow: a draft, or a single rule, looks at every message beside the live policy and only counts.

Scores are in the evidence anyway, so a draft's thresholds can be tried on it at any time. What
cannot be tried later is what the draft's *rules* would have seen, since no text is kept. So where
a draft's rules look for other things than the live ones, they look, too, and what they saw is put
beside the evidence as a `Sight`. Nothing but the draft ever decides by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from typing import Any

from app.domain.decide import decide
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.policies.policy import Policy
from app.domain.policies.rules import Rules

_SAYS_WHAT_TO_DO = frozenset(
    {"name", "action", "delete", "shadow", "quarantine", "softban", "heat"}
)
"""Fields of a rule that do not change what it sees."""

RuleName = tuple[str, str]
"""Source and label of the signal that tells of a rule: `("words", "slurs")`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A policy that is not in force, and the `sight_of` its rules, worked out once."""

    policy: Policy
    sees: str

    def decide(self, evidence: Evidence) -> Decision:
        """What would have been decided, had the draft been in force."""
        return decide(self.seen(evidence), self.policy)

    def seen(self, evidence: Evidence) -> Evidence:
        """The evidence as the draft's rules saw it, if they looked; else as the live ones did."""
        sight = evidence.shadow
        if sight is None or sight.rules != self.sees:
            return evidence
        said = (one for one in evidence.signals if not one.is_rule)

        return replace(evidence, signals=(*said, *sight.signals))


def draft_of(policy: Policy) -> Draft:
    """The policy as a draft."""
    return Draft(policy=policy, sees=sight_of(policy.rules))


def sight_of(rules: Rules) -> str:
    """What these rules look for, as a short digest: equal exactly when they see the same.

    64 bits: among the few drafts of a guild, two never meet by chance.
    """
    text = repr(sorted(_looks(rules).items()))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def unseen(live: Rules, draft: Rules) -> tuple[RuleName, ...]:
    """Rules of the draft that look for what no live rule of that name looks for, in order.

    What they would have broken is not on record, unless the draft was in shadow meanwhile.
    """
    known = _looks(live)
    return tuple(name for name, looks in _looks(draft).items() if known.get(name) != looks)


def tried_rules(rules: Rules) -> tuple[RuleName, ...]:
    """The rules that are switched on and only tried, in order."""
    return tuple(
        name
        for name, rule in _each(rules)
        if getattr(rule, "enabled", True) and getattr(rule, "shadow", False)
    )


def fixed_terms(live: Policy, draft: Policy) -> tuple[str, ...]:
    """Numbers of the draft that say how a message is observed, and so cannot be tried later.

    Evidence keeps what was observed: the factors of behaviour and the heat of the channel. Their
    weights are applied when a decision is made, and are tried like everything else.
    """
    pairs = (
        ("behaviour", live.behaviour, draft.behaviour, {"weights", "max_goodwill"}),
        ("context", live.context, draft.context, frozenset[str]()),
    )
    return tuple(
        f"{part}.{field.name}"
        for part, old, new, tried in pairs
        for field in fields(old)
        if field.name not in tried and getattr(old, field.name) != getattr(new, field.name)
    )


def _looks(rules: Rules) -> Mapping[RuleName, str]:
    """For each rule that is switched on, what decides about what it sees."""
    return {
        name: repr(
            [
                (field.name, _ordered(getattr(rule, field.name)))
                for field in fields(rule)
                if field.name not in _SAYS_WHAT_TO_DO
            ]
        )
        for name, rule in _each(rules)
        if getattr(rule, "enabled", True)
    }


def _each(rules: Rules) -> Iterator[tuple[RuleName, Any]]:
    for field in fields(rules):
        found = getattr(rules, field.name)
        if isinstance(found, tuple):
            yield from (((field.name, rule.name), rule) for rule in found)
        else:
            yield (field.name, field.name), found


def _ordered(value: Any) -> Any:
    """Sets print in no particular order."""
    return sorted(value) if isinstance(value, frozenset) else value
