"""How a case was decided, with every number: what the policy weighed, and what was carried out."""

from collections.abc import Iterator

from app.discord.cards.explanation import full_lines
from app.discord.cards.look import QUIET, STATE_ICONS, Say, out_of_100, tell
from app.discord.cards.parts import failure_text, lines_within
from app.discord.components import MAX_DESCRIPTION, Payload, embed, field
from app.discord.escape import on_one_line
from app.domain.evidence import Evidence
from app.domain.look_back.explanation import Explanation
from app.domain.order import Order
from app.domain.record.case import Case
from app.domain.record.standing import Standing
from app.domain.signal import CLASSIFIER

MAX_NAME = 60
_COUNTED = ("warnings", "timeouts", "kicks", "bans")


def numbers_embed(case: Case, *, say: Say, why: Explanation | None, order: Order | None) -> Payload:
    """The second card of /case: the explanation in full, signals, record, ledger (ST-120, ST-124).

    `why` is absent where the policy of that time is not known any more.
    """
    return embed(
        colour=QUIET,
        title=f"🧮 {tell(say, 'numbers.title')}",
        description=lines_within(_summary(case, say, why), MAX_DESCRIPTION),
        fields=_fields(case, say, why, order),
    )


def _summary(case: Case, say: Say, why: Explanation | None) -> Iterator[str]:
    if why:
        yield from full_lines(why, say)
    elif case.decision:
        yield tell(say, "numbers.confidence", percent=out_of_100(case.decision.confidence))


def _fields(
    case: Case, say: Say, why: Explanation | None, order: Order | None
) -> Iterator[Payload]:
    if case.evidence:
        signals = lines_within(_signals(case.evidence, say))
        if signals:
            yield field(tell(say, "numbers.signals"), signals)
    if case.evidence and why is None:
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
        "membership": behaviour.membership,
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
