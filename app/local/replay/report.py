"""What a replay found: numbers, latencies, and every action and flag with its reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import quantiles
from typing import Any

from app.discord.cards.explanation import full_lines
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.look_back.explanation import explain
from app.domain.policies.policy import Policy
from app.i18n.words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One action or flag; `explanation` has every number in lines of English."""

    message: str
    channel: str
    user: str
    text: str
    action: str
    wanted: str
    final: float
    toxicity: float
    behaviour: float
    context: float
    why: str
    limits: tuple[str, ...]
    case: int | None
    explanation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds; None where there was nothing to measure."""

    p50: float | None
    p99: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a replay."""

    received: int
    judged: int
    flagged: int
    acted: Mapping[str, int]
    lost: int
    judged_twice: int
    seconds: float
    messages_per_second: float
    to_decision_ms: Latency
    to_call_ms: Latency
    violations: int
    outcomes: Sequence[Outcome]

    def as_json(self) -> dict[str, Any]:
        """For a file or another program."""
        return asdict(self)


def outcome_of(
    evidence: Evidence,
    decision: Decision,
    *,
    names: Mapping[str, str],
    text: str,
    case: int | None,
    policy: Policy,
) -> Outcome:
    """One line of the table."""
    verdict = decision.verdict
    grounds = [f"rule {one.source}:{one.label}" for one in verdict.broken]
    if verdict.label:
        grounds.append(f"{verdict.label} {verdict.toxicity:.2f}")
    channel, user = str(evidence.channel), str(evidence.subject.user)

    return Outcome(
        message=str(evidence.message),
        channel=names.get(channel, channel),
        user=names.get(user, user),
        text=text,
        action=str(decision.action),
        wanted=str(decision.wanted),
        final=round(verdict.final, 4),
        toxicity=round(verdict.toxicity, 4),
        behaviour=round(verdict.behaviour, 4),
        context=round(verdict.context, 4),
        why=", ".join(grounds),
        limits=tuple(str(limit) for limit in decision.limits),
        case=case,
        explanation=tuple(full_lines(explain(evidence, decision, policy), words("en"))),
    )


def counted(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many of each action, flags apart."""
    return dict(Counter(one.action for one in outcomes if one.action != "flag"))


def latency(pairs: Sequence[tuple[datetime, datetime]]) -> Latency:
    """Percentiles of the time between two moments."""
    spans = sorted((end - start).total_seconds() * 1000 for start, end in pairs)
    if not spans:
        return Latency(p50=None, p99=None)
    if len(spans) == 1:
        return Latency(p50=round(spans[0], 1), p99=round(spans[0], 1))
    cuts = quantiles(spans, n=100, method="inclusive")

    return Latency(p50=round(cuts[49], 1), p99=round(cuts[98], 1))
