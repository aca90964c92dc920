"""The verdict: what a message is, in numbers, before anybody asks what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.action import Risk, risk_of
from app.domain.behaviour import Behaviour
from app.domain.policies.policy import Policy
from app.domain.policies.rule_book import is_tried
from app.domain.signal import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Scores in [0, 1]. `label` is the classifier's label that spoke loudest, if any spoke.

    `broken` are the rules that count; `shadowed` those that the policy only tries (AC-054).
    """

    toxicity: float
    label: str | None
    behaviour: float
    context: float
    final: float
    broken: tuple[Signal, ...] = ()
    shadowed: tuple[Signal, ...] = ()

    @property
    def risk(self) -> Risk:
        return risk_of(self.final)


def judge(
    *, signals: Sequence[Signal], behaviour: Behaviour, context: float, policy: Policy
) -> Verdict:
    """Weigh what was said and how the member behaves (AC-001, AC-002, AC-021, ST-034, ST-050)."""
    heard = [one for one in signals if not one.is_rule and one.label in policy.labels]
    loudest = max(heard, key=lambda one: one.score, default=None)
    toxicity = loudest.score if loudest else 0.0
    behaved = behaviour.under(policy.behaviour)
    rules = [one for one in signals if one.is_rule]
    tried = [one for one in rules if is_tried(policy.rules, one)]

    return Verdict(
        toxicity=toxicity,
        label=loudest.label if loudest else None,
        behaviour=behaved,
        context=context,
        final=final_score(toxicity=toxicity, behaviour=behaved, context=context, policy=policy),
        broken=tuple(one for one in rules if one not in tried),
        shadowed=tuple(tried),
    )


def final_score(*, toxicity: float, behaviour: float, context: float, policy: Policy) -> float:
    """min(1, (0.6·toxicity + 0.4·behaviour) · (1 + 0.2·context)) with the policy's weights.

    Rounded to nine decimals, so that sums like 0.6·0.5 + 0.4·0.625 meet an inclusive threshold
    instead of missing it by a rounding error of the machine (AC-008).
    """
    weights = policy.weights
    said = toxicity * weights.toxicity + behaviour * weights.behaviour
    return min(1.0, round(said * (1.0 + context * weights.context), 9))
