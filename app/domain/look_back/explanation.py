"""Explanation: why a decision came out as it did, with every number, as a value to be rendered.

Cards, `/case`, the command line and pages show the same explanation in their own ways. It is worked
out from evidence and policy alone, so it can be given for any stored decision, at any time.
"""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.action import Action
from app.domain.decide import policy_for
from app.domain.decision import Decision, Ladder, Limit
from app.domain.evidence import Evidence
from app.domain.exemption import Exemption
from app.domain.kind import Kind
from app.domain.policies.policy import Policy, Thresholds
from app.domain.policies.rule_book import rule_named
from app.domain.signal import Signal

RUNGS = (Action.WARN, Action.TIMEOUT, Action.KICK, Action.BAN)
_ENTRIES = ("warnings", "timeouts", "kicks", "bans", "violations")


@dataclass(frozen=True, slots=True)
class Term:
    """A number in [0, 1] of the formula, and what it is multiplied with."""

    value: float
    weight: float

    @property
    def adds(self) -> float:
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Margin:
    """Where an action begins, and how far above it (below: negative) the score lies."""

    action: Action
    threshold: float
    distance: float

    @property
    def is_reached(self) -> bool:
        return self.distance >= 0


@dataclass(frozen=True, slots=True)
class Factor:
    """A part of behaviour: its value, None where nobody could look, and what it added."""

    name: str
    value: float | None
    adds: float


@dataclass(frozen=True, slots=True)
class Entries:
    """How many of a kind were on the member's record before."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that was broken, and what it calls for; `action` is None when it is no more."""

    source: str
    name: str
    action: Action | None
    deletes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """final = min(1, (toxicity + behaviour) · (1 + context)), and what followed from it.

    `label` is what the model took the words for. `margins` go from the mildest rung to the hardest.
    `record` has only what there is. `tried` are rules that were broken and do not count yet.
    `called` is where the score alone leads; `wanted` what rules and ladders made of it, `ladder`
    which of them. `action` was done, for as long as `duration`. `models` made the scores.
    """

    kind: Kind
    toxicity: Term
    behaviour: Term
    context: Term
    label: str | None
    final: float
    margins: tuple[Margin, ...]
    factors: tuple[Factor, ...]
    record: tuple[Entries, ...]
    rules: tuple[BrokenRule, ...]
    tried: tuple[BrokenRule, ...]
    called: Action
    wanted: Action
    action: Action
    duration: timedelta | None
    ladder: Ladder
    escalated: bool
    limits: tuple[Limit, ...]
    exemption: Exemption | None
    confidence: float
    policy_version: int
    models: tuple[str, ...]
    degraded: tuple[str, ...]
    language_supported: bool

    @property
    def reached(self) -> Margin | None:
        """The highest rung that the score reached."""
        return next((one for one in reversed(self.margins) if one.is_reached), None)

    @property
    def next(self) -> Margin | None:
        """The lowest rung that it missed."""
        return next((one for one in self.margins if not one.is_reached), None)


def explain(evidence: Evidence, decision: Decision, policy: Policy) -> Explanation:
    """Why `decision` was made.

    Args:
        evidence: what it was a function of.
        decision: as it was made.
        policy: the one under which it was made, as a whole; what holds in the channel and for the
            member's roles is found here.
    """
    here = policy_for(evidence, policy)
    verdict, weights = decision.verdict, here.weights
    margins = margins_of(verdict.final, here.thresholds)

    return Explanation(
        kind=evidence.kind,
        toxicity=Term(verdict.toxicity, weights.toxicity),
        behaviour=Term(verdict.behaviour, weights.behaviour),
        context=Term(verdict.context, weights.context),
        label=verdict.label,
        final=verdict.final,
        margins=margins,
        factors=_factors(evidence, here),
        record=_record(evidence),
        rules=tuple(_broken(one, here) for one in verdict.broken),
        tried=tuple(_broken(one, here) for one in verdict.shadowed),
        called=max(
            (one.action for one in margins if one.is_reached),
            key=lambda action: action.severity,
            default=Action.NONE,
        ),
        wanted=decision.wanted,
        action=decision.action,
        duration=decision.duration,
        ladder=decision.ladder,
        escalated=decision.escalated,
        limits=decision.limits,
        exemption=decision.exemption,
        confidence=decision.confidence,
        policy_version=decision.policy_version,
        models=tuple(dict.fromkeys(one.version for one in evidence.signals if one.version)),
        degraded=evidence.degraded,
        language_supported=evidence.language_supported,
    )


def margins_of(final: float, thresholds: Thresholds) -> tuple[Margin, ...]:
    """How far the score is from every rung, mildest first; nine decimals, as the score has."""
    return tuple(
        Margin(rung, thresholds.of(rung), round(final - thresholds.of(rung), 9)) for rung in RUNGS
    )


def _factors(evidence: Evidence, policy: Policy) -> tuple[Factor, ...]:
    """What behaviour is made of, in the order of the formula; goodwill only where there is some."""
    behaviour = evidence.behaviour
    return tuple(
        Factor(name, getattr(behaviour, name), adds)
        for name, adds in behaviour.parts(policy.behaviour).items()
        if name != "goodwill" or behaviour.goodwill
    )


def _record(evidence: Evidence) -> tuple[Entries, ...]:
    counts = ((kind, getattr(evidence.standing, kind)) for kind in _ENTRIES)
    return tuple(Entries(kind, count) for kind, count in counts if count)


def _broken(signal: Signal, policy: Policy) -> BrokenRule:
    rule = rule_named(policy.rules, signal)
    return BrokenRule(
        source=signal.source,
        name=signal.label,
        action=rule.action if rule else None,
        deletes=bool(rule and (rule.delete or rule.action is Action.DELETE)),
    )
