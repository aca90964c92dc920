"""How a case was decided, with every number: what the policy weighed, and what was carried out."""

from collections.abc import Iterator

from app.discord.cards.look import QUIET, STATE_ICONS, Say, out_of_100, tell
from app.discord.cards.parts import failure_text, lines_within
from app.discord.components import Payload, embed, field
from app.discord.escape import on_one_line
from app.domain.case import Case
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.order import Order
from app.domain.policy import Policy
from app.domain.signal import CLASSIFIER
from app.domain.standing import Standing

MAX_NAME = 60
_COUNTED = ("warnings", "timeouts", "kicks", "bans")


def numbers_embed(case: Case, *, say: Say, policy: Policy | None, order: Order | None) -> Payload:
    """The second card of /case: formula, thresholds, signals, record, ledger (ST-120)."""
    return embed(
        colour=QUIET,
        title=f"🧮 {tell(say, 'numbers.title')}",
        description="\n".join(_summary(case, say, policy)),
        fields=_fields(case, say, order),
    )


def _summary(case: Case, say: Say, policy: Policy | None) -> Iterator[str]:
    decision = case.decision
    if decision is None:
        return
    if policy:
        yield _formula(decision, say, policy)
        yield tell(
            say,
            "numbers.thresholds",
            warn=out_of_100(policy.thresholds.warn),
            timeout=out_of_100(policy.thresholds.timeout),
            kick=out_of_100(policy.thresholds.kick),
            ban=out_of_100(policy.thresholds.ban),
        )
    yield tell(say, "numbers.confidence", percent=out_of_100(decision.confidence))


def _formula(decision: Decision, say: Say, policy: Policy) -> str:
    verdict, weights = decision.verdict, policy.weights
    numbers = {
        "weight_said": weights.toxicity,
        "weight_behaviour": weights.behaviour,
        "weight_context": weights.context,
        "toxicity": verdict.toxicity,
        "behaviour": verdict.behaviour,
        "context": verdict.context,
        "final": verdict.final,
    }
    return tell(say, "numbers.formula", **{name: f"{one:.2f}" for name, one in numbers.items()})


def _fields(case: Case, say: Say, order: Order | None) -> Iterator[Payload]:
    if case.evidence:
        signals = lines_within(_signals(case.evidence, say))
        if signals:
            yield field(tell(say, "numbers.signals"), signals)
        yield field(tell(say, "numbers.behaviour"), _behaviour(case.evidence, say), inline=True)
        yield field(
            tell(say, "numbers.standing"), _record(case.evidence.standing, say), inline=True
        )
    if order:
        yield field(tell(say, "numbers.carried_out"), lines_within(_ledger(order, say)))


def _signals(evidence: Evidence, say: Say) -> Iterator[str]:
    for signal in sorted(evidence.signals, key=lambda one: -one.score):
        name = on_one_line(signal.label, MAX_NAME)
        kind = "" if signal.source == CLASSIFIER else f"{signal.source}: "
        yield f"`{out_of_100(signal.score):>3}` {kind}{name}"
    model = next((one.version for one in evidence.signals if one.version), "")
    if model:
        yield tell(say, "numbers.model", model=on_one_line(model, MAX_NAME))


def _behaviour(evidence: Evidence, say: Say) -> str:
    behaviour = evidence.behaviour
    factors = {
        "velocity": behaviour.velocity,
        "escalation": behaviour.escalation,
        "history": behaviour.history,
        "age": behaviour.age,
    }
    return "\n".join(
        f"`{out_of_100(factor):>3}` {tell(say, f'numbers.factor.{name}')}"
        for name, factor in factors.items()
        if factor is not None
    )


def _record(standing: Standing, say: Say) -> str:
    counts = {name: getattr(standing, name) for name in _COUNTED}
    lines = [tell(say, f"numbers.{name}", count=count) for name, count in counts.items() if count]

    return "\n".join(lines) or tell(say, "numbers.clean")


def _ledger(order: Order, say: Say) -> Iterator[str]:
    for effect, entry in zip(order.effects, order.ledger, strict=True):
        what = tell(say, f"effect.{effect.kind}")
        state = tell(say, f"state.{entry.state}")
        why = f" ({failure_text(entry.error, say)})" if entry.error else ""
        yield f"{STATE_ICONS[entry.state]} {what}: {state}{why}"
